// Whether experiments keep what they promise: that 5% of those whose variants are all alike ever name a winner, however often
// one looks, and that a difference is still found in at least 0.8 as many as a test finds that may be looked at once. The peer
// is that test (a z-test, divided by the comparisons), looked at as often, and once at the end. The bench ends with an error
// where a promise is broken. The seeds are fixed: every run of it gives the same figures.

import {
  noticeable,
  type SpendingTrial,
  simulate,
  simulateSpending,
  type Trial,
} from '../tests/support/simulated-experiments.ts';
import { type MetricTrial, simulateMetric } from '../tests/support/simulated-metrics.ts';
import { type Row, toRow } from './compare.ts';
import type { BenchContext } from './context.ts';

const bench = 'statistics';
const runs = 4_000;
const visitors = 10_000;
const lookEvery = 100;
const rates = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3];
const promisedError = 0.05;
const promisedPower = 0.8;
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

const pareto = (next: () => number): number => (1 - next()) ** (-1 / 1.5);
const lognormal = (next: () => number): number =>
  Math.exp(2 * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));

/** Reports a row, and remembers it if it breaks a promise. */
type Judge = (row: Row, isKept: boolean) => void;

export async function benchStatistics({ report }: BenchContext): Promise<void> {
  const broken: string[] = [];
  const judge: Judge = (row, isKept) => {
    report(row);
    if (!isKept) broken.push(`${row.case}: ${row.mortar} ${row.unit}`);
  };
  for (const [index, arms] of [2, 5].entries())
    for (const [place, rate] of rates.entries()) {
      const trial = { runs, visitors, lookEvery, seed: 100 * index + place };
      judgeAlike(judge, percent(rate), { ...trial, rates: Array.from({ length: arms }, () => rate) });
      judgeBetter(judge, trial, rate, arms);
    }
  const unequal = { runs, visitors, lookEvery, weights: [0.9, 0.1] };
  for (const [index, rate] of [0.005, 0.02, 0.1].entries())
    judgeAlike(judge, `${percent(rate)}, split 90 to 10`, { ...unequal, rates: [rate, rate], seed: 200 + index });
  const long = { runs: runs / 4, visitors: 10 * visitors, lookEvery: 10 * lookEvery, rates: [0.02, 0.02], seed: 300 };
  judgeAlike(judge, '2%, ten times the planned size', long);
  judgeRevenue(judge);
  judgeMetrics(judge);
  if (broken.length > 0) throw new Error(`Promises that were not kept:\n${broken.join('\n')}`);
}

function judgeAlike(judge: Judge, what: string, trial: Trial): void {
  const { named, fixedAnywhere } = simulate(trial);
  const looks = `a look every ${trial.lookEvery} of ${trial.visitors.toLocaleString('en')} visitors`;
  const row = toRow(
    {
      bench,
      case: `winners named though all ${trial.rates.length} variants convert ${what}, ${looks}`,
      unit: '%',
      lessIsBetter: true,
      peerName: 'a z-test at each look',
    },
    100 * named,
    100 * fixedAnywhere,
  );
  judge(row, named <= promisedError);
}

function judgeBetter(judge: Judge, trial: Omit<Trial, 'rates'>, rate: number, arms: number): void {
  const better = noticeable(rate, arms, visitors);
  const { last, fixedAtEnd } = simulate({
    ...trial,
    rates: Array.from({ length: arms }, (_, arm) => (arm < arms - 1 ? rate : better)),
  });
  const row = toRow(
    {
      bench,
      case: `the best found: one of ${arms} converts ${percent(better)}, the others ${percent(rate)}`,
      unit: '%',
      peerName: 'a z-test at the end',
    },
    100 * last,
    100 * fixedAtEnd,
  );
  judge(row, last >= promisedPower * fixedAtEnd);
}

function judgeRevenue(judge: Judge): void {
  const cases: [string, Pick<SpendingTrial, 'spend' | 'cap'>][] = [
    ['lognormal, deviation 2', { spend: lognormal }],
    ['Pareto, 1.5', { spend: pareto }],
    ['Pareto, 1.5, winsorised at 20', { spend: pareto, cap: 20 }],
  ];
  for (const [index, [name, amounts]] of cases.entries())
    for (const buyers of [0.01, 0.05]) {
      const apart = simulateSpending({ runs, visitors, buyers, ...amounts, seed: 400 + 10 * index + 100 * buyers });
      const row = toRow(
        {
          bench,
          case: `revenue told apart though alike: ${name}, ${percent(buyers)} buy, one look`,
          unit: '%',
          lessIsBetter: true,
          peerName: 'the promise',
        },
        100 * apart,
        100 * promisedError,
      );
      // Three standard errors of the simulation itself.
      judge(row, apart <= promisedError + 3 * Math.sqrt((promisedError * (1 - promisedError)) / runs));
    }
}

/** Revenue and guardrails, looked at all the time. A guardrail at its very bound is hurt in error. */
function judgeMetrics(judge: Judge): void {
  const trial = { runs, visitors, lookEvery };
  const alike: [string, Pick<MetricTrial, 'spend' | 'cap'>][] = [
    ['lognormal, deviation 2', { spend: lognormal }],
    ['Pareto, 1.5', { spend: pareto }],
    ['Pareto, 1.5, winsorised at 20', { spend: pareto, cap: 20 }],
  ];
  for (const [index, [name, amounts]] of alike.entries())
    for (const [place, buyers] of [0.01, 0.05].entries()) {
      const seed = 500 + 10 * index + place;
      const { apart } = simulateMetric({ ...trial, ...amounts, rates: [buyers, buyers], seed });
      judgeShare(judge, `revenue told apart at any look though alike: ${name}, ${percent(buyers)} buy`, apart);
    }
  for (const [place, rate] of [0.005, 0.02, 0.1, 0.3].entries())
    for (const arms of [2, 5]) {
      const rates = Array.from({ length: arms }, (_, arm) => (arm === 0 ? rate : 0.9 * rate));
      const { hurt } = simulateMetric({ ...trial, rates, mayFallBy: 0.1, seed: 600 + 10 * arms + place });
      judgeShare(
        judge,
        `guardrails of ${arms} variants hurt at any look though at their bound: ${percent(rate)}`,
        hurt,
      );
    }
}

function judgeShare(judge: Judge, what: string, share: number): void {
  const naming = { bench, case: what, unit: '%', lessIsBetter: true, peerName: 'the promise' };
  judge(toRow(naming, 100 * share, 100 * promisedError), share <= promisedError);
}
