/** The review of a session as this browser has it: read once, then only what is new. */

import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { answers } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import type { Entry } from "../../outbox/entry.ts";
import { pointsOf } from "../../outbox/entry.ts";
import type { ActionOutcome, ReviewCopy, SessionReview } from "../../wire/index.ts";

const RUNNING = 3_000; // milliseconds between two readings while a run is at work
const AT_REST = 20_000; // somebody else may be deciding

const keyOf = (sessionId: string) => ["review", sessionId];

export function useReview(sessionId: string): UseQueryResult<SessionReview> {
  return useQuery({
    queryKey: keyOf(sessionId),
    queryFn: () => read(sessionId),
    refetchInterval: ({ state }) => (state.data?.is_running ? RUNNING : AT_REST),
  });
}

/** Read what is new. */
export function refreshReview(sessionId: string): Promise<SessionReview> {
  return answers.fetchQuery({ queryKey: keyOf(sessionId), queryFn: () => read(sessionId), staleTime: 0 });
}

export function knownReview(sessionId: string): SessionReview | undefined {
  return answers.getQueryData<SessionReview>(keyOf(sessionId));
}

/** Show what the server has applied before it is read again. */
export function showApplied(sessionId: string, entry: Entry, outcome: ActionOutcome, author: string): void {
  answers.setQueryData<SessionReview>(keyOf(sessionId), (known) => known && withApplied(known, entry, outcome, author));
}

async function read(sessionId: string): Promise<SessionReview> {
  const known = knownReview(sessionId);
  const fresh = await call("GET /sessions/{session_id}/review", {
    params: { session_id: sessionId },
    query: { since: known?.revision },
  });
  return known ? merged(known, fresh) : fresh;
}

/** Return what is known with what is new. An answer that was overtaken by a decision here does not take it back. */
export function merged(known: SessionReview, fresh: SessionReview): SessionReview {
  const changed = new Map(fresh.copies.map((copy) => [copy.copy_id, copy]));
  const newer = (before: ReviewCopy) => {
    const after = changed.get(before.copy_id);
    return after && (after.evaluation_version ?? 0) >= (before.evaluation_version ?? 0) ? after : before;
  };
  const ids = new Set(known.copies.map((copy) => copy.copy_id));
  return {
    ...fresh,
    copies: [...known.copies.map(newer), ...fresh.copies.filter((copy) => !ids.has(copy.copy_id))],
    scheme: fresh.scheme ?? known.scheme ?? null,
    absent: fresh.absent ?? known.absent ?? null,
    same_answers: fresh.same_answers ?? known.same_answers ?? null,
  };
}

export function withApplied(known: SessionReview, entry: Entry, outcome: ActionOutcome, author: string): SessionReview {
  const copyId = entry.copyId || outcome.copy_id;
  const copies = known.copies.map((copy) => (copy.copy_id === copyId ? changed(copy, entry, outcome, author) : copy));
  return { ...known, copies };
}

function changed(copy: ReviewCopy, entry: Entry, outcome: ActionOutcome, author: string): ReviewCopy {
  const { decision } = entry;
  const version = outcome.current_version ?? copy.evaluation_version ?? 0;
  const next = { ...copy, evaluation_version: version };
  if (decision.type === "mark_complete" || decision.type === "reopen")
    return { ...next, is_complete: decision.type === "mark_complete" };
  if (decision.type === "set_feedback") return withComment(next, decision.question_id, decision.text);
  if (decision.type !== "set_mark" && decision.type !== "choose_attempt") return next;
  const question = decision.question_id ? copy.questions[decision.question_id] : undefined;
  if (!question || !decision.question_id) return next;
  const points = pointsOf(entry);
  if (points === null) return next; // of criteria alone, the server knows the sum
  const source = decision.type === "set_mark" ? ("teacher" as const) : ("model" as const);
  const { provisional: _, ...rest } = question;
  return { ...next, questions: { ...copy.questions, [decision.question_id]: { ...rest, points, source, author } } };
}

function withComment(copy: ReviewCopy, questionId: string | null | undefined, comment: string): ReviewCopy {
  const question = questionId ? copy.questions[questionId] : undefined;
  return question && questionId ? { ...copy, questions: { ...copy.questions, [questionId]: { ...question, comment } } } : copy;
}
