/** Which answers of the audit sample were marked before the graders' marks were shown: ids alone, on this device. */

import { useSyncExternalStore } from "react";

const PREFIX = "bareme.audit.";
const listeners = new Set<() => void>();

export function useAudited(sessionId: string): ReadonlySet<string> {
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(PREFIX + sessionId) ?? "");
  return new Set(text.split("\n").filter(Boolean));
}

export const auditKey = (answer: { copyId: string; questionId: string }): string =>
  `${answer.copyId}/${answer.questionId}`;

export function noteAudited(sessionId: string, answer: { copyId: string; questionId: string }): void {
  const known = (localStorage.getItem(PREFIX + sessionId) ?? "").split("\n").filter(Boolean);
  localStorage.setItem(PREFIX + sessionId, [...new Set([...known, auditKey(answer)])].join("\n"));
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
