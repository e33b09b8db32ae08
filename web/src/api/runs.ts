import { Client } from "@langchain/langgraph-sdk/client";

import type { Event, GradingContext, GradingRequest } from "../wire/index.ts";
import { commonHeaders } from "./headers.ts";
import { Problem, problemDocument, Unreachable } from "./problem.ts";
import { forgetRun, keepRun } from "./kept-run.ts";

const GRAPH = "graph_grading";

/** What a run begins with: files, or the answer to what the session asks. */
export interface RunInput {
  input?: GradingRequest | null;
  resume?: unknown;
  context?: GradingContext;
  /** Refuse it while another run is at work, behind which it would wait: whoever stops that one stops this one not. */
  onlyAtRest?: boolean;
}

const client = new Client({
  apiUrl: globalThis.location?.origin ?? "http://localhost",
  apiKey: null,
  callerOptions: { maxRetries: 0, fetch: fetchWithLanguage },
});

/** Create the thread of a new session and return its id. */
export async function newSession(): Promise<string> {
  return asProblems(async () => (await client.threads.create({ graphId: GRAPH })).thread_id);
}

/**
 * Make a session known again to a development server that has forgotten it in a crash. Its state is on disk; that it
 * is the caller's own is checked there.
 */
export async function reviveSession(sessionId: string): Promise<void> {
  await asProblems(() => client.threads.create({ threadId: sessionId, graphId: GRAPH }));
}

/** Start a run that goes on when this page is gone, and return its id. */
export async function startRun(sessionId: string, { input, resume, context, onlyAtRest }: RunInput): Promise<string> {
  const { run_id } = await asProblems(() =>
    client.runs.create(sessionId, GRAPH, {
      streamMode: ["custom"],
      streamResumable: true,
      ...(resume === undefined ? { input: (input ?? null) as Record<string, unknown> | null } : { command: { resume } }),
      ...(context ? { context } : {}),
      ...(onlyAtRest ? { multitaskStrategy: "reject" as const } : {}),
    }),
  );
  keepRun(sessionId, run_id);
  return run_id;
}

/**
 * Tell every event of a run from its beginning, also those of before this page was loaded; return when its stream has.
 *
 * @throws Problem - the run failed.
 */
export async function followRun(
  sessionId: string,
  runId: string,
  onEvent: (event: Event) => void,
  signal: AbortSignal,
): Promise<void> {
  let failure: unknown;
  const stream = client.runs.joinStream(sessionId, runId, { streamMode: ["custom"], lastEventId: "-1", signal });
  await asProblems(async () => {
    for await (const part of stream) {
      if (part.event === "custom") onEvent(part.data as Event);
      else if (part.event === "error") failure = part.data;
    }
  });
  if (failure && !signal.aborted) throw new Problem(problemOfRun(failure));
}

/** Stop a run. What is finished stays; `startRun` with `stop` then leads to the review. */
export async function cancelRun(sessionId: string, runId: string): Promise<void> {
  await asProblems(() => client.runs.cancel(sessionId, runId, true, "interrupt"));
}

/** Run to the next question that the session asks, and return when it is there. */
export async function runToQuestion(sessionId: string, run: RunInput, onEvent: (event: Event) => void = () => {}) {
  const id = await startRun(sessionId, run);
  await followRun(sessionId, id, onEvent, new AbortController().signal).finally(() => forgetRun(sessionId, id));
}

const RUN = /\/threads\/[^/]+\/runs\/[^/]+$/;

async function fetchWithLanguage(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  // At the end of a stream the SDK asks whether the run goes on. Runs are closed to browsers; `useRun` asks the session.
  if (RUN.test(String(input)) && (init?.method ?? "GET") === "GET") return Response.json({ status: "success" });
  const headers = new Headers(init?.headers);
  for (const [name, value] of Object.entries(commonHeaders())) headers.set(name, value);
  return fetch(input, { ...init, headers });
}

async function asProblems<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem || (error instanceof DOMException && error.name === "AbortError")) throw error;
    const { response, text } = error as { response?: Response; text?: string }; // the SDK has read the body
    if (response) throw new Problem(problemDocument(text ?? "", response));
    throw new Unreachable({ cause: error });
  }
}

function problemOfRun(failure: unknown) {
  const told = failure as { error?: string; message?: string };
  return {
    type: "/problems/fault",
    title: told.error ?? "",
    status: 500,
    detail: told.message ?? String(failure),
    instance: "",
  };
}
