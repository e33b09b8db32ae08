import { expect, test } from "vitest";

import { coverageRisk, drawAudit, exactInterval, type AgreedAnswer } from "./audit.ts";

const agreed: AgreedAnswer[] = Array.from({ length: 100 }, (_, index) => ({
  copyId: `c${index}`,
  questionId: "1",
  points: 1,
  confidence: (index % 10) / 10,
}));

test("the interval is that of published tables", () => {
  // Clopper and Pearson 1934; also R: binom.test(0, 20), (1, 20), (10, 20), (20, 20).
  const table = [
    [0, 0, 0.1684],
    [1, 0.0013, 0.2487],
    [10, 0.272, 0.728],
    [20, 0.8316, 1],
  ] as const;
  for (const [hits, low, high] of table) {
    const found = exactInterval(hits, 20);
    expect(found.low).toBeCloseTo(low, 3);
    expect(found.high).toBeCloseTo(high, 3);
  }
  expect(exactInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test("the true risk lies in the interval in at least 95 of 100 samples, whatever it is", () => {
  let seed = 11;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const intervals = Array.from({ length: 21 }, (_, wrong) => exactInterval(wrong, 20));
  for (const risk of [0.02, 0.1, 0.3, 0.5]) {
    let held = 0;
    for (let sample = 0; sample < 2_000; sample++) {
      const wrong = Array.from({ length: 20 }, random).filter((drawn) => drawn < risk).length;
      const { low, high } = intervals[wrong]!;
      if (low <= risk && risk <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(1_880); // 1,900 is what is promised; three deviations below
  }
});

test("the same seed draws the same sample, and decided answers elsewhere do not move it", () => {
  const sample = drawAudit(agreed, "s");
  expect(sample).toHaveLength(20);
  expect(drawAudit(agreed.toReversed(), "s")).toEqual(sample);
  expect(drawAudit(agreed, "t")).not.toEqual(sample);
  const rest = agreed.filter((answer) => sample.includes(answer) || answer.confidence > 0.3);
  expect(drawAudit(rest, "s")).toEqual(sample);
});

test("risk and coverage rise and fall with the threshold as they are counted", () => {
  const audited = drawAudit(agreed, "s").map((answer) => ({ ...answer, mine: answer.confidence < 0.5 ? 0 : 1 }));
  const curve = coverageRisk(agreed, audited);
  for (const at of curve) {
    expect(at.coverage).toBeCloseTo(1 - at.threshold, 9);
    if (at.threshold >= 0.5) expect(at.wrong).toBe(0);
  }
  expect(curve.at(-1)).toMatchObject({ looked: 20, wrong: audited.filter((answer) => answer.confidence < 0.5).length });
});
