import { expect, test } from "vitest";

import { stopsOf } from "./ruler.ts";

test("a question of two points is graduated by halves, as the marks lie on them", () => {
  expect(stopsOf(2, [0, 1])).toEqual([0, 0.5, 1, 1.5, 2]);
});

test("what was given between two stops is a stop of its own", () => {
  expect(stopsOf(2, [0.75])).toEqual([0, 0.5, 0.75, 1, 1.5, 2]);
});

test("whatever the maximum and the marks, all marks and both ends are shown, in order, and there is room for them", () => {
  for (let maximum = 0.25; maximum <= 120; maximum += 1.25)
    for (const given of [[], [0], [maximum], [maximum / 4, maximum / 3, maximum]].map((marks) =>
      marks.map((mark) => Math.round(mark * 100) / 100),
    )) {
      const stops = stopsOf(maximum, given);
      expect(stops.length).toBeLessThanOrEqual(7);
      expect([stops[0], stops.at(-1)]).toEqual([0, maximum]);
      expect(stops).toEqual([...new Set(stops)].sort((a, b) => a - b));
      for (const mark of given) expect(stops).toContain(mark);
    }
});
