import { describe, expect, test } from "vitest";

import { preferred } from "./language.ts";
import { makeTranslator } from "./translator.ts";

const french = makeTranslator("fr", {
  "{done} of {all} copies": "{done} copies sur {all}",
  "{n} copy": ["{n} copie", "{n} copies"],
  "mark\u0004failed": "en échec",
  "today, {time}": "aujourd’hui, {time}",
  "{hours}:{minutes}": "{hours} h {minutes}",
});
const english = makeTranslator("en", {});

describe("a text", () => {
  test("is translated, with its values written as in the language", () => {
    expect(french("{done} of {all} copies", { done: 12.5, all: 6750 })).toBe("12,5 copies sur 6\u202f750");
    expect(english("{done} of {all} copies", { done: 12.5, all: 6750 })).toBe("12.5 of 6,750 copies");
  });

  test("takes the plural of its language", () => {
    const counted = (t: typeof french) => [0, 1, 2].map((n) => t.ngettext("{n} copy", "{n} copies", n));
    expect(counted(french)).toEqual(["0 copie", "1 copie", "2 copies"]);
    expect(counted(english)).toEqual(["0 copies", "1 copy", "2 copies"]);
  });

  test("is found by its context", () => {
    expect(french.pgettext("mark", "failed")).toBe("en échec");
    expect(english.pgettext("mark", "failed")).toBe("failed");
  });

  test("never fills a placeholder from what stands in for another", () => {
    expect(english("{a} {b}", { a: "{b}", b: "x" })).toBe("{b} x");
  });
});

test("near days are told by their names", () => {
  const now = new Date(2026, 10, 30, 12);
  expect(french.when(new Date(2026, 10, 30, 8, 42), now)).toBe("aujourd’hui, 8 h 42");
  expect(french.when(new Date(2026, 1, 12), now)).toBe("12 février");
  expect(french.when(new Date(2025, 8, 14), now)).toBe("14 septembre 2025");
});

test("the first known language of the browser is taken", () => {
  expect(preferred(["de-DE", "fr-CA", "en"])).toBe("fr");
  expect(preferred(["de"])).toBe("en");
});

test("what is paid never reads as nothing", () => {
  const [fr, en] = [makeTranslator("fr", {}), makeTranslator("en", {})];
  expect([1.6, 0.31, 0.0031, 0.05, 0].map(en.money)).toEqual(["$1.60", "$0.31", "$0.0031", "$0.05", "$0.00"]);
  expect(fr.money(0.0031)).toBe("0,0031\u00a0$");
});
