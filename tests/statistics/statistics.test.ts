// The statistics against values that GrowthBook publishes, and that SciPy gives.

import { expect, test } from 'vitest';
import { liftIntervalOf, liftOf, liftPValueOf, sequentialIntervalOf } from '../../src/statistics/lift.ts';
import { meanOf } from '../../src/statistics/mean.ts';
import { chanceToWinOf, estimateOf, pValueOf, sampleRatioPValueOf } from '../../src/statistics/proportion.ts';

const share = (hits: number, of: number) => ({ hits, of });
const rate = (hits: number, of: number) => estimateOf({ hits, of });

test('the lift and its interval: 14 of 28 against 16 of 30', () => {
  const [control, arm] = [rate(14, 28), rate(16, 30)];
  expect(liftOf(control, arm)).toBeCloseTo(0.06667, 5);
  const [from, to] = liftIntervalOf(control, arm) as [number, number];
  expect(from).toBeCloseTo(-0.47767, 4);
  expect(to).toBeCloseTo(0.61101, 4);
  expect(liftPValueOf(control, arm)).toBeCloseTo(0.80707, 5);
});

test('the lift of an average from sums and sums of squares', () => {
  const control = meanOf({ sum: 1396.87, squares: 52_377.9767, of: 3_407 });
  const arm = meanOf({ sum: 2422.7, squares: 134_698.29, of: 3_461 });
  expect(liftOf(control, arm)).toBeCloseTo(0.70732, 5);
  const [from, to] = liftIntervalOf(control, arm) as [number, number];
  expect(from).toBeCloseTo(-0.03526, 5);
  expect(to).toBeCloseTo(1.44989, 5);
  expect(liftPValueOf(control, arm)).toBeCloseTo(0.06191, 5);
});

test('the sequential interval: 1396 of 3000 against 2422 of 3461', () => {
  const [control, arm] = [rate(1396, 3000), rate(2422, 3461)];
  expect(liftOf(control, arm)).toBeCloseTo(0.50386, 5);
  const [from, to] = sequentialIntervalOf(control, arm) as [number, number];
  expect(from).toBeCloseTo(0.40098, 4);
  expect(to).toBeCloseTo(0.60675, 4);
});

test.each([
  [share(14, 28), share(16, 30), 0.7996],
  [share(200, 1_000), share(250, 1_000), 0.00742],
  [share(1_000, 10_000), share(1_100, 10_000), 0.02108],
])('the p-value of %o against %o', (control, arm, expected) => {
  expect(pValueOf(control, arm)).toBeCloseTo(expected, 5);
  expect(pValueOf(arm, control)).toBeCloseTo(expected, 5);
});

test.each([
  [share(49, 100), share(51, 100), 0.61077],
  [share(200, 1_000), share(250, 1_000), 0.99628],
  [share(1_000, 10_000), share(1_100, 10_000), 0.98946],
])('the chance to win of %o against %o', (control, arm, expected) => {
  expect(chanceToWinOf(control, arm)).toBeCloseTo(expected, 4);
  expect(chanceToWinOf(arm, control)).toBeCloseTo(1 - expected, 4);
});

test('the sample ratio', () => {
  expect(sampleRatioPValueOf([460, 540], [1, 1])).toBeCloseTo(0.01141, 5);
  expect(sampleRatioPValueOf([4_600, 5_400], [1, 1])).toBeLessThan(1e-12);
  expect(sampleRatioPValueOf([1_000, 1_000, 1_100], [1, 1, 1])).toBeCloseTo(0.03972, 5);
  expect(sampleRatioPValueOf([2, 3], [1, 1])).toBeNull();
});

test('where nothing can be said, nothing is said', () => {
  expect(liftOf(rate(0, 10), rate(3, 10))).toBeNull();
  expect(pValueOf(share(0, 10), share(0, 10))).toBeNull();
  expect(pValueOf(share(0, 0), share(1, 10))).toBeNull();
  expect(liftIntervalOf(rate(10, 10), rate(10, 10))).toBeNull();
  expect(sequentialIntervalOf(rate(1, 1), rate(1, 1))).toBeNull();
  expect(liftPValueOf(meanOf({ sum: 0, squares: 0, of: 0 }), meanOf({ sum: 1, squares: 1, of: 1 }))).toBeNull();
});
