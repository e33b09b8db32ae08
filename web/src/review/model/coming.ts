/** Which answers come next. */

/** How many answers ahead are made ready. */
const AHEAD = 2;

/** Return the other answers in the order in which they come: to the right of the current one, then from the beginning. */
export function around<T>(shown: readonly T[], current: T | undefined): T[] {
  const at = shown.findIndex((answer) => answer === current);
  return [...shown.slice(at + 1), ...shown.slice(0, Math.max(at, 0))];
}

/**
 * Return the answers that a person may see next, each once.
 *
 * These are the next ones to the right, where the arrows lead, and the next ones that need a mark, where a decision
 * leads: in this question, and after its last one in the next question.
 */
export function comingUp<T>(
  shown: readonly T[],
  current: T | undefined,
  needsMark: (answer: T) => boolean,
  elsewhere: readonly T[],
): T[] {
  const at = shown.findIndex((answer) => answer === current);
  const toMark = [...around(shown, current), ...elsewhere].filter(needsMark);
  return [...new Set([...shown.slice(at + 1, at + 1 + AHEAD), ...toMark.slice(0, AHEAD)])];
}
