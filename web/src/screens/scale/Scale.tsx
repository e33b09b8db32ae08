import { lazy } from "react";

import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import { sessionPath } from "../../location.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Link } from "../../ui/Link.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Stages } from "../../ui/Stages.tsx";
import type { SessionProgress } from "../../wire/index.ts";
import { isNewer } from "../question/asked.ts";
import { ScaleForm } from "./ScaleForm.tsx";

const UnknownQuestion = lazy(() => import("../question/UnknownQuestion.tsx"));

/** The scale and the copies as they were found, to be corrected and confirmed. */
export default function Scale({ progress }: { progress: SessionProgress }) {
  const t = useT();
  const { session_id: sessionId, stage, name } = progress;
  const question = useAnswer("GET /sessions/{session_id}/question", {
    params: { session_id: sessionId },
    enabled: stage === "waiting_for_scale",
  });
  const stages = <Stages sessionId={sessionId} stage={stage} here="scale" />;
  const { scale } = question.data ?? {};
  if (scale && isNewer(scale)) return <UnknownQuestion progress={progress} />;
  return (
    <Frame title={t.pgettext("stage", "Scale")} session={name} stages={stages}>
      {scale ? (
        <ScaleForm key={sessionId} sessionId={sessionId} question={scale} places={question.data?.places ?? []} />
      ) : (
        <main className="wrap" id="main">
          {question.error ? (
            <Failure error={question.error} onRetry={() => void question.refetch()} />
          ) : question.isFetching ? (
            <Skeleton lines={8} />
          ) : (
            <div className="block">
              <h1 className="title">{t("The scale is confirmed")}</h1>
              <p className="quiet">{t("A later change of the scale is made in the review, where it is seen what it touches.")}</p>
              <div className="btn-row">
                <Link className="btn btn-main" href={sessionPath(sessionId)}>
                  {t("Go on")}
                </Link>
              </div>
            </div>
          )}
        </main>
      )}
    </Frame>
  );
}
