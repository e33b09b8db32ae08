import { useT } from "../../i18n/context.tsx";

const ENCODINGS = ["utf-8", "utf-16", "cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250"];

interface ChooseEncodingProps {
  /** What was chosen before; empty: as it seems. */
  chosen: string;
  /** Without it, the choice is read when the form around is sent. */
  onChoose?: (encoding: string) => void;
}

/** How the bytes of a text are read, where that cannot be told. */
export function ChooseEncoding({ chosen, onChoose }: ChooseEncodingProps) {
  const t = useT();
  return (
    <label>
      <span className="label">{t("Encoding")}</span>{" "}
      <select className="field" name="encoding" defaultValue={chosen} onChange={({ target }) => onChoose?.(target.value)}>
        <option value="">{t("as it seems")}</option>
        {ENCODINGS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
