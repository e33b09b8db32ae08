import type { Answers } from "../wire/index.ts";
import { commonHeaders } from "./headers.ts";
import { problemIn, Unreachable } from "./problem.ts";

export type Route = keyof Answers;

export interface Sent {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** A file goes as it is, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * Call a route of the server and return its answer.
 *
 * @throws Problem - the server refused it or failed.
 * @throws Unreachable - no answer came.
 */
export async function call<R extends Route>(route: R, sent: Sent = {}): Promise<Answers[R]> {
  const response = await send(route, sent);
  return (await response.json()) as Answers[R];
}

/** Call a route that answers nothing, such as "DELETE /sessions/{session_id}"; the same errors as `call`. */
export async function send(route: string, sent: Sent = {}): Promise<Response> {
  const [method = "GET", path = ""] = route.split(" ");
  const headers = commonHeaders();
  if (path === "/me") delete headers["bareme-identity"]; // it is asked who that is now
  const isFile = sent.body instanceof Blob;
  if (sent.body !== undefined) headers["content-type"] = isFile ? "application/octet-stream" : "application/json";
  let response: Response;
  try {
    response = await fetch(pathOf(path, sent), {
      method,
      headers,
      ...(sent.body === undefined ? {} : { body: isFile ? (sent.body as Blob) : JSON.stringify(sent.body) }),
      ...(sent.signal ? { signal: sent.signal } : {}),
    });
  } catch (error) {
    if (sent.signal?.aborted) throw error;
    throw new Unreachable({ cause: error });
  }
  if (!response.ok) throw await problemIn(response);
  return response;
}

/** Return a route's path with its parameters and its query filled in. */
export function pathOf(path: string, { params = {}, query = {} }: Sent = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length ? `${filled}?${new URLSearchParams(given)}` : filled;
}
