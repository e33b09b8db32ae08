import { expect, test } from "vitest";

import { turnedBox } from "./turned.ts";

const NAME = { x0: 0, y0: 0, x1: 0.5, y1: 0.25 }; // at the top left

test.each([
  [0, { x0: 0, y0: 0, x1: 0.5, y1: 0.25 }],
  [90, { x0: 0.75, y0: 0, x1: 1, y1: 0.5 }],
  [180, { x0: 0.5, y0: 0.75, x1: 1, y1: 1 }],
  [270, { x0: 0, y0: 0.5, x1: 0.25, y1: 1 }],
])("a name stays covered on a page that is turned by %d degrees", (degrees, place) => {
  expect(turnedBox(NAME, degrees)).toEqual(place);
});
