import { expect, test } from "vitest";

import { dollarsIn } from "./budget.ts";

test.each([
  ["", null],
  [" ", null],
  ["5", 5],
  ["2,50", 2.5],
  ["1 000", 1_000],
  ["0", 0],
])("of %j the limit is %j", (typed, dollars) => {
  expect(dollarsIn(typed)).toBe(dollars);
});

test.each(["5 €", "$5", "five", "-1", "1.234,50", "0,001", "1000000"])("%j is no limit, and not taken for none", (typed) => {
  expect(dollarsIn(typed)).toBeUndefined();
});
