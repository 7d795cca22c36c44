// Two shares against each other: which is the better one, and how sure that is. Each function names its formula; the
// distributions are jstat's.

import jStat from 'jstat';
import type { Estimate } from './lift.ts';

/** How many of how many. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

export const rateOf = ({ hits, of }: Share): number => (of === 0 ? 0 : hits / of);

export function estimateOf(share: Share): Estimate {
  const mean = rateOf(share);
  return { mean, variance: mean * (1 - mean), of: share.of };
}

/** Two-sided z-test of two shares with the pooled rate: `prop.test(correct = FALSE)` in R. Null where it has no answer. */
export function pValueOf(control: Share, arm: Share): number | null {
  if (control.of === 0 || arm.of === 0) return null;
  const pooled = (control.hits + arm.hits) / (control.of + arm.of);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / control.of + 1 / arm.of));
  if (error === 0) return null;
  return 2 * jStat.normal.cdf(-Math.abs(rateOf(arm) - rateOf(control)) / error, 0, 1);
}

/** Beyond this many observations the posteriors are taken as normal; they differ by less than a thousandth there. */
const exactMax = 20_000;

/**
 * How likely it is that the arm's true rate is the greater one, where nothing was known before: each rate has the
 * posterior Beta(1 + hits, 1 + misses).
 */
export function chanceToWinOf(control: Share, arm: Share): number {
  const first = posterior(control);
  const second = posterior(arm);
  if (control.of + arm.of > exactMax)
    return jStat.normal.cdf((second.mean - first.mean) / Math.hypot(first.deviation, second.deviation), 0, 1);
  // Simpson's rule over all of the second posterior that weighs anything.
  const from = Math.max(0, second.mean - 12 * second.deviation);
  const to = Math.min(1, second.mean + 12 * second.deviation);
  const steps = 400;
  const width = (to - from) / steps;
  let sum = 0;
  let mass = 0;
  for (let step = 0; step <= steps; step += 1) {
    const x = from + step * width;
    const factor = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    const density = factor * jStat.beta.pdf(x, second.alpha, second.beta);
    mass += density;
    sum += density * jStat.beta.cdf(x, first.alpha, first.beta);
  }
  return Math.min(1, Math.max(0, sum / mass));
}

function posterior({ hits, of }: Share): { alpha: number; beta: number; mean: number; deviation: number } {
  const alpha = 1 + hits;
  const beta = 1 + of - hits;
  const all = alpha + beta;
  return { alpha, beta, mean: alpha / all, deviation: Math.sqrt((alpha * beta) / (all ** 2 * (all + 1))) };
}

/**
 * Chi-squared test of counts against the shares they should have: a tiny value says that visitors were lost or counted
 * twice. Null while fewer than five are expected anywhere.
 */
export function sampleRatioPValueOf(counts: readonly number[], weights: readonly number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const expected = weights.map((weight) => (weight / whole) * total);
  if (counts.length < 2 || Math.min(...expected) < 5) return null;
  const chi = counts.reduce(
    (sum, count, index) => sum + (count - (expected[index] as number)) ** 2 / (expected[index] as number),
    0,
  );
  return Math.max(0, 1 - jStat.chisquare.cdf(chi, counts.length - 1));
}
