import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Problem, Unreachable } from "../api/problem.ts";
import type { ActionOutcome } from "../wire/index.ts";
import { ownerKey, type NewEntry } from "./entry.ts";
import { Outbox } from "./outbox.ts";
import { Server } from "./server-by-rules.ts";
import { openStore } from "./store.ts";

const mark = (copyId: string, question_id: string, points: number, expectedVersion = 1, seen = ""): NewEntry => ({
  copyId,
  decision: { type: "set_mark", question_id, points },
  expectedVersion,
  seen,
});

const OWNER = ownerKey("anne", "s1");
let server: Server;
let open: Outbox[];

const outbox = (owner = OWNER): Outbox => {
  const made = new Outbox(owner, openStore(), server);
  open.push(made);
  return made;
};
const states = (box: Outbox) => box.view().entries.map((entry) => entry.state);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  server = new Server();
  open = [];
});
afterEach(() => open.forEach((box) => box.close()));

describe("a decision", () => {
  test("is in view at once, kept before it is sent, and gone once applied", async () => {
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const box = outbox();
    void box.add(mark("c1", "1", 2));
    expect(states(box)).toEqual(["kept"]);
    await vi.waitFor(() => expect(states(box)).toEqual(["sending"]));
    expect(await openStore().all(OWNER)).toHaveLength(1);
    release();
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(await openStore().all(OWNER)).toEqual([]);
    expect(server.marks).toEqual({ "c1/1": 2 });
  });

  test("that was not sent yet gives way to a later one on the same question", async () => {
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const box = outbox();
    void box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(states(box)).toEqual(["sending"]));
    for (const points of [2, 3, 4]) await box.add(mark("c1", "2", points));
    release();
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.commands.flat().map((action) => action.points)).toEqual([1, 4]);
    expect(await openStore().all(OWNER)).toEqual([]);
  });

  test("outlives a reload, also one that was under way", async () => {
    server.hold = new Promise(() => {});
    const before = outbox();
    await before.add(mark("c1", "1", 1));
    await before.add(mark("c2", "1", 2));
    before.close();
    server.hold = Promise.resolve();
    const after = outbox();
    await after.flush();
    expect(server.marks).toEqual({ "c1/1": 1, "c2/1": 2 });
    expect(states(after)).toEqual([]);
  });

  test("of another person or session is not sent", async () => {
    server.broken = Array(9).fill(new Unreachable());
    const annes = outbox();
    await annes.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(annes.view().isAway).toBe(true));
    annes.close();
    server.broken = [];
    const other = outbox(ownerKey("bruno", "s1"));
    await other.flush();
    expect([other.view().entries, server.commands]).toEqual([[], []]);
  });
});

describe("sending", () => {
  test("goes one command at a time, and the next takes what gathered", async () => {
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const box = outbox();
    void box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(states(box)).toEqual(["sending"]));
    await Promise.all([2, 3, 4, 5].map((n) => box.add(mark(`c${n}`, "1", n))));
    release();
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.commands.map((command) => command.length)).toEqual([1, 4]);
  });

  test("loses nothing of what comes faster than it is kept", async () => {
    const slow = openStore();
    const { put } = slow;
    slow.put = async (entry) => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      await put(entry);
    };
    const box = new Outbox(OWNER, slow, server);
    open.push(box);
    for (let number = 0; number < 60; number++) {
      void box.add(mark(`c${number}`, "1", 1));
      if (number % 3 === 0) await new Promise((resolve) => setTimeout(resolve, number % 5));
    }
    await vi.waitFor(() => expect(states(box)).toEqual([]), 5_000);
    expect(Object.keys(server.marks)).toHaveLength(60);
  });

  test("raises the version of what was decided on the same copy meanwhile", async () => {
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const box = outbox();
    void box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(states(box)).toEqual(["sending"]));
    await Promise.all(["2", "3", "4"].map((question) => box.add(mark("c1", question, 1))));
    await box.add(mark("c1", "5", 1, 2));
    release();
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(Object.keys(server.marks)).toHaveLength(5);
  });

  test("is tried again when no answer came, and nothing is decided twice", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      server.losesAnswer = true;
      const box = outbox();
      await box.add(mark("c1", "1", 1));
      await vi.waitFor(() => expect(box.view().isAway).toBe(true));
      await vi.advanceTimersByTimeAsync(600);
      await vi.waitFor(() => expect(states(box)).toEqual([]));
      expect([server.commands.length, server.versions["c1"], box.view().isAway]).toEqual([2, 2, false]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("waits for a sign-in, and keeps everything", async () => {
    const problem = { type: "/problems/sign-in-needed", title: "", status: 401, detail: "sign in", instance: "" };
    server.broken = [new Problem(problem)];
    const box = outbox();
    await box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(box.view().needsSignIn).toBe(true));
    expect(states(box)).toEqual(["kept"]);
    await box.flush();
    expect(server.marks).toEqual({ "c1/1": 1 });
  });
});

test("a grader's mark that was taken is known again when its answer was lost", async () => {
  server.decide("c1/1", 1.5); // what the lost command did
  const box = outbox();
  const decision = { type: "choose_attempt", question_id: "1", label: "A" } as const;
  server.send = async () => [
    { action: 0, type: "choose_attempt", status: "conflict", copy_id: "c1", current_version: 2, current_points: 1.5 },
  ];
  await box.add({ copyId: "c1", decision, expectedVersion: 1, seen: "", points: 1.5 });
  await vi.waitFor(() => expect(states(box)).toEqual([]));
});

describe("what is not applied", () => {
  test("is refused by itself, with its reason, and stays until it is dropped", async () => {
    const box = outbox();
    await Promise.all([box.add(mark("c1", "1", 11)), box.add(mark("c2", "1", 1))]);
    await vi.waitFor(() => expect(states(box)).toEqual(["refused"]));
    expect(box.view().entries[0]).toMatchObject({ copyId: "c1", reason: "more than 10" });
    await box.drop(box.view().entries[0]!);
    expect(await openStore().all(OWNER)).toEqual([]);
  });

  test("is no conflict if somebody decided on another question of the copy", async () => {
    server.decide("c1/2", 3);
    const box = outbox();
    await box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.marks).toEqual({ "c1/2": 3, "c1/1": 1 });
  });

  test("is decided all the same if graders agree on that mark and somebody decided on another question", async () => {
    server.agreed["c1/1"] = 1;
    server.decide("c1/2", 3);
    const box = outbox();
    await box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.marks).toEqual({ "c1/2": 3, "c1/1": 1 });
  });

  test("is a conflict if somebody decided on the same, and the teacher may send hers over it", async () => {
    server.decide("c1/1", 3);
    const box = outbox();
    await box.add(mark("c1", "1", 1));
    await vi.waitFor(() => expect(states(box)).toEqual(["conflict"]));
    expect([box.view().entries[0]?.standing, server.marks["c1/1"]]).toEqual([3, 3]);
    await box.resend(box.view().entries[0]!);
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.marks["c1/1"]).toBe(1);
  });
});

test("of a decision on several copies, what was applied is told and what was refused stays, with its reason", async () => {
  const box = outbox();
  const applied: string[] = [];
  server.applied = (_: unknown, outcome?: ActionOutcome) => void applied.push(outcome?.copy_id ?? "");
  server.send = async () => [
    { action: 0, type: "mark_complete", status: "applied", copy_id: "c1", current_version: 1 },
    { action: 0, type: "mark_complete", status: "refused", copy_id: "c2", reason: "a question is open" },
  ];
  await box.add({
    copyId: "",
    decision: { type: "mark_complete", copy_ids: ["c1", "c2"] },
    expectedVersion: 0,
    seen: "",
  });
  await vi.waitFor(() => expect(states(box)).toEqual(["refused"]));
  expect([applied, box.view().entries[0]?.reason]).toEqual([["c1"], "a question is open"]);
});

test("what the server does not have is counted before a sign-out, and after it nothing is left of anybody", async () => {
  server.broken = Array(9).fill(new Unreachable());
  await outbox().add(mark("c1", "1", 1));
  await outbox(ownerKey("anne", "s2")).add(mark("c1", "1", 1));
  expect(await openStore().count()).toBe(2);
  await openStore().clear();
  expect(await openStore().count()).toBe(0);
});

test("whatever fails and in whatever order, every decision ends as the server has it or is still kept", async () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 30; round++) {
    globalThis.indexedDB = new IDBFactory();
    server = new Server();
    let box = outbox();
    const last = new Map<string, number>();
    for (let step = 0; step < 25; step++) {
      const place = `c${random(3)}/${random(3)}`;
      const [copy = "", question = ""] = place.split("/");
      const known = server.versions[copy] ?? 1;
      if (random(4) === 0) server.losesAnswer = true;
      if (random(4) === 0) server.broken.push(new Unreachable());
      const points = random(10);
      await box.add(mark(copy, question, points, known, String(server.marks[place] ?? "")));
      last.set(place, points);
      if (random(3) === 0) await box.flush();
      if (random(6) === 0) {
        await box.settled();
        box.close();
        box = outbox();
        await box.settled();
      }
    }
    server.broken = [];
    server.losesAnswer = false;
    for (let tries = 0; tries < 40 && box.view().entries.some((entry) => entry.state !== "conflict"); tries++) {
      await box.settled();
      await box.flush();
    }
    for (const [place, points] of last) {
      const kept = box
        .view()
        .entries.some(
          (entry) => `${entry.copyId}/${(entry.decision as { question_id: string }).question_id}` === place,
        );
      if (!kept) expect(server.marks[place], `round ${round}, ${place}`).toBe(points);
    }
    box.close();
  }
});
