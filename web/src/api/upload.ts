import type { Answers } from "../wire/index.ts";
import { pathOf, type Sent } from "./call.ts";
import { commonHeaders } from "./headers.ts";
import { Problem, problemDocument, Unreachable } from "./problem.ts";

export interface Sending extends Pick<Sent, "query" | "signal"> {
  /** Called with the share that was sent, from 0 to 1. */
  onProgress?: (share: number) => void;
}

/**
 * Send a file to a route and return its answer.
 *
 * @throws Problem - it cannot be used, and why.
 * @throws Unreachable - no answer came.
 */
export function sendFile<R extends Extract<keyof Answers, `POST ${string}`>>(
  route: R,
  file: File,
  { query = {}, signal, onProgress }: Sending,
): Promise<Answers[R]> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // `fetch` does not tell how much was sent
    request.open("POST", pathOf(route.replace(/^POST /, ""), { query }));
    request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(commonHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress?.(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      const { status, statusText, responseURL: url } = request;
      if (status < 300) resolve(JSON.parse(request.responseText) as Answers[R]);
      else reject(new Problem(problemDocument(request.responseText, { status, statusText, url })));
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException("the upload was stopped", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
