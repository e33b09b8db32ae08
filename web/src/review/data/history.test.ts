import { expect, test } from "vitest";

import { numberOf, type Decisions } from "./history.ts";

const mark = (author: string, points: number, question_id = "1") => ({ kind: "mark", question_id, points, author });
const decisions = (...made: object[]): Decisions =>
  Object.fromEntries(made.map((one, index) => [String(index + 1).padStart(5, "0"), one])) as Decisions;
const GIVEN = { questionId: "1", points: 2, author: "anne" };

test("what is undone is the teacher's own last mark", () => {
  expect(numberOf(decisions(mark("anne", 1), mark("anne", 2), mark("bruno", 3, "2")), GIVEN)).toBe("00002");
});

test.each([
  ["a colleague has decided since", decisions(mark("anne", 2), mark("bruno", 3))],
  ["a colleague has given the same", decisions(mark("anne", 2), mark("bruno", 2))],
  ["her mark never stood there", decisions(mark("bruno", 3))],
  ["nothing was decided", decisions()],
])("nothing is undone where %s", (_, made) => {
  expect(numberOf(made, GIVEN)).toBeNull();
});
