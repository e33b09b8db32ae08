import { useRef, useState, type ChangeEvent, type DragEvent } from "react";

import { useT } from "../../i18n/context.tsx";
import { filesIn } from "./dropped.ts";

interface DropZoneProps {
  onFiles: (files: { file: File; path: string }[]) => void;
}

/** Where files, folders and archives are dropped or chosen. */
export function DropZone({ onFiles }: DropZoneProps) {
  const t = useT();
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void filesIn(event.dataTransfer).then(onFiles);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles([...(event.target.files ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    event.target.value = ""; // so that the same file can be chosen again
  };
  return (
    <div
      className="drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p className="drop-title serif">{t("Drop the copies, the exam paper and the answer key here")}</p>
      <p className="hint">{t("PDF, photographs, Word documents, folders or a ZIP file. Files of one student or of the whole class.")}</p>
      <div className="btn-row">
        <button className="btn" type="button" onClick={() => files.current?.click()}>
          {t("Choose files")}
        </button>
        <button className="btn" type="button" onClick={() => folder.current?.click()}>
          {t("Choose a folder")}
        </button>
      </div>
      <input ref={files} type="file" multiple hidden data-testid="files" onChange={choose} />
      <input ref={folder} type="file" multiple hidden {...{ webkitdirectory: "" }} onChange={choose} />
    </div>
  );
}
