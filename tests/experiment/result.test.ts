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

const guarded = (bound: object, first: [number, number], second: [number, number]) => {
  const counted = (list: [number, number][]) =>
    list.map(([exposures, conversions], index) => ({
      ...{ variant: `v${index}`, exposures, conversions },
      // Each visitor who has one spends 10.00, but for one who spends 11.00.
      revenue: new Map([['EUR', { sum: BigInt(conversions * 1_000 + 100), squares: conversions * 1e6 + 210_000 }]]),
    }));
  const variants = [0, 1].map((index) => ({ key: `v${index}`, weight: 0.5 }));
  const metric = {
    key: 'm',
    event: 'e',
    kind: 'CONVERSION',
    currency: null,
    cap: null,
    mayFallBy: null,
    mayRiseBy: null,
  };
  const arms = counted([
    [5_000, 500],
    [5_000, 700],
  ]);
  const metrics = new Map([['m', counted([first, second])]]);
  const experiment = { variants, metrics: [{ ...metric, ...bound }] } as unknown as Experiment;
  const {
    winner,
    concerns,
    metrics: results,
  } = evaluate(experiment, { arms, multipleExposures: 0, metrics }, new Date());
  return { winner, concerns, status: results[0]?.status, arm: results[0]?.arms[1] };
};

const revenue = { kind: 'REVENUE', currency: 'EUR' };

test.each<[object, [number, number], [number, number], string | null]>([
  // Refunds of 2% and of 5%.
  [{ mayRiseBy: 0.1 }, [5_000, 100], [5_000, 250], 'HURT'],
  [{ mayRiseBy: 3 }, [5_000, 100], [5_000, 250], 'OK'],
  [{ mayRiseBy: 1.5 }, [5_000, 100], [5_000, 250], 'NOT_ENOUGH_DATA'],
  // None before: no lift is known, and it has risen all the same.
  [{ mayRiseBy: 0.1 }, [5_000, 0], [5_000, 250], 'HURT'],
  [{ mayRiseBy: 0.1 }, [5_000, 0], [5_000, 4], 'NOT_ENOUGH_DATA'],
  [{ mayFallBy: 0.1 }, [5_000, 100], [5_000, 250], 'OK'],
  [{ mayFallBy: 0.1 }, [5_000, 250], [5_000, 100], 'HURT'],
  [{ mayFallBy: 0.8 }, [5_000, 250], [5_000, 100], 'OK'],
  [{ ...revenue, mayFallBy: 0.1 }, [5_000, 1_000], [5_000, 500], 'HURT'],
  [{ ...revenue, mayFallBy: 0.1 }, [5_000, 500], [5_000, 1_000], 'OK'],
  [{ ...revenue, mayFallBy: 0.1 }, [5_000, 19], [5_000, 1_000], 'NOT_ENOUGH_DATA'],
  [{}, [5_000, 250], [5_000, 100], null],
])(
  'a guardrail %j of %j and %j is %s, and only where it is hurt no winner is named',
  (bound, first, second, status) => {
    const found = guarded(bound, first, second);
    expect(found.status).toBe(status);
    expect(found).toMatchObject(
      status === 'HURT' ? { winner: null, concerns: ['GUARDRAIL_HURT'] } : { winner: 'v1', concerns: [] },
    );
  },
);

test('of a metric the interval and its lift are told, or why they are not', () => {
  expect(guarded({}, [5_000, 100], [5_000, 250]).arm).toMatchObject({
    ...{ mean: 0.05, difference: expect.closeTo(0.03, 10), lift: 1.5 },
  });
  const { differenceInterval, liftInterval } = guarded({}, [5_000, 100], [5_000, 250]).arm ?? {};
  expect(differenceInterval?.[0]).toBeGreaterThan(0.01);
  expect(liftInterval?.[0]).toBeGreaterThan(0.5);
  const spent = guarded(revenue, [5_000, 1_000], [5_000, 500]).arm;
  expect(spent?.mean).toBeCloseTo(1.0002, 6);
  expect(spent?.differenceInterval?.[1]).toBeLessThan(0);
  const few = guarded(revenue, [5_000, 19], [5_000, 500]).arm;
  expect(few).toMatchObject({ differenceInterval: null, missingInterval: 'TOO_FEW_CONVERSIONS' });
});
