// The figures of a site by days, page by page, for files: what `totals` has of each day, or the values of a dimension.

import { RedisClock } from '../base/clock.ts';
import { joinedList } from '../base/csv.ts';
import { type ExportedEntry, type ExportPage, type ExportRequest, exportText } from '../base/export-page.ts';
import type { RedisHandle } from '../base/handle.ts';
import { formatAmount } from '../base/money.ts';
import { refuse } from '../base/problem.ts';
import { ReportHandle } from '../base/report-handle.ts';
import { dayNameIn, daysBetween, startOfDay } from '../base/timezone.ts';
import { metricLimits, type Piece, piecesOf } from './bucket.ts';
import { type Dimension, isListed, type VisitDimension } from './dimension.ts';
import { knownAmong } from './known.ts';
import type { Metrics } from './metric.ts';
import { others, readTop, type TopEntry } from './read.ts';
import type { SiteRecord, Sites } from './site.ts';
import { floorTo, time } from './time.ts';

export const metricExportLimits = {
  /** Days of a page. */
  days: 31,
  /** Days of a page of values. */
  daysOfValues: 4,
  /** The most frequent values of a day; the rest is summed up as "(other)". */
  valuesPerDay: 1_000,
} as const;

export interface MetricExportRequest extends Omit<ExportRequest, 'size'> {
  readonly site: string;
  /** Null for the figures of the whole site. */
  readonly by: VisitDimension | null;
  /** First day in the time zone of the site, such as 2030-01-31. */
  readonly from: string;
  /** The day after the last. */
  readonly to: string;
}

interface Day {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const figureColumns = [
  ...['day', 'pageViews', 'visitors', 'sessions', 'bounceRate', 'secondsPerView'],
  ...['conversions', 'conversionRate', 'revenue'],
];
const valueColumns = ['day', 'value', 'count', 'error'];

export class MetricExport {
  readonly #redis: ReportHandle;
  readonly #clock: RedisClock;
  readonly #metrics: Metrics;
  readonly #sites: Sites;

  constructor(redis: RedisHandle, { metrics, sites }: { readonly metrics: Metrics; readonly sites: Sites }) {
    this.#redis = new ReportHandle(redis);
    this.#clock = new RedisClock(redis.client);
    this.#metrics = metrics;
    this.#sites = sites;
  }

  /** @throws Refusal INVALID for days that are none or too many and for a cursor that is none, NOT_FOUND for an unknown site. */
  async page({ site, by, from, to, ...request }: MetricExportRequest): Promise<ExportPage> {
    const { after } = request;
    if (after !== null && !isDay(after)) refuse('INVALID', 'That is not a cursor of this export.', 'after');
    const days = daysOf(await this.#find(site), from, to).filter(({ name }) => after === null || name > after);
    const page = days.slice(0, by === null ? metricExportLimits.days : metricExportLimits.daysOfValues);
    const read = (day: Day) => (by === null ? this.#figuresOf(site, day) : this.#valuesOf(site, by, day));
    const entries = await Promise.all(page.map(read));
    return {
      text: exportText(request, by === null ? figureColumns : valueColumns, entries),
      count: entries.length,
      unreadable: 0,
      next: page.length < days.length ? (page.at(-1) as Day).name : null,
    };
  }

  /** How many days an export has. @throws Refusal as `page` does. */
  async count({ site, from, to }: Pick<MetricExportRequest, 'site' | 'from' | 'to'>): Promise<number> {
    return daysOf(await this.#find(site), from, to).length;
  }

  async #find(site: string): Promise<SiteRecord> {
    return (
      (await this.#sites.find(site)) ?? refuse('NOT_FOUND', `No site ${JSON.stringify(site)} is registered.`, 'site')
    );
  }

  async #figuresOf(site: string, { name: day, fromMs, toMs }: Day): Promise<ExportedEntry> {
    const { completeFrom: _from, ...totals } = await this.#metrics.totals(site, new Date(fromMs), new Date(toMs));
    const revenue = totals.revenue && [...totals.revenue].sort(([a], [b]) => (a < b ? -1 : 1));
    const money =
      revenue?.map(([currency, minor]) => ({ amount: formatAmount({ minor, currency }), currency })) ?? null;
    const record = { day, ...totals, revenue: money };
    return {
      record,
      lines: () => {
        const cells: Record<string, unknown> = {
          ...record,
          revenue: joinedList((money ?? []).map(({ amount, currency }) => `${amount} ${currency}`)),
        };
        return [figureColumns.map((column) => String(cells[column] ?? ''))];
      },
    };
  }

  async #valuesOf(site: string, by: VisitDimension, { name: day, fromMs, toMs }: Day): Promise<ExportedEntry> {
    const all = isListed(by)
      ? await this.#listedOf(site, by, piecesOf(fromMs, toMs))
      : await this.#metrics.valuesOfVisits(site, by, new Date(fromMs), new Date(toMs));
    const values = all && mostFrequent(all);
    return {
      record: { day, values: values?.map(({ key: value, count, error }) => ({ value, count, error })) ?? null },
      // A day that is no longer known is told from one on which nothing happened.
      lines: () =>
        values?.map(({ key, count, error }) => [day, key, String(count), String(error)]) ?? [[day, '', '', '']],
    };
  }

  async #listedOf(site: string, by: Dimension, pieces: readonly Piece[]): Promise<TopEntry[] | null> {
    const all = await readTop(this.#redis, site, by, pieces, Number.POSITIVE_INFINITY);
    const isKnown = await knownAmong(this.#redis, site, pieces, await this.#clock.nowMs());
    return pieces.every(isKnown) ? all : null;
  }
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The days of a site. @throws Refusal INVALID */
function daysOf({ timezone }: SiteRecord, from: string, to: string): Day[] {
  for (const [field, day] of Object.entries({ from, to }))
    if (!isDay(day)) refuse('INVALID', `${JSON.stringify(day)} is not a day. Give one such as 2030-01-31.`, field);
  if (from >= to) refuse('INVALID', 'from must lie before to.', 'from');
  if (Date.parse(to) - Date.parse(from) > metricLimits.rangeDays * time.dayMs)
    refuse('INVALID', `At most ${metricLimits.rangeDays} days can be exported at once.`, 'to');
  const begins = daysBetween(timezone, startOfDay(timezone, from), startOfDay(timezone, to));
  // Times of before there were zones lie beside the borders of what is counted.
  return begins.slice(1).map((end, index) => {
    const begin = begins[index] as number;
    return {
      name: dayNameIn(timezone, begin),
      fromMs: floorTo(begin, time.quarterMs),
      toMs: floorTo(end, time.quarterMs),
    };
  });
}

function mostFrequent(all: readonly TopEntry[]): readonly TopEntry[] {
  const { valuesPerDay } = metricExportLimits;
  if (all.length <= valuesPerDay) return all;
  const named = all.filter(({ key }) => key !== others);
  const kept = named.slice(0, valuesPerDay);
  const sum = (entries: readonly TopEntry[]): number => entries.reduce((total, { count }) => total + count, 0);
  return [...kept, { key: others, count: sum(all) - sum(kept), error: 0 }];
}
