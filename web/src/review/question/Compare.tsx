import { useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { CopyQuestion, CriterionMark, GraderMark } from "../../wire/index.ts";
import { Confidence } from "../../ui/Confidence.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sign } from "../../ui/Sign.tsx";
import type { MarkedQuestion } from "../model/questions.ts";
import { differenceOf, type Piece } from "../model/words.ts";
import { WordsInline } from "../parts/Words.tsx";

interface CompareProps {
  question: CopyQuestion;
  marked: MarkedQuestion;
  lang: string;
  isFeedbackOpen: boolean;
  onFeedback: (open: boolean) => void;
}

/** The graders side by side, row by row; a sign says on which rows they part. */
export function Compare({ question, marked, lang, isFeedbackOpen, onFeedback }: CompareProps) {
  const t = useT();
  const marks = question.marks ?? [];
  const looks = question.second_looks ?? [];
  return (
    <>
      <div className="pair pair-marks">
        {marks.map((mark) => (
          <Grader key={nameOf(mark)} mark={mark} maximum={question.maximum} />
        ))}
      </div>
      <Readings marks={marks} lang={lang} />
      {marked.criteria.length > 0 && <Criteria marks={marks} marked={marked} />}
      <Feedback marks={marks} lang={lang} isOpen={isFeedbackOpen} onOpen={onFeedback} />
      {looks.length > 0 && (
        <section className="pair" aria-label={t("Second look")}>
          <div className="pair-head">
            <h3 className="label">{t("Second look")}</h3>
            <span className="hint">{t("with the other's reading, without its mark")}</span>
          </div>
          {looks.map((look) => (
            <p className="pair-cell" key={nameOf(look)} dir="auto" lang={lang}>
              <span className="vh">{nameOf(look)}: </span>
              <b className="serif">
                {look.points === undefined || look.points === null ? "–" : t.number(look.points)}
              </b>{" "}
              <WordsInline text={look.rationale || look.feedback || ""} />
            </p>
          ))}
        </section>
      )}
    </>
  );
}

export function nameOf({ label, try_index: index }: { label: string; try_index?: number }): string {
  return (index ?? 1) > 1 ? `${label} ${index}` : label;
}

function Grader({ mark, maximum }: { mark: GraderMark; maximum: number }) {
  const t = useT();
  const hasPoints = mark.points !== undefined && mark.points !== null;
  return (
    <div className="pair-cell">
      <div className="grader">
        <h2 className="grader-letter">
          <span className="vh">{t("Grader")} </span>
          {nameOf(mark)}
        </h2>
        <p className="mark">
          {hasPoints ? t.number(mark.points ?? 0) : "–"} <small>/ {t.number(maximum)}</small>
        </p>
      </div>
      {hasPoints && (
        <Confidence value={mark.confidence ?? 0}>
          {t("confidence {share}", { share: t.percent(mark.confidence ?? 0) })}
        </Confidence>
      )}
      {mark.status !== "graded" && <StatusSign status={mark.status} note={mark.note ?? ""} />}
    </div>
  );
}

function StatusSign({ status, note }: { status: GraderMark["status"]; note: string }) {
  const t = useT();
  const said: Partial<Record<GraderMark["status"], string>> = {
    unreadable: t("unreadable"),
    missing: t("no answer"),
    not_treated: t("not treated"),
    not_judged: t("not judged"),
    invalid_output: t("answer not usable"),
    failed: t.pgettext("mark", "failed"),
    waiting: t("waiting"),
    excused: t("excused"),
  };
  return (
    <Sign icon="warn" tone="check">
      {said[status] ?? status}
      {note && ` : ${note}`}
    </Sign>
  );
}

function Readings({ marks, lang }: { marks: readonly GraderMark[]; lang: string }) {
  const t = useT();
  const [first, second] = marks.map((mark) => mark.transcription ?? "");
  const difference = first && second ? differenceOf(first, second) : null;
  const pieces = [difference?.first, difference?.second];
  if (!marks.some((mark) => mark.transcription)) return null;
  return (
    <section className="pair" aria-label={t("Reading")}>
      <div className="pair-head">
        <h3 className="label">{t("Reading")}</h3>
        {difference &&
          (difference.count > 0 ? (
            <Sign icon="differ" tone="check">
              {t.ngettext("{n} word differs", "{n} words differ", difference.count)}
            </Sign>
          ) : (
            <Sign icon="same">{t("the same")}</Sign>
          ))}
      </div>
      {marks.map((mark, index) => (
        <p className="pair-cell words" key={nameOf(mark)} lang={lang} dir="auto">
          <span className="vh">{nameOf(mark)}: </span>
          <span>
            {pieces[index] ? (
              <Pieces pieces={pieces[index]} />
            ) : (
              <WordsInline text={mark.transcription || t("nothing read")} />
            )}
          </span>
        </p>
      ))}
    </section>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, differs }, index) =>
    differs ? (
      <mark key={index}>
        <WordsInline text={text.trimEnd()} />
      </mark>
    ) : (
      <WordsInline key={index} text={index ? ` ${text}` : text} />
    ),
  );
}

function Criteria({ marks, marked }: { marks: readonly GraderMark[]; marked: MarkedQuestion }) {
  const t = useT();
  const given = (mark: GraderMark, id: string): CriterionMark | undefined =>
    mark.criteria?.find((one) => one.criterion_id === id);
  const differing = marked.criteria.filter(
    ({ id }) => new Set(marks.map((mark) => given(mark, id)?.points)).size > 1,
  ).length;
  const [total, n] = [marked.criteria.length, differing];
  return (
    <section className="pair" aria-label={t("Criteria")}>
      <div className="pair-head">
        <h3 className="label">{t("Criteria")}</h3>
        {marks.length > 1 &&
          (n > 0 ? (
            <Sign icon="differ" tone="check">
              {t.ngettext("{n} of {total} differs", "{n} of {total} differ", n, { total })}
            </Sign>
          ) : (
            <Sign icon="same">{t("the same")}</Sign>
          ))}
      </div>
      {marks.map((mark) => (
        <ul className="pair-cell crits" key={nameOf(mark)} aria-label={nameOf(mark)}>
          {marked.criteria.map((criterion) => {
            const points = given(mark, criterion.id)?.points;
            return (
              <li className="crit" key={criterion.id}>
                <Icon name={points ? "check" : "cross"} />
                <span dir="auto">
                  <WordsInline text={criterion.name} />
                </span>
                <span className="crit-pts">
                  {points ? <b>{t.number(points)}</b> : points === 0 ? "0" : "–"} / {t.number(criterion.points)}
                </span>
              </li>
            );
          })}
        </ul>
      ))}
    </section>
  );
}

function Feedback({
  marks,
  lang,
  isOpen,
  onOpen,
}: {
  marks: readonly GraderMark[];
  lang: string;
  isOpen: boolean;
  onOpen: (open: boolean) => void;
}) {
  const t = useT();
  const [reasons, setReasons] = useState(false);
  return (
    <section className="pair" aria-label={t("Feedback to the student")}>
      <div className="pair-head">
        <h3 className="label">{t("Feedback to the student")}</h3>
        {marks.some((mark) => mark.rationale) && (
          <button className="link hint" type="button" aria-pressed={reasons} onClick={() => setReasons(!reasons)}>
            {t("For you")}
          </button>
        )}
      </div>
      {marks.map((mark, index) => (
        <div className="pair-cell" key={nameOf(mark)}>
          {index === 0 ? (
            <Said mark={mark} lang={lang} reasons={reasons} />
          ) : (
            <details
              open={isOpen}
              onToggle={(event) => event.currentTarget.open !== isOpen && onOpen(event.currentTarget.open)}
            >
              <summary>
                <span className="icon-turn">
                  <Icon name="next" />
                </span>{" "}
                {t("Feedback of {grader}", { grader: nameOf(mark) })} {index === 1 && <kbd>T</kbd>}
              </summary>
              <Said mark={mark} lang={lang} reasons={reasons} />
            </details>
          )}
        </div>
      ))}
    </section>
  );
}

function Said({ mark, lang, reasons }: { mark: GraderMark; lang: string; reasons: boolean }) {
  const t = useT();
  return (
    <>
      <p lang={lang} dir="auto">
        <span className="vh">{nameOf(mark)}: </span>
        {mark.feedback ? <WordsInline text={mark.feedback} /> : <span className="hint">{t("none")}</span>}
      </p>
      {reasons && mark.rationale && (
        <p className="hint" lang={lang} dir="auto">
          <WordsInline text={mark.rationale} />
        </p>
      )}
    </>
  );
}
