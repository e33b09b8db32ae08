/**
 * How often graders gave what the teacher decided: of the answers that she looked at, and of no others.
 *
 * By question and not by label: who is behind A and B is drawn anew for each copy.
 */

import { isDecided, type Answer } from "../model/answers.ts";

export interface Agreement {
  decided: number;
  /** On how many of them every grader had given that mark, one had and another had not, and none had. */
  all: number;
  some: number;
  none: number;
}

export function agreementOn(answersOf: readonly Answer[]): Agreement {
  const counts = { decided: 0, all: 0, some: 0, none: 0 };
  for (const { mine, marks, ...answer } of answersOf) {
    const given = marks.flatMap(({ points }) => (points === undefined || points === null ? [] : [points]));
    if (!isDecided(answer) || mine === null || !given.length) continue;
    const same = given.filter((points) => points === mine).length;
    counts.decided += 1;
    counts[same === given.length ? "all" : same ? "some" : "none"] += 1;
  }
  return counts;
}
