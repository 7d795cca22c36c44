// What a series consists of: where its points begin and end, and which sum is its value.

import { refuse } from '../base/problem.ts';
import { checkTimezone, daysBetween } from '../base/timezone.ts';
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

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The points of a series. In a time zone they are its days, and the hours and minutes that each of these consists of; a day on which the
 * clock is changed has an hour more or less. Without one, all are equally long.
 * @throws Refusal INVALID for too many points, or a time zone that is none.
 */
export function pointsOf(interval: Interval, fromMs: number, toMs: number, timezone?: string): Span[] {
  const step = pointMs[interval];
  const first = fromMs % time.quarterMs === 0 ? fromMs : floorTo(fromMs, step);
  const count = ceilTo(toMs - first, step) / step;
  if (count > metricLimits.points) refuseTooMany(count);
  if (timezone === undefined) return spansOf(first, first + count * step, step);
  checkTimezone(timezone);
  // Times of before there were zones lie beside the borders of what is counted.
  const days = daysBetween(timezone, fromMs, toMs).map((begin) => floorTo(begin, time.quarterMs));
  const points = days
    .slice(1)
    .flatMap((end, index) => spansOf(days[index] as number, end, interval === 'DAY' ? end : step))
    .filter((point) => point.toMs > fromMs && point.fromMs < toMs);
  if (points.length > metricLimits.points) refuseTooMany(points.length);
  return points;
}

/** Cuts a time into pieces of a length; the last may be shorter. */
function spansOf(fromMs: number, toMs: number, step: number): Span[] {
  const spans: Span[] = [];
  for (let at = fromMs; at < toMs; at += step) spans.push({ fromMs: at, toMs: Math.min(at + step, toMs) });
  return spans;
}

function refuseTooMany(count: number): never {
  return refuse(
    'INVALID',
    `The range has ${count} points; at most ${metricLimits.points} are given at once.`,
    'interval',
  );
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
