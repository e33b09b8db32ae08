import type { StoredDocument } from "../wire/index.ts";
import { pathOf } from "./call.ts";
import { commonHeaders } from "./headers.ts";
import { Problem, problemDocument, Unreachable } from "./problem.ts";

export type DocumentRole = "copies" | "exam_paper" | "answer_key" | "roster";

export interface Upload {
  role: DocumentRole;
  signal?: AbortSignal;
  /** Called with the share that was sent, from 0 to 1. */
  onProgress?: (share: number) => void;
}

/**
 * Send a file to the server, which opens it at once.
 *
 * @throws Problem - it cannot be used, and why.
 * @throws Unreachable - no answer came.
 */
export function upload(file: File, { role, signal, onProgress }: Upload): Promise<StoredDocument> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // `fetch` does not tell how much was sent
    request.open("POST", pathOf("/documents", { query: { name: file.name, role } }));
    request.setRequestHeader("content-type", "application/octet-stream");
    for (const [name, value] of Object.entries(commonHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress?.(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as StoredDocument);
      else
        reject(
          new Problem(
            problemDocument(request.responseText, {
              status: request.status,
              statusText: request.statusText,
              url: request.responseURL,
            }),
          ),
        );
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException("the upload was stopped", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** The address of a page's picture. */
export function pageUrl(documentId: string, index: number, view: { width?: number; rotation?: number } = {}): string {
  const { width, rotation } = view;
  return pathOf("/documents/{document_id}/pages/{index}", {
    params: { document_id: documentId, index: String(index) },
    query: { width, rotation: rotation || undefined },
  });
}
