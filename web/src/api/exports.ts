import type { ExportedFile, ExportProgress, ProblemDocument } from "../wire/index.ts";
import { pathOf, send, type Sent } from "./call.ts";
import { eventsIn } from "./events.ts";
import { Problem, Unreachable } from "./problem.ts";
import type { MakingTask, ReadyFile } from "./ready-file.ts";

/** What of a session is written into a file, and how. */
export type ExportQuery = NonNullable<Sent["query"]>;

/** The address of a file that is made when it is asked for. */
export function exportUrl(sessionId: string, format: string, query: ExportQuery = {}): string {
  return pathOf("/sessions/{session_id}/exports/{fmt}", { params: { session_id: sessionId, fmt: format }, query });
}

/**
 * Have the server make a file that takes long, and return it once it is kept there. `making.file` goes with the
 * request, such as a grading worksheet.
 *
 * @throws Problem - it cannot be made, and why.
 * @throws Unreachable - no answer came, or the connection was cut.
 */
export async function makeExport(sessionId: string, format: string, query: ExportQuery, making: MakingTask & { file?: File | undefined }): Promise<ReadyFile> {
  const params = { session_id: sessionId, fmt: format };
  const answer = await send("POST /sessions/{session_id}/exports/{fmt}", { params, query, body: making.file, signal: making.signal });
  try {
    if (answer.body)
      for await (const { name, data } of eventsIn(answer.body)) {
        if (name === "progress") making.onProgress(JSON.parse(data) as ExportProgress);
        if (name === "problem") throw new Problem(JSON.parse(data) as ProblemDocument);
        if (name === "file") return readyFile(sessionId, JSON.parse(data) as ExportedFile);
      }
  } catch (error) {
    if (error instanceof Problem || making.signal.aborted) throw error;
    throw new Unreachable({ cause: error });
  }
  throw new Unreachable();
}

function readyFile(sessionId: string, { file_id, name, size = 0, missing = [] }: ExportedFile): ReadyFile {
  const url = pathOf("/sessions/{session_id}/files/{file_id}", { params: { session_id: sessionId, file_id } });
  return { url, name, size, missing };
}
