import { useImperativeHandle, useRef, type KeyboardEvent, type Ref } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import type { IconName } from "../../ui/Icon.tsx";
import { Sign } from "../../ui/Sign.tsx";
import type { Answer } from "../model/answers.ts";
import { readMark, type MarkBounds, type TypedMark } from "../model/marks.ts";
import { useTyped, type Basis } from "./useTyped.ts";

export interface MarkFieldHandle {
  /** Begin a mark with what was typed outside of the field. */
  begin(text: string): void;
}

interface MarkFieldProps {
  answer: Answer;
  bounds: MarkBounds;
  ref?: Ref<MarkFieldHandle>;
  /** Called with a mark that was typed; `goOn` after Enter. */
  onMark: (points: number, goOn: boolean, basis: Basis) => void;
  /** Enter without a change. */
  onEnter: () => void;
}

/** My mark: a line to write on. What becomes of it is said in words underneath. */
export function MarkField({ answer, bounds, ref, onMark, onEnter }: MarkFieldProps) {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const { typed, setTyped, basis } = useTyped(answer, ({ mine }) => mine);
  const read: TypedMark | null = typed === null ? null : readMark(typed, bounds);
  const fault = read && "fault" in read && read.fault !== "empty" ? read.fault : null;
  useImperativeHandle(ref, () => ({
    begin(text) {
      setTyped(text);
      field.current?.focus();
    },
  }));
  const isLeaving = useRef(false);
  const leave = (goOn: boolean) => {
    if (isLeaving.current) return; // Enter leaves the field, which is told once more as it loses the focus
    if (read && "points" in read) {
      if (read.points !== answer.mine || answer.state === "refused") onMark(read.points, goOn, basis);
      else if (goOn) onEnter();
      setTyped(null);
    } else if (read?.fault === "empty" || read === null) {
      setTyped(null);
      if (goOn) onEnter();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      isLeaving.current = true;
      field.current?.blur();
      isLeaving.current = false;
      setTyped(null);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (fault) return;
      leave(true);
      isLeaving.current = true;
      field.current?.blur();
      isLeaving.current = false;
    }
  };
  const state = fault ? "error" : dataOf(answer, typed);
  const isOff = answer.state === "grading" || answer.state === "excused" || answer.isComplete;
  return (
    <div className="markbox" data-state={state}>
      <input
        ref={field}
        className="markfield"
        inputMode="decimal"
        autoComplete="off"
        aria-label={t("My mark, out of {maximum}", { maximum: bounds.maximum })}
        aria-describedby="mark-state"
        aria-invalid={state === "error"}
        placeholder="–"
        disabled={isOff}
        value={typed ?? (answer.mine === null ? "" : t.number(answer.mine))}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => typed === null && event.target.select()}
        onBlur={() => leave(false)}
        onKeyDown={onKeyDown}
      />
      <span className="mark-of">/ {t.number(bounds.maximum)}</span>
      <p className="markbox-state" id="mark-state">
        {fault ? (
          <Sign icon="fail" tone="fail">
            {faultText(t, fault, bounds)}
          </Sign>
        ) : (
          <StateSign answer={answer} isTyping={typed !== null} />
        )}
      </p>
    </div>
  );
}

function StateSign({ answer, isTyping }: { answer: Answer; isTyping: boolean }) {
  const t = useT();
  if (isTyping) return <Sign icon="run">{t("being typed")}</Sign>;
  const [icon, tone, text] = stateText(t, answer);
  return (
    <Sign icon={icon} {...(tone ? { tone } : {})}>
      {text}
    </Sign>
  );
}

type Tone = "todo" | "check" | "fail" | "good";

function stateText(t: Translator, answer: Answer): [IconName, Tone | null, string] {
  if (answer.isComplete) return ["checks", "good", t("copy complete")];
  switch (answer.state) {
    case "open":
      return ["wait", "todo", t("to decide")];
    case "agreed":
      return ["same", null, t("{points}, agreed", { points: answer.agreed ?? 0 })];
    case "decided":
      return ["check", "good", t.pgettext("mark", "saved")];
    case "sending":
      return ["wait", null, t("sending…")];
    case "kept":
      return ["warn", "check", t("kept here")];
    case "refused":
      return ["fail", "fail", answer.entry?.reason || t("refused")];
    case "conflict":
      return ["warn", "check", t("two marks")];
    case "excused":
      return ["check", null, t("excused")];
    case "grading":
      return ["wait", null, t("being graded")];
  }
}

function dataOf(answer: Answer, typed: string | null): string {
  if (typed !== null) return "typing";
  return { refused: "error", conflict: "conflict" }[answer.state as string] ?? answer.state;
}

function faultText(t: Translator, fault: string, { maximum }: MarkBounds): string {
  switch (fault) {
    case "above":
      return t("more than {maximum}", { maximum });
    case "below":
      return t("less than 0");
    case "too_fine":
      return t("two decimal places at most");
    default:
      return t("not a number");
  }
}
