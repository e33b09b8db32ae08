import type { ExportedFile, ExportProgress, ProblemDocument } from "../wire/index.ts";
import { pathOf, send, type Sent } from "./call.ts";
import { eventsIn } from "./events.ts";
import { Problem, Unreachable } from "./problem.ts";

/** What of a session is written into a file, and how. */
export type ExportQuery = NonNullable<Sent["query"]>;

/** The address of a file that is made when it is asked for. */
export function exportUrl(sessionId: string, format: string, query: ExportQuery = {}): string {
  return pathOf("/sessions/{session_id}/exports/{fmt}", { params: { session_id: sessionId, fmt: format }, query });
}

/** The address of a file that was made. */
export function fileUrl(sessionId: string, file: ExportedFile): string {
  return pathOf("/sessions/{session_id}/files/{file_id}", { params: { session_id: sessionId, file_id: file.file_id } });
}

export interface Making {
  /** A file that goes with the request, such as a grading worksheet. */
  file?: File | undefined;
  /** Ends the work on the server too. */
  signal: AbortSignal;
  onProgress: (progress: ExportProgress) => void;
}

/**
 * Have the server make a file that takes long, and return it once it is kept there.
 *
 * @throws Problem - it cannot be made, and why.
 * @throws Unreachable - no answer came, or the connection was cut.
 */
export async function makeExport(sessionId: string, format: string, query: ExportQuery, making: Making): Promise<ExportedFile> {
  const params = { session_id: sessionId, fmt: format };
  const answer = await send("POST /sessions/{session_id}/exports/{fmt}", { params, query, body: making.file, signal: making.signal });
  try {
    if (answer.body)
      for await (const { name, data } of eventsIn(answer.body)) {
        if (name === "progress") making.onProgress(JSON.parse(data) as ExportProgress);
        if (name === "problem") throw new Problem(JSON.parse(data) as ProblemDocument);
        if (name === "file") return JSON.parse(data) as ExportedFile;
      }
  } catch (error) {
    if (error instanceof Problem || making.signal.aborted) throw error;
    throw new Unreachable({ cause: error });
  }
  throw new Unreachable();
}
