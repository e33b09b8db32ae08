/** Marks as they are typed. Points have two decimal places at most; sums are the server's. */

export interface MarkBounds {
  maximum: number;
  mayExceed?: boolean;
  mayBeNegative?: boolean;
}

export type TypedMark = { points: number } | { fault: "empty" | "not_a_number" | "too_fine" | "above" | "below" };

/** Read a mark as people type it: "12,5", "12.5", ",5", "1,". */
export function readMark(text: string, { maximum, mayExceed = false, mayBeNegative = false }: MarkBounds): TypedMark {
  const typed = text
    .replace(/[\s\u00a0\u202f]/g, "")
    .replace(",", ".")
    .replace("\u2212", "-");
  if (!typed) return { fault: "empty" };
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(typed)) return { fault: "not_a_number" };
  const hundredths = Number(typed) * 100;
  if (!Number.isFinite(hundredths)) return { fault: "above" };
  if (/\.\d{2}\d*[1-9]/.test(typed)) return { fault: "too_fine" };
  const points = Math.round(hundredths) / 100;
  if (points > maximum && !mayExceed) return { fault: "above" };
  if (points < 0 && !mayBeNegative) return { fault: "below" };
  return { points: points === 0 ? 0 : points };
}
