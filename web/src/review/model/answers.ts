/** An answer as it is shown: what the server has of it, under what this browser has decided since. */

import type { Decision, Entry } from "../../outbox/entry.ts";
import { pointsOf, valueOf } from "../../outbox/entry.ts";
import type { ReviewCopy, ReviewMark, ReviewQuestion } from "../../wire/index.ts";

export type AnswerState =
  "open" | "agreed" | "decided" | "sending" | "kept" | "refused" | "conflict" | "excused" | "grading";

export interface Answer {
  copyId: string;
  questionId: string;
  state: AnswerState;
  /** What the teacher gave, or nothing yet. */
  mine: number | null;
  /** What counts if she does not decide: what graders agree on. */
  agreed: number | null;
  /** What would count meanwhile. */
  provisional: number | null;
  marks: readonly ReviewMark[];
  flags: readonly string[];
  isHidden: boolean;
  isComplete: boolean;
  version: number;
  /** What the server has of it. */
  standing: ReviewQuestion | undefined;
  entry?: Entry;
  /** What the student is told in the teacher's words, and the decision on it that is not saved yet. */
  comment: string;
  commentEntry?: Entry;
}

/** What stands where something is decided: another value after a decision means that somebody else has decided. */
export function seenOf(question: ReviewQuestion | undefined, { type }: Pick<Decision, "type">): string {
  if (type === "set_feedback") return question?.comment ?? "";
  return [question?.source ?? "consensus", question?.points ?? "", question?.author ?? ""].join("|");
}

export function answerOf(copy: ReviewCopy, questionId: string, entries: readonly Entry[], isAway = false): Answer {
  const question = copy.questions[questionId];
  const entry = entries.findLast(
    ({ copyId, decision }) =>
      copyId === copy.copy_id &&
      (decision.type === "set_mark" || decision.type === "choose_attempt") &&
      decision.question_id === questionId,
  );
  const commentEntry = entries.findLast(
    ({ copyId, decision }) =>
      copyId === copy.copy_id &&
      decision.type === "set_feedback" &&
      decision.question_id === questionId &&
      !decision.criterion_id,
  );
  const words = commentEntry && valueOf(commentEntry);
  const decided = question?.author ? (question.points ?? null) : null;
  const marks = question?.marks ?? [];
  const common = {
    copyId: copy.copy_id,
    questionId,
    agreed: question?.author ? null : (question?.points ?? null),
    provisional: question?.provisional ?? null,
    marks,
    flags: question?.flags ?? [],
    isHidden: question?.hidden ?? false,
    isComplete: copy.is_complete ?? false,
    version: copy.evaluation_version ?? 0,
    standing: question,
    comment: typeof words === "string" ? words : (question?.comment ?? ""),
    ...(commentEntry ? { commentEntry } : {}),
  };
  if (entry) return { ...common, state: stateOf(entry, isAway), mine: pointsOf(entry), entry };
  return { ...common, state: standing(copy, question, decided), mine: decided };
}

/** Whether the teacher has still to look at it. */
export function isToDecide({ state }: Pick<Answer, "state">): boolean {
  return state === "open" || state === "refused" || state === "conflict";
}

/** Whether nobody has decided it, nor tried to: what was refused, or is one of two marks, is the teacher's to settle. */
export function isUndecided({ state }: Pick<Answer, "state">): boolean {
  return state === "open" || state === "agreed";
}

/** Whether a person has decided it, here or elsewhere. */
export function isDecided({ state }: Pick<Answer, "state">): boolean {
  return state === "decided" || state === "sending" || state === "kept";
}

function stateOf(entry: Entry, isAway: boolean): AnswerState {
  if (entry.state === "kept") return isAway ? "kept" : "sending";
  return entry.state;
}

function standing(copy: ReviewCopy, question: ReviewQuestion | undefined, decided: number | null): AnswerState {
  if (!question || copy.is_excused || question.status === "excused") return "excused";
  if (decided !== null) return "decided";
  if (copy.status === "processing") return "grading";
  return (question.source ?? "consensus") === "none yet" ? "open" : "agreed";
}
