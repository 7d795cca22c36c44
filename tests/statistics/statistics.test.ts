// The statistics against values that SciPy and R give, and against each other.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differenceIntervalOf, liftRangeOf } from '../../src/statistics/difference.ts';
import { compareMeans, meanOf } from '../../src/statistics/mean.ts';
import { chanceToWinOf, errorsOf, pValueOf, sampleRatioPValueOf } from '../../src/statistics/proportion.ts';
import { Sequence } from '../../src/statistics/sequence.ts';

const share = (hits: number, of: number) => ({ hits, of });
const once = 1.959963984540054;

test("the interval of a difference is Miettinen and Nurminen's: 56 of 70 against 48 of 80", () => {
  const [from, to] = differenceIntervalOf(share(48, 80), share(56, 70), once);
  expect(from).toBeCloseTo(0.0533, 4);
  expect(to).toBeCloseTo(0.3377, 4);
});

test('an interval ends within what is possible, however few the conversions', () => {
  expect(liftRangeOf(share(9, 1_248), share(2, 1_252), 3)?.[0]).toBeGreaterThan(-1);
  expect(liftRangeOf(share(3, 100), share(0, 100), once)?.[0]).toBe(-1);
  expect(liftRangeOf(share(0, 100), share(3, 100), once)).toBeNull();
  const [from, to] = differenceIntervalOf(share(0, 100), share(0, 100), once);
  expect(from).toBeCloseTo(-to, 10);
  expect(to).toBeCloseTo(0.037, 4);
});

test('the interval of a difference, that of the lift and the p-value agree whether there is a difference', () => {
  const shares = fc
    .integer({ min: 1, max: 20_000 })
    .chain((of) => fc.double({ min: 0, max: 1, noNaN: true }).map((part) => share(Math.floor(part ** 3 * of), of)));
  const side = (interval: readonly [number, number]) => Number(interval[0] > 0) - Number(interval[1] < 0);
  fc.assert(
    fc.property(shares, shares, fc.double({ min: 0.5, max: 6, noNaN: true }), (control, arm, errors) => {
      const apart = errorsOf(control, arm);
      const expected = Math.abs(apart) > errors ? Math.sign(apart) : 0;
      const difference = differenceIntervalOf(control, arm, errors);
      expect(side(difference)).toBe(expected);
      expect(Math.min(...difference)).toBeGreaterThanOrEqual(-1);
      expect(Math.max(...difference)).toBeLessThanOrEqual(1);
      const lift = liftRangeOf(control, arm, errors);
      if (lift) expect(side(lift)).toBe(expected);
      if (lift) expect(lift[0]).toBeGreaterThanOrEqual(-1);
      const p = pValueOf(control, arm);
      if (p !== null) expect(p < 0.05).toBe(Math.abs(apart) > once);
    }),
    { numRuns: 500, examples: [[share(2, 1_252), share(9, 1_248), 2.9]] },
  );
});

test("two averages by Welch's test, from sums and sums of squares", () => {
  const control = meanOf({ sum: 1396.87, squares: 52_377.9767, of: 3_407 });
  const arm = meanOf({ sum: 2422.7, squares: 134_698.29, of: 3_461 });
  const { lift, difference, pValue, differenceInterval, liftInterval } = compareMeans(control, arm) as NonNullable<
    ReturnType<typeof compareMeans>
  >;
  expect(lift).toBeCloseTo(0.70732, 5);
  expect(difference).toBeCloseTo(arm.mean - control.mean, 10);
  // scipy.stats.ttest_ind_from_stats(equal_var=False)
  expect(pValue).toBeCloseTo(0.020158402643587, 5);
  expect(differenceInterval[0]).toBeCloseTo(0.04537789255929, 4);
  expect(differenceInterval[1]).toBeCloseTo(0.53462210744071, 4);
  expect(liftInterval?.[0]).toBeGreaterThan(0);
  expect(differenceInterval[0]).toBeGreaterThan(0);
});

test('a lift of averages has no end where the first may be 0', () => {
  const control = meanOf({ sum: 10, squares: 100, of: 1_000 });
  const arm = meanOf({ sum: 90, squares: 900, of: 1_000 });
  expect(compareMeans(control, arm)).toMatchObject({ lift: expect.closeTo(8, 10), liftInterval: null });
});

test.each([
  [share(14, 28), share(16, 30), 0.7996],
  [share(200, 1_000), share(250, 1_000), 0.00742],
  [share(1_000, 10_000), share(1_100, 10_000), 0.02108],
])('the p-value of %o against %o', (control, arm, expected) => {
  expect(pValueOf(control, arm)).toBeCloseTo(expected, 5);
  expect(pValueOf(arm, control)).toBeCloseTo(expected, 5);
});

// The last four by numerical integration over the logarithmic odds.
test.each([
  [share(49, 100), share(51, 100), 0.61077],
  [share(200, 1_000), share(250, 1_000), 0.99628],
  [share(1_000, 10_000), share(1_100, 10_000), 0.98946],
  [share(3, 20_000), share(9, 20_000), 0.95388],
  [share(0, 50_000), share(4, 50_000), 0.96875],
  [share(1_100, 500_000), share(1_180, 500_000), 0.95324],
  [share(5, 100), share(50_000, 1_000_000), 0.39302],
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

test('the sequence asks for more than a single look, least at the planned size and less for a greater error', () => {
  const [half, planned, late] = [0.5, 1, 8].map((time) => new Sequence(0.05).errorsAt(time)) as [
    number,
    number,
    number,
  ];
  expect(planned).toBeGreaterThan(once);
  expect(half).toBeGreaterThan(planned);
  expect(late).toBeGreaterThan(planned);
  expect(new Sequence(0.0125).errorsAt(1)).toBeGreaterThan(planned);
  expect(new Sequence(0.05).errorsAt(0)).toBe(Number.POSITIVE_INFINITY);
});

test('where nothing can be said, nothing is said', () => {
  expect(pValueOf(share(0, 10), share(0, 10))).toBeNull();
  expect(pValueOf(share(0, 0), share(1, 10))).toBeNull();
  const nobody = meanOf({ sum: 0, squares: 0, of: 0 });
  expect(compareMeans(nobody, meanOf({ sum: 1, squares: 1, of: 1 }))).toBeNull();
  expect(compareMeans(meanOf({ sum: 2, squares: 2, of: 2 }), meanOf({ sum: 2, squares: 2, of: 2 }))).toBeNull();
});
