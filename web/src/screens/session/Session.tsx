import { lazy, useState, type ReactNode } from "react";

import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import type { SessionScreen } from "../../location.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import type { SessionProgress } from "../../wire/index.ts";
import { screenForStage } from "./screen.ts";
import { useRevival } from "./useRevival.ts";

const Criteria = lazy(() => import("../../review/criteria/Criteria.tsx"));
const Export = lazy(() => import("../../review/export/Export.tsx"));
const Figures = lazy(() => import("../../review/figures/Figures.tsx"));
const Files = lazy(() => import("../files/Files.tsx"));
const Review = lazy(() => import("../../review/Review.tsx"));
const Grading = lazy(() => import("../grading/Grading.tsx"));
const Scale = lazy(() => import("../scale/Scale.tsx"));
const UnknownQuestion = lazy(() => import("../question/UnknownQuestion.tsx"));

const BUSY = 2_000; // milliseconds between two readings while a run is at work

/** A session: the screen that the address names, or that which its stage asks for. */
export default function Session({ sessionId, part }: { sessionId: string; part: SessionScreen | null }) {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const progress = useAnswer("GET /sessions/{session_id}/progress", {
    params: { session_id: sessionId },
    every: busy ? BUSY : false,
  });
  const { refetch } = progress;
  const isRunning = progress.data?.is_running ?? false;
  const isReviving = useRevival(sessionId, progress.error, isRunning, refetch);
  if (isRunning !== busy) setBusy(isRunning);
  const stage = progress.data?.stage;
  const [asked, setAsked] = useState<SessionScreen | null>(null);
  const asks = stage === undefined || (stage === "reading" && asked !== null) ? asked : (screenForStage(stage) ?? null);
  // An answer is looked at before grading begins: that is no reading of files, so its screen stays.
  if (asks !== asked && (asks === "scale" || asks === "criteria" || asked !== null)) setAsked(asks);
  if (!progress.data) {
    return (
      <Frame title={t("Session")}>
        <main className="wrap" id="main">
          {progress.error && !isReviving ? <Failure error={progress.error} onRetry={() => void progress.refetch()} /> : <Skeleton />}
        </main>
      </Frame>
    );
  }
  const screen = part ?? asks ?? screenForStage(progress.data.stage);
  return screen ? screenOf(progress.data, screen) : <UnknownQuestion progress={progress.data} />;
}

function screenOf(progress: SessionProgress, screen: SessionScreen): ReactNode {
  switch (screen) {
    case "files":
      return <Files progress={progress} />;
    case "review":
    case "students":
      return <Review sessionId={progress.session_id} part={screen} />;
    case "scale":
      return <Scale progress={progress} />;
    case "criteria":
      return <Criteria progress={progress} />;
    case "figures":
      return <Figures sessionId={progress.session_id} />;
    case "export":
      return <Export sessionId={progress.session_id} />;
    default:
      return <Grading progress={progress} />;
  }
}
