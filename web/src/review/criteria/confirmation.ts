import type { Criterion, RubricConfirmation, RubricQuestion } from "../../wire/index.ts";

/** What is changed in the drafted criteria, by question. */
export interface Changed {
  edited: Readonly<Record<string, Criterion[]>>;
  dropped: readonly string[];
  remarks: Readonly<Record<string, string>>;
}

/** Return the answer to send. A question that was dropped before has its criteria again once they are sent. */
export function confirmationOf(questions: readonly RubricQuestion[], { edited, dropped }: Changed): RubricConfirmation {
  const again = questions.filter((one) => one.dropped && !dropped.includes(one.question_id));
  const before = Object.fromEntries(again.map((one) => [one.question_id, one.criteria ?? []]));
  return { rubric: { ...before, ...edited }, drop: [...dropped] };
}
