import { useAnswer } from "../../api/answer.ts";
import { useT } from "../../i18n/context.tsx";
import type { SessionScreen } from "../../location.ts";
import type { SessionProgress } from "../../wire/index.ts";
import { Failure } from "../../ui/Failure.tsx";
import { Frame } from "../../ui/Frame.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { NotFound } from "../NotFound.tsx";

const BUSY = 2_000; // milliseconds between two readings while a run is at work

/** A session: the screen that the address names, or that which its stage asks for. */
export default function Session({ sessionId, part }: { sessionId: string; part: SessionScreen | null }) {
  const t = useT();
  const progress = useAnswer("GET /sessions/{session_id}/progress", { params: { session_id: sessionId } });
  if (progress.isPending || progress.error) {
    return (
      <Frame title={t("Session")}>
        <main className="wrap" id="main">
          {progress.error ? <Failure error={progress.error} onRetry={() => void progress.refetch()} /> : <Skeleton />}
        </main>
      </Frame>
    );
  }
  return screenOf(progress.data, part ?? screenForStage(progress.data));
}

/** Return the screen that a session's stage asks for. */
export function screenForStage({ stage }: Pick<SessionProgress, "stage">): SessionScreen {
  switch (stage) {
    case "new":
    case "reading":
      return "files";
    case "waiting_for_scale":
      return "scale";
    case "waiting_for_rubric":
      return "criteria";
    case "grading":
    case "stopped":
      return "grading";
    case "in_review":
      return "review";
    case "finished":
      return "export";
  }
}

function screenOf(_progress: SessionProgress, part: SessionScreen) {
  switch (part) {
    default:
      return <NotFound />;
  }
}
void BUSY;
