// From a choice of days to the times and the grain that the API is asked with. Days are those of a time zone.

import type { Interval } from '../../generated/graphql.ts';
import { addDays, dayIn, startOfDay } from '../../zone.ts';

const dayMs = 86_400_000;

export interface Period {
  /** The first day, as `2026-01-31`. */
  from: string;
  /** The last day, included. */
  to: string;
}

/** The days until today, which is the last of them. */
export function lastDays(days: number, zone: string, now = Date.now()): Period {
  const to = dayIn(zone, now);
  return { from: addDays(to, 1 - days), to };
}

/** From the midnight that begins the first day to the one that ends the last. */
export function timesOf({ from, to }: Period, zone: string): { from: string; to: string } {
  return {
    from: new Date(startOfDay(zone, from)).toISOString(),
    to: new Date(startOfDay(zone, addDays(to, 1))).toISOString(),
  };
}

/** Hours where they are at most a week's, days otherwise. */
export function intervalOf(period: Period): Interval {
  return daysOf(period) <= 7 ? 'HOUR' : 'DAY';
}

/** How long a point of it lasts, in milliseconds. */
export function stepOf(interval: Interval): number {
  return interval === 'DAY' ? dayMs : interval === 'HOUR' ? dayMs / 24 : dayMs / 1_440;
}

const funnelDays = 31;

/** Whether it is short enough to be looked at visitor by visitor. */
export function takesFunnel(period: Period): boolean {
  return daysOf(period) <= funnelDays;
}

const retentionDays = 14;

/** The days whose new visitors are looked after: of a long period its last. These are days of UTC. */
export function retentionOf(period: Period): { from: string; days: number } {
  const days = Math.min(retentionDays, daysOf(period));
  return { from: new Date(Date.parse(addDays(period.to, 1 - days))).toISOString(), days };
}

/** Whether text is a day, as an address may have it: the 31st of February is none. */
export function isDay(text: string | null): text is string {
  if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** As many as can be asked for in any time zone: a day on which the clocks change has 25 hours. */
const daysAtMost = 399;

/** The last of its days, where it has too many. */
export function endOf(period: Period): Period {
  const first = addDays(period.to, 1 - daysAtMost);
  return period.from < first ? { ...period, from: first } : period;
}

/** The first of its days, where it has too many. */
export function beginningOf(period: Period): Period {
  const last = addDays(period.from, daysAtMost - 1);
  return period.to > last ? { ...period, to: last } : period;
}

function daysOf({ from, to }: Period): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs + 1;
}
