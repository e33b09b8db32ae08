import { useState, type FormEvent } from "react";

import type { DocumentRole } from "../../api/documents.ts";
import { useT } from "../../i18n/context.tsx";
import type { Upload } from "./useUploads.ts";

interface ClassListProps {
  uploads: Upload[];
  onFiles: (files: { file: File; path: string; role: DocumentRole }[]) => void;
}

/** The pupils: what was understood of a list that was dropped, or a list that is pasted. */
export function ClassList({ uploads, onFiles }: ClassListProps) {
  const t = useT();
  const [text, setText] = useState("");
  const lists = uploads.flatMap(({ stored, path, id }) => (stored?.roster ? [{ id, path, roster: stored.roster }] : []));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    const path = t("pasted class list.txt");
    onFiles([{ file: new File([text], path, { type: "text/plain" }), path, role: "roster" }]);
    setText("");
  };
  return (
    <section className="sheet" aria-labelledby="h-list">
      <div className="sheet-head">
        <h2 className="title" id="h-list">
          {t("Class list")}
        </h2>
        <span className="hint">{t("optional")}</span>
      </div>
      <div className="new-fields">
        {lists.map(({ id, path, roster }) => (
          <div key={id}>
            <p>
              <b>{t.ngettext("{n} student", "{n} students", roster.count)}</b> <span className="hint" dir="auto">{path}</span>
            </p>
            <p className="quiet" dir="auto">
              {(roster.first ?? []).map((student) => student.name).join(" · ")}
              {roster.count > (roster.first ?? []).length && " …"}
            </p>
            {Object.keys(roster.columns ?? {}).length > 0 && (
              <p className="hint" dir="auto">{t("Columns that are used: {columns}", { columns: Object.keys(roster.columns ?? {}).join(", ") })}</p>
            )}
            {(roster.left_out ?? []).map((row) => (
              <p key={row.line} className="hint" dir="auto">
                {t("Line {line} names no student: {text}", { line: row.line, text: row.text })}
              </p>
            ))}
          </div>
        ))}
        <details className="fold">
          <summary>{lists.length ? t("Paste another list") : t("Paste a list, or drop its file with the others")}</summary>
          <form className="block" onSubmit={submit}>
            <label className="label" htmlFor="pasted">
              {t("One student a line, or the cells of a spreadsheet")}
            </label>
            <textarea className="field" id="pasted" rows={5} value={text} onChange={(event) => setText(event.target.value)} dir="auto" spellCheck={false} />
            <div className="btn-row">
              <button className="btn" type="submit" disabled={!text.trim()}>
                {t("Read the list")}
              </button>
            </div>
          </form>
        </details>
      </div>
    </section>
  );
}
