import { useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Criterion, RubricQuestion } from "../../wire/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ScrollRegion } from "../../ui/ScrollRegion.tsx";
import { Sign } from "../../ui/Sign.tsx";
import { anotherCriterion, worth } from "./criterion.ts";
import { readMark } from "../model/marks.ts";

interface DraftedQuestionProps {
  question: RubricQuestion;
  criteria: readonly Criterion[];
  isDropped: boolean;
  remark: string;
  onChange: (criteria: Criterion[]) => void;
  onDrop: () => void;
  onRemark: (remark: string) => void;
}

/** The criteria of one question, whose sum is held against its maximum as they are edited. */
export function DraftedQuestion({
  question,
  criteria,
  isDropped,
  remark,
  onChange,
  onDrop,
  onRemark,
}: DraftedQuestionProps) {
  const t = useT();
  const change = (index: number, changes: Partial<Criterion>) =>
    onChange(criteria.map((one, at) => (at === index ? { ...one, ...changes } : one)));
  const counted = criteria.filter((one) => one.points > 0 && !one.bonus && !one.group);
  const hasGroups = criteria.some((one) => one.group || one.bonus || one.points < 0);
  const sum = counted.reduce((total, one) => total + Math.round(one.points * 100), 0) / 100;
  return (
    <section className="sheet" aria-label={question.label}>
      <div className="sheet-head">
        <h2 className="title" dir="auto">
          {question.label}
        </h2>
        {isDropped ? (
          <Sign icon="minus">{t("without criteria")}</Sign>
        ) : hasGroups || sum === question.maximum ? (
          <Sign icon="check" tone="good">
            {t("{sum} of {maximum}", { sum: hasGroups ? question.maximum : sum, maximum: question.maximum })}
          </Sign>
        ) : (
          <Sign icon="warn" tone="check">
            {t("The sum is {sum}; the question is worth {maximum}.", { sum, maximum: question.maximum })}
          </Sign>
        )}
      </div>
      {(question.messages ?? []).map((message) => (
        <p className="short" key={message}>
          <Sign icon="fail" tone="fail">
            {message}
          </Sign>
        </p>
      ))}
      {!isDropped && criteria.length > 0 && (
        <ScrollRegion label={t("Criteria of {question}", { question: question.label })}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("Criterion")}</th>
              <th scope="col" className="num">
                {t("Points")}
              </th>
              <th scope="col">{t("When it is met")}</th>
              <th>
                <span className="vh">{t("Remove")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {criteria.map((criterion, index) => (
              <tr key={criterion.id}>
                <td>
                  <textarea
                    className="field criterion-name"
                    rows={1}
                    dir="auto"
                    aria-label={t("Criterion {n}", { n: index + 1 })}
                    value={criterion.name}
                    onChange={(event) => change(index, { name: event.target.value })}
                  />
                </td>
                <td className="num">
                  <PointsField
                    points={criterion.points}
                    label={t("Points of criterion {n}", { n: index + 1 })}
                    onPoints={(points) => change(index, worth(criterion, points))}
                  />
                </td>
                <td dir="auto">
                  {criterion.description}
                  {(criterion.levels ?? []).map((level, at, levels) => (
                    <label className="criterion-level" key={at}>
                      <PointsField
                        points={level.points}
                        label={t("Points of level {level} of criterion {n}", { level: at + 1, n: index + 1 })}
                        onPoints={(points) => change(index, { levels: levels.with(at, { ...level, points }) })}
                      />
                      <span>{level.description}</span>
                    </label>
                  ))}
                </td>
                <td>
                  <button
                    className="btn btn-bare btn-icon"
                    type="button"
                    aria-label={t("Remove criterion {n}", { n: index + 1 })}
                    onClick={() => onChange(criteria.filter((_, at) => at !== index))}
                  >
                    <Icon name="trash" />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        </ScrollRegion>
      )}
      <div className="short criteria-again">
        {!isDropped && (
          <button
            className="btn"
            type="button"
            onClick={() => onChange([...criteria, anotherCriterion(criteria, question.maximum - sum)])}
          >
            <Icon name="plus" /> {t("Add a criterion")}
          </button>
        )}
        <input
          className="field"
          dir="auto"
          aria-label={t("Remark for another draft of {question}", { question: question.label })}
          placeholder={t("A remark, to have it drafted again")}
          value={remark}
          onChange={(event) => onRemark(event.target.value)}
        />
        <label>
          <input type="checkbox" className="tick" checked={isDropped} onChange={onDrop} /> {t("Mark without criteria")}
        </label>
      </div>
    </section>
  );
}

function PointsField({
  points,
  label,
  onPoints,
}: {
  points: number;
  label: string;
  onPoints: (points: number) => void;
}) {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  const read = typed === null ? null : readMark(typed, { maximum: 0, mayExceed: true, mayBeNegative: true });
  const isFault = read !== null && "fault" in read;
  return (
    <input
      className="field field-num"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={isFault}
      value={typed ?? t.number(points)}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (isFault) return;
        if (read && "points" in read) onPoints(read.points);
        setTyped(null);
      }}
    />
  );
}
