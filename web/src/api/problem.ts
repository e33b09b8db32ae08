import type { ProblemDocument } from "../wire/index.ts";

/** The server refused a request or failed at it, and says why (RFC 9457). */
export class Problem extends Error {
  constructor(readonly document: ProblemDocument) {
    super(document.detail);
    this.name = "Problem";
  }

  get status(): number {
    return this.document.status;
  }

  /** The kind, such as "not-found" of "/problems/not-found". */
  get kind(): string {
    return this.document.type.replace(/^.*\/problems\//, "");
  }
}

/** Whether a request failed because the encoding of its file cannot be told: it is to be named. */
export function asksEncoding(error: unknown): boolean {
  return error instanceof Problem && error.document["reason"] === "uncertain_encoding";
}

/** No answer came: the network is away, or the server is. */
export class Unreachable extends Error {
  constructor(options?: ErrorOptions) {
    super("the server cannot be reached", options);
    this.name = "Unreachable";
  }
}

/** Return the problem that an answer which is no success tells. */
export async function problemIn(response: Response): Promise<Problem> {
  return new Problem(problemDocument(await response.text(), response));
}

/** Return the problem document in a body, or one that says the status where a proxy answered. */
export function problemDocument(body: string, answer: { status: number; statusText: string; url: string }): ProblemDocument {
  try {
    const told: unknown = JSON.parse(body);
    if (isProblem(told)) return told;
  } catch {
    // No JSON: not an answer of ours.
  }
  return {
    type: "/problems/unavailable",
    title: answer.statusText,
    status: answer.status,
    detail: `${answer.status} ${answer.statusText}`.trim(),
    instance: answer.url,
  };
}

function isProblem(told: unknown): told is ProblemDocument {
  return typeof told === "object" && told !== null && "type" in told && "detail" in told && "status" in told;
}
