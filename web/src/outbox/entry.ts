/** A decision that this browser keeps until the server has said what became of it. */

import type {
  Accept,
  ActionOutcome,
  ChooseAttempt,
  Excuse,
  MarkComplete,
  Reopen,
  SetFeedback,
  SetMark,
  Undo,
} from "../wire/index.ts";

type OnOneCopy<Action> = Action extends { copy_ids: string[] } ? Omit<Action, "copy_ids" | "expected_version"> : never;

/** What may be decided without a run. Ids, marks and the teacher's own words: no name of a student. */
export type Decision =
  | OnOneCopy<SetMark>
  | OnOneCopy<ChooseAttempt>
  | OnOneCopy<SetFeedback>
  | OnOneCopy<Excuse>
  | Omit<Undo, "expected_version">
  | OnCopies;

/** What is decided on several copies at once, whatever has become of them meanwhile. */
export type OnCopies =
  Omit<Accept, "expected_version"> | Omit<MarkComplete, "expected_version"> | Omit<Reopen, "expected_version">;

/** kept: to be sent. sending: in a command that is under way. The others wait for the teacher. */
export type EntryState = "kept" | "sending" | "refused" | "conflict";

export interface Entry {
  /** Rises with every decision of this browser. */
  id: number;
  /** Whose decision it is, and in which session: see `ownerKey`. */
  owner: string;
  /** Empty if the decision names its copies itself. */
  copyId: string;
  decision: Decision;
  /** The version of the copy that the teacher saw. */
  expectedVersion: number;
  /** The mark of a grader that is taken, as the teacher saw it. */
  points?: number | null;
  /** What stood at the question when the teacher decided, so that a change elsewhere on the copy is no conflict. */
  seen: string;
  state: EntryState;
  /** What earlier tries may have put there, as no answer came to them: it is the teacher's own. */
  tried?: readonly Value[];
  /** Why it was refused, in the teacher's language. */
  reason?: string;
  /** In a conflict: what a person has decided there meanwhile. */
  standing?: Value | null;
}

/** What a decision gives: points, the words of a comment, or the number of the decision that is undone. */
export type Value = number | string;

export type NewEntry = Pick<Entry, "copyId" | "decision" | "expectedVersion" | "seen" | "points">;

/** The key of one person's decisions in one session. */
export const ownerKey = (identity: string, sessionId: string): string => `${identity}\u0000${sessionId}`;

/** Return the action to send for an entry. */
export function actionOf({ copyId, decision, expectedVersion }: Entry): Record<string, unknown> {
  if ("copy_ids" in decision) return { ...decision };
  const version = { expected_version: expectedVersion };
  return decision.type === "undo" ? { ...decision, ...version } : { ...decision, copy_ids: [copyId], ...version };
}

/** Return what an entry decides on: a later decision on the same takes the place of one that was not sent yet. */
export function targetOf({ copyId, decision }: Pick<Entry, "copyId" | "decision">): string {
  if ("copy_ids" in decision) return [decision.type, ...(decision.copy_ids ?? [])].join("\u0000");
  const question = "question_id" in decision ? (decision.question_id ?? "") : "";
  const criteria =
    "criteria" in decision
      ? Object.keys(decision.criteria ?? {})
          .sort()
          .join()
      : "";
  const what = decision.type === "choose_attempt" ? "set_mark" : decision.type;
  const which =
    "criterion_id" in decision ? (decision.criterion_id ?? "") : "decision" in decision ? decision.decision : criteria;
  return [copyId, what, question, which].join("\u0000");
}

/** Return the worst of the outcomes of one action. */
export function worstOf(outcomes: readonly ActionOutcome[]): ActionOutcome | undefined {
  const rank = { conflict: 3, refused: 2, proposed: 1, applied: 0 };
  return [...outcomes].sort((a, b) => rank[b.status] - rank[a.status])[0];
}

/** Return an entry of which an answer may have been lost. */
export function triedOnce(entry: Entry): Entry {
  const value = valueOf(entry);
  const tried = [...new Set([...(entry.tried ?? []), ...(value === null ? [] : [value])])];
  return { ...entry, state: "kept", tried };
}

/** Return the mark that an entry gives, or null if it gives none. */
export function pointsOf({ decision, points }: Pick<Entry, "decision" | "points">): number | null {
  return decision.type === "set_mark" ? (decision.points ?? null) : (points ?? null);
}

/** Return what an entry gives, to be known again when it stands on the server. */
export function valueOf(entry: Pick<Entry, "decision" | "points">): Value | null {
  if (entry.decision.type === "set_feedback") return entry.decision.text;
  if (entry.decision.type === "undo") return entry.decision.decision;
  return pointsOf(entry);
}
