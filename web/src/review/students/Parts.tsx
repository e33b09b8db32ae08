import { useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { CopyQuestion, ReviewCopy, SessionReview } from "../../wire/index.ts";
import { Sign } from "../../ui/Sign.tsx";
import { useCopy } from "../data/copy.ts";
import { isToDecide, type Answer } from "../model/answers.ts";
import type { MarkedQuestion } from "../model/questions.ts";
import type { Basis } from "../parts/useTyped.ts";
import { WordsInline } from "../parts/Words.tsx";
import { nameOf } from "../question/Compare.tsx";
import { InlineMark } from "./InlineMark.tsx";

interface PartsProps {
  sessionId: string;
  copy: ReviewCopy;
  questions: readonly MarkedQuestion[];
  answers: readonly Answer[];
  scheme: SessionReview["scheme"];
  onMark: (questionId: string, points: number, basis: Basis) => void;
}

/** The questions of a copy, those to decide first; the others on demand. */
export function Parts({ sessionId, copy, questions, answers, scheme, onMark }: PartsProps) {
  const t = useT();
  const [first] = useState(
    () => new Set(answers.filter((one) => isToDecide(one) || one.flags.length).map((one) => one.questionId)),
  );
  const [areAll, setAll] = useState(first.size === 0);
  const detail = useCopy(sessionId, copy).data;
  const isFirst = (answer: Answer) => first.has(answer.questionId);
  const shown = [...answers.filter(isFirst), ...(areAll ? answers.filter((answer) => !isFirst(answer)) : [])];
  const rest = answers.length - shown.length;
  const labels = [...new Set(answers.flatMap((answer) => answer.marks.map(nameOf)))].sort();
  return (
    <>
      <table className="table parts">
        <thead>
          <tr>
            <th scope="col">{t("Question")}</th>
            {labels.map((label) => (
              <th scope="col" className="num" key={label}>
                {label}
              </th>
            ))}
            <th scope="col">
              <span className="vh">{t("Agreement")}</span>
            </th>
            <th scope="col">{t("My mark")}</th>
            <th scope="col" className="col-why">
              {t("Feedback")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((answer) => {
            const question = questions.find((one) => one.id === answer.questionId);
            return (
              <tr key={answer.questionId}>
                <th scope="row">{question?.label ?? answer.questionId}</th>
                {labels.map((label) => (
                  <td className="num serif" key={label}>
                    {pointsOf(answer, label, t.number)}
                  </td>
                ))}
                <td>
                  <Parting answer={answer} />
                </td>
                <td className="nowrap">
                  <InlineMark
                    answer={answer}
                    label={question?.label ?? answer.questionId}
                    bounds={{
                      maximum: question?.maximum ?? 0,
                      mayExceed: scheme?.allow_above_maximum ?? false,
                      mayBeNegative: scheme?.allow_below_zero ?? false,
                    }}
                    onMark={(points, basis) => onMark(answer.questionId, points, basis)}
                  />
                </td>
                <td className="col-why" dir="auto">
                  <WordsInline text={said(detail?.questions.find((one) => one.question_id === answer.questionId))} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rest > 0 && (
        <p className="hint">
          {t.ngettext("{n} more question, decided or agreed.", "{n} more questions, decided or agreed.", rest)}{" "}
          <button className="link" type="button" onClick={() => setAll(true)}>
            {t("Show all")}
          </button>
        </p>
      )}
    </>
  );
}

function said(asked: CopyQuestion | undefined): string {
  return asked?.feedback || asked?.marks?.[0]?.feedback || "";
}

function pointsOf(answer: Answer, label: string, write: (points: number) => string): string {
  const points = answer.marks.find((mark) => nameOf(mark) === label)?.points;
  if (points === undefined || points === null) return answer.isHidden ? "" : "–";
  return write(points);
}

function Parting({ answer }: { answer: Answer }) {
  const t = useT();
  if (answer.isHidden) return <Sign icon="eye">{t("mark first")}</Sign>;
  const given = answer.marks.flatMap(({ points }) => (points === undefined || points === null ? [] : [points]));
  if (given.length < 2) return null;
  const points = Math.round((Math.max(...given) - Math.min(...given)) * 100) / 100;
  return points ? (
    <Sign icon="differ" tone="check">
      {t("{points} apart", { points })}
    </Sign>
  ) : (
    <Sign icon="same">{t("agreed")}</Sign>
  );
}
