import type { Criterion } from "../../wire/index.ts";

const STEP = 0.25; // points between two levels, as marks have them

/** Return a criterion worth other points: its highest level is always worth all of them, and those below keep their share. */
export function worth(criterion: Criterion, points: number): Criterion {
  const { levels, points: before } = criterion;
  if (!levels?.length || !before) return { ...criterion, points };
  const share = (level: number) => Math.round((level * points) / before / STEP) * STEP;
  return {
    ...criterion,
    points,
    levels: levels.map((level) => ({ ...level, points: level.points === before ? points : share(level.points) })),
  };
}

/** Return a criterion to write, worth what is missing of the question. */
export function anotherCriterion(criteria: readonly Criterion[], missing: number): Criterion {
  let number = criteria.length + 1;
  while (criteria.some((one) => one.id === `c${number}`)) number++;
  return { id: `c${number}`, name: "", points: Math.max(0, Math.round(missing * 100) / 100) };
}
