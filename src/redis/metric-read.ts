// Adds up what the shards counted: totals, series and top lists of a stretch of time.

import type { RedisHandle } from './handle.ts';
import { metricLimits, type Piece } from './metric-bucket.ts';
import { type Dimension, dimensionLetters } from './metric-event.ts';
import { loadScript, type ScriptArgument } from './scripts.ts';

const sumScript = loadScript('metric-sum');
const topScript = loadScript('metric-top');
const readLimits = { keysPerScript: 400, bucketsPerTop: 64 } as const;

/** p page views, s sessions, b bounces, c conversions, e events. */
export type CountLetter = 'p' | 's' | 'b' | 'c' | 'e';

export interface Sums {
  visitors: number;
  buyers: number;
  readonly counts: Record<CountLetter, number>;
  /** Minor units by currency. */
  readonly revenue: Map<string, bigint>;
}

/** What a reader needs; what it leaves out is not read. */
export interface Wanted {
  readonly counts: readonly CountLetter[];
  readonly visitors?: boolean;
  readonly buyers?: boolean;
  readonly revenue?: boolean;
}

export interface TopEntry {
  readonly key: string;
  readonly count: number;
}

interface Row {
  readonly point: number;
  readonly base: string;
  readonly pieces: readonly Piece[];
}

/** The sums of each point; all shards' visitors add up, since each visitor is in one shard. */
export async function readSums(
  redis: RedisHandle,
  site: string,
  points: readonly (readonly Piece[])[],
  wanted: Wanted,
): Promise<Sums[]> {
  const sums = points.map(emptySums);
  const calls: Promise<void>[] = [];
  for (const group of groupsOf(redis, site)) {
    const rows = points.flatMap((pieces, point) => group.map((base) => ({ point, base, pieces })));
    for (const chunk of chunksOf(rows)) calls.push(readRows(redis, chunk, wanted, sums));
  }
  await Promise.all(calls);
  return sums;
}

function emptySums(): Sums {
  return { visitors: 0, buyers: 0, counts: { p: 0, s: 0, b: 0, c: 0, e: 0 }, revenue: new Map() };
}

/** The key bases of a site's shards, those of one slot together. */
export function groupsOf(redis: RedisHandle, site: string): string[][] {
  const groups = new Map<number, string[]>();
  for (let shard = 0; shard < metricLimits.shards; shard++) {
    const base = redis.keys.metric(site, shard, '');
    const group = redis.groupOf(base);
    groups.set(group, [...(groups.get(group) ?? []), base]);
  }
  return [...groups.values()];
}

function* chunksOf(rows: readonly Row[]): Generator<Row[]> {
  let chunk: Row[] = [];
  let keys = 0;
  for (const row of rows) {
    const weight = row.pieces.reduce((sum, piece) => sum + 1 + piece.visitors.length + piece.buyers.length, 0);
    if (chunk.length > 0 && keys + weight > readLimits.keysPerScript) {
      yield chunk;
      chunk = [];
      keys = 0;
    }
    chunk.push(row);
    keys += weight;
  }
  if (chunk.length > 0) yield chunk;
}

async function readRows(redis: RedisHandle, rows: readonly Row[], wanted: Wanted, sums: Sums[]): Promise<void> {
  const keys: string[] = [];
  const args: ScriptArgument[] = [wanted.counts.join(''), wanted.revenue ? 1 : ''];
  for (const { base, pieces } of rows) {
    const counted = wanted.counts.length > 0 || wanted.revenue ? pieces : [];
    args.push(counted.length);
    for (const piece of counted)
      args.push(keys.push(base + piece.counts), piece.whole ? -1 : piece.low, piece.whole ? -1 : piece.high);
    for (const names of [
      wanted.visitors ? pieces.flatMap((piece) => piece.visitors) : [],
      wanted.buyers ? pieces.flatMap((piece) => piece.buyers) : [],
    ])
      args.push(names.length, ...names.map((name) => keys.push(base + name)));
  }
  const replies = (await redis.run(sumScript, keys, args)) as [number, number, ...unknown[]][];
  replies.forEach((reply, index) => {
    const sum = sums[(rows[index] as Row).point] as Sums;
    sum.visitors += reply[0];
    sum.buyers += reply[1];
    wanted.counts.forEach((letter, place) => {
      sum.counts[letter] += reply[2 + place] as number;
    });
    const money = reply[2 + wanted.counts.length] as string[];
    for (let at = 0; at < money.length; at += 2) addMoney(sum.revenue, money[at] as string, money[at + 1] as string);
  });
}

export function addMoney(revenue: Map<string, bigint>, currency: string, minor: string): void {
  revenue.set(currency, (revenue.get(currency) ?? 0n) + BigInt(minor));
}

/** The most frequent values of a dimension, from whole days and quarter-hours. Equal counts are ordered by name. */
export async function readTop(
  redis: RedisHandle,
  site: string,
  dimension: Dimension,
  pieces: readonly Piece[],
  first: number,
): Promise<TopEntry[]> {
  const sums = new Map<string, number>();
  const calls: Promise<void>[] = [];
  for (let shard = 0; shard < metricLimits.shards; shard++) {
    for (let at = 0; at < pieces.length; at += readLimits.bucketsPerTop) {
      const chunk = pieces.slice(at, at + readLimits.bucketsPerTop);
      const keys = chunk.map((piece) => redis.keys.metric(site, shard, `t${piece.counts}`));
      const args = chunk.flatMap((piece) => (piece.whole ? [-1, -1] : [piece.low, piece.high]));
      calls.push(
        redis.run(topScript, keys, [dimensionLetters[dimension], ...args]).then((flat) => addFlat(sums, flat)),
      );
    }
  }
  await Promise.all(calls);
  return ranked(sums, first);
}

export function addFlat(sums: Map<string, number>, flat: unknown): void {
  const list = flat as (string | number)[];
  for (let at = 0; at < list.length; at += 2) {
    const key = String(list[at]);
    sums.set(key, (sums.get(key) ?? 0) + Number(list[at + 1]));
  }
}

export function ranked(sums: ReadonlyMap<string, number>, first: number): TopEntry[] {
  return [...sums]
    .filter(([, count]) => count > 0)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, first)
    .map(([key, count]) => ({ key, count }));
}
