/** A session as one file, which another server takes in. */

import type { ImportedSession } from "../wire/index.ts";
import { send } from "./call.ts";
import { Unreachable } from "./problem.ts";
import type { MakingTask, ReadyFile } from "./ready-file.ts";
import { sendFile, type Sending } from "./upload.ts";

/**
 * Fetch a session as one file, with the bytes that have come as progress. It is fetched by script so that a refusal is
 * told on the screen, and not saved in place of the file.
 *
 * @throws Problem - it cannot be had, and why.
 * @throws Unreachable - no answer came, or not all of it.
 */
export async function sessionArchive(sessionId: string, { signal, onProgress }: MakingTask): Promise<ReadyFile> {
  const answer = await send("GET /sessions/{session_id}/archive", { params: { session_id: sessionId }, signal });
  const total = Number(answer.headers.get("content-length"));
  const pieces: Blob[] = [];
  let done = 0;
  try {
    const reader = answer.body?.getReader();
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
      pieces.push(new Blob([read.value])); // which a browser may keep on disk
      onProgress({ done: (done += read.value.length), total });
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Unreachable({ cause: error });
  }
  if (done < total) throw new Unreachable();
  const url = URL.createObjectURL(new Blob(pieces, { type: "application/zip" }));
  return { url, name: nameIn(answer.headers.get("content-disposition") ?? ""), size: done };
}

/** Have the server take in a session from a file; the same errors as `sendFile`. */
export function importSession(file: File, sending: Sending): Promise<ImportedSession> {
  return sendFile("POST /sessions/import", file, sending);
}

function nameIn(disposition: string): string {
  return /filename="([^"]+)"/.exec(disposition)?.[1] ?? "bareme-session.zip";
}
