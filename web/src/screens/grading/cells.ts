import type { Event, SessionProgress } from "../../wire/index.ts";

export type CellState = "waiting" | "running" | "done" | "failed" | "budget";

/** What a screen shows of a copy while it is graded. */
export interface Cell {
  copyId: string;
  position: number;
  state: CellState;
  /** Questions that all graders have marked. */
  questions: readonly string[];
  total: number | null;
  seconds: number;
  error: string;
}

export interface Cells {
  byId: Readonly<Record<string, Cell>>;
  /** Since grading began, as the latest event says. */
  seconds: number;
  /** Whether the stream of the run has told anything yet. */
  isTold: boolean;
}

export const NO_CELLS: Cells = { byId: {}, seconds: 0, isTold: false };

/** Return the cells after an event of the run. The same event twice, or one of before, does no harm. */
export function afterEvent(cells: Cells, event: Event): Cells {
  if (!("session_seconds" in event)) return cells;
  const told = { ...cells, isTold: true, seconds: Math.max(cells.seconds, event.session_seconds) };
  if (!("copy_id" in event)) return told;
  const before = cells.byId[event.copy_id] ?? waiting(event.copy_id, event.position);
  return { ...told, byId: { ...cells.byId, [event.copy_id]: afterCopyEvent(before, event) } };
}

type CopyEvent = Extract<Event, { copy_id: string; session_seconds: number }>;

function afterCopyEvent(cell: Cell, event: CopyEvent): Cell {
  const seconds = Math.max(cell.seconds, event.copy_seconds);
  switch (event.type) {
    case "copy_done":
      return { ...cell, state: "done", total: event.total ?? null, seconds, error: "" };
    case "copy_error":
      return { ...cell, state: cell.state === "budget" ? "budget" : "failed", error: event.error, seconds };
    case "question_done": {
      const questions = cell.questions.includes(event.question_id) ? cell.questions : [...cell.questions, event.question_id];
      return { ...running(cell), questions, seconds };
    }
    default:
      return { ...running(cell), seconds };
  }
}

function running(cell: Cell): Cell {
  return cell.state === "waiting" ? { ...cell, state: "running" } : cell;
}

function waiting(copyId: string, position: number): Cell {
  return { copyId, position, state: "waiting", questions: [], total: null, seconds: 0, error: "" };
}

type Shown = Pick<SessionProgress, "copies" | "is_running">;

/** Return all copies of a session in order: what the server said last, and what the stream has told since. */
export function shownCells({ copies = [], is_running: isRunning }: Shown, { byId, isTold }: Cells): Cell[] {
  return copies.map((copy) => {
    const last = byId[copy.copy_id];
    const told = last?.state === "running" && !isRunning ? waiting(copy.copy_id, copy.position) : last; // it was cut short
    const known = told ?? waiting(copy.copy_id, copy.position);
    const error = copy.error ?? "";
    if (copy.budget_reached) return { ...known, state: "budget", error };
    if (copy.status === "failed") return { ...known, state: "failed", error };
    if (copy.status === "complete") return { ...known, state: "done", seconds: copy.seconds ?? known.seconds };
    // A run hands over all copies at once; which of them are begun, its stream alone tells.
    if (copy.status === "processing" && !isTold) return { ...known, state: "running" };
    // The stream is ahead of the progress that was read before it.
    return known;
  });
}

/** Return about how many seconds are left, or null while too little is done to tell. */
export function remainingSeconds(done: number, left: number, elapsed: number): number | null {
  return done < 2 || elapsed < 5 ? null : (elapsed / done) * left;
}
