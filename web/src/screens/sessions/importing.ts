/** The session that is being imported. It goes on while other screens are shown, so that no refusal is missed. */

import { useSyncExternalStore } from "react";

import { answers, keyOf } from "../../api/answer.ts";
import { importSession } from "../../api/archives.ts";
import type { ImportedSession } from "../../wire/index.ts";

export type Importing =
  | { is: "idle" }
  /** `share` of the file was sent; at 1 the server looks at it. */
  | { is: "sending"; name: string; share: number }
  | { is: "done"; session: ImportedSession }
  | { is: "failed"; name: string; error: unknown };

const IDLE: Importing = { is: "idle" };
let current: Importing = IDLE;
let going = new AbortController();
const listeners = new Set<() => void>();

export function useImporting(): Importing {
  return useSyncExternalStore(subscribe, () => current);
}

/** Send a file; another that is still being sent is given up. */
export async function startImport(file: File): Promise<void> {
  dismissImport();
  const { signal } = (going = new AbortController());
  const show = (next: Importing) => signal.aborted || set(next);
  show({ is: "sending", name: file.name, share: 0 });
  try {
    const onProgress = (share: number) => show({ is: "sending", name: file.name, share });
    const session = await importSession(file, { signal, onProgress });
    await answers.invalidateQueries({ queryKey: keyOf("GET /sessions") });
    show({ is: "done", session });
  } catch (error) {
    show({ is: "failed", name: file.name, error });
  }
}

/** Stop what is being sent, and say no more of what was. */
export function dismissImport(): void {
  going.abort();
  set(IDLE);
}

function set(next: Importing): void {
  current = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
