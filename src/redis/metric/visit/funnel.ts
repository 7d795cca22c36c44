// How far the visitors of selected visits went along the steps of a funnel, and who of them came on a day.

import type { Turns } from '../../base/turns.ts';
import type { FilterNode } from './filter.ts';
import type { SiteNames } from './names.ts';
import type { Segment } from './segment.ts';
import { VisitSelector } from './selection.ts';
import type { Span } from './sums.ts';
import type { Visits } from './visits.ts';

/**
 * How many visitors took the first step, the first two, and so on, whatever they did in between.
 * @param labels of the steps, each after its kind.
 */
export async function countFunnel(
  visits: Visits,
  node: FilterNode | null,
  labels: readonly string[],
  span: Span,
  turns: Turns,
): Promise<number[]> {
  const { names } = visits;
  const wanted = labels.map((label) => names.labels.find(label));
  const taken = new Uint8Array(names.visitors.size);
  await eachSelected(visits, node, turns, ({ dayMs, times, visitors, labels: column }, first, end) => {
    const visitor = visitors[first] as number;
    for (let step = first; step < end; step++) {
      const at = dayMs + (times[step] as number);
      if (at < span.fromMs || at >= span.toMs || column[step] !== wanted[taken[visitor] as number]) continue;
      taken[visitor] = (taken[visitor] as number) + 1;
    }
  });
  const reached = labels.map(() => 0);
  for (const steps of taken) for (let step = 0; step < steps; step++) reached[step] = (reached[step] as number) + 1;
  return reached;
}

/** Whether a visitor had a selected visit on a day; for the names by whose numbers visitors are given. */
export async function visitorsOfDays(
  visits: Visits,
  node: FilterNode,
  turns: Turns,
): Promise<(names: SiteNames) => (visitor: number, dayMs: number) => boolean> {
  const { names: own } = visits;
  const days = new Map<number, Uint8Array>();
  await eachSelected(visits, node, turns, ({ dayMs, visitors }, first) => {
    const there = days.get(dayMs) ?? new Uint8Array(own.visitors.size);
    days.set(dayMs, there);
    there[visitors[first] as number] = 1;
  });
  // What is held may have been read anew since, with other numbers.
  return (names) => (visitor, dayMs) =>
    days.get(dayMs)?.[names === own ? visitor : own.visitors.find(names.visitors.textOf(visitor))] === 1;
}

/** Calls `visit` for each piece of a selected visit, those of a visitor from the oldest on. */
async function eachSelected(
  visits: Visits,
  node: FilterNode | null,
  turns: Turns,
  visit: (segment: Segment, first: number, end: number) => void,
): Promise<void> {
  const selector = new VisitSelector(node, visits.names);
  for (const segments of visits.shards) {
    await turns.next('visits');
    const { shard, selected } = selector.apply(segments);
    for (const [index, segment] of segments.entries()) {
      await turns.next('visits');
      const offset = shard.offsets[index] as number;
      const { starts } = segment;
      for (let piece = 0; piece < starts.length - 1; piece++)
        if (selected[offset + piece] === 1) visit(segment, starts[piece] as number, starts[piece + 1] as number);
    }
  }
}
