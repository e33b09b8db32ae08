/** The outbox of a session, the one of this page for whoever is signed in. */

import { useEffect, useMemo, useSyncExternalStore } from "react";

import { useAnswer } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import { runToQuestion } from "../../api/runs.ts";
import { ownerKey, type Decision, type OnCopies } from "../../outbox/entry.ts";
import { Outbox, type OutboxView, type Transport } from "../../outbox/outbox.ts";
import { openStore } from "../../outbox/store.ts";
import type { ReviewMark } from "../../wire/index.ts";
import { answerOf, seenOf } from "../model/answers.ts";
import { knownReview, refreshReview, showApplied } from "./review.ts";

// Milliseconds without a decision, after which totals are read again, and a run takes what was decided into the state.
const QUIET = 1_000;
const IDLE = 8_000;

const outboxes = new Map<string, Outbox>();
const store = openStore();

export interface Deciding extends OutboxView {
  outbox: Outbox;
  /** Keep and send a decision on an answer of a copy. */
  decide(copyId: string, decision: Exclude<Decision, OnCopies>): void;
  /** The same of one that names its copies itself. */
  decideOn(decision: OnCopies): void;
  author: string;
}

export function useDeciding(sessionId: string): Deciding {
  const author = useAnswer("GET /me").data?.identity ?? "local";
  const outbox = useMemo(() => outboxOf(author, sessionId), [author, sessionId]);
  const view = useSyncExternalStore(outbox.subscribe, outbox.view);
  useEffect(() => {
    const send = () => void outbox.flush();
    send();
    addEventListener("online", send);
    return () => removeEventListener("online", send);
  }, [outbox]);
  return {
    ...view,
    outbox,
    author,
    decide: (copyId, decision) => decide(outbox, sessionId, copyId, decision),
    decideOn: (decision) => void outbox.add({ copyId: "", decision, expectedVersion: 0, seen: "" }),
  };
}

function decide(outbox: Outbox, sessionId: string, copyId: string, decision: Exclude<Decision, OnCopies>): void {
  const copy = knownReview(sessionId)?.copies.find((one) => one.copy_id === copyId);
  if (!copy) return;
  const questionId = "question_id" in decision ? decision.question_id : null;
  const answer = questionId ? answerOf(copy, questionId, []) : null;
  const isOfLabel = ({ label, try_index: index = 1 }: ReviewMark) =>
    decision.type === "choose_attempt" && label === decision.label && index === (decision.try_index ?? 1);
  const points = answer?.marks.find(isOfLabel)?.points ?? null;
  const expectedVersion = copy.evaluation_version ?? 0;
  void outbox.add({ copyId, decision, expectedVersion, seen: answer?.seen ?? seenOf(undefined), points });
}

function outboxOf(author: string, sessionId: string): Outbox {
  const owner = ownerKey(author, sessionId);
  const known = outboxes.get(owner);
  if (known) return known;
  const made = new Outbox(owner, store, transportOf(author, sessionId));
  outboxes.set(owner, made);
  return made;
}

function transportOf(author: string, sessionId: string): Transport {
  let timers: ReturnType<typeof setTimeout>[] = [];
  const params = { session_id: sessionId };
  const refresh = () => refreshReview(sessionId).catch(() => undefined); // it counts, and is read again in any case
  const takeIn = async () => {
    const review = knownReview(sessionId);
    if (review?.stage !== "in_review" || review.is_running) return;
    // Behind a run that somebody stops, it would go on with what that one had begun.
    await runToQuestion(sessionId, { resume: { actions: [], author }, onlyAtRest: true }).catch(() => undefined);
    await refresh();
  };
  return {
    async send(actions) {
      const { outcomes } = await call("POST /sessions/{session_id}/decisions", { params, body: { actions, author } });
      return outcomes;
    },
    async standing({ copyId, decision }) {
      const review = await refreshReview(sessionId);
      const copy = review.copies.find((one) => one.copy_id === copyId);
      const question =
        "question_id" in decision && decision.question_id ? copy?.questions[decision.question_id] : undefined;
      return { seen: seenOf(question), version: copy?.evaluation_version ?? 0, isDecided: Boolean(question?.author) };
    },
    applied(entry, outcome) {
      showApplied(sessionId, entry, outcome, author);
      // What stands after an undoing, and what graders gave for what was marked first, the server alone knows.
      if (entry.decision.type === "undo" || knownReview(sessionId)?.reveal === "after_decision") void refresh();
      timers.forEach(clearTimeout);
      timers = [setTimeout(() => void refresh(), QUIET), setTimeout(() => void takeIn(), IDLE)];
    },
  };
}
