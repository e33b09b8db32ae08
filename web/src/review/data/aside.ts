/** Answers that were set aside on this device: ids alone, for the teacher's own order of work. */

import { useSyncExternalStore } from "react";

const PREFIX = "bareme.aside.";
const listeners = new Set<() => void>();

export function useAside(sessionId: string): {
  has(copyId: string, questionId: string): boolean;
  toggle(copyId: string, questionId: string): void;
} {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(PREFIX + sessionId) ?? "");
  const ids = new Set(text.split("\n").filter(Boolean));
  const idOf = (copyId: string, questionId: string) => `${copyId}/${questionId}`;
  return {
    has: (copyId, questionId) => ids.has(idOf(copyId, questionId)),
    toggle(copyId, questionId) {
      const id = idOf(copyId, questionId);
      if (!ids.delete(id)) ids.add(id);
      localStorage.setItem(PREFIX + sessionId, [...ids].join("\n"));
      listeners.forEach((listener) => listener());
    },
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
