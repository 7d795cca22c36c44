// What the caches of all processes did: counted in the process, written once a second.

import { RedisClock } from '../base/clock.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { cacheKeys } from './keys.ts';

const recordScript = loadScript('cache/record');
const countScript = loadScript('cache/count');

const statsTiming = {
  flushMs: 1_000,
  minutesKept: 2_880,
  /** The minutes of 48 hours are read. */
  minutesTtlSeconds: 49 * 3_600,
} as const;

/** Buckets of a shard's counts that are read; with the longest lifetime there are about 600. */
const bucketsRead = 2_000;

/** The letters under which Redis keeps them. */
const letters = {
  hits: 'h',
  memoryHits: 'm',
  staleHits: 's',
  misses: 'x',
  loads: 'l',
  loadErrors: 'e',
  invalidations: 'i',
} as const;

/** What was read and loaded, counted. */
export type CacheCounts = { -readonly [Name in keyof typeof letters]: number };

const names = Object.keys(letters) as (keyof CacheCounts)[];

/** The counts of one minute. */
export interface CachePoint extends Readonly<CacheCounts> {
  /** The beginning of the minute. */
  readonly at: Date;
}

export class CacheStats {
  readonly #redis: RedisHandle;
  readonly #clock: RedisClock;
  readonly #shards: readonly number[];
  /** Since this process started. */
  readonly counts: CacheCounts = zero();
  readonly #written: CacheCounts = zero();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: RedisHandle, shards: readonly number[]) {
    this.#redis = redis;
    this.#clock = new RedisClock(redis.client);
    this.#shards = shards;
  }

  /** Counts are added to `counts` directly, since a hit is a matter of nanoseconds; this has them written within a second. */
  writeSoon(): void {
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), statsTiming.flushMs).unref();
  }

  /** Writes what was counted since the last time; what cannot be written is tried again with what comes meanwhile. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { prefix } = this.#redis;
    const grown = names.filter((name) => this.counts[name] > this.#written[name]);
    if (grown.length === 0) return;
    const before = { ...this.#written };
    Object.assign(this.#written, this.counts);
    try {
      const args = grown.flatMap((name) => [letters[name], (this.#written[name] - before[name]) as number]);
      await this.#redis.run(
        recordScript,
        [cacheKeys.totals(prefix), cacheKeys.minutes(prefix, '')],
        [statsTiming.minutesTtlSeconds, ...args],
      );
    } catch (error) {
      Object.assign(this.#written, before);
      this.writeSoon();
      throw error;
    }
  }

  /** Of all processes, since the beginning. */
  async totals(): Promise<CacheCounts> {
    const stored = await this.#redis.client.hgetall(cacheKeys.totals(this.#redis.prefix));
    return countsOf((letter) => stored[letter]);
  }

  /** One point a minute, oldest first, the running minute last. Costs one read an hour of the time asked for. */
  async series(lastMinutes: number): Promise<CachePoint[]> {
    const { client, prefix } = this.#redis;
    const last = Math.floor((await this.#clock.nowMs()) / 60_000);
    const first = last - lastMinutes + 1;
    const firstHour = Math.floor(first / 60);
    const hours = Array.from({ length: Math.floor(last / 60) - firstHour + 1 }, (_each, index) => firstHour + index);
    const stored = await Promise.all(hours.map((hour) => client.hgetall(cacheKeys.minutes(prefix, hour))));
    return Array.from({ length: lastMinutes }, (_each, index) => {
      const minute = first + index;
      const ofHour = stored[Math.floor(minute / 60) - firstHour] ?? {};
      return { at: new Date(minute * 60_000), ...countsOf((letter) => ofHour[`${letter}${minute % 60}`]) };
    });
  }

  /** How many entries Redis keeps that have not run out. A small script per shard. */
  async entries(): Promise<number> {
    const { prefix } = this.#redis;
    const counts = await Promise.all(
      this.#shards.map((shard) =>
        this.#redis.run(
          countScript,
          [cacheKeys.count(prefix, shard), cacheKeys.countUntil(prefix, shard)],
          [bucketsRead],
        ),
      ),
    );
    return counts.reduce<number>((sum, count) => sum + Number(count), 0);
  }
}

function zero(): CacheCounts {
  return countsOf(() => undefined);
}

function countsOf(find: (letter: string) => string | undefined): CacheCounts {
  return Object.fromEntries(names.map((name) => [name, Number(find(letters[name]) ?? 0)])) as CacheCounts;
}
