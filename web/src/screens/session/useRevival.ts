import { useEffect, useState } from "react";

import { keptRun } from "../../api/kept-run.ts";
import { Problem } from "../../api/problem.ts";

/**
 * Whether a session that the server does not know is being made known again: only one that this browser had a run on, or
 * that was `running` when it was last read. A session with a run cannot be deleted, so the server has lost it in a crash.
 */
export function useRevival(sessionId: string, error: unknown, running: boolean, onRevived: () => unknown): boolean {
  const [tried, setTried] = useState(false);
  const isForgotten = error instanceof Problem && error.status === 404 && (running || keptRun(sessionId) !== null);
  useEffect(() => {
    if (!isForgotten || tried) return;
    setTried(true);
    void import("../../api/runs.ts")
      .then(({ reviveSession }) => reviveSession(sessionId))
      .then(onRevived, () => {}); // it stays unknown, which is what the screen says
  }, [isForgotten, tried, sessionId, onRevived]);
  return isForgotten && !tried;
}
