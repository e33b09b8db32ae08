import type { StoredDocument } from "../wire/index.ts";
import { pathOf } from "./call.ts";
import { sendFile, type Sending } from "./upload.ts";

export type DocumentRole = "copies" | "exam_paper" | "answer_key" | "roster";

export interface Upload extends Sending {
  role: DocumentRole;
}

/** Send a file of a session to the server, which opens it at once; the same errors as `sendFile`. */
export function upload(file: File, { role, ...sending }: Upload): Promise<StoredDocument> {
  return sendFile("POST /documents", file, { query: { name: file.name, role }, ...sending });
}

/** The address of a page's picture. */
export function pageUrl(documentId: string, index: number, view: { width?: number; rotation?: number } = {}): string {
  const { width, rotation } = view;
  return pathOf("/documents/{document_id}/pages/{index}", {
    params: { document_id: documentId, index: String(index) },
    query: { width, rotation: rotation || undefined },
  });
}
