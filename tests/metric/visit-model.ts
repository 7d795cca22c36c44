// What the numbers of selected visits must be, worked out the slow way from a set of events.

import type { MetricEvent, VisitFilter } from '../../src/redis/metric/metric.ts';

const gapMs = 30 * 60_000;

/** An event, and what is known of its visit by it. */
export interface KnownEvent {
  readonly event: MetricEvent;
  readonly values: Readonly<Record<string, string>>;
}

export interface Visit {
  readonly visitor: string;
  /** Oldest first. */
  readonly steps: readonly KnownEvent[];
  readonly beside: readonly KnownEvent[];
}

export const timeOf = ({ event }: KnownEvent): number => (event.at as Date).getTime();
const isBeside = ({ event }: KnownEvent): boolean => event.type === 'REFUND' || event.type === 'ENGAGEMENT';

export function visitsOf(events: readonly KnownEvent[]): Visit[] {
  const visits: Visit[] = [];
  for (const visitor of new Set(events.map(({ event }) => event.visitorId))) {
    const own = events.filter(({ event }) => event.visitorId === visitor).sort((a, b) => timeOf(a) - timeOf(b));
    const found: KnownEvent[][] = [];
    for (const step of own.filter((each) => !isBeside(each))) {
      const last = found.at(-1)?.at(-1);
      if (last && timeOf(step) - timeOf(last) <= gapMs) found.at(-1)?.push(step);
      else found.push([step]);
    }
    const inside = (visit: KnownEvent[], at: number): boolean =>
      at >= timeOf(visit[0] as KnownEvent) && at <= timeOf(visit.at(-1) as KnownEvent) + gapMs;
    const beside = own.filter(isBeside);
    for (const steps of found)
      visits.push({ visitor, steps, beside: beside.filter((each) => inside(steps, timeOf(each))) });
    for (const each of beside)
      if (!found.some((steps) => inside(steps, timeOf(each)))) visits.push({ visitor, steps: [], beside: [each] });
  }
  return visits;
}

/** What filters ask for beside visits: which events reach a goal, and which variant of the experiment a visitor was shown. */
export interface Beside {
  readonly goals: Readonly<Record<string, (values: KnownEvent['values']) => boolean>>;
  readonly variants: ReadonlyMap<string, string | null>;
}

export function selects(filter: VisitFilter, visit: Visit, known: Beside): boolean {
  const { and, or, not, property, goal, variant, ...fields } = filter;
  const parts = Object.entries(fields).map(([field, values]) => {
    const pages = visit.steps.flatMap(({ values: { page } }) => (page ? [page] : []));
    const edges: Readonly<Record<string, readonly (string | undefined)[]>> = {
      entryPage: [pages[0]],
      exitPage: [pages.at(-1)],
    };
    const having = edges[field] ?? visit.steps.map(({ values: all }) => all[field]);
    return having.some((value) =>
      (values as string[]).some((each) => (each.endsWith('*') ? value?.startsWith(each.slice(0, -1)) : value === each)),
    );
  });
  if (property)
    parts.push(
      visit.steps.some(({ event }) => {
        const value = (event.properties as Record<string, unknown> | null | undefined)?.[property.name];
        return value !== undefined && property.values.includes(String(value));
      }),
    );
  if (goal) parts.push(goal.some((name) => visit.steps.some(({ values }) => known.goals[name]?.(values))));
  if (variant) parts.push(variant.variants.includes(known.variants.get(visit.visitor) ?? ''));
  if (and) parts.push(and.every((each) => selects(each, visit, known)));
  if (or) parts.push(or.some((each) => selects(each, visit, known)));
  if (not) parts.push(!selects(not, visit, known));
  return parts.every(Boolean);
}

/** The numbers of [fromMs, toMs). */
export function visitNumbers(visits: readonly Visit[], fromMs: number, toMs: number) {
  const isIn = (each: KnownEvent): boolean => timeOf(each) >= fromMs && timeOf(each) < toMs;
  const steps = visits.flatMap((visit) => visit.steps.filter(isIn));
  const beside = visits.flatMap((visit) => visit.beside.filter(isIn));
  const begun = visits.filter(({ steps: [first] }) => first && isIn(first));
  const bought = steps.filter(({ event }) => event.type === 'PURCHASE');
  const pageViews = steps.filter(({ event }) => event.type === 'PAGE_VIEW').length;
  const visitors = new Set(steps.map(({ event }) => event.visitorId)).size;
  const seconds = beside.reduce((sum, { event }) => sum + (event.seconds ?? 0), 0);
  const money = [...bought, ...beside.filter(({ event }) => event.type === 'REFUND')];
  const minor = money.reduce(
    (sum, { event }) => sum + (event.type === 'REFUND' ? -1 : 1) * Number(event.value?.minor ?? 0),
    0,
  );
  const buyers = new Set(bought.map(({ event }) => event.visitorId)).size;
  return {
    pageViews,
    visitors,
    sessions: begun.length,
    bounceRate: begun.length === 0 ? 0 : begun.filter((visit) => visit.steps.length === 1).length / begun.length,
    secondsPerView: pageViews === 0 || seconds === 0 ? null : seconds / pageViews,
    conversions: bought.length,
    conversionRate: visitors === 0 ? 0 : buyers / visitors,
    revenue: money.some(({ event }) => event.value) ? minor : 0,
  };
}
