import { useRef, useState } from "react";

import { useT } from "../../i18n/context.tsx";
import { Failure } from "../../ui/Failure.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useDraft } from "../../ui/useDraft.ts";
import type { ConfirmScale, PaperPlace, ScaleConfirmation } from "../../wire/index.ts";
import { Candidates } from "./Candidates.tsx";
import { Copies } from "./Copies.tsx";
import { confirmedCopies, draftsOf, type CopyDraft } from "./copies-edit.ts";
import { GoBar } from "./GoBar.tsx";
import { Papers } from "./Papers.tsx";
import { placeRead, rowsOf, shorthandOf, totalOf, withEdit, type Edits } from "./scale-edit.ts";
import { ScaleTable } from "./ScaleTable.tsx";
import { useConfirm } from "./useConfirm.ts";

const PILOT = 5; // copies that are graded first, on wish

interface Changed {
  chosen: number;
  edits: Edits;
  typed: string | null;
  copies: CopyDraft[] | null;
}
const UNCHANGED: Changed = { chosen: 0, edits: {}, typed: null, copies: null };

/** What the teacher changes stays here until it is sent; what comes back then is what the session asks now. */
export function ScaleForm({ sessionId, question, places }: { sessionId: string; question: ConfirmScale; places: readonly Record<string, PaperPlace>[] }) {
  const t = useT();
  const { candidates = [], shorthands = [], notes = [], students = [], left_out: leftOut = [] } = question;
  const [draft, setDraft] = useDraft(`scale.${sessionId}`, [candidates, students, leftOut], UNCHANGED);
  const { chosen, edits, typed, copies } = draft;
  const [looked, setLooked] = useState<string | null>(null);
  const asked = useRef(question);
  if (asked.current !== question && (asked.current.students !== question.students || asked.current.candidates !== question.candidates)) {
    // The session has taken the changes and shows what they make.
    asked.current = question;
    if (!question.error) setDraft(UNCHANGED);
  }
  const confirm = useConfirm(sessionId);
  const candidate = candidates[chosen];
  const rows = candidate ? rowsOf(candidate, edits) : [];
  const printed = shorthands[chosen] ?? "";
  const isEdited = Object.keys(edits).length > 0;
  const shorthand = typed ?? (isEdited ? shorthandOf(printed, rows, t.number) : printed);
  const drafts = copies ?? draftsOf(students, leftOut);
  const isChanged = typed !== null || isEdited || copies !== null;
  const graded = drafts.filter((draft) => !draft.isLeftOut);
  // Those that were found keep their ids; a copy that is split off here has none yet.
  const pilot = graded.flatMap(({ found }) => found?.copy_id ?? []).slice(0, PILOT);
  const send = (isFinal: boolean, first: string[] = []) => {
    const scheme = typed !== null || isEdited ? { scheme: shorthand } : candidate ? { candidate: chosen } : {};
    const answer: ScaleConfirmation = {
      confirm: isFinal,
      ...scheme,
      ...(first.length ? { pilot: first } : {}),
      ...(copies ? { copies: confirmedCopies(copies) } : {}),
    };
    confirm.mutate(answer);
  };
  const read = placeRead(rows.find(({ question: { id } }) => id === looked)?.question.detected_from);
  const hasScale = candidate !== undefined || (typed ?? "").trim() !== "";
  return (
    <main id="main">
      <div className="wide">
        <div className="screen-head">
          <h1 className="title">{t("Confirm the scale and the copies")}</h1>
          <p className="quiet">{t("Everything can be changed until grading begins.")}</p>
        </div>
        {question.error && (
          <Notice fail title={t("That answer was not taken. Nothing is lost.")}>
            <span dir="auto">{question.error}</span>
          </Notice>
        )}
        {confirm.error && <Failure error={confirm.error} />}
        <div className="scale">
          <Papers documents={question.documents ?? []} read={read} place={places[chosen]?.[looked ?? ""]} label={looked ?? ""} />
          <div className="scale-main">
            <section className="sheet" aria-labelledby="h-scale">
              <div className="sheet-head">
                <h2 className="title" id="h-scale">
                  {t.pgettext("of an exam", "Scale")}
                </h2>
                <span className="hint">
                  {t.ngettext("{n} question", "{n} questions", rows.filter((row) => !row.isGroup).length)}
                </span>
              </div>
              {candidates.length > 1 && <Candidates candidates={candidates} chosen={chosen} onChoose={(index) => setDraft({ ...UNCHANGED, copies, chosen: index })} />}
              {!candidate && <Notice title={t("No scale was found in the files.")}>{t("Type it below in one line, such as 1.a: 2, 1.b: 1,5.")}</Notice>}
              {(notes[chosen] ?? []).map((note) => (
                <Notice key={note} title={<span dir="auto">{note}</span>} />
              ))}
              {rows.length > 0 && (
                <ScaleTable
                  rows={rows}
                  total={totalOf(rows)}
                  printedTotal={candidate?.total ?? null}
                  looked={looked}
                  onLook={setLooked}
                  onEdit={(id, points) => {
                    setDraft({ ...draft, typed: null, edits: withEdit(edits, candidate, id, points) });
                  }}
                />
              )}
              <div className="short">
                <label className="label" htmlFor="short">
                  {t("In one line")}
                </label>
                <textarea
                  className="field"
                  id="short"
                  rows={2}
                  dir="auto"
                  spellCheck={false}
                  autoFocus={!candidate}
                  value={shorthand}
                  onChange={(event) => setDraft({ ...draft, typed: event.target.value })}
                />
              </div>
            </section>
            <Copies drafts={drafts} students={[...students.flatMap(({ student }) => student ?? []), ...(question.absent ?? [])]} onChange={(changed) => setDraft({ ...draft, copies: changed })} />
            {[...(question.warnings ?? []), ...(question.privacy ?? [])].length > 0 && (
              <section className="sheet" aria-labelledby="h-notes">
                <div className="sheet-head">
                  <h2 className="title" id="h-notes">
                    {t("Good to know")}
                  </h2>
                </div>
                <ul className="notes">
                  {[...(question.warnings ?? []), ...(question.privacy ?? [])].map((sentence) => (
                    <li key={sentence} dir="auto">
                      {sentence}
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </div>
        </div>
      </div>
      <GoBar
        question={question}
        copies={graded.length}
        questions={rows.filter((row) => !row.isGroup).length}
        isChanged={isChanged}
        isBusy={confirm.isPending}
        hasScale={hasScale}
        pilot={graded.length > PILOT && (question.graders ?? []).length > 0 ? pilot.length : 0}
        onCheck={() => send(false)}
        onPilot={() => send(true, pilot)}
        onStart={() => send(true)}
      />
    </main>
  );
}
