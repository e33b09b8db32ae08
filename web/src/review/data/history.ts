/** What was decided on a session, and the comments that were written in it. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { answers } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import type { History, MarkDecision } from "../../wire/index.ts";

export type Decisions = History["decisions"];
const MOST_IN_BANK = 9;

export function useHistory(sessionId: string, copyId: string, version: number): UseQueryResult<Decisions> {
  return useQuery({ ...queryOf(sessionId, copyId, version), enabled: copyId !== "" });
}

/** The mark that a teacher gave last, as far as this page knows. */
export interface Given {
  questionId: string;
  points: number;
  author: string;
}

/** Return the number of the decision that gave this mark; null if somebody has decided since: that is not undone. */
export async function decisionToUndo(sessionId: string, copyId: string, given: Given): Promise<string | null> {
  return numberOf(await answers.fetchQuery({ ...queryOf(sessionId, copyId, -1), staleTime: 0 }), given);
}

export function numberOf(decisions: Decisions, { questionId, points, author }: Given): string | null {
  const last = Object.entries(decisions)
    .filter(([, one]) => one.kind === "mark" && one.question_id === questionId)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .at(-1);
  if (last?.[1].kind !== "mark") return null;
  return last[1].author === author && last[1].points === points ? last[0] : null;
}

/** Whether a decision was undone already: by an earlier try of the same, or by somebody else. */
export async function isUndone(sessionId: string, copyId: string, number: string): Promise<boolean> {
  const decisions = await answers.fetchQuery({ ...queryOf(sessionId, copyId, -1), staleTime: 0 });
  return Object.values(decisions).some((one) => "undoes" in one && one.undoes === number);
}

/** The comments that were written on a question, the most frequent first. */
export function useBank(sessionId: string, questionId: string, revision: number): string[] {
  const read = useQuery({
    queryKey: ["history", sessionId, "all", revision],
    queryFn: () => readAll(sessionId, ""),
    placeholderData: (before: Decisions | undefined) => before,
  });
  return commentsOn(read.data ?? {}, questionId);
}

export function commentsOn(decisions: Decisions, questionId: string): string[] {
  const counts = new Map<string, number>();
  for (const one of Object.values(decisions)) {
    const isOn = one.kind === "feedback" && one.question_id === questionId && !one.criterion_id;
    const text = isOn ? (one.text ?? "").trim() : "";
    if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_IN_BANK)
    .map(([text]) => text);
}

/** The marks that were decided on a question of a copy, in their order. */
export function marksOn(decisions: Decisions, questionId: string): MarkDecision[] {
  return Object.entries(decisions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, one]) => (one.kind === "mark" && one.question_id === questionId ? [one] : []));
}

function queryOf(sessionId: string, copyId: string, version: number) {
  return { queryKey: ["history", sessionId, copyId, version], queryFn: () => readAll(sessionId, copyId) };
}

async function readAll(sessionId: string, copyId: string): Promise<Decisions> {
  let decisions: Decisions = {};
  let after = "";
  for (;;) {
    const query = { copy_id: copyId || undefined, after: after || undefined };
    const read = await call("GET /sessions/{session_id}/history", { params: { session_id: sessionId }, query });
    decisions = { ...decisions, ...read.decisions };
    if (!read.next_after) return decisions;
    after = read.next_after;
  }
}
