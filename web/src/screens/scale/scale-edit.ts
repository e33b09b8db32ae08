import type { CandidateQuestion, ScaleCandidate } from "../../wire/index.ts";

/** A line of the table of a scale. */
export interface ScaleRow {
  question: CandidateQuestion;
  isGroup: boolean;
  depth: number;
  /** Points as they stand: what was read or typed, and of a group the sum of its parts; null where there is none. */
  points: number | null;
}

export type Edits = Readonly<Record<string, number | null>>;

/** Return the lines of a candidate under what the teacher has changed. */
export function rowsOf({ questions = [] }: ScaleCandidate, edits: Edits): ScaleRow[] {
  const parts = new Map<string, CandidateQuestion[]>();
  const byId = new Map(questions.map((question) => [question.id, question]));
  for (const question of questions) {
    if (question.parent) parts.set(question.parent, [...(parts.get(question.parent) ?? []), question]);
  }
  const pointsOf = (question: CandidateQuestion): number | null => {
    const inside = parts.get(question.id);
    if (!inside) return question.id in edits ? (edits[question.id] ?? null) : (question.max_points ?? null);
    const known = inside.map(pointsOf).filter((points) => points !== null);
    // A paper may print points for the whole alone.
    return known.length ? sum(known) : (question.max_points ?? null);
  };
  const depthOf = (question: CandidateQuestion): number => {
    const parent = question.parent ? byId.get(question.parent) : undefined;
    return parent ? depthOf(parent) + 1 : 0;
  };
  return questions.map((question) => ({
    question,
    isGroup: parts.has(question.id),
    depth: depthOf(question),
    points: pointsOf(question),
  }));
}

/** Return the edits with one more; one that brings back what was read is none. */
export function withEdit(edits: Edits, candidate: ScaleCandidate | undefined, id: string, points: number | null): Edits {
  const read = candidate?.questions?.find((question) => question.id === id)?.max_points ?? null;
  const { [id]: _, ...others } = edits;
  return points === read ? others : { ...others, [id]: points };
}

/** Return the sum of a scale, to a hundredth. */
export function totalOf(rows: readonly ScaleRow[]): number {
  return sum(rows.filter(({ depth }) => depth === 0).map(({ points }) => points ?? 0));
}

/**
 * Return the scale in shorthand under what was changed.
 *
 * The server's own shorthand has a part for each question, in order. What it calls a question is kept.
 */
export function shorthandOf(printed: string, rows: readonly ScaleRow[], write: (points: number) => string): string {
  const counted = rows.filter(({ points }) => points !== null);
  const parts = printed.split(/, (?=\S)/);
  const names = parts.length === counted.length ? parts.map((part) => part.slice(0, part.lastIndexOf(":"))) : [];
  return counted.map(({ question, points }, n) => `${names[n] ?? question.id}: ${write(points ?? 0)}`).join(", ");
}

/** Return the page, from 0, and the words that a question was read from: 'page 2: "Exercice 1 (6 points)"'. */
export function placeRead(detectedFrom: string | undefined): { page: number; words: string } | null {
  const found = /^page (\d+): "(.*)"$/s.exec(detectedFrom ?? "");
  return found ? { page: Number(found[1]) - 1, words: found[2] ?? "" } : null;
}

function sum(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((total, number) => total + number * 100, 0)) / 100;
}
