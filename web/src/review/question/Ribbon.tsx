import { useEffect, useRef } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { Icon } from "../../ui/Icon.tsx";
import { isDecided, type Answer } from "../model/answers.ts";

interface RibbonProps {
  answers: readonly Answer[];
  current: Answer;
  nameOf: (copyId: string) => string;
  isAside: (answer: Answer) => boolean;
  /** Whether what graders agree on may be told before the teacher has decided. */
  isRevealed: boolean;
  last: { copyId: string; points: number } | null;
  onGo: (answer: Answer) => void;
  onUndo: () => void;
}

/** All answers on one line, in the order in which they are shown, and the last decision. */
export function Ribbon({ answers, current, nameOf, isAside, isRevealed, last, onGo, onUndo }: RibbonProps) {
  const t = useT();
  const here = useRef<HTMLAnchorElement>(null);
  const key = keyOf(current);
  useEffect(() => {
    void here.current?.scrollIntoView({ block: "nearest", inline: "center" }); // newer browsers return a promise
  }, [key]);
  return (
    <nav className="ribbon" aria-label={t("Copies of the question, in a mixed order")}>
      {last && (
        <p className="ribbon-last">
          <span className="quiet">{t("{copy}:", { copy: nameOf(last.copyId) })}</span>{" "}
          <b className="mark-pen">{t.number(last.points)}</b>
          <button className="btn btn-bare" type="button" onClick={onUndo}>
            <Icon name="undo" /> {t("Undo")} <kbd>U</kbd>
          </button>
        </p>
      )}
      <ol>
        {answers.map((answer) => {
          const isHere = keyOf(answer) === key;
          const shown = isRevealed || answer.state !== "agreed" ? answer : { ...answer, state: "open" as const };
          const aside = isAside(answer) && !isDecided(answer);
          return (
            <li key={keyOf(answer)}>
              <a
                href={`#${keyOf(answer)}`}
                ref={isHere ? here : null}
                className={isDecided(answer) ? "mark-pen" : undefined}
                aria-current={isHere ? "true" : undefined}
                aria-label={labelOf(t, nameOf(answer.copyId), shown, aside)}
                onClick={(event) => {
                  event.preventDefault();
                  onGo(answer);
                }}
              >
                {aside ? <Icon name="later" /> : <Shown text={shownOf(t, shown, isHere)} />}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** A long mark is written smaller, so that fifty find their place. */
function Shown({ text }: { text: string }) {
  return text.length > 3 ? <small>{text}</small> : text;
}

const keyOf = ({ copyId, questionId }: Answer) => `${questionId}/${copyId}`;

function shownOf(t: Translator, answer: Answer, isHere: boolean): string {
  if (isDecided(answer)) return answer.mine === null ? "✓" : t.number(answer.mine);
  if (answer.state === "conflict" || answer.state === "refused") return "!";
  if (answer.state === "agreed" && answer.agreed !== null) return t.number(answer.agreed);
  return isHere ? "?" : "·";
}

function labelOf(t: Translator, name: string, answer: Answer, aside: boolean): string {
  if (isDecided(answer)) return t("{copy}, decided: {points}", { copy: name, points: answer.mine ?? "" });
  if (aside) return t("{copy}, set aside", { copy: name });
  if (answer.state === "agreed" && answer.agreed !== null)
    return t("{copy}, agreed: {points}", { copy: name, points: answer.agreed });
  if (answer.state === "conflict") return t("{copy}, two marks", { copy: name });
  return t("{copy}, to decide", { copy: name });
}
