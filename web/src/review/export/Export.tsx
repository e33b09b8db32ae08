import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Link } from "../../ui/Link.tsx";
import { SessionFile } from "../../ui/SessionFile.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Stages } from "../../ui/Stages.tsx";
import { useDeciding } from "../data/outbox.ts";
import { useReview } from "../data/review.ts";
import { Files } from "./Files.tsx";
import { Part } from "./Part.tsx";
import { Reopen } from "./Reopen.tsx";
import { SchoolFile } from "./SchoolFile.tsx";
import { Standing } from "./Standing.tsx";

/** The files of a session, and how much of them is provisional. */
export default function Export({ sessionId }: { sessionId: string }) {
  const t = useT();
  const { data: review, error, refetch } = useReview(sessionId);
  const invited = useAnswer("GET /sessions", { query: { whose: "invited" } });
  const isOwn = invited.data?.sessions.every((session) => session.session_id !== sessionId) ?? false;
  const { entries, author } = useDeciding(sessionId);
  return (
    <Frame
      title={t("Export")}
      session={review?.name}
      stages={review && <Stages sessionId={sessionId} stage={review.stage} here="export" />}
      unsaved={entries.length}
    >
      <main className="wrap" id="main">
        <div className="screen-head">
          <h1 className="title">{t("Export")}</h1>
          <Link className="btn" href={sessionPath(sessionId, "figures")}>
            {t("Figures")}
          </Link>
        </div>
        {error && !review && <Failure error={error} onRetry={() => void refetch()} />}
        {!review && !error && <Skeleton />}
        {review && (
          <div className="export-page">
            <Standing sessionId={sessionId} review={review} unsent={entries.length} />
            <SchoolFile sessionId={sessionId} />
            <Files sessionId={sessionId} review={review} author={author} />
            {isOwn && (
              <Part title={t("For another computer or server")}>
                <SessionFile sessionId={sessionId} />
              </Part>
            )}
            {review.stage === "finished" && <Reopen sessionId={sessionId} author={author} />}
          </div>
        )}
      </main>
    </Frame>
  );
}
