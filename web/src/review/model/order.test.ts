import { expect, test } from "vitest";

import { reviewOrder, shuffled } from "./order.ts";

const copies = Array.from({ length: 50 }, (_, index) => `c${String(index + 1).padStart(2, "0")}`);
const isOpen = (id: string) => Number(id.slice(1)) % 3 === 0;

test("the order is that of the seed, whatever order the copies came in", () => {
  const order = reviewOrder(copies, isOpen, "s/1.a");
  expect(reviewOrder(copies.toReversed(), isOpen, "s/1.a")).toEqual(order);
  expect(reviewOrder(copies, isOpen, "s/1.b")).not.toEqual(order);
  expect(order.toSorted()).toEqual(copies);
});

test("what is decided lies on the left, what is open on the right", () => {
  const flags = reviewOrder(copies, isOpen, "s/1.a").map(isOpen);
  expect(flags.indexOf(true)).toBe(flags.filter((open) => !open).length);
  expect(flags.slice(flags.indexOf(true))).not.toContain(false);
});

test("every copy comes first about as often as any other", () => {
  const firsts = new Map<string, number>();
  for (let seed = 0; seed < 5_000; seed++) {
    const first = shuffled(copies, (id) => id, String(seed))[0]!;
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  expect(firsts.size).toBe(50);
  expect(Math.max(...firsts.values())).toBeLessThan(170); // 100 expected, 10 of deviation
});
