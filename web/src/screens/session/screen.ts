import type { SessionScreen } from "../../location.ts";
import type { Stage } from "../../wire/index.ts";

/** Return the screen that a session's stage asks for; none for a stage that only a newer server has. */
export function screenForStage(stage: Stage): SessionScreen | undefined {
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
    default:
      return undefined;
  }
}
