/** Where an answer stands on the pages of its copy, as a grader said. */

import type { Box, CopyDetail, CopyQuestion } from "../../wire/index.ts";

export interface Place {
  /** Position in the copy's pages, from 0. */
  page: number;
  box: Box | null;
}

/** Return the place that the first grader who told one told; null if none did. */
export function placeOn(
  { pages = [] }: Pick<CopyDetail, "pages">,
  { marks = [] }: Pick<CopyQuestion, "marks">,
): Place | null {
  const known = marks.filter(({ page }) => page && page >= 1 && page <= pages.length);
  const told = known.find(({ box }) => box) ?? known[0];
  return told ? { page: (told.page ?? 1) - 1, box: told.box ?? null } : null;
}
