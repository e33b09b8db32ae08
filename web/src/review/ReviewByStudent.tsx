import { useMemo, useRef, useState } from "react";

import { useT } from "../i18n/context.tsx";
import type { KeyCommand } from "../keys/commands.ts";
import { useKeys } from "../keys/useKeys.ts";
import { go, sessionPath } from "../location.ts";
import type { ReviewCopy, SessionReview } from "../wire/index.ts";
import { Link } from "../ui/Link.tsx";
import type { Deciding } from "./data/outbox.ts";
import { answerOf, isToDecide, type Answer } from "./model/answers.ts";
import { exercisesOf, questionsOf } from "./model/questions.ts";
import { FinishDialog } from "./parts/FinishDialog.tsx";
import { Filter, ViewSwitch } from "./question/QuestionBar.tsx";
import { BulkBar } from "./students/BulkBar.tsx";
import { Preview } from "./students/Preview.tsx";
import { StudentRows } from "./students/StudentRows.tsx";

interface Props {
  sessionId: string;
  review: SessionReview;
  deciding: Deciding;
}

/** The review of one student after the other: a row each, which opens to its questions. */
export function ReviewByStudent({ sessionId, review, deciding }: Props) {
  const t = useT();
  const filter = useRef<HTMLSelectElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
  const [shownCopy, setShown] = useState<string | null>(null);
  const [choice, setChoice] = useState("all");
  const [isFinishing, setFinishing] = useState(false);
  const questions = useMemo(() => questionsOf(review.scheme), [review.scheme]);
  const exercises = useMemo(() => exercisesOf(questions, review.scheme), [questions, review.scheme]);
  const answers = useMemo(
    () =>
      new Map(
        review.copies.map((copy) => [
          copy.copy_id,
          questions.flatMap(({ id }): Answer[] =>
            copy.questions[id] ? [answerOf(copy, id, deciding.entries, deciding.isAway)] : [],
          ),
        ]),
      ),
    [review.copies, questions, deciding.entries, deciding.isAway],
  );
  const left = (copy: ReviewCopy) => (answers.get(copy.copy_id) ?? []).filter(isToDecide).length;
  const copies = useMemo(() => byName(review.copies, t.language), [review.copies, t.language]).filter(
    (copy) =>
      choice === "all" ||
      (choice === "open"
        ? left(copy) > 0
        : choice === "complete"
          ? copy.is_complete
          : copy.status === "failed" || copy.status === "waiting"),
  );
  const previewed = review.copies.find((copy) => copy.copy_id === (shownCopy ?? open)) ?? copies[0];

  const step = (by: number) => {
    const to =
      copies[
        Math.min(Math.max(copies.findIndex((copy) => copy.copy_id === previewed?.copy_id) + by, 0), copies.length - 1)
      ];
    if (to) setShown(to.copy_id);
  };
  useKeys((command: KeyCommand) => {
    if (command.do === "view") go(sessionPath(sessionId, "review"));
    else if (command.do === "next_student") step(1);
    else if (command.do === "previous_student") step(-1);
    else if (command.do === "next" && previewed) setOpen(open === previewed.copy_id ? null : previewed.copy_id);
    else if (command.do === "next_open") setShown(copies.find((copy) => left(copy) > 0)?.copy_id ?? null);
    else if (command.do === "filter") filter.current?.focus();
    else if (command.do === "complete") setFinishing(true);
  });
  const totals = review.copies.flatMap((copy) => (copy.total === undefined || copy.total === null ? [] : [copy.total]));
  const mean = totals.length ? totals.reduce((sum, total) => sum + total, 0) / totals.length : null;
  const isProvisional = review.copies.some((copy) => copy.provisional || left(copy) > 0);

  return (
    <main className="students-page" id="main">
      <section className="qbar" aria-label={t("Class")}>
        <h1 className="qbar-title">
          <b>{t.ngettext("{n} student", "{n} students", review.copies.length)}</b>
          {mean !== null && (
            <span className="hint">
              {isProvisional
                ? t("provisional mean {mean} of {maximum}", {
                    mean: Math.round(mean * 10) / 10,
                    maximum: review.scheme?.total ?? 0,
                  })
                : t("mean {mean} of {maximum}", {
                    mean: Math.round(mean * 10) / 10,
                    maximum: review.scheme?.total ?? 0,
                  })}
            </span>
          )}
        </h1>
        <div className="qbar-end">
          <Filter
            ref={filter}
            value={choice}
            onChange={setChoice}
            choices={[
              { value: "all", text: t("All students") },
              { value: "open", text: t("To decide") },
              { value: "complete", text: t("Complete") },
              { value: "missing", text: t("Not graded") },
            ]}
          />
          <ViewSwitch sessionId={sessionId} view="student" />
          <Link className="btn" href={sessionPath(sessionId, "figures")}>
            {t("Figures")}
          </Link>
          <Link className="btn" href={sessionPath(sessionId, "export")}>
            {t("Export")}
          </Link>
        </div>
      </section>
      <div className="students">
        <div className="students-main">
          <div className="students-table" tabIndex={0} role="region" aria-label={t("Students")}>
            <StudentRows
              copies={copies}
              exercises={exercises}
              questions={questions}
              answers={answers}
              review={review}
              chosen={chosen}
              open={open}
              shown={previewed?.copy_id ?? null}
              sessionId={sessionId}
              onChoose={setChosen}
              onOpen={(copyId) => (setOpen(open === copyId ? null : copyId), setShown(copyId))}
              onMark={(copyId, questionId, points, basis) =>
                deciding.decide(copyId, { type: "set_mark", question_id: questionId, points }, basis)
              }
            />
          </div>
          {chosen.size > 0 && (
            <BulkBar
              sessionId={sessionId}
              review={review}
              deciding={deciding}
              answers={answers}
              chosen={[...chosen]}
              onNone={() => setChosen(new Set())}
            />
          )}
        </div>
        {previewed && (
          <Preview
            sessionId={sessionId}
            copy={previewed}
            questions={questions}
            answers={answers.get(previewed.copy_id) ?? []}
            onStep={step}
          />
        )}
      </div>
      {isFinishing && (
        <FinishDialog
          sessionId={sessionId}
          review={review}
          deciding={deciding}
          onClose={() => setFinishing(false)}
        />
      )}
    </main>
  );
}

function byName(copies: readonly ReviewCopy[], language: string): ReviewCopy[] {
  const name = (copy: ReviewCopy) => copy.student?.name ?? "";
  const order = new Intl.Collator(language);
  return [...copies].sort((a, b) => order.compare(name(a), name(b)) || a.position - b.position);
}
