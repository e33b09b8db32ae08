import type { Stage } from "../../wire/index.ts";

/** Return how many of the five stages are behind a session. */
export function doneStages(stage: Stage): number {
  if (stage === "finished") return 4;
  if (stage === "in_review") return 3;
  return stage === "grading" || stage === "stopped" ? 2 : 1;
}
