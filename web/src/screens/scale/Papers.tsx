import { useEffect, useState } from "react";

import { pageUrl } from "../../api/documents.ts";
import { useT } from "../../i18n/context.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { DocumentSummary } from "../../wire/index.ts";

interface PapersProps {
  documents: readonly DocumentSummary[];
  /** Where the question that is looked at was read. */
  place: { page: number; words: string } | null;
  label: string;
}

/** The pages of the exam paper, or of the answer key where there is none. */
export function Papers({ documents, place, label }: PapersProps) {
  const t = useT();
  const [page, setPage] = useState(0);
  useEffect(() => {
    if (place) setPage(place.page);
  }, [place?.page, label]);
  const papers = documents.filter(({ role, page_count: count, refused }) => (role === "exam_paper" || role === "answer_key") && count && !refused);
  const paper = papers.find(({ role }) => role === "exam_paper") ?? papers[0];
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
      <div className="page" tabIndex={0} role="region" aria-label={t("Picture of the page")}>
        <img src={pageUrl(paper.document_id, shown, { width: 1200 })} alt={t("{name}, page {n}", { name, n: shown + 1 })} />
      </div>
      {place && place.page === shown && (
        <p className="hint place-read">
          <b dir="auto">{label}</b> <q dir="auto">{place.words}</q>
        </p>
      )}
    </figure>
  );
}
