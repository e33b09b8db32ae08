import { expect, test } from "vitest";

import { makeTranslator } from "../../i18n/translator.ts";
import { readMark } from "./marks.ts";

const of20 = { maximum: 20 };

test("both decimal signs are read, whatever the language", () => {
  expect(["12,5", "12.5", " 12,50 ", ",5", "1,", "0", "+3"].map((text) => readMark(text, of20))).toEqual(
    [12.5, 12.5, 12.5, 0.5, 1, 0, 3].map((points) => ({ points })),
  );
});

test("what is no mark is told by what is wrong with it", () => {
  const wrong = {
    "": "empty",
    ",": "not_a_number",
    "1,2,3": "not_a_number",
    "1/2": "not_a_number",
    "1e2": "not_a_number",
  };
  for (const [text, fault] of Object.entries(wrong)) expect(readMark(text, of20), text).toEqual({ fault });
  expect(readMark("1,005", of20)).toEqual({ fault: "too_fine" });
  expect(readMark("20,01", of20)).toEqual({ fault: "above" });
  expect(readMark("9".repeat(400), of20)).toEqual({ fault: "above" });
  expect(readMark("-1", of20)).toEqual({ fault: "below" });
});

test("the scheme may allow what lies outside", () => {
  expect(readMark("21", { maximum: 20, mayExceed: true })).toEqual({ points: 21 });
  expect(readMark("\u22121", { maximum: 20, mayBeNegative: true })).toEqual({ points: -1 });
});

test("every hundredth is read back as it is written, in both languages", () => {
  const written = [makeTranslator("fr", {}), makeTranslator("en", {})];
  for (let hundredths = 0; hundredths <= 2_000; hundredths += 7) {
    const points = hundredths / 100;
    for (const t of written) expect(readMark(t.number(points), of20)).toEqual({ points });
  }
});
