// What several processes count, in one text: each with its place among them as a label, since a process that is replaced counts from
// zero again, which Prometheus understands of one process and not of a sum.

import { AggregatorRegistry } from 'prom-client';
import type { Counts } from './messages.ts';

export async function gathered(byPlace: ReadonlyMap<number, Counts>): Promise<string> {
  const all = [...byPlace].map(([place, counts]) =>
    counts.map((metric) => ({
      ...metric,
      // Nothing is left out, or made an average: the label keeps all apart.
      aggregator: 'sum' as const,
      values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process: String(place) } })),
    })),
  );
  return AggregatorRegistry.aggregate(all).metrics();
}
