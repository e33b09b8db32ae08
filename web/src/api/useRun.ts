import { useEffect, useRef, useState, useSyncExternalStore } from "react";

import type { Event, SessionProgress } from "../wire/index.ts";
import { answers } from "./answer.ts";
import { call } from "./call.ts";
import { forgetRun, keptRun } from "./kept-run.ts";
import { Problem, Unreachable } from "./problem.ts";
import { followRun } from "./runs.ts";

const AGAIN = 2_000; // milliseconds after a lost connection

interface Run {
  /** Whether its events come in as they happen; otherwise the progress is asked for. */
  isLive: boolean;
  /** Why the run failed. */
  error: unknown;
}

/**
 * Follow the run at work on a session, also after this page was loaded again or the server was away.
 *
 * `onEvent` is told every event from the run's beginning; the same again after the connection was lost.
 */
export function useRun({ session_id: sessionId, is_running: isRunning }: SessionProgress, onEvent: (event: Event) => void): Run {
  const [run, setRun] = useState<Run>({ isLive: false, error: null });
  const tell = useRef(onEvent);
  useEffect(() => {
    tell.current = onEvent;
  });
  const runId = keptRun(sessionId);
  useEffect(() => {
    if (!isRunning || !runId) return;
    const leaving = new AbortController();
    void follow(sessionId, runId, leaving.signal, (event) => tell.current(event), setRun);
    return () => leaving.abort();
  }, [sessionId, runId, isRunning]);
  return run;
}

async function follow(
  sessionId: string,
  runId: string,
  leaving: AbortSignal,
  tell: (event: Event) => void,
  setRun: (run: Run) => void,
): Promise<void> {
  while (!leaving.aborted) {
    try {
      setRun({ isLive: true, error: null });
      await followRun(sessionId, runId, tell, leaving);
      if (leaving.aborted) return;
      setRun({ isLive: false, error: null });
      const params = { session_id: sessionId };
      const { is_running: goesOn } = await call("GET /sessions/{session_id}/progress", { params, signal: leaving });
      if (!goesOn) {
        forgetRun(sessionId, runId);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN)); // a proxy may have closed the stream
    } catch (error) {
      if (leaving.aborted) return;
      // A server that was restarted may not know the run any more; its session tells how far it came.
      const isForgotten = error instanceof Problem && error.status === 404;
      setRun({ isLive: false, error: error instanceof Unreachable || isForgotten ? null : error });
      if (!(error instanceof Unreachable)) {
        forgetRun(sessionId, runId);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
  await answers.invalidateQueries();
}

/** The seconds of a clock that ticks while somebody looks at it. */
export function useNow(ticking: boolean): number {
  return useSyncExternalStore(
    (onTick) => {
      if (!ticking) return () => {};
      const timer = setInterval(onTick, 1_000);
      return () => clearInterval(timer);
    },
    () => Math.floor(Date.now() / 1_000),
  );
}
