// The cache stores expensive results: in Redis, shared by all processes, and for a few seconds in the memory of each process.
// Invalidation removes them everywhere.

import type { BreakerListener } from '../base/breaker.ts';
import { checkWhole } from '../base/given.ts';
import { guarded } from '../base/guarded.ts';
import type { RedisHandle } from '../base/handle.ts';
import { refuse } from '../base/problem.ts';
import { isDueEarly } from './early.ts';
import { type CacheCodec, covers, type Entry } from './entry.ts';
import { Invalidations } from './invalidations.ts';
import { cacheKeys } from './keys.ts';
import type { Load } from './loading.ts';
import { type CacheProblem, encodeValue, isTooLong, Loads } from './loads.ts';
import { type Held, heldOf, Memory } from './memory.ts';
import {
  type CacheInvalidation,
  type CacheOptions,
  cacheLimits,
  checkInvalidation,
  checkKey,
  checkOptions,
  lifetimeOf,
} from './options.ts';
import { cacheShards, SharedLevel, SharedLevelAway } from './shared.ts';
import { type CacheCounts, type CachePoint, CacheStats } from './stats.ts';
import { Waiters } from './waiters.ts';

export type { CacheCodec } from './entry.ts';
export { CacheLoadFailed, CacheTimeout, type Load, type Loading } from './loading.ts';
export type { CacheProblem } from './loads.ts';
export { type CacheInvalidation, type CacheOptions, cacheLimits } from './options.ts';
export type { CacheCounts, CachePoint } from './stats.ts';

/** How a process uses the cache. */
export interface CacheSettings {
  /** How long a process may hand out a value without asking Redis, at most 30 (5); 0 for never. */
  readonly memorySeconds: number;
  /** What it holds for that: so many values (10,000). */
  readonly memoryEntries: number;
  /** And so many bytes of their texts (32 MiB). */
  readonly memoryBytes: number;
  /** How long Redis may take to answer before the value is loaded without it (250). */
  readonly timeoutMs: number;
  /** How long a load may take (30,000, and not more). */
  readonly loadTimeoutMs: number;
  /** How values become text. JSON keeps what JSON has: a Date becomes a string. */
  readonly codec: CacheCodec;
  /** Told what went wrong where the caller got a value all the same. */
  readonly onProblem?: (problem: CacheProblem) => void;
  /** Told when this process begins to do without Redis, with the failure, and when it ends. */
  readonly onAlone?: BreakerListener;
}

export interface CacheState {
  /** Whether Redis failed several times in a row, and is spared but for one call at a time. */
  readonly redisAway: boolean;
  /** Whether it hears of invalidations, and so remembers values for as long as it is set to; it listens from the first `get`. */
  readonly hears: boolean;
  readonly memoryEntries: number;
  /** Of the texts of those values and their keys. */
  readonly memoryBytes: number;
}

/** The counts of all processes together. */
export interface CacheReport extends Readonly<CacheCounts> {
  /** Hits among hits and misses, from 0 to 1; 0 where nobody has asked yet. */
  readonly hitRate: number;
  /** Entries in Redis that have not run out. */
  readonly entries: number;
}

const defaults: CacheSettings = {
  memorySeconds: 5,
  memoryEntries: 10_000,
  memoryBytes: 32 * 1_048_576,
  timeoutMs: 250,
  loadTimeoutMs: 30_000,
  codec: { encode: (value) => JSON.stringify(value), decode: (text) => JSON.parse(text) },
};

/** While this process does not hear of invalidations it remembers nothing for longer. */
const unheardMs = 1_000;

export class Cache {
  readonly #redis: RedisHandle;
  readonly #settings: CacheSettings;
  readonly #invalidations = new Invalidations();
  readonly #memory: Memory;
  readonly #shared: SharedLevel;
  readonly #waiters = new Waiters();
  readonly #loads: Loads;
  readonly #stats: CacheStats;
  #stopListening: (() => void) | undefined;
  #hears = false;

  constructor(redis: RedisHandle, settings: Partial<CacheSettings> = {}) {
    this.#redis = redis;
    const onProblem = guarded('onProblem', settings.onProblem);
    this.#settings = { ...defaults, ...settings, onProblem };
    const { memoryEntries, memoryBytes, timeoutMs, codec, onAlone } = this.#settings;
    this.#memory = new Memory({ entries: memoryEntries, bytes: memoryBytes }, this.#invalidations);
    this.#shared = new SharedLevel(redis, { timeoutMs, decode: codec.decode, onAway: onAlone });
    this.#stats = new CacheStats(redis, cacheShards(redis).numbers);
    const [memory, shared, invalidations] = [this.#memory, this.#shared, this.#invalidations];
    this.#loads = new Loads(
      { shared, memory, invalidations, waiters: this.#waiters, stats: this.#stats },
      {
        loadTimeoutMs: Math.min(this.#settings.loadTimeoutMs, defaults.loadTimeoutMs),
        codec,
        memoryMs: (options) => this.#memoryMs(options),
        isListening: () => this.#hears,
        onProblem: (problem) => this.#tell(problem),
      },
    );
  }

  /** What this process' own calls came to since it started. */
  get counts(): Readonly<CacheCounts> {
    return this.#stats.counts;
  }

  /** How this process does at this moment. */
  get state(): CacheState {
    const { size: memoryEntries, bytes: memoryBytes } = this.#memory;
    return { redisAway: this.#shared.isAway, hears: this.#hears, memoryEntries, memoryBytes };
  }

  /**
   * The value of a key, which `load` makes where nobody has it. However many ask for it at once, in however many
   * processes, it is loaded once. The value is frozen, and what its text gave back: with JSON a Date is a string.
   * `null` is a value; `undefined` is handed out and not kept.
   *
   * Many keys that are asked for within a tick are one round trip.
   * @throws what `load` throws where there is no old value to hand out; CacheTimeout; CacheLoadFailed where it failed in
   *   another process that this one waited for; Refusal for a key or options that cannot be. Never because Redis is unavailable.
   */
  get<T>(key: string, load: Load<T>, options: CacheOptions): Promise<T>;
  /** The value of a key; undefined if there is none, or Redis is unavailable. */
  get<T>(key: string): Promise<T | undefined>;
  get<T>(key: string, load?: Load<T>, options?: CacheOptions): Promise<T | undefined> {
    const nowMs = performance.now();
    const held = this.#memory.get(key, options?.tags, nowMs);
    if (held === undefined || options?.memorySeconds === 0) return this.#find(key, nowMs, load, options) as Promise<T>;
    const { counts } = this.#stats;
    counts.hits += 1;
    counts.memoryHits += 1;
    this.#stats.writeSoon();
    if (load && options) this.#refreshEarly(key, held, nowMs, load, options);
    return Promise.resolve(held.value as T);
  }

  /**
   * Stores a value instead of what was there and of what is being loaded.
   * @throws Refusal for a key, value or options that cannot be; an Error while Redis is unavailable.
   */
  async set(key: string, value: unknown, options: CacheOptions): Promise<void> {
    checkKey(key);
    checkOptions(options);
    if (value === undefined)
      refuse('INVALID', 'undefined cannot be stored: use null for a value that says nothing', 'value');
    const text = encodeValue(this.#settings.codec, value);
    if (isTooLong(text))
      refuse('LIMIT_EXCEEDED', `value must be ${cacheLimits.valueBytes} bytes of text at most`, 'value');
    const lifetime = lifetimeOf(options, value === null);
    this.#forget({ keys: [key], tags: [] });
    await this.#shared.store({ key, lead: null, tags: options.tags ?? [], lifetime, tookMs: 0, text });
    this.#forget({ keys: [key], tags: [] });
  }

  /** Whether there was a value. @throws as `invalidate` does. */
  async delete(key: string): Promise<boolean> {
    return (await this.invalidate({ keys: [key] })) === 1;
  }

  /**
   * Ends the values of keys, and all values that have one of the tags, however many; the old ones that were kept to be
   * handed out stale, too. Once it resolves, no process gets one of them from Redis, nor stores one whose load began
   * before. What processes have in their memory is gone when they hear of it, a moment later, and at the latest when
   * its seconds there are over.
   * @returns how many of the keys had a value, and how many of the tags were on one.
   * @throws Refusal naming the wrong keys and tags; an Error while Redis is unavailable: call it again then.
   */
  async invalidate(what: CacheInvalidation): Promise<number> {
    checkInvalidation(what);
    const { keys = [], tags = [] } = what;
    this.#stats.counts.invalidations += keys.length + tags.length;
    this.#stats.writeSoon();
    this.#forget({ keys, tags });
    const ended = await this.#shared.invalidate({ keys, tags });
    // Once more: what was read meanwhile may have come from before.
    this.#forget({ keys, tags });
    return ended;
  }

  /** What the caches of all processes came to, to within a second. */
  async report(): Promise<CacheReport> {
    await this.#stats.flush();
    const [totals, entries] = await Promise.all([this.#stats.totals(), this.#stats.entries()]);
    const reads = totals.hits + totals.misses;
    return { ...totals, entries, hitRate: reads === 0 ? 0 : totals.hits / reads };
  }

  /** The same by minute, oldest first, the running one last; kept for 48 hours. */
  async series(lastMinutes: number): Promise<CachePoint[]> {
    checkWhole(lastMinutes, 'lastMinutes', 1, cacheLimits.seriesMinutes);
    await this.#stats.flush();
    return this.#stats.series(lastMinutes);
  }

  /** Writes what was counted, if Redis takes it, and stops listening. */
  async close(): Promise<void> {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#hears = false;
    this.#memory.clear();
    await this.#stats.flush().catch(() => {});
  }

  async #find(key: string, askedAtMs: number, load?: Load<unknown>, options?: CacheOptions): Promise<unknown> {
    checkKey(key);
    if (options) checkOptions(options);
    this.#listen();
    this.#stats.writeSoon();
    const { counts } = this.#stats;
    const readAt = this.#invalidations.now;
    let entry: Entry | undefined;
    let alone = false;
    try {
      entry = (await this.#shared.read(key)) ?? undefined;
    } catch (error) {
      alone = true;
      this.#tell({ key, during: 'redis', error });
    }
    if (entry && !covers(entry.tags, options?.tags)) entry = undefined;
    const nowMs = performance.now();
    if (entry && entry.staleUntilMs > nowMs) {
      counts.hits += 1;
      if (entry.freshUntilMs > nowMs) {
        const memoryMs = this.#memoryMs(options);
        if (memoryMs > 0) this.#memory.set(key, heldOf(key, entry, memoryMs), readAt);
        if (load && options) this.#refreshEarly(key, entry, nowMs, load, options);
      } else {
        counts.staleHits += 1;
        if (load && options) this.#loads.refresh(key, load, options, entry.version);
      }
      return entry.value;
    }
    counts.misses += 1;
    if (!load || !options) return undefined;
    return this.#loads.get({ key, load, options, old: entry, alone }, askedAtMs);
  }

  #refreshEarly(key: string, found: Held | Entry, nowMs: number, load: Load<unknown>, options: CacheOptions): void {
    if (isDueEarly(found, nowMs)) this.#loads.refresh(key, load, options, found.version);
  }

  // That Redis is away is told once, by `onAlone`.
  #tell(problem: CacheProblem): void {
    if (!(problem.error instanceof SharedLevelAway)) this.#settings.onProblem?.(problem);
  }

  #memoryMs(options?: CacheOptions): number {
    const seconds = Math.min(options?.memorySeconds ?? this.#settings.memorySeconds, cacheLimits.memorySeconds);
    return Math.min(seconds * 1000, this.#hears ? Number.POSITIVE_INFINITY : unheardMs);
  }

  #forget({ keys, tags }: { readonly keys: readonly string[]; readonly tags: readonly string[] }): void {
    for (const key of keys) {
      this.#invalidations.addKey(key);
      this.#memory.delete(key);
    }
    for (const tag of tags) this.#invalidations.addTag(tag);
    this.#loads.forget({ keys, tags });
  }

  #forgetEverything(): void {
    this.#invalidations.addEverything();
    this.#memory.clear();
  }

  #listen(): void {
    this.#stopListening ??= this.#redis.listen(
      cacheKeys.changed(this.#redis.channelPrefix),
      (text) => this.#hear(text),
      () => {
        this.#hears = false;
        this.#forgetEverything();
      },
    );
  }

  #hear(text: string): void {
    const rest = text.slice(1);
    if (text === '') {
      this.#hears = true;
      this.#forgetEverything();
      this.#waiters.wakeAll();
    } else if (text.startsWith('i')) {
      const { keys = [], tags = [] } = JSON.parse(rest) as CacheInvalidation;
      this.#forget({ keys, tags });
      for (const key of keys) this.#waiters.wake(key, 'ended');
    } else this.#waiters.wake(rest, text.startsWith('f') ? 'failed' : 'ended');
  }
}
