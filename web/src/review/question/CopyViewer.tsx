import { useT } from "../../i18n/context.tsx";
import type { CopyDetail } from "../../wire/index.ts";
import { Skeleton } from "../../ui/Skeleton.tsx";
import type { Answer } from "../model/answers.ts";
import type { Place } from "../model/place.ts";
import type { MarkedQuestion } from "../model/questions.ts";
import { PageViewer } from "../parts/PageViewer.tsx";
import { TypedAnswer } from "./TypedAnswer.tsx";
import { ViewerBar, type ViewerBarProps } from "./ViewerBar.tsx";

interface CopyViewerProps extends Omit<ViewerBarProps, "pages" | "page"> {
  detail: CopyDetail | undefined;
  question: MarkedQuestion;
  answer: Answer;
  /** Where the answer stands, if a grader said. */
  place: Place | null;
  /** The page that was chosen; without one, that of the answer. */
  pageAt: number | null;
}

/** The copy's page with the answer, or the answer that was typed. */
export function CopyViewer({ name, detail, question, answer, place, pageAt, view, ...bar }: CopyViewerProps) {
  const t = useT();
  const pages = detail?.pages ?? [];
  const at = pageAt ?? place?.page ?? 0;
  const page = pages[at];
  const box = place && place.page === at ? place.box : null;
  return (
    <section className="viewer" aria-label={t("Page of the copy")}>
      <ViewerBar name={name} pages={pages.length} page={at} view={view} {...bar} />
      {page ? (
        <PageViewer
          page={page}
          view={view}
          alt={t("{copy}, page {n}", { copy: name, n: at + 1 })}
          place={box && { box, label: question.label }}
          mark={answer.mine === null ? null : t.number(answer.mine)}
          isNameHidden={!bar.areNames}
        />
      ) : (
        <div className="viewer-desk">
          {detail ? <TypedAnswer text={detail.answers?.[question.id]} /> : <Skeleton />}
        </div>
      )}
    </section>
  );
}
