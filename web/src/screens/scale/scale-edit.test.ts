import { describe, expect, test } from "vitest";

import type { ScaleCandidate } from "../../wire/index.ts";
import { placeRead, rowsOf, shorthandOf, totalOf, withEdit } from "./scale-edit.ts";

const candidate: ScaleCandidate = {
  confidence: 0.9,
  questions: [
    { id: "Ex 1", label: "Ex 1", max_points: 5 },
    { id: "Ex 1.a", label: "a)", max_points: 2, parent: "Ex 1" },
    { id: "Ex 1.b", label: "b)", max_points: 2.5, parent: "Ex 1" },
    { id: "Ex 2", label: "Ex 2", max_points: 0.1 },
    { id: "Ex 3", label: "Ex 3", max_points: 0.2 },
  ],
};
const printed = "Ex 1: 5, Ex 1.a): 2, Ex 1.b): 2,5, Ex 2: 0,1, Ex 3: 0,2";
const french = (points: number) => String(points).replace(".", ",");

describe("a scale that is edited", () => {
  test("sums up its parts, not what is printed, without errors of binary fractions", () => {
    const rows = rowsOf(candidate, {});
    expect(rows.map(({ points }) => points)).toEqual([4.5, 2, 2.5, 0.1, 0.2]);
    expect(totalOf(rows)).toBe(4.8);
  });

  test("becomes shorthand with the server's own names", () => {
    expect(shorthandOf(printed, rowsOf(candidate, { "Ex 1.a": 2.5 }), french)).toBe(
      "Ex 1: 5, Ex 1.a): 2,5, Ex 1.b): 2,5, Ex 2: 0,1, Ex 3: 0,2",
    );
  });

  test("names questions by their ids where there is no shorthand, and leaves out those without points", () => {
    expect(shorthandOf("", rowsOf(candidate, { "Ex 2": null }), french)).toBe("Ex 1: 4,5, Ex 1.a: 2, Ex 1.b: 2,5, Ex 3: 0,2");
  });

  test("keeps the points of a whole whose parts have none", () => {
    const bare = { confidence: 1, questions: [{ id: "1", max_points: 3 }, { id: "1.a", parent: "1" }] };
    expect(totalOf(rowsOf(bare, {}))).toBe(3);
  });
});

test("the place where a question was read is told apart from its words", () => {
  expect(placeRead('page 12: "a) "Dire" : 2 points"')).toEqual({ page: 11, words: 'a) "Dire" : 2 points' });
  expect(placeRead("typed")).toBeNull();
  expect(placeRead(undefined)).toBeNull();
});

test("what was read and is typed again is no change", () => {
  const changed = withEdit({}, candidate, "Ex 2", 1);
  expect(changed).toEqual({ "Ex 2": 1 });
  expect(withEdit(changed, candidate, "Ex 2", 0.1)).toEqual({});
});
