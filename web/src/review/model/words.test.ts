import { expect, test } from "vitest";

import { differenceOf } from "./words.ts";

const marked = (pieces: { text: string; differs: boolean }[]) =>
  pieces.map(({ text, differs }) => (differs ? `[${text.trim()}]` : text.trim())).join(" ");

test("one sign that was read otherwise is one word that differs", () => {
  const found = differenceOf("ρ = m × V = 135 × 50", "ρ = m / V = 135 × 50");
  expect([marked(found.first), marked(found.second), found.count]).toEqual([
    "ρ = m [×] V = 135 × 50",
    "ρ = m [/] V = 135 × 50",
    1,
  ]);
});

test("a formula is one word, whatever stands in it", () => {
  const found = differenceOf("On a $v = \\frac{d}{t}$.", "On a $v = \\frac{t}{d}$.");
  expect([marked(found.first), found.count]).toEqual(["On a [$v = \\frac{d}{t}$.]", 1]);
});

test("whatever is compared, the pieces are the texts, and what is common is the same on both sides", () => {
  let seed = 3;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 300; round++) {
    const text = () =>
      Array.from({ length: random(12) }, () => "ab$ \n".charAt(random(5)).repeat(1 + random(2))).join("");
    const [a, b] = [text(), text()];
    const found = differenceOf(a, b);
    const whole = (pieces: { text: string }[]) => pieces.map((piece) => piece.text).join("");
    expect(whole(found.first)).toBe(a.trimStart());
    const common = (pieces: { text: string; differs: boolean }[]) =>
      pieces
        .filter((piece) => !piece.differs)
        .flatMap((piece) => piece.text.split(/\s+/).filter(Boolean))
        .join("");
    expect(common(found.first)).toBe(common(found.second));
    expect(found.count === 0).toBe(differenceOf(b, a).count === 0);
  }
});

test("two megabytes of words are compared without a table of their product", () => {
  const long = "mot ".repeat(500_000);
  expect(differenceOf(`${long}un fin`, `${long}deux fin`).count).toBe(1);
  expect(differenceOf(long, "autre ".repeat(400_000)).count).toBe(500_000);
});
