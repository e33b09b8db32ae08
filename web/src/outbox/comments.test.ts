import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { NewEntry } from "./entry.ts";
import { ownerKey } from "./entry.ts";
import { Outbox } from "./outbox.ts";
import { Server } from "./server-by-rules.ts";
import { openStore } from "./store.ts";

const OWNER = ownerKey("anne", "s1");
let server: Server;
let open: Outbox[];

const outbox = (): Outbox => {
  const made = new Outbox(OWNER, openStore(), server);
  open.push(made);
  return made;
};
const states = (box: Outbox) => box.view().entries.map((entry) => entry.state);
const comment = (text: string, seen = "", expectedVersion = 1): NewEntry => ({
  copyId: "c1",
  decision: { type: "set_feedback", question_id: "1", text },
  expectedVersion,
  seen,
});

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  server = new Server();
  open = [];
});
afterEach(() => open.forEach((box) => box.close()));

describe("a comment", () => {
  test("that somebody else wrote meanwhile is a conflict, and may be written over", async () => {
    server.comment("c1/1", "theirs");
    const box = outbox();
    await box.add(comment("mine"));
    await vi.waitFor(() => expect(states(box)).toEqual(["conflict"]));
    expect([box.view().entries[0]?.standing, server.comments["c1/1"]]).toEqual(["theirs", "theirs"]);
    await box.resend(box.view().entries[0]!);
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.written).toEqual(["theirs", "mine"]);
  });

  test("is no conflict if somebody marked the same answer, or commented on another", async () => {
    server.decide("c1/1", 2);
    server.comment("c1/2", "theirs");
    const box = outbox();
    await box.add(comment("mine"));
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.written).toEqual(["theirs", "mine"]);
  });

  test("whose answer was lost is recorded once, also when it was changed meanwhile", async () => {
    server.losesAnswer = true;
    const box = outbox();
    await box.add(comment("first"));
    await vi.waitFor(() => expect(box.view().isAway).toBe(true));
    await box.flush();
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    server.losesAnswer = true;
    await box.add(comment("second", "first", 2));
    await vi.waitFor(() => expect(box.view().isAway).toBe(true));
    await box.add(comment("third", "first", 2));
    await vi.waitFor(() => expect(states(box)).toEqual([]));
    expect(server.written).toEqual(["first", "second", "third"]);
  });
});

test("two tabs of a browser without locks record a decision once, of whatever kind", async () => {
  for (let round = 0; round < 20; round++) {
    globalThis.indexedDB = new IDBFactory();
    server = new Server();
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    const first = outbox();
    await first.add(comment("mine"));
    await first.add({ ...comment(""), decision: { type: "set_mark", question_id: "2", points: 2 } });
    await first.settled();
    const second = outbox(); // opened while the first still waits for its answer
    void second.flush();
    await second.settled();
    if (round % 2) await new Promise((resolve) => setTimeout(resolve, round % 5));
    release();
    await vi.waitFor(() => expect([...states(first), ...states(second)]).toEqual([]));
    expect([server.written, server.versions["c1"]]).toEqual([["mine"], 3]);
    first.close();
    second.close();
  }
});
