import { useEffect, useRef, useState } from "react";

import { pageUrl } from "../../api/documents.ts";
import { useT } from "../../i18n/context.tsx";
import { CropMarks, scaled, SIDE } from "../../ui/CropMarks.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { DocumentSummary, PaperPlace } from "../../wire/index.ts";

interface PapersProps {
  documents: readonly DocumentSummary[];
  /** What was read of the question that is looked at. */
  read: { page: number; words: string } | null;
  /** Where that stands, if it is certain. */
  place: PaperPlace | undefined;
  label: string;
}

/** The pages of the exam paper, or of the answer key where there is none. */
export function Papers({ documents, read, place, label }: PapersProps) {
  const t = useT();
  const [page, setPage] = useState(0);
  const [ratio, setRatio] = useState(0); // height by width, once the picture is there
  const desk = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (read) setPage(read.page);
  }, [read?.page, label]);
  const papers = documents.filter(({ role, page_count: count, refused }) => (role === "exam_paper" || role === "answer_key") && count && !refused);
  const paper = papers.find(({ document_id: id }) => id === place?.document_id) ?? papers.find(({ role }) => role === "exam_paper") ?? papers[0];
  const box = place && place.page === page && place.document_id === paper?.document_id ? place.box : null;
  useEffect(() => {
    const frame = desk.current;
    if (frame && box) frame.scrollTop = box.y0 * frame.scrollHeight - frame.clientHeight / 3;
  }, [box, ratio]);
  if (!paper?.document_id) return <div className="scale-page" />;
  const count = paper.page_count ?? 1;
  const shown = Math.min(page, count - 1);
  const name = paper.role === "exam_paper" ? t("Exam paper") : t("Answer key");
  return (
    <figure className="scale-page" id="paper">
      <figcaption>
        <span>
          <b>{name}</b>, {t("page {n} of {count}", { n: shown + 1, count })}
        </span>
        {count > 1 && (
          <span className="btn-row">
            <button className="btn btn-bare btn-icon" type="button" aria-label={t("Previous page")} disabled={shown === 0} onClick={() => setPage(shown - 1)}>
              <Icon name="prev" />
            </button>
            <button className="btn btn-bare btn-icon" type="button" aria-label={t("Next page")} disabled={shown === count - 1} onClick={() => setPage(shown + 1)}>
              <Icon name="next" />
            </button>
          </span>
        )}
      </figcaption>
      <div className="page" tabIndex={0} role="region" aria-label={t("Picture of the page")} ref={desk}>
        <img
          src={pageUrl(paper.document_id, shown, { width: 1200 })}
          alt={t("{name}, page {n}", { name, n: shown + 1 })}
          onLoad={({ currentTarget: { naturalHeight, naturalWidth } }) => setRatio(naturalHeight / naturalWidth)}
        />
        {box && ratio > 0 && (
          <svg viewBox={`0 0 ${SIDE} ${Math.round(SIDE * ratio)}`} aria-hidden="true">
            <CropMarks {...scaled(box, ratio)} label={label.split(/\s+/).at(-1) ?? label} />
          </svg>
        )}
      </div>
      {read && read.page === shown && (
        <p className="hint place-read">
          <b dir="auto">{label}</b> <q dir="auto">{read.words}</q>
        </p>
      )}
    </figure>
  );
}
