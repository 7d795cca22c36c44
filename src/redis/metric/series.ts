// What a series is made of: where its points lie and which sum is its value.

import { minorDigits } from '../base/money.ts';
import { refuse } from '../base/problem.ts';
import { ceilTo, floorTo, metricLimits, time } from './bucket.ts';
import type { CountLetter, Sums, Wanted } from './read.ts';

export type Metric = 'PAGE_VIEWS' | 'VISITORS' | 'SESSIONS' | 'BOUNCES' | 'CONVERSIONS' | 'REVENUE' | 'EVENTS';

const stepMs = { MINUTE: time.minuteMs, HOUR: time.hourMs, DAY: time.dayMs } as const;
export type Interval = keyof typeof stepMs;

const letters: Partial<Record<Metric, CountLetter>> = {
  PAGE_VIEWS: 'p',
  SESSIONS: 's',
  BOUNCES: 'b',
  CONVERSIONS: 'c',
  EVENTS: 'e',
};

export function pointsOf(interval: Interval, fromMs: number, toMs: number): { fromMs: number; toMs: number }[] {
  const step = stepMs[interval];
  const first = fromMs % time.quarterMs === 0 ? fromMs : floorTo(fromMs, step);
  const count = ceilTo(toMs - first, step) / step;
  if (count > metricLimits.points)
    refuse('INVALID', `The range has ${count} points; at most ${metricLimits.points} are given at once.`, 'interval');
  return Array.from({ length: count }, (_, index) => ({
    fromMs: first + index * step,
    toMs: first + (index + 1) * step,
  }));
}

export function wantedFor(metric: Metric): Wanted {
  const letter = letters[metric];
  if (letter) return { counts: [letter] };
  return metric === 'VISITORS' ? { counts: [], visitors: true } : { counts: [], revenue: true };
}

/** How a point's sums become its value. Revenue is in major units of the range's main currency, the one with most of it. */
export function pointValue(metric: Metric, all: readonly Sums[]): (sums: Sums) => number {
  const letter = letters[metric];
  if (letter) return (sums) => sums.counts[letter];
  if (metric === 'VISITORS') return (sums) => sums.visitors;
  const totals = new Map<string, bigint>();
  for (const { revenue } of all)
    for (const [currency, minor] of revenue) totals.set(currency, (totals.get(currency) ?? 0n) + minor);
  const main = [...totals].sort((a, b) => (a[1] < b[1] ? 1 : -1))[0]?.[0];
  if (!main) return () => 0;
  const unit = 10 ** minorDigits(main);
  return (sums) => Number(sums.revenue.get(main) ?? 0n) / unit;
}
