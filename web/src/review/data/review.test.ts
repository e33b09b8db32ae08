import { expect, test } from "vitest";

import { answerOf, isToDecide, seenOf } from "../model/answers.ts";
import type { Entry } from "../../outbox/entry.ts";
import type { ReviewCopy, SessionReview } from "../../wire/index.ts";
import { merged, withApplied } from "./review.ts";

const copy = (copy_id: string, more: Partial<ReviewCopy> = {}): ReviewCopy => ({
  copy_id,
  position: 1,
  earned: 0,
  maximum: 4,
  evaluation_version: 1,
  questions: {
    "1": {
      source: "none yet",
      provisional: 0.5,
      marks: [
        { label: "A", points: 0 },
        { label: "B", points: 1 },
      ],
    },
    "2": { points: 2 },
  },
  ...more,
});
const review = (copies: ReviewCopy[], more: Partial<SessionReview> = {}) =>
  ({ revision: 1, copies, ranks: {}, scheme: { questions: [], total: 4 }, ...more }) as unknown as SessionReview;
const entry = (decision: Entry["decision"], state: Entry["state"] = "kept"): Entry => ({
  id: 1,
  owner: "o",
  copyId: "c1",
  decision,
  expectedVersion: 1,
  seen: "",
  state,
});

test("an answer is open, agreed or decided, and what this browser decided stands over it", () => {
  const states = (question: string, entries: Entry[], isAway = false) =>
    answerOf(copy("c1"), question, entries, isAway);
  expect(states("1", []).state).toBe("open");
  expect(states("2", [])).toMatchObject({ state: "agreed", agreed: 2, mine: null });
  const mark = entry({ type: "set_mark", question_id: "1", points: 1.5 });
  expect(states("1", [mark])).toMatchObject({ state: "sending", mine: 1.5 });
  expect(states("1", [mark], true).state).toBe("kept");
  expect(states("1", [{ ...entry({ type: "choose_attempt", question_id: "1", label: "B" }), points: 1 }]).mine).toBe(1);
  expect(isToDecide(states("1", [entry({ type: "set_mark", question_id: "1", points: 9 }, "refused")]))).toBe(true);
});

test("what was applied is shown before it is read again, and what was read earlier does not take it back", () => {
  const before = review([copy("c1"), copy("c2")]);
  const outcome = { action: 0, type: "set_mark", status: "applied", current_version: 2 } as const;
  const shown = withApplied(before, entry({ type: "set_mark", question_id: "1", points: 1.5 }), outcome, "anne");
  expect(answerOf(shown.copies[0]!, "1", [])).toMatchObject({ state: "decided", mine: 1.5, version: 2 });
  expect(seenOf(shown.copies[0]!.questions["1"], { type: "set_mark" })).toBe("teacher|1.5|anne");
  const late = merged(shown, review([copy("c1")], { scheme: null }));
  expect(answerOf(late.copies[0]!, "1", []).mine).toBe(1.5);
  expect([late.copies.length, late.scheme]).toEqual([2, before.scheme]);
  const newer = merged(shown, review([copy("c1", { evaluation_version: 3 })]));
  expect(answerOf(newer.copies[0]!, "1", []).state).toBe("open");
});
