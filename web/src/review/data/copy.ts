/** A copy with its pages and its graders' words, and what is fetched before it is asked for. */

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { answers } from "../../api/answer.ts";
import { call } from "../../api/call.ts";
import { pageUrl } from "../../api/documents.ts";
import type { CopyDetail, PageRef, ReviewCopy } from "../../wire/index.ts";

export function useCopy(sessionId: string, copy: ReviewCopy | undefined): UseQueryResult<CopyDetail> {
  return useQuery({
    ...queryOf(sessionId, copy),
    enabled: copy !== undefined,
    // Until a newer version of the same copy is there, the one before it stays in view.
    placeholderData: (before: CopyDetail | undefined) =>
      before?.copy_id === copy?.copy_id ? keepPreviousData(before) : undefined,
  });
}

/** Fetch a copy and its first pages, so that they are there at the press of a key. */
export async function prefetchCopy(
  sessionId: string,
  copy: ReviewCopy,
  pageOf: (detail: CopyDetail) => number,
): Promise<void> {
  await answers.prefetchQuery(queryOf(sessionId, copy));
  const detail = answers.getQueryData<CopyDetail>(queryOf(sessionId, copy).queryKey);
  const page = detail?.pages?.[pageOf(detail)];
  if (page) new Image().src = pictureOf(page);
}

/** The address of a page's picture. The widths are few, and what is prefetched has that of the viewer. */
export function pictureOf(page: PageRef, { width = 1200, turned = 0 } = {}): string {
  return pageUrl(page.document_id, page.index, { width, rotation: ((page.rotation ?? 0) + turned) % 360 });
}

function queryOf(sessionId: string, copy: ReviewCopy | undefined) {
  const params = { session_id: sessionId, copy_id: copy?.copy_id ?? "" };
  return {
    queryKey: ["copy", sessionId, copy?.copy_id, copy?.evaluation_version ?? 0],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call("GET /sessions/{session_id}/copies/{copy_id}", { params, signal }),
    staleTime: 60_000,
  };
}
