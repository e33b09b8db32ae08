import type { Ref } from "react";

import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { SameAnswer } from "../data/groups.ts";
import type { Answer } from "../model/answers.ts";
import type { MarkBounds } from "../model/marks.ts";
import { MarkField, type MarkFieldHandle } from "../parts/MarkField.tsx";
import { Ruler } from "../parts/Ruler.tsx";
import { useTyped, type Basis } from "../parts/useTyped.ts";
import { WordsInline } from "../parts/Words.tsx";
import { nameOf } from "./Compare.tsx";

interface MineProps {
  answer: Answer;
  bounds: MarkBounds;
  fieldRef: Ref<MarkFieldHandle>;
  /** Whether the graders' marks may be shown here. */
  isRevealed: boolean;
  isAside: boolean;
  onMark: (points: number, goOn: boolean, basis?: Basis) => void;
  onTake: (label: string, tryIndex: number, goOn: boolean) => void;
  onAside: () => void;
  onNext: () => void;
  onReopen: () => void;
  onSettle: () => void;
}

const MOST_BESIDE = 3; // characters of a mark that leave room for the word in front

/** My mark: to type, to choose on the ruler, or to take from a grader. */
export function Mine({
  answer,
  bounds,
  fieldRef,
  isRevealed,
  isAside,
  onMark,
  onTake,
  onAside,
  onNext,
  onReopen,
  onSettle,
}: MineProps) {
  const t = useT();
  const given = isRevealed
    ? answer.marks.flatMap((mark) =>
        mark.points === undefined || mark.points === null ? [] : [{ ...mark, points: mark.points }],
      )
    : [];
  const areShort = given.every((mark) => t.number(mark.points).length <= MOST_BESIDE);
  const isOff = answer.isComplete || answer.state === "grading" || answer.state === "excused";
  return (
    <>
      <div className="mine-mark">
        <h2 className="title">{t("My mark")}</h2>
        <MarkField
          key={`${answer.copyId}/${answer.questionId}`}
          ref={fieldRef}
          answer={answer}
          bounds={bounds}
          onMark={onMark}
          onEnter={onNext}
        />
      </div>
      <Ruler
        maximum={bounds.maximum}
        given={given.map((mark) => ({ label: nameOf(mark), points: mark.points }))}
        mine={answer.mine}
        disabled={isOff}
        onChoose={(points) => onMark(points, false)}
      />
      {answer.isComplete && (
        <button className="btn" type="button" onClick={onReopen}>
          {t("Open the copy again")}
        </button>
      )}
      {(answer.state === "conflict" || answer.state === "refused") && (
        <button className="btn" type="button" onClick={onSettle}>
          <Icon name="warn" /> {answer.state === "conflict" ? t("Settle the conflict") : t("Give this mark up")}
        </button>
      )}
      <div className="quick">
        {given.map((mark) => (
          <button
            className="btn btn-half"
            type="button"
            key={nameOf(mark)}
            disabled={isOff}
            onClick={() => onTake(mark.label, mark.try_index ?? 1, false)}
          >
            <span>
              {areShort && <span className="roomy">{t("Take")} </span>}
              {nameOf(mark)} · {t.number(mark.points)}
            </span>{" "}
            {(mark.try_index ?? 1) === 1 && <kbd>{mark.label}</kbd>}
          </button>
        ))}
        <button className="btn btn-half" type="button" aria-pressed={isAside} onClick={onAside}>
          <Icon name="later" /> {t("Aside")} <kbd>S</kbd>
        </button>
        <button
          className="btn btn-main"
          type="button"
          aria-disabled={answer.mine === null && answer.state === "open"}
          onClick={onNext}
        >
          {t("Next")} <kbd>↵</kbd>
        </button>
      </div>
    </>
  );
}

interface GroupCardProps {
  group: SameAnswer;
  reading: string;
  nameOf: (copyId: string) => string;
  onGive: () => void;
}

const NAMED = 6; // copies of a group; the ribbon has them all

/** Copies with the same answer, and one decision for those on which there is none. */
export function GroupCard({ group, reading, nameOf: copyName, onGive }: GroupCardProps) {
  const t = useT();
  const named = group.copyIds.slice(0, NAMED).map(copyName);
  const more = group.copyIds.length - named.length;
  const names = more ? t.ngettext("{names} and {n} more", "{names} and {n} more", more, { names: named.join(", ") }) : named.join(", ");
  return (
    <section className="group-card block" aria-labelledby="m-group">
      <div className="block-head">
        <h3 id="m-group">{t.ngettext("Same answer on {n} copy", "Same answer on {n} copies", group.copyIds.length)}</h3>
        <kbd>G</kbd>
      </div>
      <p className="quiet" dir="auto">
        {reading && (
          <>
            « <WordsInline text={reading} /> »{" "}
          </>
        )}
        {names}.{" "}
        {group.points !== null && group.decided[0] && (
          <>
            {t("On {copy} you gave", { copy: copyName(group.decided[0]) })}{" "}
            <b className="mark-pen">{t.number(group.points)}</b>.
          </>
        )}
      </p>
      {group.points !== null && group.others.length > 0 && (
        <button className="btn" type="button" onClick={onGive}>
          {t.ngettext("Give {points} to {n} more", "Give {points} to {n} more", group.others.length, {
            points: group.points,
          })}
        </button>
      )}
    </section>
  );
}

interface CommentProps {
  answer: Answer;
  placeholder: string;
  bank: readonly string[];
  onComment: (text: string, basis: Basis) => void;
}

/** What the student is told beside the mark, and what was written before on this question. */
export function Comment({ answer, placeholder, bank, onComment }: CommentProps) {
  const t = useT();
  const { comment: text, isComplete: disabled } = answer;
  const { typed, setTyped, basis } = useTyped(answer, ({ comment }) => comment);
  const save = () => {
    if (typed !== null && typed !== text) onComment(typed, basis);
    setTyped(null);
  };
  return (
    <section className="block" aria-labelledby="m-com">
      <div className="block-head">
        <h3 className="label" id="m-com">
          {t("Comment for the student")}
        </h3>
        {bank.length > 0 && (
          <span className="hint">
            {t("bank")} <kbd>K</kbd>
          </span>
        )}
      </div>
      <textarea
        className="field"
        rows={2}
        dir="auto"
        aria-labelledby="m-com"
        placeholder={placeholder}
        disabled={disabled}
        value={typed ?? text}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(null);
          if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
            event.preventDefault();
            event.currentTarget.blur();
          }
        }}
      />
      {bank.length > 0 && (
        <div className="bank">
          {bank.map((comment, index) => (
            <button type="button" key={comment} disabled={disabled} onClick={() => onComment(comment, answer)}>
              <kbd>{index + 1}</kbd>
              <span dir="auto">
                <WordsInline text={comment} />
              </span>
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
