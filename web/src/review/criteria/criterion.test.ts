import { expect, test } from "vitest";

import { anotherCriterion, worth } from "./criterion.ts";

const levels = [2, 1, 0].map((points) => ({ points, description: `worth ${points}` }));
const criterion = { id: "c1", name: "Unit", points: 2, levels };

test.each([
  [1.5, [1.5, 0.75, 0]],
  [1, [1, 0.5, 0]],
  [3, [3, 1.5, 0]],
  [0.7, [0.7, 0.25, 0]],
])("levels follow the points of their criterion: %d", (points, expected) => {
  const changed = worth(criterion, points);
  expect(changed.points).toBe(points);
  expect(changed.levels?.map((level) => level.points)).toEqual(expected);
  expect(changed.levels?.map((level) => level.description)).toEqual(levels.map((level) => level.description));
});

test("a criterion without levels has its points alone changed", () => {
  expect(worth({ id: "c1", name: "Unit", points: 2 }, 1)).toEqual({ id: "c1", name: "Unit", points: 1 });
});

test("another criterion has an id of its own and what is missing", () => {
  expect(anotherCriterion([{ ...criterion, id: "c2" }], 0.5)).toEqual({ id: "c3", name: "", points: 0.5 });
  expect(anotherCriterion([criterion], -1).points).toBe(0);
});
