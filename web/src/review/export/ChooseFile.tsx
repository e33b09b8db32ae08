import { useT } from "../../i18n/context.tsx";
import { FileButton } from "../../ui/FileButton.tsx";

interface ChooseFileProps {
  /** The name of the file that is chosen; empty before. */
  chosen: string;
  /** As of FileButton. */
  accept: string;
  id: string;
  /** What the button says before a file is chosen. */
  name?: string;
  onFile: (file: File) => void;
}

/** A button by which one file is chosen, and its name. */
export function ChooseFile({ chosen, name, ...button }: ChooseFileProps) {
  const t = useT();
  return (
    <div className="btn-row">
      <FileButton {...button}>{chosen ? t("Choose another file") : (name ?? t("Choose the file"))}</FileButton>
      {chosen && <span dir="auto">{chosen}</span>}
    </div>
  );
}
