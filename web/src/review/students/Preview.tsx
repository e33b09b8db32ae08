import { useEffect, useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { PageRef, ReviewCopy } from "../../wire/index.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { pictureOf, useCopy } from "../data/copy.ts";
import { isDecided, type Answer } from "../model/answers.ts";
import { placeOn } from "../model/place.ts";
import type { MarkedQuestion } from "../model/questions.ts";

const SIDE = 1_000; // widths of the picture in its own measure

interface PreviewProps {
  sessionId: string;
  copy: ReviewCopy;
  questions: readonly MarkedQuestion[];
  answers: readonly Answer[];
  onStep: (by: number) => void;
}

/** The pages of a student, with the marks beside the answers. */
export function Preview({ sessionId, copy, questions, answers, onStep }: PreviewProps) {
  const t = useT();
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [copy.copy_id]);
  const detail = useCopy(sessionId, copy).data;
  const pages = detail?.pages ?? [];
  const page = pages[at];
  const name = copy.student?.name || t("Copy {n}", { n: copy.position });
  const marks = (detail?.questions ?? []).flatMap((asked): MarginMark[] => {
    const place = placeOn({ pages }, asked);
    const answer = answers.find((one) => one.questionId === asked.question_id);
    if (!place?.box || place.page !== at || !answer) return [];
    const label = questions.find((one) => one.id === asked.question_id)?.label ?? asked.question_id;
    return [
      { label, top: place.box.y0, text: isDecided(answer) && answer.mine !== null ? t.number(answer.mine) : "?" },
    ];
  });
  const turn = (by: number) => (pages[at + by] ? setAt(at + by) : onStep(by));
  return (
    <aside className="preview" aria-label={t("Pages of {name}", { name })}>
      <div className="viewer-bar">
        <p>
          <b dir="auto">{name}</b>{" "}
          {pages.length > 0 && <span className="hint">{t("page {n} of {all}", { n: at + 1, all: pages.length })}</span>}
        </p>
        <div className="viewer-tools">
          <button className="btn btn-bare btn-icon" type="button" aria-label={t("Back")} onClick={() => turn(-1)}>
            <Icon name="prev" />
          </button>
          <button className="btn btn-bare btn-icon" type="button" aria-label={t("Onwards")} onClick={() => turn(1)}>
            <Icon name="next" />
          </button>
        </div>
      </div>
      <div className="preview-desk" tabIndex={0} role="region" aria-label={t("Picture of the page")}>
        {page && <MarkedPage page={page} alt={t("{copy}, page {n}", { copy: name, n: at + 1 })} marks={marks} />}
        {!page && (detail ? <p className="hint">{t("There is no page to show.")}</p> : <Skeleton />)}
      </div>
    </aside>
  );
}

interface MarginMark {
  label: string;
  /** In shares of the page. */
  top: number;
  text: string;
}

function MarkedPage({ page, alt, marks }: { page: PageRef; alt: string; marks: readonly MarginMark[] }) {
  const [ratio, setRatio] = useState(0);
  const src = pictureOf(page, { width: 800 });
  const tall = ratio ? Math.round(SIDE * ratio) : 1_414;
  return (
    <div className="page">
      <img
        key={src}
        src={src}
        alt={alt}
        width={SIDE}
        height={tall}
        onLoad={({ currentTarget }) => setRatio(currentTarget.naturalHeight / currentTarget.naturalWidth)}
      />
      {ratio > 0 && (
        <svg viewBox={`0 0 ${SIDE} ${tall}`} aria-hidden="true">
          {marks.map(({ label, top, text }) => (
            <text className="pen-mark" key={label} x="34" y={top * tall + 30}>
              {text}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
