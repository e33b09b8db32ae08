import type { FormEvent } from "react";

import { useT } from "../../i18n/context.tsx";
import { ChooseEncoding } from "./ChooseEncoding.tsx";
import { Fold } from "./Fold.tsx";

/** How a school's file is filled, as the route takes it. */
export type FillOptions = Partial<Record<"mark" | "feedback" | "sheet" | "scale" | "bands" | "encoding", string>> & { provisional?: boolean };

const TEXTS = ["mark", "feedback", "sheet", "scale", "bands", "encoding"] as const;

interface SchoolOptionsProps {
  options: FillOptions;
  /** The titles to choose from, where the server could not tell which is meant. */
  columns: string[];
  asksEncoding: boolean;
  isOpen: boolean;
  busy: boolean;
  onSubmit: (options: FillOptions) => void;
}

/** What can be said of a school's file that it does not say itself. */
export function SchoolOptions({ options, columns, asksEncoding, isOpen, busy, onSubmit }: SchoolOptionsProps) {
  const t = useT();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const texts = TEXTS.flatMap((name) => {
      const value = String(data.get(name) ?? "").trim();
      return value ? [[name, value] as const] : [];
    });
    onSubmit({ ...Object.fromEntries(texts), ...(data.has("provisional") ? { provisional: true } : {}) });
  };
  const fields: [(typeof TEXTS)[number], string, string][] = [
    ["mark", t("Column for the marks"), t("its title, as in the file")],
    ["feedback", t("Column for the feedback"), t("empty: feedback is not written")],
    ["sheet", t("Sheet"), t("where a workbook has several")],
    ["scale", t("Out of"), t("where the file does not say it: 100")],
    ["bands", t("Grades"), t("instead of points, each from a mark: 16:A,14:B,0:C")],
  ];
  return (
    <Fold title={t("Other columns, another scale")} isOpen={isOpen}>
      <form className="export-options" onSubmit={submit}>
        {fields.map(([name, label, hint]) => (
          <label key={name}>
            <span className="label">{label}</span>
            {columns.length > 0 && (name === "mark" || name === "feedback") ? (
              <select className="field" name={name} defaultValue={options[name] ?? ""} aria-describedby={`fill-${name}`}>
                <option value="" />
                {columns.map((column) => (
                  <option key={column}>{column}</option>
                ))}
              </select>
            ) : (
              <input className="field" name={name} defaultValue={options[name] ?? ""} aria-describedby={`fill-${name}`} dir="auto" />
            )}
            <span className="hint" id={`fill-${name}`}>
              {hint}
            </span>
          </label>
        ))}
        {(asksEncoding || options.encoding) && (
          <ChooseEncoding chosen={options.encoding ?? ""} />
        )}
        <label className="export-tick">
          <input className="tick" type="checkbox" name="provisional" defaultChecked={options.provisional ?? false} />
          {t("also marks that are not decided yet")}
        </label>
        <p>
          <button className="btn" type="submit" aria-disabled={busy}>
            {t("Fill it in like this")}
          </button>
        </p>
      </form>
    </Fold>
  );
}
