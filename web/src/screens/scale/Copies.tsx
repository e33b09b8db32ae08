import { useId, useState } from "react";

import { pageUrl } from "../../api/documents.ts";
import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sign } from "../../ui/Sign.tsx";
import type { Student } from "../../wire/index.ts";
import { before, change, joinTo, split, type CopyDraft } from "./copies-edit.ts";
import { CopyCard } from "./CopyCard.tsx";
import { doubtsOf } from "./doubts.ts";

interface CopiesProps {
  drafts: readonly CopyDraft[];
  /** Whom a copy may be given to. */
  students: readonly Student[];
  onChange: (drafts: CopyDraft[]) => void;
}

/** All copies with the top of their first page; one that is chosen can be split, joined, left out or given a name. */
export function Copies({ drafts, students, onChange }: CopiesProps) {
  const t = useT();
  const [chosen, setChosen] = useState<string | null>(null);
  const names = useId();
  const graded = drafts.filter((draft) => !draft.isLeftOut);
  const doubtful = graded.filter((draft) => doubtsOf(t, draft).length > 0).length;
  const draft = drafts.find(({ key }) => key === chosen);
  const previous = draft ? before(drafts, draft.key) : null;
  return (
    <section className="sheet" aria-labelledby="h-copies">
      <div className="sheet-head">
        <h2 className="title" id="h-copies">
          {t("Copies")}
        </h2>
        <span className="btn-row">
          <Sign icon="check" tone="good">
            {t.ngettext("{n} recognised", "{n} recognised", graded.length - doubtful)}
          </Sign>
          {doubtful > 0 && (
            <Sign icon="warn" tone="check">
              {t("{n} to check", { n: doubtful })}
            </Sign>
          )}
        </span>
      </div>
      <datalist id={names}>
        {students.map(({ name, student_id: id, group }) => (
          <option key={`${name} ${id}`} value={name}>
            {[id && t("no. {number}", { number: id }), group].filter(Boolean).join(" · ")}
          </option>
        ))}
      </datalist>
      <ul className="copies">
        {drafts.map((one, n) => (
          <CopyCard
            key={one.key}
            draft={one}
            number={n + 1}
            isChosen={one.key === chosen}
            names={names}
            onChoose={() => setChosen(one.key === chosen ? null : one.key)}
            onName={(name) => {
              const known = students.find((student) => student.name === name);
              onChange(change(drafts, one.key, { student: name ? (known ?? { name }) : null }));
            }}
            onDropped={(key) => {
              onChange(joinTo(drafts, key, one.key));
              setChosen(one.key);
            }}
          />
        ))}
      </ul>
      {draft && draft.pages.length > 1 && (
        <ol className="copy-pages" aria-label={t("Pages of copy {n}", { n: drafts.indexOf(draft) + 1 })}>
          {draft.pages.map((page, n) => (
            <li key={`${page.document_id} ${page.index}`}>
              {n > 0 && (
                <button className="btn" type="button" onClick={() => onChange(split(drafts, draft.key, n))}>
                  <Icon name="split" /> {t("Split before page {n}", { n: n + 1 })}
                </button>
              )}
              <div className="page">
                <img src={pageUrl(page.document_id, page.index, { width: 400, rotation: page.rotation ?? 0 })} alt={t("Page {n}", { n: n + 1 })} loading="lazy" />
              </div>
            </li>
          ))}
        </ol>
      )}
      <div className="short">
        <div className="btn-row">
          <button
            className="btn"
            type="button"
            disabled={!draft || !previous || draft.isLeftOut}
            onClick={() => {
              if (!draft || !previous) return;
              onChange(joinTo(drafts, draft.key, previous.key));
              setChosen(previous.key);
            }}
          >
            <Icon name="merge" /> {t("Join to the one before")}
          </button>
          <button className="btn" type="button" disabled={!draft} onClick={() => draft && onChange(change(drafts, draft.key, { isLeftOut: !draft.isLeftOut }))}>
            {draft?.isLeftOut ? t("Take it back") : t("Leave out")}
          </button>
          <span className="hint">{draft ? t("A copy of several pages can be split between them.") : t("Choose a copy first, or drag it onto another to join them.")}</span>
        </div>
      </div>
    </section>
  );
}
