import { useT } from "../i18n/context.tsx";
import type { SessionScreen } from "../location.ts";
import { Failure } from "../ui/Failure.tsx";
import { Frame } from "../ui/Frame.tsx";
import { SaveState } from "../ui/SaveState.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Stages } from "../ui/Stages.tsx";
import { useDeciding, type Deciding } from "./data/outbox.ts";
import { useReview } from "./data/review.ts";
import { Unsettled } from "./parts/Unsettled.tsx";
import { ReviewByQuestion } from "./ReviewByQuestion.tsx";
import { ReviewByStudent } from "./ReviewByStudent.tsx";

/** The review of a session, by question or by student: two views of the same data. */
export default function Review({
  sessionId,
  part,
}: {
  sessionId: string;
  part: Extract<SessionScreen, "review" | "students">;
}) {
  const t = useT();
  const { data: review, error, refetch } = useReview(sessionId);
  const deciding = useDeciding(sessionId);
  const title = part === "review" ? t("Review") : t("Review by student");
  return (
    <Frame
      title={title}
      session={review?.name}
      className="review-page"
      stages={review && <Stages sessionId={sessionId} stage={review.stage} here={part} />}
      state={<Saved deciding={deciding} />}
      unsaved={deciding.entries.length}
    >
      <Unsettled review={review} deciding={deciding} />
      {!review ? (
        <main className="wrap" id="main">
          {error ? <Failure error={error} onRetry={() => void refetch()} /> : <Skeleton />}
        </main>
      ) : part === "review" ? (
        <ReviewByQuestion sessionId={sessionId} review={review} deciding={deciding} />
      ) : (
        <ReviewByStudent sessionId={sessionId} review={review} deciding={deciding} />
      )}
    </Frame>
  );
}

/** What became of the decisions of this browser. */
function Saved({ deciding: { entries, isAway, needsSignIn } }: { deciding: Deciding }) {
  const t = useT();
  const count = (state: string) => entries.filter((entry) => entry.state === state).length;
  const [conflicts, refused, waiting] = [count("conflict"), count("refused"), count("kept") + count("sending")];
  if (conflicts)
    return (
      <SaveState state="conflict">
        {t.ngettext("{n} conflict to settle", "{n} conflicts to settle", conflicts)}
      </SaveState>
    );
  if (refused)
    return (
      <SaveState state="refused">{t.ngettext("{n} decision refused", "{n} decisions refused", refused)}</SaveState>
    );
  if (waiting && (isAway || needsSignIn))
    return (
      <SaveState state="kept">{t.ngettext("{n} decision kept here", "{n} decisions kept here", waiting)}</SaveState>
    );
  if (waiting)
    return (
      <SaveState state="sending">{t.ngettext("Sending {n} decision", "Sending {n} decisions", waiting)}</SaveState>
    );
  return <SaveState state="saved">{t("Saved")}</SaveState>;
}
