import { useRef, type ChangeEvent } from "react";

import { useT } from "../../i18n/context.tsx";

interface ChooseFileProps {
  /** The name of the file that is chosen; empty before. */
  chosen: string;
  /** What can be chosen, as the browser writes it: ".csv,.xlsx". */
  accept: string;
  id: string;
  /** What the button says before a file is chosen. */
  name?: string;
  onFile: (file: File) => void;
}

/** A button by which one file is chosen, and its name. */
export function ChooseFile({ chosen, accept, id, name, onFile }: ChooseFileProps) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file) onFile(file);
    target.value = ""; // so that the same file can be chosen again
  };
  return (
    <div className="btn-row">
      <button className="btn" type="button" onClick={() => input.current?.click()}>
        {chosen ? t("Choose another file") : (name ?? t("Choose the file"))}
      </button>
      <input ref={input} type="file" accept={accept} hidden data-testid={id} onChange={choose} />
      {chosen && <span dir="auto">{chosen}</span>}
    </div>
  );
}
