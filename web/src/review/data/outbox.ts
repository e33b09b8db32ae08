/** The outbox of a session, the one of this page for whoever is signed in. */

import { useEffect, useMemo, useSyncExternalStore } from "react";

import { answers, useAnswer } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import { keptRun } from "../../api/kept-run.ts";
import { Problem } from "../../api/problem.ts";
import { reviveSession, runToQuestion } from "../../api/runs.ts";
import { ownerKey, type Decision, type OnCopies, type Value } from "../../outbox/entry.ts";
import { Outbox, type OutboxView, type Transport } from "../../outbox/outbox.ts";
import { sentToRevived } from "../../outbox/revived.ts";
import { openStore } from "../../outbox/store.ts";
import type { ReviewMark, ReviewQuestion } from "../../wire/index.ts";
import { seenOf } from "../model/answers.ts";
import type { Basis } from "../parts/useTyped.ts";
import { isUndone } from "./history.ts";
import { knownReview, refreshReview, showApplied } from "./review.ts";

// Milliseconds without a decision, after which totals are read again, and a run takes what was decided into the state.
const QUIET = 1_000;
const IDLE = 8_000;

const outboxes = new Map<string, Outbox>();
const store = openStore();

export interface Deciding extends OutboxView {
  outbox: Outbox;
  /** Keep and send a decision on an answer of a copy, which rests on `basis`: without it, on what is known now. */
  decide(copyId: string, decision: Exclude<Decision, OnCopies>, basis?: Basis): void;
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
    decide: (copyId, decision, basis) => decide(outbox, sessionId, copyId, decision, basis),
    decideOn: (decision) => void outbox.add({ copyId: "", decision, expectedVersion: 0, seen: "" }),
  };
}

function decide(
  outbox: Outbox,
  sessionId: string,
  copyId: string,
  decision: Exclude<Decision, OnCopies>,
  basis?: Basis,
): void {
  const copy = knownReview(sessionId)?.copies.find((one) => one.copy_id === copyId);
  if (!copy) return;
  const question = "question_id" in decision && decision.question_id ? copy.questions[decision.question_id] : undefined;
  const isOfLabel = ({ label, try_index: index = 1 }: ReviewMark) =>
    decision.type === "choose_attempt" && label === decision.label && index === (decision.try_index ?? 1);
  const points = question?.marks?.find(isOfLabel)?.points ?? null;
  const { version, standing } = basis ?? { version: copy.evaluation_version ?? 0, standing: question };
  void outbox.add({ copyId, decision, expectedVersion: version, seen: seenOf(standing, decision), points });
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
      const post = async () => {
        const sent = { params, body: { actions, author } };
        return (await call("POST /sessions/{session_id}/decisions", sent)).outcomes;
      };
      try {
        return await sentToRevived(post, () => reviveSession(sessionId), wasRunning(sessionId));
      } catch (error) {
        // Nobody is signed in any more, or somebody else is: the screens go, and the decisions stay.
        if (error instanceof Problem && error.status === 401) void answers.invalidateQueries({ queryKey: ["GET /me"] });
        throw error;
      }
    },
    async standing({ copyId, decision }) {
      const review = await refreshReview(sessionId);
      const copy = review.copies.find((one) => one.copy_id === copyId);
      const question =
        "question_id" in decision && decision.question_id ? copy?.questions[decision.question_id] : undefined;
      const version = copy?.evaluation_version ?? 0;
      return { seen: seenOf(question, decision), version, decided: await decidedOn(sessionId, copyId, decision, question) };
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

async function decidedOn(
  sessionId: string,
  copyId: string,
  decision: Decision,
  question: ReviewQuestion | undefined,
): Promise<Value | null> {
  if (decision.type === "undo") return (await isUndone(sessionId, copyId, decision.decision)) ? decision.decision : null;
  if (decision.type === "set_feedback") return question?.comment ?? null;
  return question?.author ? (question.points ?? null) : null;
}

/** Whether a run was at work on a session when it was last read, or was begun by this browser. */
function wasRunning(sessionId: string): boolean {
  return Boolean(knownReview(sessionId)?.is_running) || keptRun(sessionId) !== null;
}
