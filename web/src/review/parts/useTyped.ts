import { useState } from "react";

import type { Answer } from "../model/answers.ts";

/** What a decision rests on: an answer as the teacher saw it. */
export type Basis = Pick<Answer, "version" | "standing">;

interface Typed {
  /** What is in the field, or null if nothing was typed. */
  typed: string | null;
  setTyped: (text: string | null) => void;
  basis: Basis;
}

/**
 * What is typed on an answer, and on what it rests. Whatever somebody else decides meanwhile is not seen under the
 * field, so the answer as it was before the first key counts; not so if `shown`, what the field shows, is the same.
 */
export function useTyped(answer: Answer, shown: (answer: Answer) => unknown): Typed {
  const [typing, setTyping] = useState<{ text: string; since: Answer } | null>(null);
  const setTyped = (text: string | null) =>
    setTyping((before) => (text === null ? null : { text, since: before?.since ?? answer }));
  const basis = typing && shown(typing.since) !== shown(answer) ? typing.since : answer;
  return { typed: typing?.text ?? null, setTyped, basis };
}
