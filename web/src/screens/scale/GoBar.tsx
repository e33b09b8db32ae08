import { useT } from "../../i18n/context.tsx";
import type { ConfirmScale } from "../../wire/index.ts";

interface GoBarProps {
  question: ConfirmScale;
  copies: number;
  questions: number;
  isChanged: boolean;
  isBusy: boolean;
  hasScale: boolean;
  /** How many copies can be graded first, to look at them before the others are; 0 where that makes no sense. */
  pilot: number;
  onCheck: () => void;
  onStart: () => void;
  onPilot: () => void;
}

/** What will be graded, what it takes, and the way there. */
export function GoBar({ question, copies, questions, isChanged, isBusy, hasScale, pilot, onCheck, onStart, onPilot }: GoBarProps) {
  const t = useT();
  const { graders = [], estimate, rubric, budget } = question;
  const counted = [
    t.ngettext("{n} copy", "{n} copies", copies),
    t.ngettext("{n} question", "{n} questions", questions),
    graders.length ? t.ngettext("{n} grader", "{n} graders", graders.length) : t("marked by hand"),
  ].join(", ");
  const price = estimate?.dollars ? t.money(estimate.dollars) : "";
  const start =
    rubric === "generate"
      ? t("Draft the criteria")
      : graders.length === 0
        ? t.ngettext("Mark the copy", "Mark the {n} copies", copies)
        : price
          ? t.ngettext("Grade the copy · about {price}", "Grade the {n} copies · about {price}", copies, { price })
          : t.ngettext("Grade the copy", "Grade the {n} copies", copies);
  const first = pilot > 0 && estimate?.dollars ? t.money((estimate.dollars * pilot) / copies) : "";
  const redo =
    first &&
    t.ngettext(
      "Grading the first {n} again after a change costs another {price}.",
      "Grading the first {n} again after a change costs another {price}.",
      pilot,
      { price: first },
    );
  const blocked = isBusy || !hasScale || copies === 0;
  return (
    <div className="gobar">
      <p>
        <b>{counted}.</b>{" "}
        <span className="quiet">
          {isChanged && estimate?.dollars ? t("The price is that of before your changes.") : t("You can stop at any moment.")}
          {estimate?.most_dollars ? ` ${t("{price} at most.", { price: t.money(estimate.most_dollars) })}` : ""}
          {redo && ` ${redo}`}
          {budget?.dollars != null && ` ${t("Budget: {price}.", { price: t.money(budget.dollars) })}`}
        </span>
      </p>
      <div className="btn-row">
        {isChanged && (
          <button className="btn" type="button" disabled={blocked} onClick={onCheck}>
            {t("Check the changes")}
          </button>
        )}
        {pilot > 0 && (
          <button className="btn" type="button" disabled={blocked} onClick={onPilot}>
            {first
              ? t.ngettext("Start with {n} copy · {price}", "Start with {n} copies · {price}", pilot, { price: first })
              : t.ngettext("Start with {n} copy", "Start with {n} copies", pilot)}
          </button>
        )}
        <button className="btn btn-main" type="button" disabled={blocked} onClick={onStart}>
          {isBusy ? t("One moment") : start}
        </button>
      </div>
    </div>
  );
}
