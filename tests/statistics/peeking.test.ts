// A short run of `npm run bench -- statistics`: experiments whose variants are alike, looked at again and again, and one that
// is better. The seeds are fixed, so that it gives the same each time.

import { expect, test } from 'vitest';
import { experimentPlan } from '../../src/resolvers/experiment/plan.ts';
import { noticeable, simulate, simulateSpending } from '../support/simulated-experiments.ts';
import { simulateMetric } from '../support/simulated-metrics.ts';

const size = { runs: 300, visitors: 10_000, lookEvery: 100, seed: 7 };

test.each([
  { variants: 2, rate: 0.002 },
  { variants: 2, rate: 0.1 },
  { variants: 5, rate: 0.005 },
  { variants: 5, rate: 0.3 },
])('$variants variants that all convert $rate name a winner in at most 5%', ({ variants, rate }) => {
  const { named, fixedAnywhere } = simulate({ ...size, rates: Array.from({ length: variants }, () => rate) });
  expect(named).toBeLessThanOrEqual(0.05);
  // What the sequence is for: a test that is made for one look errs far more often.
  expect(fixedAnywhere).toBeGreaterThan(0.05);
});

test('of the differences that a test at the end finds, at least 0.8 as many are found', () => {
  const { last, fixedAtEnd } = simulate({ ...size, runs: 1_000, rates: [0.02, noticeable(0.02, 2, size.visitors)] });
  expect(fixedAtEnd).toBeGreaterThan(0.75);
  expect(last).toBeGreaterThanOrEqual(0.8 * fixedAtEnd);
});

test.each([
  { rate: 0.05, lift: 0.3, variants: 2, power: 0.8 },
  { rate: 0.2, lift: 0.15, variants: 3, power: 0.9 },
])('an experiment of the planned size finds the difference as often as the plan says: %o', async (input) => {
  const { visitors, betterRate } = await experimentPlan(input);
  const rates = Array.from({ length: input.variants }, (_, arm) =>
    arm < input.variants - 1 ? input.rate : betterRate,
  );
  const trial = { visitors, plannedVisitors: visitors, lookEvery: Math.ceil(visitors / 100), rates };
  const found = simulate({ ...trial, runs: 400, seed: 7 });
  expect(found.last).toBeGreaterThan(input.power - 0.06);
  const { power } = await experimentPlan({ ...input, visitors });
  expect(power).toBeCloseTo(input.power, 3);
});

test('revenue with a heavy tail is told apart in about 5% of those that are alike', () => {
  const spend = (next: () => number) => (1 - next()) ** (-1 / 1.5);
  const trial = { runs: 1_000, visitors: 4_000, buyers: 0.05, spend, seed: 7 };
  expect(simulateSpending(trial)).toBeLessThan(0.06);
});

test.each([
  { of: 'revenue with a heavy tail', rates: [0.05, 0.05], spend: (next: () => number) => (1 - next()) ** (-1 / 1.5) },
  { of: 'a rate', rates: [0.02, 0.02] },
])('a metric, $of, that is alike is told apart in at most 5%, however often it is looked at', ({ rates, spend }) => {
  const { apart, hurt } = simulateMetric({ ...size, rates, mayFallBy: 0, ...(spend && { spend }) });
  expect(apart).toBeLessThanOrEqual(0.05);
  expect(hurt).toBeLessThanOrEqual(0.05);
});

test('a guardrail at its bound is hurt in at most 5%, and one far beyond it nearly always', () => {
  const trial = { ...size, mayFallBy: 0.1 };
  expect(simulateMetric({ ...trial, rates: [0.1, 0.09] }).hurt).toBeLessThanOrEqual(0.05);
  expect(simulateMetric({ ...trial, rates: [0.1, 0.06] }).hurt).toBeGreaterThan(0.9);
});
