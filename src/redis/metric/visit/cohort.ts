// Who was new on each of some days, and when they were back.

import type { Turns } from '../../base/turns.ts';
import type { VisitorDays } from './visits.ts';

interface Cohort {
  size: number;
  /** How many of them came on each later day. */
  readonly returned: number[];
}

interface CohortSettings {
  /** One after the other: the first `before` are looked at to tell who is new. At most 31 each. */
  readonly days: readonly number[];
  readonly before: number;
  /** Whether a visitor, by their number among the names, counts among the new ones of a day. */
  readonly selects: (visitor: number, dayMs: number) => boolean;
}

export async function countCohorts(
  { names, shards }: VisitorDays,
  { days, before, selects }: CohortSettings,
  turns: Turns,
): Promise<Cohort[]> {
  const asked = days.slice(before);
  const cohorts = asked.map((_, index) => ({ size: 0, returned: asked.slice(index + 1).map(() => 0) }));
  const placeOf = new Map(days.map((dayMs, place) => [dayMs, place]));
  // Of each visitor, the last day before those that are asked for (-1 for none), and a bit for each of these.
  const last = new Int32Array(names.visitors.size).fill(-1);
  const came = new Uint32Array(names.visitors.size);
  for (const shard of shards) {
    await turns.next('visits');
    for (const { dayMs, visitors } of shard) {
      const place = placeOf.get(dayMs) as number;
      for (const visitor of visitors)
        if (place < before) last[visitor] = place;
        else came[visitor] = (came[visitor] as number) | (1 << (place - before));
    }
  }
  await turns.next('visits');
  for (const [visitor, bits] of came.entries()) {
    if (bits === 0) continue;
    let previous = (last[visitor] as number) - before;
    for (let index = 0; index < asked.length; index++) {
      if (((bits >>> index) & 1) === 0) continue;
      const isNew = index - previous > before;
      previous = index;
      if (!isNew || !selects(visitor, asked[index] as number)) continue;
      const cohort = cohorts[index] as Cohort;
      cohort.size += 1;
      for (let later = 0; later < cohort.returned.length; later++)
        cohort.returned[later] = (cohort.returned[later] as number) + ((bits >>> (index + 1 + later)) & 1);
    }
  }
  return cohorts;
}
