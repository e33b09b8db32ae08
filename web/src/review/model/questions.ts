/** The questions of a scheme that are marked, in its order. */

import type { GradingSchemeOutput, QuestionOutput } from "../../wire/index.ts";

export interface MarkedQuestion {
  id: string;
  label: string;
  maximum: number;
  text: string;
  /** The exercise that it belongs to, or itself. */
  exercise: string;
  criteria: NonNullable<QuestionOutput["criteria"]>;
}

export function questionsOf(scheme: GradingSchemeOutput | null | undefined): MarkedQuestion[] {
  return (scheme?.questions ?? []).flatMap((question) => leavesOf(question, question.id));
}

function leavesOf(question: QuestionOutput, exercise: string): MarkedQuestion[] {
  if (question.parts?.length) return question.parts.flatMap((part) => leavesOf(part, exercise));
  const { id, label, max_points: maximum, text = "", criteria = [] } = question;
  return [{ id, label: shortId(id) || label || id, maximum: maximum ?? 0, text, exercise, criteria }];
}

/** "1.a" of "Exercice 1.a": unlike the label "a)", it is of one question alone. */
export function shortId(id: string): string {
  return id.replace(/^\p{L}+\.?\s+(?=\d)/u, "");
}

export interface Exercise {
  id: string;
  label: string;
  maximum: number;
  /** The ids of its questions. */
  parts: readonly string[];
}

/** The exercises of a scheme, with what each is worth. */
export function exercisesOf(
  questions: readonly MarkedQuestion[],
  scheme: GradingSchemeOutput | null | undefined,
): Exercise[] {
  return (scheme?.questions ?? []).map((top) => {
    const parts = questions.filter((question) => question.exercise === top.id);
    const maximum = top.max_points ?? parts.reduce((sum, part) => sum + Math.round(part.maximum * 100), 0) / 100;
    return { id: top.id, label: top.label || top.id, maximum, parts: parts.map((part) => part.id) };
  });
}
