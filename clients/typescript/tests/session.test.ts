// A grading session against a live server, typed all the way: BAREME_URL is its address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Client } from "@langchain/langgraph-sdk";
import type { Sessions } from "../index.js";

const apiUrl = process.env["BAREME_URL"] ?? "http://127.0.0.1:2024";
const client = new Client({ apiUrl });

/** What one of a session's routes answers. */
async function read<Route extends "progress" | "review" | "statistics" | "history" | "copies/{copy_id}">(
  session: string,
  route: Route,
  { copy = "", query = "" } = {},
): Promise<Sessions.Answers[`GET /sessions/{session_id}/${Route}`]> {
  const answer = await fetch(`${apiUrl}/sessions/${session}/${route.replace("{copy_id}", copy)}${query}`);
  if (!answer.ok) throw new Error(((await answer.json()) as Sessions.ProblemDocument).detail);
  return (await answer.json()) as Sessions.Answers[`GET /sessions/{session_id}/${Route}`];
}

async function run(session: string, payload: Record<string, unknown>): Promise<Sessions.Event[]> {
  const events: Sessions.Event[] = [];
  const stream = client.runs.stream(session, "graph_grading", { ...payload, streamMode: ["custom"], streamResumable: true });
  for await (const part of stream) if (part.event === "custom") events.push(part.data as Sessions.Event);
  return events;
}

test("a class is graded and decided on, by types alone", async () => {
  const { thread_id: session } = await client.threads.create();
  const input: Sessions.GradingRequest = {
    scheme: { questions: [{ id: "1", max_points: 2, expected_answer: "12 J" }] },
    typed_copies: ["12 J", "3 J"].map((text, n) => ({ student: { name: `Student ${n}` }, answers: { 1: text } })),
  };
  const context: Sessions.GradingContext = { graders: [{ model: "offline:lexical" }, { model: "offline:strict" }], language: "en" };
  await run(session, { input, context });
  await assert.rejects(read(session, "review"), /confirm/);
  const confirmation: Sessions.ScaleConfirmation = { candidate: 0 };
  const events = await run(session, { command: { resume: confirmation } });
  const done = events.flatMap((event) => (event.type === "copy_done" ? [event.copy_id] : []));
  assert.deepEqual(done.sort(), ["c01", "c02"]);
  assert.deepEqual((await read(session, "progress")).counts, { total: 2, completed: 2, failed: 0, remaining: 0 });

  const before = await read(session, "review");
  assert.equal(before.copies.length, 2);
  const command: Sessions.ReviewCommand = {
    author: "Ms Durand",
    actions: [{ type: "set_mark", copy_ids: ["c02"], question_id: "1", points: 1.5, expected_version: 1 }],
  };
  await run(session, { command: { resume: command } });
  const { copies, revision } = await read(session, "review", { query: `?since=${before.revision}` });
  assert.ok(revision > before.revision);
  assert.deepEqual(
    copies.map((copy) => [copy.copy_id, copy.questions["1"]?.points, copy.questions["1"]?.author]),
    [["c02", 1.5, "Ms Durand"]],
  );
  const copy = await read(session, "copies/{copy_id}", { copy: "c02" });
  assert.deepEqual(copy.questions[0]?.marks?.map((mark) => mark.transcription), ["3 J", "3 J"]);
  const { decisions } = await read(session, "history");
  assert.deepEqual(Object.values(decisions).map((decision) => decision.kind), ["mark"]);
  assert.equal((await read(session, "statistics")).statistics.graded, 2);
});
