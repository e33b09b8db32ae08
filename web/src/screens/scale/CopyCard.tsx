import { useState, type DragEvent } from "react";

import { pageUrl } from "../../api/documents.ts";
import { useT } from "../../i18n/context.tsx";
import { Sign } from "../../ui/Sign.tsx";
import type { CopyDraft } from "./copies-edit.ts";
import { doubtsOf } from "./doubts.ts";

interface CopyCardProps {
  draft: CopyDraft;
  number: number;
  isChosen: boolean;
  /** Id of the list of students' names. */
  names: string;
  onChoose: () => void;
  onName: (name: string) => void;
  /** Another copy was dropped on this one. */
  onDropped: (key: string) => void;
}

const DRAGGED = "application/x-bareme-copy";

export function CopyCard({ draft, number, isChosen, names, onChoose, onName, onDropped }: CopyCardProps) {
  const t = useT();
  const [over, setOver] = useState(false);
  const doubts = doubtsOf(t, draft);
  const [first] = draft.pages;
  const name = draft.student?.name ?? "";
  const isOpen = isChosen || doubts.length > 0;
  const className = ["copy", doubts.length ? "is-check" : "", draft.isLeftOut ? "is-out" : "", over ? "is-over" : ""].filter(Boolean).join(" ");
  const carries = (event: DragEvent) => event.dataTransfer.types.includes(DRAGGED);
  return (
    <li
      className={className}
      onDragOver={(event) => {
        if (!carries(event) || draft.isLeftOut) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!carries(event)) return;
        event.preventDefault();
        onDropped(event.dataTransfer.getData(DRAGGED));
      }}
    >
      <button
        className="page copy-page"
        type="button"
        aria-pressed={isChosen}
        draggable
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, draft.key)}
        onClick={onChoose}
      >
        <span className="vh">{name ? t("Copy {number}, {name}", { number, name }) : t("Copy {number}", { number })}</span>
        {first ? (
          <img src={pageUrl(first.document_id, first.index, { width: 400, rotation: first.rotation ?? 0 })} alt="" loading="lazy" draggable={false} />
        ) : (
          <span className="hint">{t("typed answers")}</span>
        )}
      </button>
      {doubts.map((doubt) => (
        <Sign key={doubt} icon="warn" tone="check">
          {doubt}
        </Sign>
      ))}
      <p className="copy-name">
        {!isOpen && <span dir="auto">{name || t("named when it is read again")}</span>}
        <small>
          {draft.isLeftOut ? t("left out") : t.ngettext("{number} · {n} page", "{number} · {n} pages", draft.pages.length, { number })}
        </small>
      </p>
      {isOpen && !draft.isLeftOut && (
        <label>
          <span className="vh">{t("Student of copy {number}", { number })}</span>
          <input
            className="field"
            list={names}
            dir="auto"
            placeholder={draft.found?.name_read || t("Student")}
            defaultValue={name}
            onBlur={(event) => event.target.value.trim() !== name && onName(event.target.value.trim())}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          />
        </label>
      )}
    </li>
  );
}
