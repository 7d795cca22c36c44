// Metrics of an experiment with visitors drawn at random, looked at again and again: how often two variants that are alike are told
// apart, and how often a guardrail is called hurt.

import type { Experiment, ExperimentMetric } from '../../src/redis/experiment/experiment.ts';
import { decision } from '../../src/resolvers/experiment/comparison.ts';
import { metricResultsOf } from '../../src/resolvers/experiment/metric.ts';
import { liftErrors } from '../../src/statistics/difference.ts';
import { Sequence } from '../../src/statistics/sequence.ts';
import { random } from './simulated-experiments.ts';

export interface MetricTrial {
  readonly runs: number;
  /** Visitors of all variants; the experiment is planned for as many. */
  readonly visitors: number;
  readonly lookEvery: number;
  /** The share of the visitors of each variant that has an event. */
  readonly rates: readonly number[];
  /** What such a visitor counts, from numbers from 0 to 1. Without it, the metric is a rate. */
  spend?(next: () => number): number;
  readonly cap?: number;
  readonly mayFallBy?: number;
  readonly seed: number;
}

/** Of all runs, from 0 to 1: what was so at any look. */
export interface MetricOutcome {
  readonly apart: number;
  readonly hurt: number;
}

export function simulateMetric(trial: MetricTrial): MetricOutcome {
  const next = random(trial.seed);
  const sequence = new Sequence(decision.alpha / (trial.rates.length - 1));
  let [apart, hurt] = [0, 0];
  for (let run = 0; run < trial.runs; run += 1) {
    const found = runOnce(trial, next, sequence);
    if (found.apart) apart += 1;
    if (found.hurt) hurt += 1;
  }
  return { apart: apart / trial.runs, hurt: hurt / trial.runs };
}

interface Arms {
  readonly of: number[];
  readonly hits: number[];
  readonly sums: number[];
  readonly squares: number[];
}

function runOnce(trial: MetricTrial, next: () => number, sequence: Sequence): { apart: boolean; hurt: boolean } {
  const { rates, spend, cap = Number.POSITIVE_INFINITY, visitors, lookEvery } = trial;
  const zeros = () => rates.map(() => 0);
  const arms: Arms = { of: zeros(), hits: zeros(), sums: zeros(), squares: zeros() };
  const add = (list: number[], arm: number, more: number) => {
    list[arm] = (list[arm] as number) + more;
  };
  const found = { apart: false, hurt: false };
  for (let visitor = 1; visitor <= visitors; visitor += 1) {
    const arm = Math.floor(next() * rates.length);
    add(arms.of, arm, 1);
    if (next() < (rates[arm] as number)) {
      add(arms.hits, arm, 1);
      const amount = spend ? Math.round(100 * Math.min(spend(next), cap)) : 0;
      add(arms.sums, arm, amount);
      add(arms.squares, arm, amount ** 2);
    }
    if (visitor % lookEvery === 0) look(trial, arms, sequence, found);
  }
  return found;
}

/** As Mortar judges. Of rates it is asked only where a difference is beyond the sequence: an interval of a rate takes long. */
function look(trial: MetricTrial, arms: Arms, sequence: Sequence, found: { apart: boolean; hurt: boolean }): void {
  const { rates, visitors, mayFallBy = null, spend } = trial;
  const share = (index: number) => ({ hits: arms.hits[index] as number, of: arms.of[index] as number });
  const errorsOf = (index: number) =>
    sequence.errorsAt((share(0).of + share(index).of) / ((visitors * 2) / rates.length));
  const mayBe = (index: number) =>
    [0, -(mayFallBy ?? 0)].some((lift) => Math.abs(liftErrors(share(0), share(index), lift)) > errorsOf(index));
  if (!spend && !rates.some((_, index) => index > 0 && arms.of.every(Boolean) && mayBe(index))) return;
  const counted = rates.map((_, index) => ({
    variant: String(index),
    exposures: share(index).of,
    conversions: share(index).hits,
    revenue: new Map([['EUR', { sum: BigInt(arms.sums[index] as number), squares: arms.squares[index] as number }]]),
  }));
  const metric: ExperimentMetric = {
    ...{ key: 'm', event: 'e', kind: spend ? 'REVENUE' : 'CONVERSION', currency: spend ? 'EUR' : null },
    ...{ cap: null, mayFallBy, mayRiseBy: null },
  };
  const counts = { arms: counted, multipleExposures: 0, metrics: new Map([['m', counted]]) };
  const [result] = metricResultsOf({ metrics: [metric] } as unknown as Experiment, counts, errorsOf);
  for (const { differenceInterval, status } of result?.arms ?? []) {
    if (differenceInterval && (differenceInterval[0] > 0 || differenceInterval[1] < 0)) found.apart = true;
    if (status === 'HURT') found.hurt = true;
  }
}
