// What the numbers of a time were: totals, series and top lists, and null for what is no longer known.

import { checkLimit } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import type { ReportHandle } from '../base/report-handle.ts';
import type { Turns } from '../base/turns.ts';
import { bucketsSince, metricLimits, minutesSince, type Piece, piecesOf, type Retention } from './bucket.ts';
import { isListed, type VisitDimension } from './dimension.ts';
import { type IsKnown, knownAmong, knownDays, leftAmong } from './known.ts';
import { readSums, readTop, type Sums, type TopEntry, type Wanted } from './read.ts';
import { type Interval, type Metric, pointsOf, pointValue, wantedFor } from './series.ts';
import { ceilTo, floorTo, time } from './time.ts';
import { type FilterSources, filterNode, type VisitFilter } from './visit/filter.ts';
import { type Span, sumVisits } from './visit/sums.ts';
import { orderValues, type TopOrder, topOfVisits } from './visit/top.ts';
import type { VisitIndex, Visits } from './visit/visits.ts';

/** The numbers of a period, each null if not all of the period is known. */
export interface MetricTotals {
  readonly pageViews: number | null;
  readonly visitors: number | null;
  readonly sessions: number | null;
  /** Sessions with one event, divided by all sessions. */
  readonly bounceRate: number | null;
  /** Seconds for which visitors saw pages, divided by page views. */
  readonly secondsPerView: number | null;
  readonly conversions: number | null;
  /** Visitors with a purchase, divided by all visitors. */
  readonly conversionRate: number | null;
  /** Minor units by currency. */
  readonly revenue: ReadonlyMap<string, bigint> | null;
  /** Where the last part of the period begins that is known from there to its end: its own beginning, or its end. */
  readonly completeFrom: Date;
}

export interface MetricPoint {
  readonly at: Date;
  /** Null if it is no longer known. */
  readonly value: number | null;
}

export interface RevenuePoint {
  readonly at: Date;
  /** Minor units by currency; null if they are no longer known. */
  readonly revenue: ReadonlyMap<string, bigint> | null;
}

/** From when on what is counted is known, by the periods for which it is kept. Older numbers may be there if they came later. */
export interface CompleteFrom {
  readonly minutes: Date;
  readonly quarterHours: Date;
  readonly days: Date;
  readonly funnels: Date;
  readonly retention: Date;
}

/** Where a report is read, of which site, and when. */
export interface Reading {
  readonly redis: ReportHandle;
  readonly site: string;
  readonly nowMs: number;
  readonly kept: Retention;
  readonly visits: VisitIndex;
  readonly sources: FilterSources;
  readonly turns: Turns;
}

export async function readTotals(
  reading: Reading,
  from: Date,
  to: Date,
  filter?: VisitFilter | null,
): Promise<MetricTotals> {
  const pieces = roundedPieces(reading, from, to);
  if (filter) return readFilteredTotals(reading, pieces, filter);
  const wanted: Wanted = { counts: ['p', 's', 'b', 'c', 't'], visitors: true, buyers: true, revenue: true };
  const [sums] = (await readSums(reading.redis, reading.site, [pieces], wanted)) as [Sums];
  const completeFrom = completeSince(pieces, await knownIn(reading, pieces));
  if (completeFrom > (pieces[0] as Piece).atMs) return { ...unknownTotals, completeFrom: new Date(completeFrom) };
  return totalsOf(sums, new Date(completeFrom));
}

function totalsOf({ counts, visitors, buyers, revenue }: Sums, completeFrom: Date): MetricTotals {
  return {
    pageViews: counts.p,
    visitors,
    sessions: counts.s,
    bounceRate: rate(counts.b, counts.s),
    secondsPerView: counts.p === 0 || counts.t === 0 ? null : counts.t / counts.p,
    conversions: counts.c,
    conversionRate: rate(buyers, visitors),
    revenue,
    completeFrom,
  };
}

async function readFilteredTotals(
  reading: Reading,
  pieces: readonly Piece[],
  filter: VisitFilter,
): Promise<MetricTotals> {
  const last = pieces[pieces.length - 1] as Piece;
  const span = { fromMs: (pieces[0] as Piece).atMs, toMs: last.atMs + last.ms };
  const { sums, unknownUntil } = await readVisitSums(reading, [span], filter);
  if (unknownUntil > span.fromMs)
    return { ...unknownTotals, completeFrom: new Date(Math.min(unknownUntil, span.toMs)) };
  return totalsOf(sums[0] as Sums, new Date(span.fromMs));
}

/** The sums of selected visits, and until when they are not known in full: 0 if all are. */
async function readVisitSums(reading: Reading, spans: readonly Span[], filter: VisitFilter) {
  const node = await filterNode(filter, reading.sources);
  const [fromMs, toMs] = [(spans[0] as Span).fromMs, (spans[spans.length - 1] as Span).toMs];
  const { visits, unknownUntil } = await visitsOf(reading, fromMs, toMs, true);
  return { sums: await sumVisits(visits, node, spans, reading.turns), unknownUntil };
}

/**
 * Visits of a time, with the days beside it, on which they may begin or go on; and until when they are not known in full.
 * @param profiles whether what profiles tell is asked for, too: releases before kept none.
 */
export async function visitsOf(
  { redis, site, nowMs, visits }: Reading,
  fromMs: number,
  toMs: number,
  profiles: boolean,
): Promise<{ readonly visits: Visits; readonly unknownUntil: number }> {
  const first = floorTo(fromMs, time.dayMs);
  const days: number[] = [];
  for (let day = first - time.dayMs; day < toMs + time.dayMs; day += time.dayMs) if (day >= 0) days.push(day);
  const found = await visits.read(site, days);
  const asked = days.filter((day) => day >= first && day < toMs);
  const isKnown = await knownDays(redis, site, 'journals', asked, nowMs);
  const partial = new Set(found.shards.flat().flatMap(({ isWhole, dayMs }) => (isWhole || !profiles ? [] : [dayMs])));
  const unknown = asked.findLast((day) => !isKnown(day) || partial.has(day));
  return { visits: found, unknownUntil: unknown === undefined ? 0 : unknown + time.dayMs };
}

const unknownTotals = {
  ...{ pageViews: null, visitors: null, sessions: null, bounceRate: null },
  ...{ secondsPerView: null, conversions: null, conversionRate: null, revenue: null },
};

/** How a time is cut into points. */
export interface Cut {
  readonly interval: Interval;
  readonly from: Date;
  readonly to: Date;
  /** Whose days, and their hours, the points are. Without one all points are equally long. */
  readonly timezone: string | undefined;
  readonly filter?: VisitFilter | null | undefined;
}

export async function readSeries(reading: Reading, metric: Metric, cut: Cut): Promise<MetricPoint[]> {
  const points = await readPoints(reading, cut, wantedFor(metric));
  return points.map(({ at, sums }) => ({ at, value: sums && pointValue(metric, sums) }));
}

export async function readRevenueSeries(reading: Reading, cut: Cut): Promise<RevenuePoint[]> {
  const points = await readPoints(reading, cut, { counts: [], revenue: true });
  return points.map(({ at, sums }) => ({ at, revenue: sums?.revenue ?? null }));
}

/** How a top list is asked of visits, and not of what was counted by dimension. */
export interface TopOfVisits {
  readonly filter?: VisitFilter | null;
  readonly orderBy?: TopOrder | null;
}

/** The most frequent values of a dimension; null if not all of the range is known. */
export async function readTopIn(
  reading: Reading,
  dimension: VisitDimension,
  from: Date,
  to: Date,
  limit: number,
  ofVisits: TopOfVisits,
): Promise<TopEntry[] | null> {
  checkRange(from, to);
  checkLimit(limit, metricLimits.top);
  if (ofVisits.filter || ofVisits.orderBy || !isListed(dimension)) {
    const values = await readValuesOfVisits(reading, dimension, from, to, ofVisits);
    return values?.slice(0, limit) ?? null;
  }
  const pieces = piecesOf(floorTo(from.getTime(), time.quarterMs), ceilTo(to.getTime(), time.quarterMs));
  const entries = await readTop(reading.redis, reading.site, dimension, pieces, limit);
  return pieces.every(await knownIn(reading, pieces)) ? entries : null;
}

/** All values of a dimension in their order, counted from visits; null if not all of the range is known. */
export async function readValuesOfVisits(
  reading: Reading,
  dimension: VisitDimension,
  from: Date,
  to: Date,
  { filter, orderBy }: TopOfVisits,
): Promise<TopEntry[] | null> {
  checkRange(from, to);
  const span = { fromMs: floorTo(from.getTime(), time.quarterMs), toMs: ceilTo(to.getTime(), time.quarterMs) };
  const node = filter ? await filterNode(filter, reading.sources) : null;
  const { visits, unknownUntil } = await visitsOf(reading, span.fromMs, span.toMs, true);
  if (unknownUntil > span.fromMs) return null;
  const values = await topOfVisits(visits, node, dimension, span, reading.turns);
  return orderValues(values, orderBy ?? 'VIEWS').map(({ key, count, ...rest }) => ({
    ...{ key, count, error: 0 },
    ofVisits: rest,
  }));
}

export function completeFromOf(nowMs: number, kept: Retention): CompleteFrom {
  const daysSince = (days: number): Date => new Date(bucketsSince(nowMs, days, time.dayMs));
  return {
    minutes: new Date(minutesSince(nowMs, kept.minutes)),
    quarterHours: new Date(bucketsSince(nowMs, kept.hours, time.hourMs)),
    days: daysSince(kept.days),
    funnels: daysSince(kept.journals),
    retention: daysSince(kept.visitors),
  };
}

function knownIn({ redis, site, nowMs }: Reading, pieces: readonly Piece[]): Promise<IsKnown> {
  return knownAmong(redis, site, pieces, nowMs);
}

/** The beginning of the first piece from which on all are known; the end of the last where that one is not. */
function completeSince(pieces: readonly Piece[], isKnown: IsKnown): number {
  const unknown = pieces.findLast((piece) => !isKnown(piece));
  return unknown ? unknown.atMs + unknown.ms : (pieces[0] as Piece).atMs;
}

/** The sums of each point, or null for one that is not known. */
async function readPoints(reading: Reading, { interval, from, to, timezone, filter }: Cut, wanted: Wanted) {
  checkRange(from, to);
  const points = pointsOf(interval, from.getTime(), to.getTime(), timezone);
  if (filter) {
    const { sums, unknownUntil } = await readVisitSums(reading, points, filter);
    return points.map(({ fromMs }, index) => ({
      at: new Date(fromMs),
      sums: fromMs < unknownUntil ? null : (sums[index] as Sums),
    }));
  }
  const pieces = points.map(({ fromMs, toMs }) => piecesOf(fromMs, toMs));
  const { redis, site, nowMs } = reading;
  const isLeft = await leftAmong(redis, site, pieces.flat(), nowMs);
  const left = pieces.filter((point) => point.every(isLeft));
  const sums = await readSums(redis, site, left, wanted);
  const isKnown = await knownIn(reading, left.flat());
  const sumsOf = new Map(left.map((point, index) => [point, point.every(isKnown) ? (sums[index] as Sums) : null]));
  return points.map(({ fromMs }, index) => ({
    at: new Date(fromMs),
    sums: sumsOf.get(pieces[index] as Piece[]) ?? null,
  }));
}

/** Rounds a range outwards to what is kept of it: minutes of the last days, quarter-hours before. */
function roundedPieces({ nowMs, kept }: Reading, from: Date, to: Date): Piece[] {
  checkRange(from, to);
  const since = minutesSince(nowMs, kept.minutes);
  const grain = (at: number): number => (at >= since ? time.minuteMs : time.quarterMs);
  return piecesOf(floorTo(from.getTime(), grain(from.getTime())), ceilTo(to.getTime(), grain(to.getTime())));
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole);
}

/** @throws Refusal INVALID for a range that is empty or longer than 400 days. */
export function checkRange(from: Date, to: Date): void {
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()))
    refuse('INVALID', 'from and to must be moments.', 'from');
  if (from >= to) refuse('INVALID', 'from must lie before to.', 'from');
  if (to.getTime() - from.getTime() > metricLimits.rangeDays * time.dayMs)
    refuse('INVALID', `At most ${metricLimits.rangeDays} days can be asked for at once.`, 'to');
}
