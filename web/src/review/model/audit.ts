/**
 * The audit sample: agreed answers that the teacher marks before she sees what was given, so that she knows how often
 * graders who agree are wrong together. Without it, a threshold of confidence rests on nothing.
 */

import { auditKey } from "../data/audited.ts";
import { agreedBy } from "./agreed.ts";
import { isDecided, type Answer } from "./answers.ts";
import { shuffled } from "./order.ts";

export const AUDIT_SIZE = 20;

export interface AgreedAnswer {
  copyId: string;
  questionId: string;
  /** What the graders gave alike. */
  points: number;
  /** The lowest confidence of the graders. */
  confidence: number;
}

export interface Audited extends AgreedAnswer {
  /** What the teacher gave before she saw theirs. */
  mine: number;
}

export interface RiskAt {
  /** Answers at or above this confidence. */
  threshold: number;
  /** The share of all agreed answers that it covers. */
  coverage: number;
  looked: number;
  wrong: number;
  /** The interval of the risk at 95 %, by Clopper and Pearson; from 0 to 1 where nothing was looked at. */
  low: number;
  high: number;
}

/** Draw the sample. The same seed draws the same answers, also when others were decided meanwhile. */
export function drawAudit<T extends AgreedAnswer>(agreed: readonly T[], seed: string, size = AUDIT_SIZE): T[] {
  return shuffled(agreed, (answer) => `${answer.copyId}/${answer.questionId}`, seed).slice(0, size);
}

/** Return coverage and risk at each confidence that occurs in the sample, the highest first. */
export function coverageRisk(agreed: readonly AgreedAnswer[], audited: readonly Audited[]): RiskAt[] {
  const thresholds = [...new Set(audited.map((answer) => answer.confidence))].sort((a, b) => b - a);
  return thresholds.map((threshold) => {
    const looked = audited.filter((answer) => answer.confidence >= threshold);
    const wrong = looked.filter((answer) => answer.mine !== answer.points).length;
    const covered = agreed.filter((answer) => answer.confidence >= threshold).length;
    const { low, high } = exactInterval(wrong, looked.length);
    return { threshold, coverage: covered / agreed.length, looked: looked.length, wrong, low, high };
  });
}

/** Return coverage and risk by what the teacher gave for the sample before she saw the graders' marks. */
export function auditCurve(
  all: readonly Answer[],
  sample: readonly AgreedAnswer[],
  audited: ReadonlySet<string>,
): RiskAt[] {
  const mine = new Map(
    all.flatMap((answer) => (isDecided(answer) && answer.mine !== null ? [[auditKey(answer), answer.mine]] : [])),
  );
  const looked = sample.flatMap((drawn): Audited[] => {
    const given = audited.has(auditKey(drawn)) ? mine.get(auditKey(drawn)) : undefined;
    return given === undefined ? [] : [{ ...drawn, mine: given }];
  });
  return coverageRisk(
    all.flatMap((answer) => agreedBy(answer) ?? []),
    looked,
  );
}

/** The exact interval of a share at 95 % (Clopper and Pearson): never narrower than it says, also for small samples. */
export function exactInterval(hits: number, total: number, alpha = 0.05): { low: number; high: number } {
  if (!total) return { low: 0, high: 1 };
  const low = hits === 0 ? 0 : solve((p) => 1 - atMost(hits - 1, total, p) - alpha / 2);
  const high = hits === total ? 1 : solve((p) => alpha / 2 - atMost(hits, total, p));
  return { low, high };
}

/** The probability of at most `hits` among `total` where each has the probability `p`. */
function atMost(hits: number, total: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return hits >= total ? 1 : 0;
  let logTerm = total * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= hits; k++) {
    logTerm += Math.log((total - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(sum, 1);
}

/** Return where a rising function of a share crosses 0. */
function solve(rising: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
