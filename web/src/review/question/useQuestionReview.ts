import { useMemo, useState } from "react";

import type { SessionReview } from "../../wire/index.ts";
import { useAside } from "../data/aside.ts";
import { auditKey, noteAudited, useAudited } from "../data/audited.ts";
import { sameAnswer, type SameAnswer } from "../data/groups.ts";
import { decisionToUndo } from "../data/history.ts";
import type { Deciding } from "../data/outbox.ts";
import { refreshReview } from "../data/review.ts";
import { agreedBy } from "../model/agreed.ts";
import { answerOf, isToDecide, type Answer } from "../model/answers.ts";
import { AUDIT_SIZE, drawAudit } from "../model/audit.ts";
import { around, comingUp } from "../model/coming.ts";
import { reviewOrder } from "../model/order.ts";
import type { Basis } from "../parts/useTyped.ts";
import { questionsOf, type MarkedQuestion } from "../model/questions.ts";

interface Spot {
  questionId: string;
  copyId: string;
}

/** The state of the review by question: where it stands, what is shown, and what is done there. */
export function useQuestionReview(sessionId: string, review: SessionReview, deciding: Deciding) {
  const [spot, setSpot] = useState<Spot | null>(spotInAddress);
  const [filter, setFilter] = useState(location.search === "?audit" ? "audit" : "all");
  const [last, setLast] = useState<(Spot & { points: number }) | null>(null);
  const aside = useAside(sessionId);
  const audited = useAudited(sessionId);
  const questions = useMemo(() => questionsOf(review.scheme), [review.scheme]);
  const { entries, isAway } = deciding;
  const byQuestion = useMemo(() => {
    const of = (questionId: string) =>
      new Map(
        review.copies
          .filter((copy) => copy.questions[questionId])
          .map((copy) => [copy.copy_id, answerOf(copy, questionId, entries, isAway)]),
      );
    return new Map(questions.map((question) => [question.id, of(question.id)]));
  }, [review.copies, questions, entries, isAway]);

  const isAudit = filter === "audit";
  const sample = useMemo(() => {
    if (!isAudit) return [];
    const agreed = [...byQuestion.values()]
      .flatMap((answers) => [...answers.values()])
      .flatMap((answer) => agreedBy(answer) ?? []);
    return drawAudit(agreed, sessionId, AUDIT_SIZE);
    // Drawn from what graders gave, which a decision does not change.
  }, [isAudit, review.copies.length, sessionId]); // eslint-disable-line

  const startQuestion =
    questions.find((one) => one.id === spot?.questionId) ?? firstOpen(questions, byQuestion) ?? questions[0];
  const order = useOrder(sessionId, startQuestion?.id, byQuestion);
  const shown: Answer[] = isAudit
    ? sample.flatMap(({ copyId, questionId }) => byQuestion.get(questionId)?.get(copyId) ?? [])
    : order
        .flatMap((copyId) => byQuestion.get(startQuestion?.id ?? "")?.get(copyId) ?? [])
        .filter((answer) => matches(answer, filter, aside));
  const needsMark = (answer: Answer) =>
    isAudit ? !audited.has(auditKey(answer)) : isToDecide(answer) && !aside.has(answer.copyId, answer.questionId);
  const current = shown.find((answer) => isAt(answer, spot)) ?? shown.find(needsMark) ?? shown.find(canDecide) ?? shown[0];
  const question = questions.find((one) => one.id === current?.questionId) ?? startQuestion;
  // What is shown stays when it is decided, also if nobody went there. Not in an effect: it would come after the next key.
  if (current && !isAt(current, spot)) setSpot({ questionId: current.questionId, copyId: current.copyId });

  const following = isAudit
    ? undefined
    : firstOpen(
        questions.filter((one) => one.id !== question?.id),
        byQuestion,
      );
  const elsewhere = following ? inOrder(sessionId, following.id, byQuestion.get(following.id)) : [];
  const coming = comingUp(shown, current, needsMark, elsewhere);

  const go = (to: Spot) => {
    setSpot({ questionId: to.questionId, copyId: to.copyId });
    history.replaceState(null, "", `#${encodeURIComponent(to.questionId)}/${encodeURIComponent(to.copyId)}`);
  };
  const goNext = () => {
    const next = around(shown, current).find(needsMark);
    if (next) return go(next);
    if (following) return goTo(following.id);
    const markable = shown.slice(shown.findIndex((answer) => answer === current) + 1).find(canDecide);
    if (markable) return go(markable); // not a copy that is still being graded
    step(1);
  };
  const step = (by: 1 | -1) => {
    const to = shown[shown.findIndex((answer) => answer === current) + by];
    if (to) go(to);
  };
  const goTo = (questionId: string) => {
    setFilter("all");
    setSpot({ questionId, copyId: "" });
    history.replaceState(null, "", `#${encodeURIComponent(questionId)}/`);
  };

  const isRevealed = current !== undefined && !current.isHidden && !(isAudit && !audited.has(auditKey(current)));
  const noted = (points: number | null, goOn: boolean) => {
    if (!current) return;
    if (points !== null) setLast({ copyId: current.copyId, questionId: current.questionId, points });
    if (aside.has(current.copyId, current.questionId)) aside.toggle(current.copyId, current.questionId);
    if (isAudit) noteAudited(sessionId, current);
    if (goOn && isRevealed) goNext(); // what was marked first is looked at before the next
  };
  const give = (points: number, goOn: boolean, basis: Basis | undefined = current) => {
    if (!current || !canDecide(current)) return;
    deciding.decide(current.copyId, { type: "set_mark", question_id: current.questionId, points }, basis);
    noted(points, goOn);
  };
  const take = (label: string, tryIndex: number, goOn: boolean) => {
    const mark = current?.marks.find((one) => one.label === label && (one.try_index ?? 1) === tryIndex);
    if (!current || !isRevealed || !canDecide(current) || mark?.points === undefined || mark.points === null) return;
    deciding.decide(current.copyId, {
      type: "choose_attempt",
      question_id: current.questionId,
      label,
      ...(tryIndex > 1 ? { try_index: tryIndex } : {}),
    });
    noted(mark.points, goOn);
  };
  const comment = (text: string, basis: Basis | undefined = current) => {
    if (current)
      deciding.decide(current.copyId, { type: "set_feedback", question_id: current.questionId, text }, basis);
  };
  const group: SameAnswer | null =
    current && isRevealed
      ? sameAnswer(review, (id) => byQuestion.get(current.questionId)?.get(id), current.copyId, current.questionId)
      : null;
  const giveGroup = () => {
    if (!current || group?.points == null) return;
    for (const copyId of group.others)
      deciding.decide(copyId, {
        type: "set_mark",
        question_id: current.questionId,
        points: group.points,
        only_undecided: true,
      });
  };
  const undo = async () => {
    if (!last) return;
    go(last);
    setLast(null);
    const pending = deciding.outbox
      .view()
      .entries.find(
        (entry) =>
          entry.copyId === last.copyId &&
          entry.state !== "sending" &&
          (entry.decision.type === "set_mark" || entry.decision.type === "choose_attempt") &&
          entry.decision.question_id === last.questionId,
      );
    if (pending) return deciding.outbox.drop(pending);
    await deciding.outbox.flush();
    const number = await decisionToUndo(sessionId, last.copyId, { ...last, author: deciding.author });
    if (number) deciding.decide(last.copyId, { type: "undo", decision: number });
    else await refreshReview(sessionId); // somebody else has decided since, which is shown
  };

  return {
    questions,
    byQuestion,
    all: [...byQuestion.values()].flatMap((answers) => [...answers.values()]),
    shown,
    coming,
    current,
    question,
    isAudit,
    sample,
    audited,
    isRevealed,
    filter,
    last,
    aside,
    group,
    setFilter,
    go,
    goTo,
    goNext,
    step,
    give,
    take,
    comment,
    giveGroup,
    undo,
  };
}

function canDecide(answer: Answer): boolean {
  return !answer.isComplete && answer.state !== "grading" && answer.state !== "excused";
}

function isAt(answer: Answer, spot: Spot | null): boolean {
  return answer.copyId === spot?.copyId && answer.questionId === spot.questionId;
}

/** The order in which a question's copies were when it was opened: nothing moves when something is decided. */
function useOrder(
  sessionId: string,
  questionId: string | undefined,
  byQuestion: ReadonlyMap<string, ReadonlyMap<string, Answer>>,
): string[] {
  const answers = byQuestion.get(questionId ?? "");
  const [opened, setOpened] = useState<{ of: string; order: string[] } | null>(null);
  const of = `${questionId}/${answers?.size ?? 0}`;
  const order =
    opened?.of === of
      ? opened.order
      : inOrder(sessionId, questionId, answers).map(({ copyId }) => copyId);
  if (opened?.of !== of) setOpened({ of, order });
  return order;
}

/** Return a question's answers in the order in which they are shown if it is opened now. */
function inOrder(
  sessionId: string,
  questionId: string | undefined,
  answers: ReadonlyMap<string, Answer> = new Map(),
): Answer[] {
  const isOpen = (copyId: string) => isToDecide(answers.get(copyId)!);
  const order = reviewOrder([...answers.keys()], isOpen, `${sessionId}/${questionId}`);
  return order.map((copyId) => answers.get(copyId)!);
}

function firstOpen(
  questions: readonly MarkedQuestion[],
  byQuestion: ReadonlyMap<string, ReadonlyMap<string, Answer>>,
): MarkedQuestion | undefined {
  return questions.find((question) => [...(byQuestion.get(question.id)?.values() ?? [])].some(isToDecide));
}

function matches(answer: Answer, filter: string, aside: { has(copyId: string, questionId: string): boolean }): boolean {
  if (filter === "all") return true;
  if (filter === "open") return isToDecide(answer);
  if (filter === "aside") return aside.has(answer.copyId, answer.questionId);
  return answer.flags.includes(filter.replace(/^flag:/, ""));
}

function spotInAddress(): Spot | null {
  const [questionId, copyId = ""] = location.hash.slice(1).split("/").map(decodeURIComponent);
  return questionId ? { questionId, copyId } : null;
}
