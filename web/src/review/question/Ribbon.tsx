import { useEffect, useRef } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Translator } from "../../i18n/translator.ts";
import { Icon } from "../../ui/Icon.tsx";
import { isDecided, type Answer } from "../model/answers.ts";

interface RibbonProps {
  order: readonly string[];
  answers: ReadonlyMap<string, Answer>;
  nameOf: (copyId: string) => string;
  isAside: (copyId: string) => boolean;
  current: string;
  last: { copyId: string; points: number } | null;
  onGo: (copyId: string) => void;
  onUndo: () => void;
}

/** All copies of the question on one line, in the order in which they are shown, and the last decision. */
export function Ribbon({ order, answers, nameOf, isAside, current, last, onGo, onUndo }: RibbonProps) {
  const t = useT();
  const here = useRef<HTMLAnchorElement>(null);
  useEffect(() => here.current?.scrollIntoView({ block: "nearest", inline: "center" }), [current]);
  return (
    <nav className="ribbon" aria-label={t("Copies of the question, in a mixed order")}>
      {last && (
        <p className="ribbon-last">
          <span className="quiet">{t("{copy}:", { copy: nameOf(last.copyId) })}</span> <b className="mark-pen">{t.number(last.points)}</b>
          <button className="btn btn-bare" type="button" onClick={onUndo}>
            <Icon name="undo" /> {t("Undo")} <kbd>U</kbd>
          </button>
        </p>
      )}
      <ol>
        {order.map((copyId) => {
          const answer = answers.get(copyId);
          const isHere = copyId === current;
          const aside = isAside(copyId);
          return (
            <li key={copyId}>
              <a
                href={`#${copyId}`}
                ref={isHere ? here : null}
                className={answer && isDecided(answer) ? "mark-pen" : undefined}
                aria-current={isHere ? "true" : undefined}
                aria-label={labelOf(t, nameOf(copyId), answer, aside)}
                onClick={(event) => {
                  event.preventDefault();
                  onGo(copyId);
                }}
              >
                {aside && !(answer && isDecided(answer)) ? <Icon name="later" /> : shownOf(t, answer, isHere)}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function shownOf(t: Translator, answer: Answer | undefined, isHere: boolean): string {
  if (!answer) return "";
  if (isDecided(answer)) return answer.mine === null ? "✓" : t.number(answer.mine);
  if (answer.state === "conflict" || answer.state === "refused") return "!";
  if (answer.state === "agreed" && answer.agreed !== null) return t.number(answer.agreed);
  return isHere ? "?" : "·";
}

function labelOf(t: Translator, name: string, answer: Answer | undefined, aside: boolean): string {
  if (answer && isDecided(answer)) return t("{copy}, decided: {points}", { copy: name, points: answer.mine ?? "" });
  if (aside) return t("{copy}, set aside", { copy: name });
  if (answer?.state === "agreed" && answer.agreed !== null) return t("{copy}, agreed: {points}", { copy: name, points: answer.agreed });
  if (answer?.state === "conflict") return t("{copy}, two marks", { copy: name });
  return t("{copy}, to decide", { copy: name });
}
