import { useT } from "../../i18n/context.tsx";
import { Sign } from "../../ui/Sign.tsx";
import { isToDecide, type Answer } from "../model/answers.ts";
import { readMark, type MarkBounds } from "../model/marks.ts";
import { useTyped, type Basis } from "../parts/useTyped.ts";

interface InlineMarkProps {
  answer: Answer;
  label: string;
  bounds: MarkBounds;
  onMark: (points: number, basis: Basis) => void;
}

/** A mark in a table, saved when the field is left. */
export function InlineMark({ answer, label, bounds, onMark }: InlineMarkProps) {
  const t = useT();
  const { typed, setTyped, basis } = useTyped(answer, ({ mine }) => mine);
  const { maximum } = bounds;
  const read = typed === null ? null : readMark(typed, bounds);
  const isFault = read !== null && "fault" in read && read.fault !== "empty";
  const leave = () => {
    if (isFault) return; // what was typed stays, until it is a mark
    if (read && "points" in read && read.points !== answer.mine) onMark(read.points, basis);
    setTyped(null);
  };
  const other = answer.agreed ?? answer.provisional;
  const isStuck = answer.state === "conflict" || answer.state === "refused";
  return (
    <>
      <input
        className={isToDecide(answer) ? "field field-num is-open" : "field field-num"}
        inputMode="decimal"
        autoComplete="off"
        aria-label={t("My mark for {question}, out of {maximum}", { question: label, maximum })}
        aria-invalid={isFault || answer.state === "refused"}
        placeholder={isToDecide(answer) || other === null ? "–" : t.number(other)}
        disabled={answer.isComplete || answer.state === "grading" || answer.state === "excused"}
        value={typed ?? (answer.mine === null ? "" : t.number(answer.mine))}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(null);
          if (event.key === "Enter" && !isFault) event.currentTarget.blur();
        }}
      />{" "}
      <span className="hint of">/ {t.number(maximum)}</span>
      {isStuck && (
        <Sign icon="warn" tone="check">
          {answer.state === "conflict" ? t("two marks") : (answer.entry?.reason ?? t("refused"))}
        </Sign>
      )}
    </>
  );
}
