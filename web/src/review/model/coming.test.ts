import { expect, test } from "vitest";

import { around, comingUp } from "./coming.ts";

const SHOWN = ["a", "b", "c", "d", "e"];
const all = () => true;
const none = () => false;

test("the others come from the right, then from the beginning", () => {
  expect(around(SHOWN, "c")).toEqual(["d", "e", "a", "b"]);
  expect(around(SHOWN, "e")).toEqual(["a", "b", "c", "d"]);
  expect(around(SHOWN, undefined)).toEqual(SHOWN);
});

test("where every answer is open, the two to the right come next", () => {
  expect(comingUp(SHOWN, "a", all, ["x"])).toEqual(["b", "c"]);
});

test("a decision leads past what needs no mark, the arrows do not", () => {
  expect(comingUp(SHOWN, "a", (answer) => answer === "e", [])).toEqual(["b", "c", "e"]);
});

test("after the last one that needs a mark come those of the next question", () => {
  expect(comingUp(SHOWN, "e", (answer) => answer >= "x", ["w", "x", "y", "z"])).toEqual(["x", "y"]);
  expect(comingUp(SHOWN, "d", (answer) => answer === "e" || answer === "x", ["x"])).toEqual(["e", "x"]);
});

test("for every place and every choice, what a decision leads to is among them, and the current one is not", () => {
  for (const current of SHOWN)
    for (let open = 0; open < 32; open++) {
      const needsMark = (answer: string) => ((open >> SHOWN.indexOf(answer)) & 1) === 1 || answer === "x";
      const coming = comingUp(SHOWN, current, needsMark, ["x"]);
      expect(coming).toContain([...around(SHOWN, current), "x"].find(needsMark));
      expect(coming).not.toContain(current);
      expect(new Set(coming).size).toBe(coming.length);
    }
});

test("at the end of a class that is marked nothing comes", () => {
  expect(comingUp(SHOWN, "e", none, [])).toEqual([]);
});
