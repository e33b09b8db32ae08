import { describe, expect, test } from "vitest";

import type { Event } from "../../wire/index.ts";
import { afterEvent, NO_CELLS, remainingSeconds, shownCells } from "./cells.ts";

const counts = { total: 2, completed: 0, failed: 0, remaining: 2 };
const of = (copy_id: string, position: number, copy_seconds: number) => ({
  session_id: "s", counts, session_seconds: copy_seconds + 1, copy_id, position, copy_seconds,
});
const EVENTS: Event[] = [
  { type: "session_start", session_id: "s", counts, session_seconds: 0, session_name: "x" },
  { type: "copy_start", ...of("c01", 1, 0) },
  { type: "question_done", ...of("c01", 1, 3), question_id: "1", points: 1, max_points: 2, agreement: true, provisional: false },
  { type: "question_done", ...of("c01", 1, 4), question_id: "2", points: 1, max_points: 2, agreement: true, provisional: false },
  { type: "copy_done", ...of("c01", 1, 5), total: 2, max_points: 4, provisional: false, flags: 0 },
  { type: "copy_start", ...of("c02", 2, 0) },
  { type: "copy_error", ...of("c02", 2, 2), error: "no answer" },
];
const replay = (events: Event[]) => events.reduce(afterEvent, NO_CELLS);

describe("the cells of a run", () => {
  test("follow its events", () => {
    const { byId } = replay(EVENTS);
    expect(byId.c01).toMatchObject({ state: "done", total: 2, questions: ["1", "2"], seconds: 5 });
    expect(byId.c02).toMatchObject({ state: "failed", error: "no answer" });
  });

  test("are the same when the stream is told again from any place", () => {
    for (let lost = 0; lost <= EVENTS.length; lost += 1) {
      expect(replay([...EVENTS.slice(0, lost), ...EVENTS])).toEqual(replay(EVENTS));
    }
  });

  test("are never behind what the server said", () => {
    const copies = [
      { copy_id: "c01", position: 1, status: "complete" as const },
      { copy_id: "c02", position: 2, status: "waiting" as const, budget_reached: "dollars" as const },
      { copy_id: "c03", position: 3, status: "waiting" as const },
    ];
    expect(shownCells({ copies, is_running: true }, NO_CELLS).map(({ state }) => state)).toEqual(["done", "budget", "waiting"]);
    const behind = [{ copy_id: "c01", position: 1, status: "waiting" as const }];
    expect(shownCells({ copies: behind, is_running: true }, replay(EVENTS))[0]?.state).toBe("done");
  });

  test("tell copies that are begun from those that a run has in hand, where its stream is heard", () => {
    const copies = ["c01", "c03"].map((copy_id, n) => ({ copy_id, position: n + 1, status: "processing" as const }));
    expect(shownCells({ copies, is_running: true }, NO_CELLS).map(({ state }) => state)).toEqual(["running", "running"]);
    const told = replay(EVENTS.slice(0, 3));
    expect(shownCells({ copies, is_running: true }, told).map(({ state }) => state)).toEqual(["running", "waiting"]);
  });

  test("show no copy as being graded once the run is cut short", () => {
    const copies = [{ copy_id: "c01", position: 1, status: "waiting" as const }];
    const told = replay(EVENTS.slice(0, 3));
    expect(shownCells({ copies, is_running: true }, told)[0]?.state).toBe("running");
    expect(shownCells({ copies, is_running: false }, told)[0]?.state).toBe("waiting");
  });
});

test("the time that is left is told once it can be", () => {
  expect(remainingSeconds(1, 25, 60)).toBeNull();
  expect(remainingSeconds(13, 13, 252)).toBeCloseTo(252);
});
