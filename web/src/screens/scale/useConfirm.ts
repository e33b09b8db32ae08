import { useMutation } from "@tanstack/react-query";

import { answers } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import { startRun } from "../../api/runs.ts";
import { go, sessionPath } from "../../location.ts";
import { forgetDrafts } from "../../ui/useDraft.ts";
import type { RubricConfirmation, ScaleConfirmation, SessionProgress, Stage } from "../../wire/index.ts";

const GRADED = new Set<Stage>(["grading", "stopped", "in_review"]);
const LOOK = 300; // milliseconds between two looks at what became of the answer

/** Answer the session's question, and wait until it asks again or goes on; then everything is read anew. */
export function useConfirm(sessionId: string) {
  return useMutation({
    mutationFn: async (confirmation: ScaleConfirmation | RubricConfirmation | Record<string, unknown>) => {
      await startRun(sessionId, { resume: confirmation });
      const isTaken = ({ stage, is_running: isRunning }: SessionProgress) => !isRunning || stage === "grading";
      const params = { session_id: sessionId };
      let progress: SessionProgress;
      do {
        await new Promise((resolve) => setTimeout(resolve, LOOK));
        progress = await call("GET /sessions/{session_id}/progress", { params });
      } while (!isTaken(progress));
      return progress.stage;
    },
    onSuccess: async (stage) => {
      if (GRADED.has(stage)) {
        forgetDrafts(sessionId); // not before: an answer that was refused is changed and sent again
        // Whoever watches a class being graded stays there when it is done.
        go(sessionPath(sessionId, "grading"), { replace: true });
      }
      await answers.invalidateQueries();
    },
  });
}
