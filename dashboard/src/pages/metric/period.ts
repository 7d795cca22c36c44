// From a choice of days to the times and the grain that the API is asked with.

import type { Interval } from '../../generated/graphql.ts';

const dayMs = 86_400_000;

export interface Period {
  /** The first day, as `2026-01-31`, in UTC. */
  from: string;
  /** The last day, included. */
  to: string;
}

export function lastDays(days: number, now = Date.now()): Period {
  return { from: dayOf(now - (days - 1) * dayMs), to: dayOf(now) };
}

/** From the midnight of UTC that begins the first day to the one that ends the last. */
export function timesOf({ from, to }: Period): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(Date.parse(to) + dayMs).toISOString() };
}

/** Hours where they are at most a week's, days otherwise. */
export function intervalOf(period: Period): Interval {
  return daysOf(period) <= 7 ? 'HOUR' : 'DAY';
}

const funnelDays = 31;

/** Whether it is short enough to be looked at visitor by visitor. */
export function takesFunnel(period: Period): boolean {
  return daysOf(period) <= funnelDays;
}

const retentionDays = 14;

/** The days whose new visitors are looked after: of a long period its last. */
export function retentionOf(period: Period): { from: string; days: number } {
  const days = Math.min(retentionDays, daysOf(period));
  return { from: new Date(Date.parse(period.to) - (days - 1) * dayMs).toISOString(), days };
}

function daysOf({ from, to }: Period): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs + 1;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
