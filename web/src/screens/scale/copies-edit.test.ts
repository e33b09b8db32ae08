import { expect, test } from "vitest";

import type { PageRef } from "../../wire/index.ts";
import { before, change, confirmedCopies, draftsOf, joinTo, split } from "./copies-edit.ts";

const pages = (...numbers: number[]): PageRef[] => numbers.map((index) => ({ document_id: "d", index }));
const drafts = draftsOf(
  [
    { copy_id: "c01", student: { name: "A" }, pages: pages(0, 1) },
    { copy_id: "c02", student: { name: "B" }, pages: pages(2, 3, 4) },
  ],
  [{ copy_id: "c03", pages: pages(5) }],
);
const order = (list: typeof drafts) => list.flatMap((draft) => draft.pages.map((page) => page.index));

test("a copy that is split and joined again is as it was", () => {
  const parted = split(drafts, "c02", 1);
  expect(parted.map(({ pages: inside }) => inside.length)).toEqual([2, 1, 2, 1]);
  expect(confirmedCopies(parted)[2]).toEqual({ pages: pages(3, 4) });
  expect(joinTo(parted, "d:3", "c02")).toEqual(drafts);
});

test("whatever is done in whatever order, every page stays in one copy", () => {
  let seed = 7;
  const draw = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let run = 0; run < 200; run += 1) {
    let now = drafts;
    for (let step = 0; step < 12; step += 1) {
      const key = now[draw(now.length)]?.key ?? "";
      const other = now[draw(now.length)]?.key ?? "";
      now = [() => split(now, key, draw(4)), () => joinTo(now, key, other), () => change(now, key, { isLeftOut: draw(2) === 0 })][draw(3)]?.() ?? now;
      expect(order(now).sort()).toEqual([0, 1, 2, 3, 4, 5]);
      expect(new Set(now.map((draft) => draft.key)).size).toBe(now.length);
    }
  }
});

test("only a student that the teacher has named is said", () => {
  expect(confirmedCopies(drafts)[0]).toEqual({ copy_id: "c01", pages: pages(0, 1) });
  expect(confirmedCopies(change(drafts, "c01", { student: { name: "Z" } }))[0]).toMatchObject({ student: { name: "Z" } });
});

test("the copy before is one that is graded", () => {
  expect(before(change(drafts, "c02", { isLeftOut: true }), "c03 out")?.key).toBe("c01");
  expect(before(drafts, "c01")).toBeNull();
});
