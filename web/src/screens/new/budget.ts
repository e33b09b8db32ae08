import { readMark } from "../../review/model/marks.ts";

const MOST_DOLLARS = 100_000;

/** Read what may be spent: null if nothing was typed, which is no limit, and undefined if it is no amount. */
export function dollarsIn(typed: string): number | null | undefined {
  const read = readMark(typed, { maximum: MOST_DOLLARS });
  if ("points" in read) return read.points;
  return read.fault === "empty" ? null : undefined;
}
