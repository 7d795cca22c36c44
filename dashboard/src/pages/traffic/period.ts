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

export interface Bounds {
  from: string;
  to: string;
  interval: Interval;
  /** Whether it is short enough to be looked at visitor by visitor. */
  withFunnel: boolean;
}

const funnelDays = 31;

/** Hours where they are at most a week's, days otherwise. */
export function boundsOf({ from, to }: Period): Bounds {
  const start = Date.parse(from);
  const end = Date.parse(to) + dayMs;
  return {
    from: new Date(start).toISOString(),
    to: new Date(end).toISOString(),
    interval: end - start <= 7 * dayMs ? 'HOUR' : 'DAY',
    withFunnel: end - start <= funnelDays * dayMs,
  };
}

const retentionDays = 14;

/** The days whose new visitors are looked after: of a long period its last. */
export function retentionOf({ from, to }: Period): { from: string; days: number } {
  const days = Math.min(retentionDays, (Date.parse(to) - Date.parse(from)) / dayMs + 1);
  return { from: new Date(Date.parse(to) - (days - 1) * dayMs).toISOString(), days };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
