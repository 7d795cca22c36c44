// What the numbers must be, worked out the slow way from a set of events.

import { normalisePath } from '../../src/redis/metric/dimension.ts';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';

const gapMs = 30 * 60_000;

export interface Expected {
  pageViews: number;
  visitors: number;
  sessions: number;
  bounces: number;
  conversions: number;
  revenueMinor: number;
  pages: Map<string, number>;
  transitions: Map<string, number>;
}

/** The numbers of [fromMs, toMs) for events that are all given, once each, in any order. */
export function expectedNumbers(events: readonly MetricEvent[], fromMs: number, toMs: number): Expected {
  const numbers: Expected = {
    pageViews: 0,
    visitors: 0,
    sessions: 0,
    bounces: 0,
    conversions: 0,
    revenueMinor: 0,
    pages: new Map(),
    transitions: new Map(),
  };
  const inside = (event: MetricEvent): boolean => timeOf(event) >= fromMs && timeOf(event) < toMs;
  for (const visitorId of new Set(events.map((event) => event.visitorId))) {
    const own = events.filter((event) => event.visitorId === visitorId);
    if (own.some(inside)) numbers.visitors++;
    for (const event of own.filter(inside)) {
      if (event.type === 'PAGE_VIEW') {
        numbers.pageViews++;
        bump(numbers.pages, labelOf(event));
      }
      if (event.type === 'PURCHASE') {
        numbers.conversions++;
        numbers.revenueMinor += Number(event.value?.minor ?? 0);
      }
    }
    for (const session of sessionsOf(own)) {
      if (inside(session[0] as MetricEvent)) {
        numbers.sessions++;
        if (session.length === 1) numbers.bounces++;
      }
      for (let index = 1; index < session.length; index++) {
        const here = session[index] as MetricEvent;
        if (inside(here)) bump(numbers.transitions, `${labelOf(session[index - 1] as MetricEvent)} → ${labelOf(here)}`);
      }
    }
  }
  return numbers;
}

function timeOf(event: MetricEvent): number {
  return (event.at as Date).getTime();
}

function labelOf(event: MetricEvent): string {
  return event.type === 'PAGE_VIEW' ? normalisePath(event.path as string) : (event.name ?? event.type);
}

function sessionsOf(events: readonly MetricEvent[]): MetricEvent[][] {
  const sessions: MetricEvent[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const event of [...events].sort((a, b) => timeOf(a) - timeOf(b))) {
    if (timeOf(event) - last > gapMs) sessions.push([]);
    sessions[sessions.length - 1]?.push(event);
    last = timeOf(event);
  }
  return sessions;
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
