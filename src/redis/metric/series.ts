// What a series consists of: where its points begin and end, and which sum is its value.

import { refuse } from '../base/problem.ts';
import { metricLimits } from './bucket.ts';
import type { CountLetter, Sums, Wanted } from './read.ts';
import { ceilTo, floorTo, time } from './time.ts';

export type Metric = 'PAGE_VIEWS' | 'VISITORS' | 'SESSIONS' | 'BOUNCES' | 'CONVERSIONS' | 'EVENTS';

/** How long a point is. */
export const pointMs = { MINUTE: time.minuteMs, HOUR: time.hourMs, DAY: time.dayMs } as const;
export type Interval = keyof typeof pointMs;

const letters: Partial<Record<Metric, CountLetter>> = {
  PAGE_VIEWS: 'p',
  SESSIONS: 's',
  BOUNCES: 'b',
  CONVERSIONS: 'c',
  EVENTS: 'e',
};

export function pointsOf(interval: Interval, fromMs: number, toMs: number): { fromMs: number; toMs: number }[] {
  const step = pointMs[interval];
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
  return { counts: [], visitors: true };
}

/** The value of a point from its sums. */
export function pointValue(metric: Metric, { counts, visitors }: Sums): number {
  const letter = letters[metric];
  return letter ? counts[letter] : visitors;
}
