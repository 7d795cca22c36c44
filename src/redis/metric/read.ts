// Adds up what the shards counted: totals, series and top lists of a stretch of time.

import type { RedisHandle } from '../base/handle.ts';
import { type ReportHandle, reportLimits } from '../base/report-handle.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import type { Piece } from './bucket.ts';
import { type Dimension, dimensions } from './dimension.ts';
import { metricKeys, part } from './keys.ts';
import { siteShards } from './shard.ts';
import { time } from './time.ts';

const sumScript = loadScript('metric/sum');
const topScript = loadScript('metric/top');
const readLimits = {
  keysPerScript: reportLimits.workPerScript,
  /** Of top lists, as their script counts: as long as so many keys of the others take. */
  fieldsPerTop: 10_000,
} as const;

/** p page views, s sessions, b bounces, c conversions, e events, t seconds on pages, g conversions of the goal that is wanted. */
export type CountLetter = 'p' | 's' | 'b' | 'c' | 'e' | 't' | 'g';

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
  /** The number of a goal whose visitors and value are read in place of all. */
  readonly goal?: number;
}

export interface TopEntry {
  readonly key: string;
  /** How often it occurred, at least. */
  readonly count: number;
  /** How much more often it may have occurred. */
  readonly error: number;
  /** Of visits, where these were asked. */
  readonly ofVisits?: OfVisits;
}

/** Of the visits with a value. */
export interface OfVisits {
  readonly visitors: number;
  /** Share of the visitors who bought something in a visit with the value. */
  readonly conversionRate: number;
  /** In minor units by currency. */
  readonly revenue: ReadonlyMap<string, bigint>;
}

/** The sums of each point; all shards' visitors add up, since each visitor is in one shard. */
export async function readSums(
  redis: ReportHandle,
  site: string,
  points: readonly (readonly Piece[])[],
  wanted: Wanted,
): Promise<Sums[]> {
  const sums = points.map(emptySums);
  const calls: Promise<void>[] = [];
  for (const group of groupsOf(redis, site))
    for (const chunk of chunksOf(group, points, wanted)) calls.push(readChunk(redis, chunk, wanted, sums));
  await Promise.all(calls);
  return sums;
}

function emptySums(): Sums {
  return { visitors: 0, buyers: 0, counts: { p: 0, s: 0, b: 0, c: 0, e: 0, t: 0, g: 0 }, revenue: new Map() };
}

/** The key bases of a site's shards, those of one slot together. */
export function groupsOf(redis: RedisHandle, site: string): string[][] {
  const groups = new Map<number, string[]>();
  for (const shard of siteShards(redis, site).numbers) {
    const base = metricKeys.bucket(redis.prefix, site, shard, '');
    const group = redis.groupOf(base);
    groups.set(group, [...(groups.get(group) ?? []), base]);
  }
  return [...groups.values()];
}

/** Where a point is, and what it is made of. */
type Point = readonly [place: number, pieces: readonly Piece[]];

interface Chunk {
  readonly bases: readonly string[];
  readonly points: readonly Point[];
  /** How many keys it reads. */
  readonly keys: number;
}

/** Cuts a read into scripts of so many keys, or of one point and shard where that alone has more. */
function* chunksOf(bases: readonly string[], points: readonly (readonly Piece[])[], wanted: Wanted): Generator<Chunk> {
  const weights = points.map((pieces) => pieces.reduce((sum, piece) => sum + keysOf(piece, wanted), 0));
  const together = Math.max(1, Math.floor(readLimits.keysPerScript / Math.max(...weights)));
  for (let first = 0; first < bases.length; first += together) {
    const some = bases.slice(first, first + together);
    let chunk: Point[] = [];
    let keys = 0;
    for (const [place, pieces] of points.entries()) {
      const more = (weights[place] as number) * some.length;
      if (chunk.length > 0 && keys + more > readLimits.keysPerScript) {
        yield { bases: some, points: chunk, keys };
        chunk = [];
        keys = 0;
      }
      chunk.push([place, pieces]);
      keys += more;
    }
    yield { bases: some, points: chunk, keys };
  }
}

/** How many keys of a shard are read for a piece. */
function keysOf({ visitors, buyers }: Piece, wanted: Wanted): number {
  return Number(countsWanted(wanted)) + (wanted.visitors ? visitors.length : 0) + (wanted.buyers ? buyers.length : 0);
}

/** The visitors of a piece, or those of them who reached a goal. */
function visitorsOf({ atMs, ms, visitors }: Piece, goal: number | undefined): readonly string[] {
  if (goal === undefined) return visitors;
  if (ms === time.dayMs) return [part.dayGoal(goal, atMs)];
  return visitors.map((_, index) => part.quarterGoal(goal, atMs + index * time.quarterMs));
}

function countsWanted({ counts, revenue }: Wanted): boolean {
  return counts.length > 0 || revenue === true;
}

async function readChunk(
  redis: ReportHandle,
  { bases, points, keys }: Chunk,
  wanted: Wanted,
  sums: readonly Sums[],
): Promise<void> {
  const { goal } = wanted;
  const names = wanted.counts.map((letter) => (letter === 'g' ? `g${goal}` : letter));
  const money = goal === undefined ? 'r' : `v${goal}`;
  const args: ScriptArgument[] = [names.join(','), wanted.revenue ? money : ''];
  for (const [, pieces] of points) {
    const counted = countsWanted(wanted) ? pieces : [];
    args.push(counted.length);
    for (const { counts, whole, low, high } of counted) args.push(counts, whole ? -1 : low, whole ? -1 : high);
    const visitors = wanted.visitors ? pieces.flatMap((piece) => visitorsOf(piece, goal)) : [];
    const buyers = wanted.buyers ? pieces.flatMap((piece) => piece.buyers) : [];
    args.push(visitors.length, ...visitors, buyers.length, ...buyers);
  }
  const replies = (await redis.runWorking(keys, sumScript, bases, args)) as [number, number, ...unknown[]][];
  for (const [index, [visitors, buyers, ...rest]] of replies.entries()) {
    const [place] = points[index] as Point;
    const sum = sums[place] as Sums;
    sum.visitors += visitors;
    sum.buyers += buyers;
    for (const [at, letter] of wanted.counts.entries()) sum.counts[letter] += rest[at] as number;
    const sold = rest[wanted.counts.length] as string[];
    for (let at = 0; at < sold.length; at += 2) addMoney(sum.revenue, sold[at] as string, sold[at + 1] as string);
  }
}

export function addMoney(revenue: Map<string, bigint>, currency: string, minor: string): void {
  revenue.set(currency, (revenue.get(currency) ?? 0n) + BigInt(minor));
}

/** The most frequent values of a dimension, from whole days and quarter-hours. Equal counts are ordered by name. */
export async function readTop(
  redis: ReportHandle,
  site: string,
  dimension: Dimension,
  pieces: readonly Piece[],
  first: number,
): Promise<TopEntry[]> {
  const sums = new Map<string, number>();
  const errors = new Map<string, number>();
  let absent = 0;
  const buckets = pieces.flatMap(({ counts, whole, low, high }) => [`t${counts}`, whole ? -1 : low, whole ? -1 : high]);
  const read = async (bases: readonly string[]): Promise<void> => {
    for (let place = 1; place > 0; ) {
      const args = [dimensions[dimension].letter, place, readLimits.fieldsPerTop, ...buckets];
      const reply = await redis.runWorking(reportLimits.workPerScript, topScript, bases, args);
      const [next, beyond, ...flat] = reply as [number, number, ...(string | number)[]];
      absent += beyond;
      for (let at = 0; at < flat.length; at += 3) {
        add(sums, String(flat[at]), flat[at + 1] as number);
        add(errors, String(flat[at]), flat[at + 2] as number);
      }
      place = next;
    }
  };
  await Promise.all(groupsOf(redis, site).map(read));
  return ranked(sums, first, (key) => (key === others ? 0 : absent + (errors.get(key) ?? 0)));
}

/** Stands for the values that are in no list. */
export const others = '(other)';

function add(sums: Map<string, number>, key: string, count: number): void {
  sums.set(key, (sums.get(key) ?? 0) + count);
}

export function addFlat(sums: Map<string, number>, flat: unknown): void {
  const list = flat as (string | number)[];
  for (let at = 0; at < list.length; at += 2) {
    // Behind the point of a count in a list of values stands its error.
    add(sums, String(list[at]), Math.trunc(Number(list[at + 1])));
  }
}

/** The most frequent of them; equal ones by name. */
export function ranked(
  sums: ReadonlyMap<string, number>,
  first: number,
  errorOf: (key: string) => number = () => 0,
): TopEntry[] {
  return [...sums]
    .filter(([, count]) => count > 0)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, first)
    .map(([key, count]) => ({ key, count, error: errorOf(key) }));
}
