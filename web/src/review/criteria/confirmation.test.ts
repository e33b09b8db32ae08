import { expect, test } from "vitest";

import type { Criterion, RubricQuestion } from "../../wire/index.ts";
import { confirmationOf } from "./confirmation.ts";

const method = { id: "method", name: "Method", points: 2 } as Criterion;
const question = (question_id: string, dropped: boolean) =>
  ({ question_id, label: question_id, maximum: 2, criteria: [method], dropped }) as RubricQuestion;

test("a question that was dropped before an answer was refused can be taken up again", () => {
  const questions = [question("1", true), question("2", true), question("3", false)];
  const changed = { edited: {}, dropped: ["2"], remarks: {} };
  expect(confirmationOf(questions, changed)).toEqual({ rubric: { "1": [method] }, drop: ["2"] });
});

test("what was edited counts, and what was not touched is not sent", () => {
  const edited = { "1": [{ ...method, points: 1 }] };
  expect(confirmationOf([question("1", true), question("2", false)], { edited, dropped: [], remarks: {} })).toEqual({
    rubric: edited,
    drop: [],
  });
});
