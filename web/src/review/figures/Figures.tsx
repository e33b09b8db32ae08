import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import type { Figures as Read, GradingSchemeOutput } from "../../wire/index.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Link } from "../../ui/Link.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Stages } from "../../ui/Stages.tsx";
import { useReview } from "../data/review.ts";
import { Histogram } from "./Histogram.tsx";
import { Items } from "./Items.tsx";
import { Severity } from "./Severity.tsx";

/** The figures of a class: its totals, its questions, its graders. Each picture has its table. */
export default function Figures({ sessionId }: { sessionId: string }) {
  const t = useT();
  const { data: review } = useReview(sessionId);
  const read = useAnswer("GET /sessions/{session_id}/statistics", { params: { session_id: sessionId } });
  return (
    <Frame
      title={t("Figures")}
      session={review?.name}
      stages={review && <Stages sessionId={sessionId} stage={review.stage} here="figures" />}
    >
      <main className="wrap figures-page" id="main">
        <div className="screen-head">
          <h1 className="title">{t("Figures")}</h1>
          <p className="btn-row">
            <Link className="btn" href={sessionPath(sessionId, "students")}>
              {t("By student")}
            </Link>
            <Link className="btn" href={sessionPath(sessionId, "export")}>
              {t("Export")}
            </Link>
          </p>
        </div>
        {read.error && <Failure error={read.error} onRetry={() => void read.refetch()} />}
        {read.isPending && <Skeleton />}
        {read.data && <Shown figures={read.data} scheme={review?.scheme} />}
      </main>
    </Frame>
  );
}

function Shown({ figures, scheme }: { figures: Read; scheme: GradingSchemeOutput | null | undefined }) {
  const t = useT();
  const { statistics, calibration } = figures;
  const number = (value: number | null | undefined) =>
    value === undefined || value === null ? "–" : t.number(Math.round(value * 100) / 100);
  const rows: [string, string][] = [
    [t("mean"), number(statistics.mean)],
    [t("median"), number(statistics.median)],
    [t("standard deviation"), number(statistics.deviation)],
    [t("lowest"), number(statistics.lowest)],
    [t("highest"), number(statistics.highest)],
    [t("provisional totals"), t("{n} of {all}", { n: statistics.provisional, all: statistics.graded })],
  ];
  return (
    <>
      <dl className="figures sheet">
        {rows.map(([what, value]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {statistics.left_out > 0 && (
        <p className="hint">
          {t.ngettext(
            "{n} copy has no total and is not in these figures.",
            "{n} copies have no total and are not in these figures.",
            statistics.left_out,
          )}
        </p>
      )}
      <Histogram bars={statistics.histogram ?? []} maximum={statistics.maximum} />
      <Items questions={statistics.questions ?? []} scheme={scheme} reliability={statistics.reliability} />
      {calibration && <Severity graders={calibration.graders ?? []} warnings={calibration.warnings ?? []} />}
    </>
  );
}
