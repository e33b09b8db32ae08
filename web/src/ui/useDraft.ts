import { useState } from "react";

const PREFIX = "bareme.draft.";

/**
 * What was changed on a screen and is not sent yet. It outlives a reload in this tab, as long as what it was changed
 * in, `basis`, is the same.
 */
export function useDraft<T>(name: string, basis: unknown, initial: T): [T, (draft: T) => void] {
  const key = PREFIX + name;
  const changedIn = JSON.stringify(basis);
  const [draft, setDraft] = useState<T>(() => kept<T>(key, changedIn) ?? initial);
  const change = (next: T) => {
    setDraft(next);
    if (next === initial) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify({ changedIn, draft: next }));
  };
  return [draft, change];
}

/** Forget what was changed on the screens of a session, or of all: there may be names in it. */
export function forgetDrafts(sessionId = ""): void {
  for (const name of Object.keys(sessionStorage))
    if (name.startsWith(PREFIX) && name.endsWith(sessionId)) sessionStorage.removeItem(name);
}

function kept<T>(key: string, changedIn: string): T | null {
  const found = JSON.parse(sessionStorage.getItem(key) ?? "null") as { changedIn: string; draft: T } | null;
  return found?.changedIn === changedIn ? found.draft : null;
}
