import { Fragment } from "react";

import { useT } from "../../i18n/context.tsx";
import type { ReviewCopy, SessionReview } from "../../wire/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Sign } from "../../ui/Sign.tsx";
import { isToDecide, type Answer } from "../model/answers.ts";
import type { Exercise, MarkedQuestion } from "../model/questions.ts";
import type { Basis } from "../parts/useTyped.ts";
import { Parts } from "./Parts.tsx";

interface StudentRowsProps {
  sessionId: string;
  copies: readonly ReviewCopy[];
  exercises: readonly Exercise[];
  questions: readonly MarkedQuestion[];
  answers: ReadonlyMap<string, readonly Answer[]>;
  review: SessionReview;
  chosen: ReadonlySet<string>;
  open: string | null;
  shown: string | null;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onOpen: (copyId: string) => void;
  onMark: (copyId: string, questionId: string, points: number, basis: Basis) => void;
}

/** A row a student, which opens to its questions. */
export function StudentRows(props: StudentRowsProps) {
  const { copies, exercises, review, chosen, onChoose } = props;
  const t = useT();
  const areAll = copies.length > 0 && copies.every((copy) => chosen.has(copy.copy_id));
  const all = new Set(copies.map((copy) => copy.copy_id));
  return (
    <table className="table">
      <thead>
        <tr>
          <th className="col-tick">
            <label className="tick-box">
              <input
                type="checkbox"
                className="tick"
                aria-label={t("Choose all")}
                checked={areAll}
                onChange={() => onChoose(areAll ? new Set() : all)}
              />
            </label>
          </th>
          <th className="col-open">
            <span className="vh">{t("Questions")}</span>
          </th>
          <th scope="col">{t("Student")}</th>
          <th scope="col" className="num">
            {t("Total")}
            <br />/ {t.number(review.scheme?.total ?? 0)}
          </th>
          {exercises.map((exercise) => (
            <th scope="col" className="num col-ex" key={exercise.id} title={exercise.label}>
              {exercise.label.replace(/^exerci[cs]e\b/i, "Ex.")}
              <br />/ {t.number(exercise.maximum)}
            </th>
          ))}
          <th scope="col" className="num">
            {t("To decide")}
          </th>
          <th scope="col" className="col-flags">
            {t("Flags")}
          </th>
          <th scope="col">{t("State")}</th>
        </tr>
      </thead>
      <tbody>
        {copies.map((copy) => (
          <StudentRow key={copy.copy_id} copy={copy} {...props} />
        ))}
      </tbody>
    </table>
  );
}

function StudentRow({ copy, ...props }: StudentRowsProps & { copy: ReviewCopy }) {
  const { sessionId, exercises, questions, review, chosen, onChoose, onOpen, onMark } = props;
  const t = useT();
  const own = props.answers.get(copy.copy_id) ?? [];
  const left = own.filter(isToDecide).length;
  const isOpen = props.open === copy.copy_id;
  const name = copy.student?.name || t("Copy {n}", { n: copy.position });
  const toggle = () => {
    const next = new Set(chosen);
    if (!next.delete(copy.copy_id)) next.add(copy.copy_id);
    onChoose(next);
  };
  return (
    <Fragment>
      <tr className={isOpen || props.shown === copy.copy_id ? "is-shown" : undefined}>
        <td>
          <label className="tick-box">
            <input
              type="checkbox"
              className="tick"
              aria-label={t("Choose {name}", { name })}
              checked={chosen.has(copy.copy_id)}
              onChange={toggle}
            />
          </label>
        </td>
        <td>
          <button
            className="btn btn-bare btn-icon"
            type="button"
            aria-expanded={isOpen}
            aria-label={t("Questions of {name}", { name })}
            onClick={() => onOpen(copy.copy_id)}
          >
            <Icon name={isOpen ? "down" : "next"} />
          </button>
        </td>
        <th scope="row" dir="auto">
          {name}
        </th>
        <td className="num">
          <Total copy={copy} left={left} />
        </td>
        {exercises.map((exercise) => (
          <td className="num col-ex" key={exercise.id}>
            {sumOf(own, exercise.parts, t.number)}
          </td>
        ))}
        <td className="num">{left || ""}</td>
        <td className="col-flags">
          <CopySigns copy={copy} answers={own} />
        </td>
        <td>
          <CopyState copy={copy} left={left} />
        </td>
      </tr>
      {isOpen && (
        <tr className="expand">
          <td colSpan={exercises.length + 7}>
            <Parts
              sessionId={sessionId}
              copy={copy}
              questions={questions}
              answers={own}
              scheme={review.scheme}
              onMark={(questionId, points, basis) => onMark(copy.copy_id, questionId, points, basis)}
            />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Total({ copy, left }: { copy: ReviewCopy; left: number }) {
  const t = useT();
  const { total } = copy;
  if (total === undefined || total === null) return <span className="total">–</span>;
  const isProvisional = copy.provisional || left > 0;
  return (
    <span className={isProvisional ? "total prov" : "total"}>
      {t.number(total)}
      {isProvisional && <span className="vh"> {t("provisional")}</span>}
    </span>
  );
}

/** What the parts of an exercise come to; the total of the copy, with best-of and adjustments, is the server's. */
function sumOf(answers: readonly Answer[], parts: readonly string[], write: (value: number) => string): string {
  const own = answers.filter((answer) => parts.includes(answer.questionId));
  const values = own.map(({ mine, agreed, provisional }) => mine ?? agreed ?? provisional);
  if (!values.length || values.some((value) => value === null)) return "–";
  return write(values.reduce((sum: number, value) => sum + Math.round((value ?? 0) * 100), 0) / 100);
}

function CopySigns({ copy, answers }: { copy: ReviewCopy; answers: readonly Answer[] }) {
  const t = useT();
  const isFailed = copy.status === "failed" || copy.grading_status === "failed";
  if (isFailed)
    return (
      <Sign icon="fail" tone="fail">
        {t("not graded")}
      </Sign>
    );
  const n = answers.filter((answer) => answer.flags.includes("disagreement") && isToDecide(answer)).length;
  if (n)
    return (
      <Sign icon="differ" tone="check">
        {t.ngettext("{n} difference", "{n} differences", n)}
      </Sign>
    );
  if (!copy.flags?.length) return null;
  const isName = copy.flags.some((flag) => flag.startsWith("name") || flag === "duplicate_student");
  return (
    <Sign icon="warn" tone="check">
      {isName ? t("check the name") : t("look at the copy")}
    </Sign>
  );
}

function CopyState({ copy, left }: { copy: ReviewCopy; left: number }) {
  const t = useT();
  if (copy.is_excused) return <Sign icon="check">{t("excused")}</Sign>;
  if (copy.is_complete)
    return (
      <Sign icon="checks" tone="good">
        {t("complete")}
      </Sign>
    );
  if (copy.status === "processing") return <Sign icon="run">{t("being graded")}</Sign>;
  if (copy.status === "failed" || copy.status === "waiting") return <Sign icon="wait">{t("to grade again")}</Sign>;
  return left ? <Sign icon="wait">{t("in review")}</Sign> : <Sign icon="check">{t("decided")}</Sign>;
}
