/** Answers on which graders agree: what an audit sample is drawn from. */

import type { AgreedAnswer } from "./audit.ts";
import type { Answer } from "./answers.ts";

/** Return what graders gave alike, whether or not the teacher has decided since; null if they differ or are hidden. */
export function agreedBy({ copyId, questionId, marks, isHidden }: Answer): AgreedAnswer | null {
  const points = marks.map((mark) => mark.points ?? null);
  const [first] = points;
  if (isHidden || marks.length < 2 || first === null || first === undefined || points.some((one) => one !== first))
    return null;
  return { copyId, questionId, points: first, confidence: Math.min(...marks.map((mark) => mark.confidence ?? 0)) };
}
