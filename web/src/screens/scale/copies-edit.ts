import type { ConfirmedCopy, PageRef, ProposedCopy, Student } from "../../wire/index.ts";

/** A copy as the teacher sees it, before it is confirmed. */
export interface CopyDraft {
  /** Told apart on the screen; of a copy that was found, its id. */
  key: string;
  found: ProposedCopy | null;
  student: Student | null;
  pages: readonly PageRef[];
  isLeftOut: boolean;
}

export function draftsOf(students: readonly ProposedCopy[], leftOut: readonly ProposedCopy[]): CopyDraft[] {
  const draft = (copy: ProposedCopy, isLeftOut: boolean): CopyDraft => ({
    key: isLeftOut ? `${copy.copy_id} out` : copy.copy_id,
    found: copy,
    student: copy.student ?? null,
    pages: copy.pages ?? [],
    isLeftOut,
  });
  return [...students.map((copy) => draft(copy, false)), ...leftOut.map((copy) => draft(copy, true))];
}

/** Split a copy before one of its pages; the second part is a new copy, whose student is read again. */
export function split(drafts: readonly CopyDraft[], key: string, page: number): CopyDraft[] {
  return drafts.flatMap((draft) => {
    if (draft.key !== key || page <= 0 || page >= draft.pages.length) return [draft];
    const pages = draft.pages.slice(page);
    // Named by its first page, which stays the first of it and of no other.
    const rest = { ...draft, key: `${pages[0]?.document_id}:${pages[0]?.index}`, found: null, student: null, pages };
    return [{ ...draft, pages: draft.pages.slice(0, page) }, rest];
  });
}

/** Put the pages of a copy behind those of another. */
export function joinTo(drafts: readonly CopyDraft[], key: string, target: string): CopyDraft[] {
  const moved = drafts.find((draft) => draft.key === key);
  if (!moved || key === target || !drafts.some((draft) => draft.key === target)) return [...drafts];
  return drafts
    .filter((draft) => draft.key !== key)
    .map((draft) => (draft.key === target ? { ...draft, pages: [...draft.pages, ...moved.pages] } : draft));
}

/** Return the copy before this one that is graded, or null. */
export function before(drafts: readonly CopyDraft[], key: string): CopyDraft | null {
  const place = drafts.findIndex((draft) => draft.key === key);
  return drafts.slice(0, Math.max(place, 0)).findLast((draft) => !draft.isLeftOut) ?? null;
}

export function change(drafts: readonly CopyDraft[], key: string, set: Partial<CopyDraft>): CopyDraft[] {
  return drafts.map((draft) => (draft.key === key ? { ...draft, ...set } : draft));
}

/** Return the drafts as they are sent: every page that was found is in one of them, and in one alone. */
export function confirmedCopies(drafts: readonly CopyDraft[]): ConfirmedCopy[] {
  return drafts.map(({ found, student, pages, isLeftOut }) => ({
    ...(found ? { copy_id: found.copy_id } : {}),
    // A student that was found follows its pages; only another one is said.
    ...(student && student.name !== found?.student?.name ? { student } : {}),
    ...(pages.length ? { pages: [...pages] } : {}),
    ...(isLeftOut ? { left_out: true } : {}),
  }));
}
