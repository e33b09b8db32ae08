/** The run at work on each session that this browser has started: the server tells no browser which runs there are. */

const key = (sessionId: string) => `bareme.run.${sessionId}`;

export function keepRun(sessionId: string, runId: string): void {
  localStorage.setItem(key(sessionId), runId);
}

export function keptRun(sessionId: string): string | null {
  return localStorage.getItem(key(sessionId));
}

export function forgetRun(sessionId: string, runId: string): void {
  if (keptRun(sessionId) === runId) localStorage.removeItem(key(sessionId));
}

/** Forget all: at sign-out, on a computer that others use. */
export function forgetRuns(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith("bareme.run.")) localStorage.removeItem(name);
}
