// What the numbers of a site cost: Redis adds up the counters of all shards, for each piece of the period.

import { metricLimits } from '../../redis/metric/bucket.ts';
import { metricExportLimits } from '../../redis/metric/export.ts';
import type { Interval, VisitDimension } from '../../redis/metric/metric.ts';
import { pointMs } from '../../redis/metric/series.ts';
import { goalLimits } from '../../redis/metric/site-goal.ts';
import { time } from '../../redis/metric/time.ts';

export const liveCost = 10;

/** The days of a period, at least one; a period that is refused costs as the longest. */
export function daysIn(from: Date, to: Date): number {
  const days = Math.ceil((to.getTime() - from.getTime()) / time.dayMs);
  return days >= 1 && days <= metricLimits.rangeDays ? days : metricLimits.rangeDays;
}

/** A period is put together from whole days, and from up to sixty hours, quarter-hours and minutes at its ends. */
export function periodCost(from: Date, to: Date): number {
  return 20 + daysIn(from, to);
}

export function seriesCost({
  interval,
  from,
  to,
  filter,
}: {
  interval: Interval;
  from: Date;
  to: Date;
  filter?: unknown;
}) {
  const points = Math.ceil((to.getTime() - from.getTime()) / pointMs[interval]);
  const read = points >= 1 && points <= metricLimits.points ? points : metricLimits.points;
  const visits = filter ? visitorsCost(daysIn(from, to)) : 0;
  return { field: 5 + Math.ceil(read / 4) + visits, multiplier: Math.ceil(read / 10) };
}

/** The period is read for each goal. */
export function goalsCost({ from, to }: { from: Date; to: Date }) {
  return { field: 2 * periodCost(from, to), multiplier: goalLimits.perSite };
}

/** A page of an export reads the totals of each of its days, or all values of it. */
export function exportCost({ by }: { by?: VisitDimension | null }) {
  const days = by ? metricExportLimits.daysOfValues : metricExportLimits.days;
  return { field: 10 * days, multiplier: days };
}

/** What each visitor did on each day is read, and a site may have many. */
export function visitorsCost(days: number): number {
  return 100 + 20 * days;
}
