import { useEffect, useState } from "react";

import { keptRun } from "../../api/kept-run.ts";
import { Problem } from "../../api/problem.ts";

/** Whether a session that the server does not know is being made known again: only one that this browser had a run on. */
export function useRevival(sessionId: string, error: unknown, onRevived: () => unknown): boolean {
  const [tried, setTried] = useState(false);
  const isForgotten = error instanceof Problem && error.status === 404 && keptRun(sessionId) !== null;
  useEffect(() => {
    if (!isForgotten || tried) return;
    setTried(true);
    void import("../../api/runs.ts")
      .then(({ reviveSession }) => reviveSession(sessionId))
      .then(onRevived, () => {}); // it stays unknown, which is what the screen says
  }, [isForgotten, tried, sessionId, onRevived]);
  return isForgotten && !tried;
}
