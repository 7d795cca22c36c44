// When a winner is named, and what speaks against one.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Experiment } from '../../src/redis/experiment/experiment.ts';
import { evaluate } from '../../src/resolvers/experiment/result.ts';

function verdict(counts: [exposures: number, conversions: number][], multipleExposures = 0) {
  const variants = counts.map((_, index) => ({ key: `v${index}`, weight: 1 / counts.length }));
  const arms = counts.map(([exposures, conversions], index) => ({
    variant: `v${index}`,
    exposures,
    conversions,
    revenue: new Map(),
  }));
  return evaluate({ variants } as unknown as Experiment, { arms, multipleExposures }, new Date());
}

test.each<[string, [number, number][], string | null]>([
  [
    'the better one',
    [
      [5_000, 500],
      [5_000, 700],
    ],
    'v1',
  ],
  [
    'the first, where it is the better one',
    [
      [5_000, 700],
      [5_000, 500],
    ],
    'v0',
  ],
  [
    'the best of three',
    [
      [5_000, 500],
      [5_000, 700],
      [5_000, 900],
    ],
    'v2',
  ],
  [
    'none, where they are equal',
    [
      [5_000, 500],
      [5_000, 500],
    ],
    null,
  ],
  [
    'none, where one look would be sure but many are not',
    [
      [10_000, 1_000],
      [10_000, 1_100],
    ],
    null,
  ],
  [
    'none, where a few conversions look like a great difference',
    [
      [1_252, 2],
      [1_248, 9],
    ],
    null,
  ],
  [
    'none, with too few conversions',
    [
      [1_000, 0],
      [1_000, 9],
    ],
    null,
  ],
  [
    'the one that converts, where the first never does',
    [
      [5_000, 0],
      [5_000, 40],
    ],
    'v1',
  ],
  [
    'none, with too few visitors',
    [
      [60, 1],
      [60, 50],
    ],
    null,
  ],
  [
    'none, where the sample ratio is off',
    [
      [4_600, 460],
      [5_400, 900],
    ],
    null,
  ],
  [
    'none, with nobody',
    [
      [0, 0],
      [0, 0],
    ],
    null,
  ],
])('the winner is %s', (_name, counts, winner) => {
  expect(verdict(counts).winner).toBe(winner);
});

test('a wrong sample ratio is told', () => {
  expect(
    verdict([
      [4_600, 460],
      [5_400, 900],
    ]).sampleRatioMismatch,
  ).toBe(true);
  expect(
    verdict([
      [460, 46],
      [540, 54],
    ]).sampleRatioMismatch,
  ).toBe(false);
});

test('many multiple exposures speak against a winner', () => {
  expect(
    verdict(
      [
        [5_000, 500],
        [5_000, 700],
      ],
      99,
    ).winner,
  ).toBe('v1');
  expect(
    verdict(
      [
        [5_000, 500],
        [5_000, 700],
      ],
      100,
    ).winner,
  ).toBeNull();
});

test('the first variant is compared with nothing', () => {
  const nothing = {
    ...{ lift: null, liftInterval: null, sequentialInterval: null, pValue: null, chanceToWin: null },
    ...{ difference: null, differenceInterval: null, missingInterval: 'FIRST_VARIANT' },
  };
  expect(
    verdict([
      [50, 5],
      [50, 6],
    ]).arms[0],
  ).toMatchObject(nothing);
});

test('what speaks against a winner is told', () => {
  const clear: [number, number][] = [
    [5_000, 500],
    [5_000, 700],
  ];
  expect(verdict(clear).concerns).toEqual([]);
  expect(verdict(clear, 100).concerns).toEqual(['MULTIPLE_EXPOSURES']);
  const few = verdict([
    [60, 1],
    [60, 2],
  ]);
  expect(few.concerns).toEqual(['TOO_FEW_EXPOSURES', 'NO_CLEAR_DIFFERENCE']);
  const lost = verdict([
    [4_600, 460],
    [5_400, 900],
  ]);
  expect(lost.concerns).toEqual(['SAMPLE_RATIO_MISMATCH']);
});

test('an interval that cannot be is missing, with the reason', () => {
  const second = (counts: [number, number][]) => verdict(counts).arms[1];
  const never = second([
    [5_000, 0],
    [5_000, 40],
  ]);
  expect(never).toMatchObject({ lift: null, sequentialInterval: null, missingInterval: 'FIRST_MAY_BE_ZERO' });
  expect(never?.differenceInterval?.[0]).toBeGreaterThan(0);
  const few = second([
    [1_000, 1],
    [1_000, 7],
  ]);
  expect(few).toMatchObject({
    sequentialInterval: null,
    differenceInterval: null,
    missingInterval: 'TOO_FEW_CONVERSIONS',
  });
  const small = second([
    [90, 30],
    [120, 60],
  ]);
  expect(small).toMatchObject({ differenceInterval: null, missingInterval: 'TOO_FEW_EXPOSURES' });
  expect(
    verdict([
      [1_000, 1],
      [1_000, 7],
    ]).concerns,
  ).toEqual(['TOO_FEW_CONVERSIONS', 'NO_CLEAR_DIFFERENCE']);
});

test('the winner and the intervals that are shown never disagree', () => {
  const arm = fc.tuple(fc.integer({ min: 100, max: 9_000 }), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(arm, { minLength: 2, maxLength: 5 }), (given) => {
      const { arms, winner, concerns } = verdict(given.map(([of, part]) => [of, Math.floor(of * part ** 4)]));
      const side = (ends: readonly [number, number] | null) => ends && Number(ends[0] > 0) - Number(ends[1] < 0);
      for (const { differenceInterval, sequentialInterval } of arms)
        if (sequentialInterval) expect(side(sequentialInterval)).toBe(side(differenceInterval));
      const sides = arms.slice(1).map(({ differenceInterval }) => side(differenceInterval));
      const isClear = sides.includes(1) || sides.every((each) => each === -1);
      expect(concerns.includes('NO_CLEAR_DIFFERENCE')).toBe(!isClear);
      if (winner !== null) expect(isClear).toBe(true);
    }),
  );
});
