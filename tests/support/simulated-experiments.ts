// Experiments with visitors drawn at random, looked at again and again: how often a winner is named, by Mortar's verdict and
// by a test that is meant for one look.

import { type Experiment, plannedVisitorsOf } from '../../src/redis/experiment/experiment.ts';
import { decision } from '../../src/resolvers/experiment/comparison.ts';
import { evaluate } from '../../src/resolvers/experiment/result.ts';
import { compareMeans, meanOf } from '../../src/statistics/mean.ts';
import { errorsOf } from '../../src/statistics/proportion.ts';
import { Sequence } from '../../src/statistics/sequence.ts';

export interface Trial {
  /** The true rate of each variant. */
  readonly rates: readonly number[];
  /** The share of the visitors that each gets; equal without them. */
  readonly weights?: readonly number[];
  readonly runs: number;
  /** Visitors of all variants. */
  readonly visitors: number;
  readonly lookEvery: number;
  /** The size that the experiment is planned for, if it is not the usual one. */
  readonly plannedVisitors?: number;
  readonly seed: number;
}

/** Of all runs, from 0 to 1. */
export interface Outcome {
  /** Any winner was named at any look. */
  readonly named: number;
  /** The last variant was named at any look. */
  readonly last: number;
  /** A test for one look found any difference at any look. */
  readonly fixedAnywhere: number;
  /** It found the last variant better at the end. */
  readonly fixedAtEnd: number;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function simulate(trial: Trial): Outcome {
  const { rates, runs } = trial;
  const weights = trial.weights ?? rates.map(() => 1 / rates.length);
  const next = random(trial.seed);
  const sums = { named: 0, last: 0, fixedAnywhere: 0, fixedAtEnd: 0 };
  const judge = judgeOf(weights, trial.plannedVisitors);
  for (let run = 0; run < runs; run += 1) {
    const found = runOnce({ ...trial, weights }, next, judge);
    if (found.winner >= 0) sums.named += 1;
    if (found.winner === rates.length - 1) sums.last += 1;
    if (found.fixedAnywhere) sums.fixedAnywhere += 1;
    if (found.fixedAtEnd) sums.fixedAtEnd += 1;
  }
  return {
    named: sums.named / runs,
    last: sums.last / runs,
    fixedAnywhere: sums.fixedAnywhere / runs,
    fixedAtEnd: sums.fixedAtEnd / runs,
  };
}

interface Judge {
  readonly fixedErrors: number;
  /** The place of the winner, -1 without one. */
  winner(exposures: Int32Array, conversions: Int32Array): number;
}

function runOnce(
  { rates, weights = [], visitors, lookEvery }: Trial,
  next: () => number,
  { fixedErrors, winner }: Judge,
): { winner: number; fixedAnywhere: boolean; fixedAtEnd: boolean } {
  const exposures = new Int32Array(rates.length);
  const conversions = new Int32Array(rates.length);
  const found = { winner: -1, fixedAnywhere: false, fixedAtEnd: false };
  const last = rates.length - 1;
  for (let visitor = 1; visitor <= visitors; visitor += 1) {
    let [arm, place] = [0, next()];
    while (arm < last && place >= (weights[arm] as number)) {
      place -= weights[arm] as number;
      arm += 1;
    }
    exposures[arm] = (exposures[arm] as number) + 1;
    if (next() < (rates[arm] as number)) conversions[arm] = (conversions[arm] as number) + 1;
    if (visitor % lookEvery !== 0) continue;
    for (let other = 1; other <= last; other += 1) {
      const errors = errorsBetween(exposures, conversions, other);
      if (Math.abs(errors) > fixedErrors) found.fixedAnywhere = true;
      if (visitor === visitors && other === last) found.fixedAtEnd = errors > fixedErrors;
    }
    if (found.winner < 0) found.winner = winner(exposures, conversions);
  }
  return found;
}

function errorsBetween(exposures: Int32Array, conversions: Int32Array, other: number): number {
  const share = (index: number) => ({ hits: conversions[index] as number, of: exposures[index] as number });
  return exposures[0] === 0 || exposures[other] === 0 ? 0 : errorsOf(share(0), share(other));
}

/**
 * The verdict of Mortar. It takes long, so it is asked for only where some difference is beyond the sequence; where none is,
 * no winner is named, which tests/experiment/result.test.ts shows.
 */
function judgeOf(weights: readonly number[], plannedVisitors = plannedVisitorsOf({})): Judge {
  const variants = weights.map((weight, index) => ({ key: String(index), weight }));
  const sequence = new Sequence(decision.alpha / (weights.length - 1));
  return {
    fixedErrors: fixedErrors(weights.length),
    winner: (exposures, conversions) => {
      const isBeyond = weights.some((weight, other) => {
        if (other === 0) return false;
        const planned = plannedVisitors * ((weights[0] as number) + weight);
        const time = ((exposures[0] as number) + (exposures[other] as number)) / planned;
        return Math.abs(errorsBetween(exposures, conversions, other)) > sequence.errorsAt(time);
      });
      if (!isBeyond) return -1;
      const arms = variants.map(({ key }, index) => ({
        variant: key,
        exposures: exposures[index] as number,
        conversions: conversions[index] as number,
        revenue: new Map(),
      }));
      const { winner } = evaluate(
        { variants, plannedVisitors } as unknown as Experiment,
        { arms, multipleExposures: 0 },
        new Date(0),
      );
      return winner === null ? -1 : Number(winner);
    },
  };
}

/** Of a two-sided test at 5%, divided by the comparisons: 1 to 4 of them. */
function fixedErrors(arms: number): number {
  return [1.959964, 2.241403, 2.39398, 2.497705][arms - 2] as number;
}

/** The rate that a test for one look finds different from `rate` in four of five runs. */
export function noticeable(rate: number, arms: number, visitors: number): number {
  const errors = fixedErrors(arms) + 0.841621;
  const each = visitors / arms;
  let better = rate;
  for (let step = 0; step < 50; step += 1)
    better = rate + errors * Math.sqrt((rate * (1 - rate) + better * (1 - better)) / each);
  return better;
}

export interface SpendingTrial {
  readonly runs: number;
  readonly visitors: number;
  /** The share of the visitors that buys. */
  readonly buyers: number;
  /** What a buyer spends, from numbers from 0 to 1. */
  spend(next: () => number): number;
  /** What a visitor counts at most. */
  readonly cap?: number;
  readonly seed: number;
}

/** How often two variants whose visitors spend alike are told apart at 5%, looked at once. */
export function simulateSpending({ runs, visitors, buyers, spend, cap, seed }: SpendingTrial): number {
  const next = random(seed);
  let apart = 0;
  for (let run = 0; run < runs; run += 1) {
    const [of, sums, squares] = [new Int32Array(2), new Float64Array(2), new Float64Array(2)];
    for (let visitor = 0; visitor < visitors; visitor += 1) {
      const arm = next() < 0.5 ? 0 : 1;
      of[arm] = (of[arm] as number) + 1;
      if (next() >= buyers) continue;
      const amount = Math.min(spend(next), cap ?? Number.POSITIVE_INFINITY);
      sums[arm] = (sums[arm] as number) + amount;
      squares[arm] = (squares[arm] as number) + amount ** 2;
    }
    const mean = (arm: number) =>
      meanOf({ sum: sums[arm] as number, squares: squares[arm] as number, of: of[arm] as number });
    if ((compareMeans(mean(0), mean(1))?.pValue ?? 1) < 0.05) apart += 1;
  }
  return apart / runs;
}
