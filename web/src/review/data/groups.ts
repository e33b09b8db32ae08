/** Copies whose answer to a question says the same, and what was decided on some of them. */

import { isDecided, isUndecided, type Answer } from "../model/answers.ts";
import type { SessionReview } from "../../wire/index.ts";

export interface SameAnswer {
  copyIds: readonly string[];
  /** Where the teacher has decided, if she gave all the same mark. */
  decided: readonly string[];
  points: number | null;
  /** Those on which nobody has decided and which have another mark. */
  others: readonly string[];
}

export function sameAnswer(
  review: SessionReview,
  answersOf: (copyId: string) => Answer | undefined,
  copyId: string,
  questionId: string,
): SameAnswer | null {
  const group = review.same_answers?.[questionId]?.find((one) => one.copy_ids.includes(copyId));
  if (!group || group.copy_ids.length < 2) return null;
  const known = group.copy_ids.flatMap((id) => answersOf(id) ?? []);
  const decided = known.filter(isDecided);
  const marks = new Set(decided.map((answer) => answer.mine));
  const points = marks.size === 1 ? (decided[0]?.mine ?? null) : null;
  const others = known.filter((answer) => isUndecided(answer) && !answer.isComplete && answer.agreed !== points);
  return {
    copyIds: group.copy_ids,
    decided: decided.map((answer) => answer.copyId),
    points,
    others: points === null ? [] : others.map((answer) => answer.copyId),
  };
}
