import { useMutation } from "@tanstack/react-query";

import { answers, keyOf } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import { startRun } from "../../api/runs.ts";
import type { RubricConfirmation, ScaleConfirmation, SessionProgress } from "../../wire/index.ts";

const LOOK = 300; // milliseconds between two looks at what became of the answer

/** Answer the session's question, and wait until it asks again or goes on; then everything is read anew. */
export function useConfirm(sessionId: string) {
  return useMutation({
    mutationFn: async (confirmation: ScaleConfirmation | RubricConfirmation) => {
      await startRun(sessionId, { resume: confirmation });
      const isTaken = ({ stage, is_running: isRunning }: SessionProgress) => !isRunning || stage === "grading";
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, LOOK));
        if (isTaken(await call("GET /sessions/{session_id}/progress", { params: { session_id: sessionId } }))) break;
      }
      const params = { session_id: sessionId };
      await answers.invalidateQueries({ queryKey: keyOf("GET /sessions/{session_id}/question", { params }) });
      await answers.invalidateQueries();
    },
  });
}
