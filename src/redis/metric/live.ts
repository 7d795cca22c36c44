// What is going on on a site right now: one read for however many watch. All its numbers are of one window, so that a rate
// divides what belongs together.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { metricLimits } from './bucket.ts';
import { part } from './keys.ts';
import { addFlat, addMoney, groupsOf, ranked, type TopEntry } from './read.ts';
import { floorTo, time } from './time.ts';

const liveScript = loadScript('metric/live');

export interface LiveMetrics {
  readonly site: string;
  readonly at: Date;
  /** Grows with every counted event. */
  readonly sequence: number;
  /** How far back the window reaches: to the start of the minute four minutes ago. */
  readonly windowSeconds: number;
  readonly activeVisitors: number;
  readonly pageViews: number;
  readonly conversions: number;
  /** Visitors with a purchase in the window, divided by its active visitors. */
  readonly conversionRate: number;
  readonly revenue: ReadonlyMap<string, bigint>;
  /** Page views of the last 30 minutes, oldest first, the running minute last. */
  readonly perMinute: readonly { readonly at: Date; readonly value: number }[];
  readonly topPages: readonly TopEntry[];
}

type ShardReply = [active: number, buyers: number, revision: number, pages: string[], counts: string[][]];

export async function readLive(redis: RedisHandle, site: string, nowMs: number): Promise<LiveMetrics> {
  const minute = floorTo(nowMs, time.minuteMs);
  const windowStart = minute - (metricLimits.liveWindowMinutes - 1) * time.minuteMs;
  const curveStart = minute - (metricLimits.livePerMinute - 1) * time.minuteMs;
  const pages = steps(windowStart, minute, time.minuteMs);
  const quarters = steps(floorTo(curveStart, time.quarterMs), minute, time.quarterMs);
  const names = [
    part.active,
    part.buyers,
    part.revision,
    ...pages.map(part.minutePages),
    ...quarters.map(part.minuteCounts),
  ];
  const replies = await Promise.all(
    groupsOf(redis, site).map((bases) =>
      redis.run(
        liveScript,
        bases.flatMap((base) => names.map((name) => base + name)),
        [pages.length, quarters.length, windowStart],
      ),
    ),
  );
  const shards = (replies as ShardReply[][]).flat();
  const topPages = new Map<string, number>();
  const counts = new Map<number, Map<string, bigint>>();
  for (const [, , , flat, hashes] of shards) {
    addFlat(topPages, flat);
    hashes.forEach((hash, index) => {
      addMinutes(counts, quarters[index] as number, hash);
    });
  }
  const window = new Map<string, bigint>();
  for (const at of pages) for (const [metric, value] of counts.get(at) ?? []) addMoney(window, metric, String(value));
  const active = sum(shards.map((shard) => shard[0]));
  const buyers = sum(shards.map((shard) => shard[1]));
  return {
    site,
    at: new Date(nowMs),
    sequence: sum(shards.map((shard) => shard[2])),
    windowSeconds: metricLimits.liveWindowMinutes * 60,
    activeVisitors: active,
    pageViews: Number(window.get('p') ?? 0n),
    conversions: Number(window.get('c') ?? 0n),
    conversionRate: active === 0 ? 0 : buyers / active,
    revenue: new Map(
      [...window].filter(([metric]) => metric.startsWith('r')).map(([metric, minor]) => [metric.slice(1), minor]),
    ),
    perMinute: steps(curveStart, minute, time.minuteMs).map((at) => ({
      at: new Date(at),
      value: Number(counts.get(at)?.get('p') ?? 0n),
    })),
    topPages: ranked(pagesOnly(topPages), metricLimits.top.default, () => topPages.get('~P') ?? 0),
  };
}

/** From the first to the last, both included. */
function steps(first: number, last: number, step: number): number[] {
  const list: number[] = [];
  for (let at = first; at <= last; at += step) list.push(at);
  return list;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Sorts a quarter's fields, such as `7p` for the page views of its eighth minute, by their minute. */
function addMinutes(counts: Map<number, Map<string, bigint>>, quarter: number, hash: readonly string[]): void {
  for (let index = 0; index < hash.length; index += 2) {
    const [, slot, metric] = /^(\d+)(.+)$/.exec(hash[index] as string) as RegExpExecArray;
    const at = quarter + Number(slot) * time.minuteMs;
    const minute = counts.get(at) ?? new Map<string, bigint>();
    counts.set(at, minute);
    addMoney(minute, metric as string, hash[index + 1] as string);
  }
}

/** The pages' hashes also hold how many there are, and how often one that they do not have may have occurred. */
function pagesOnly(fields: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...fields].filter(([field]) => field.startsWith('P')).map(([field, count]) => [field.slice(1), count]),
  );
}
