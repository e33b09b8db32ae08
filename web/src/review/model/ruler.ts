/** The stops of the ruler: marks that can be pressed, and those that were given. */

const STEPS = [0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100];

/**
 * Return the marks to show from 0 to `maximum`, in order: as fine a graduation as fits, with every mark of `given`.
 *
 * `step` is the finest that is offered, `most` how many stops there is room for.
 */
export function stopsOf(maximum: number, given: readonly number[], { step = 0.5, most = 7 } = {}): number[] {
  const known = given.filter((points) => Number.isFinite(points));
  for (const one of STEPS.filter((candidate) => candidate >= step)) {
    const stops = union([...graduation(maximum, one), ...known]);
    if (stops.length <= most) return stops;
  }
  return union([0, maximum, ...known]);
}

function graduation(maximum: number, step: number): number[] {
  const count = Math.floor((maximum * 100) / (step * 100) + 1e-9);
  const marks = Array.from({ length: Math.min(count, 1_000) + 1 }, (_, index) => Math.round(index * step * 100) / 100);
  return [...marks, maximum];
}

function union(marks: readonly number[]): number[] {
  return [...new Set(marks)].sort((a, b) => a - b);
}
