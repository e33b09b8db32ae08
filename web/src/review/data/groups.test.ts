import { expect, test } from "vitest";

import type { Answer, AnswerState } from "../model/answers.ts";
import type { SessionReview } from "../../wire/index.ts";
import { sameAnswer } from "./groups.ts";

const answer = (copyId: string, state: AnswerState, mine: number | null = null): Answer => ({
  copyId,
  questionId: "1",
  state,
  mine,
  agreed: null,
  provisional: null,
  marks: [],
  flags: [],
  isHidden: false,
  isComplete: false,
  version: 1,
  standing: undefined,
  comment: "",
});

test.each<[AnswerState, boolean]>([
  ["open", true],
  ["agreed", true],
  ["decided", false],
  ["conflict", false],
  ["refused", false],
  ["excused", false],
  ["grading", false],
])("the mark of a group goes to an answer that is %s: %j", (state, goes) => {
  const answers = [answer("c1", "decided", 2), answer("c2", state, state === "conflict" ? 1 : null)];
  const group = { copy_ids: ["c1", "c2"] };
  const review = { same_answers: { "1": [group] } } as unknown as SessionReview;
  const found = sameAnswer(review, (id) => answers.find(({ copyId }) => copyId === id), "c1", "1");
  expect(found?.others.includes("c2") ?? false).toBe(goes);
});
