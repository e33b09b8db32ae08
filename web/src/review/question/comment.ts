import type { Entry } from "../../outbox/entry.ts";
import type { Decisions } from "../data/history.ts";

/** Return the teacher's comment on an answer: what is being sent, or what she wrote last. */
export function commentOn(
  decisions: Decisions,
  entries: readonly Entry[],
  { copyId, questionId }: { copyId: string; questionId: string },
): string {
  const pending = entries.findLast(
    ({ copyId: of, decision }) =>
      of === copyId &&
      decision.type === "set_feedback" &&
      decision.question_id === questionId &&
      !decision.criterion_id,
  );
  if (pending?.decision.type === "set_feedback") return pending.decision.text;
  const written = Object.entries(decisions)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([, one]) => one)
    .find((one) => one.kind === "feedback" && one.question_id === questionId && !one.criterion_id);
  return written?.kind === "feedback" ? (written.text ?? "") : "";
}
