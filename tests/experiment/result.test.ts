// When a winner is named, and what speaks against one.

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
  const nothing = { lift: null, liftInterval: null, sequentialInterval: null, pValue: null, chanceToWin: null };
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
