// What top lists and funnels of selected visits must be, worked out the slow way.

import { timeOf, type Visit } from './visit-model.ts';

/** The values of a dimension by their count: `field` names it in what is known of an event. */
export function valueNumbers(visits: readonly Visit[], field: string, fromMs: number, toMs: number) {
  const keys = new Map<string, { count: number; visitors: Set<string>; buyers: Set<string>; revenue: number }>();
  for (const { visitor, steps } of visits) {
    const inside = steps.filter((step) => timeOf(step) >= fromMs && timeOf(step) < toMs);
    const bought = inside.filter(({ event }) => event.type === 'PURCHASE');
    const found = inside.flatMap(({ values }) => values[field] ?? []);
    for (const key of new Set(found)) {
      const sum = keys.get(key) ?? { count: 0, visitors: new Set(), buyers: new Set(), revenue: 0 };
      keys.set(key, sum);
      sum.count += found.filter((each) => each === key).length;
      sum.visitors.add(visitor);
      if (bought.length > 0) sum.buyers.add(visitor);
      sum.revenue += bought.reduce((all, { event }) => all + Number(event.value?.minor ?? 0), 0);
    }
  }
  return [...keys].map(([key, { count, visitors, buyers, revenue }]) => ({
    key,
    count,
    visitors: visitors.size,
    conversionRate: buyers.size / visitors.size,
    revenue,
  }));
}

export function funnelNumbers(
  visits: readonly Visit[],
  labels: readonly string[],
  fromMs: number,
  toMs: number,
): number[] {
  const reached = labels.map(() => 0);
  for (const visitor of new Set(visits.map((visit) => visit.visitor))) {
    const steps = visits.filter((visit) => visit.visitor === visitor).flatMap((visit) => visit.steps);
    let next = 0;
    for (const step of steps.sort((a, b) => timeOf(a) - timeOf(b))) {
      if (timeOf(step) < fromMs || timeOf(step) >= toMs || next === labels.length) continue;
      const { page, event } = step.values;
      if ((page ?? event) === labels[next]) next += 1;
    }
    for (let step = 0; step < next; step++) reached[step] = (reached[step] as number) + 1;
  }
  return reached;
}
