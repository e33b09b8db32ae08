import type { ReactNode, Ref } from "react";

import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Link } from "../../ui/Link.tsx";
import type { MarkedQuestion } from "../model/questions.ts";
import { WordsInline } from "../parts/Words.tsx";

interface QuestionBarProps {
  sessionId: string;
  question: MarkedQuestion;
  before: MarkedQuestion | undefined;
  after: MarkedQuestion | undefined;
  text: string;
  lang: string;
  left: number;
  of: number;
  onGo: (questionId: string) => void;
  children?: ReactNode;
}

/** Which question is shown, what is left of it, and the way to the others. */
export function QuestionBar({
  sessionId,
  question,
  before,
  after,
  text,
  lang,
  left,
  of,
  onGo,
  children,
}: QuestionBarProps) {
  const t = useT();
  const step = (to: MarkedQuestion | undefined, icon: "prev" | "next", label: string) => (
    <button
      className="btn btn-bare btn-icon"
      type="button"
      aria-label={to ? `${label}, ${to.label}` : label}
      disabled={!to}
      onClick={() => to && onGo(to.id)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <section className="qbar" aria-label={t("Question")}>
      <div className="btn-row qbar-steps">
        {step(before, "prev", t("Previous question"))}
        {step(after, "next", t("Next question"))}
      </div>
      <h1 className="qbar-title">
        <b>{question.label}</b>
        <span lang={lang} dir="auto" title={text}>
          <WordsInline text={text.replace(/^\w{1,3}[).]\s+/, "")} />
        </span>
        <span className="hint nowrap">{t.ngettext("{n} point", "{n} points", question.maximum)}</span>
      </h1>
      <div className="qbar-end">
        {children}
        <ViewSwitch sessionId={sessionId} view="question" />
        <Counter left={left} of={of} />
      </div>
    </section>
  );
}

export function ViewSwitch({ sessionId, view }: { sessionId: string; view: "question" | "student" }) {
  const t = useT();
  return (
    <nav className="seg" aria-label={t("View")}>
      <Link href={sessionPath(sessionId, "review")} aria-current={view === "question" ? "page" : undefined}>
        {t("By question")}
      </Link>
      <Link href={sessionPath(sessionId, "students")} aria-current={view === "student" ? "page" : undefined}>
        {t("By student")}
      </Link>
    </nav>
  );
}

function Counter({ left, of }: { left: number; of: number }) {
  const t = useT();
  const share = of ? Math.round((100 * (of - left)) / of) : 100;
  return (
    <div className="counter">
      <span>
        <b>{t.number(left)}</b> {t("to decide of {all}", { all: of })}
      </span>
      <svg className="line" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width={share} height="6" />
      </svg>
    </div>
  );
}

export interface FilterChoice {
  value: string;
  text: string;
}

/** Which answers are shown; "/" leads here. */
export function Filter({
  choices,
  value,
  ref,
  onChange,
}: {
  choices: readonly FilterChoice[];
  value: string;
  ref?: Ref<HTMLSelectElement>;
  onChange: (value: string) => void;
}) {
  const t = useT();
  return (
    <select
      className="field filter"
      ref={ref}
      aria-label={t("Filter (/)")}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}
