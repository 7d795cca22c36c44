// The second level: Redis. What is asked for within a tick travels as one script a slot, whoever asks.

import { randomBytes } from 'node:crypto';
import { Batch } from '../base/batch.ts';
import { Breaker, type BreakerListener, RedisTimeout, withTimeout } from '../base/breaker.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isUnavailable } from '../base/redis-fault.ts';
import { loadScript } from '../base/scripts.ts';
import { hashOf, type Shards } from '../base/shards.ts';
import { Entry } from './entry.ts';
import { cacheKeys } from './keys.ts';
import type { CacheInvalidation, Lifetime } from './options.ts';

const readScript = loadScript('cache/read');
const leadScript = loadScript('cache/lead');
const storeScript = loadScript('cache/store');
const renewScript = loadScript('cache/renew');
const giveUpScript = loadScript('cache/give-up');
const invalidateScript = loadScript('cache/invalidate');

export const sharedLimits = {
  readsPerScript: 256,
  writesPerScript: 64,
  /** Bytes of the values that one script reads or stores; one alone may have more. */
  bytesPerScript: 1_048_576,
  /** Scripts that store, at once: those that wait here are not late. */
  storesAtOnce: 4,
  /** Who loads and dies keeps others waiting for so long. */
  leaseMs: 3_000,
  renewMs: 1_000,
  /** A tag's version outlives every load. */
  tagMs: 600_000,
  /** A new bucket of a shard's counts takes so many that have passed out. */
  bucketsTakenOut: 10,
} as const;

export interface LeadCall {
  readonly key: string;
  readonly tags: readonly string[];
  /** The version of the entry that is to be replaced; 0 for none. */
  readonly seen: number;
  /** Whether the caller is to be told when somebody else has loaded. */
  readonly waits: boolean;
  /** Whether a load that has just failed is to be tried again at once. */
  readonly insists: boolean;
}

/** The caller is to load. */
export interface Lead {
  readonly kind: 'lead';
  readonly token: string;
  readonly moved: number;
  readonly tags: readonly string[];
  readonly versions: readonly string[];
}

export type LeadAnswer =
  | Lead
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'wait' | 'pause'; readonly forMs: number };

type LeadReply =
  | readonly ['ENTRY', string]
  | readonly ['OK', string, ...string[]]
  | readonly ['WAIT' | 'PAUSE', number];

export interface StoreCall {
  readonly key: string;
  /** Null for a value that is set. */
  readonly lead: Lead | null;
  readonly tags: readonly string[];
  readonly lifetime: Lifetime;
  readonly tookMs: number;
  readonly text: string;
}

/** Redis is away, or takes too long. */
export class SharedLevelAway extends Error {
  override readonly name = 'SharedLevelAway';

  constructor(cause?: unknown) {
    super('Redis does not answer', { cause });
  }
}

export class SharedLevel {
  readonly #redis: RedisHandle;
  readonly #shards: Shards;
  readonly #timeoutMs: number;
  readonly #decode: (text: string) => unknown;
  readonly #breaker: Breaker;
  readonly #process = randomBytes(6).toString('base64url');
  readonly #reads: Batch<string, Entry | null>;
  readonly #leads: Batch<LeadCall, LeadAnswer>;
  readonly #stores: Batch<StoreCall, number>;
  #tokens = 0;

  constructor(
    redis: RedisHandle,
    settings: { timeoutMs: number; decode: (text: string) => unknown; onAway?: BreakerListener },
  ) {
    this.#redis = redis;
    this.#shards = cacheShards(redis);
    this.#timeoutMs = settings.timeoutMs;
    this.#decode = settings.decode;
    this.#breaker = new Breaker(settings.onAway);
    const group = (key: string): number => this.#redis.groupOf(this.#entryKey(key));
    this.#reads = new Batch({
      group,
      maxCalls: sharedLimits.readsPerScript,
      run: (keys) => this.#readAll(keys),
    });
    this.#leads = new Batch({
      group: ({ key }) => group(key),
      maxCalls: sharedLimits.writesPerScript,
      run: (calls) => this.#leadAll(calls),
    });
    this.#stores = new Batch({
      group: ({ key }) => group(key),
      maxCalls: sharedLimits.writesPerScript,
      run: (calls) => this.#storeAll(calls),
      size: { bytesOf: ({ text }) => text.length, maxBytes: sharedLimits.bytesPerScript },
      maxScripts: sharedLimits.storesAtOnce,
    });
  }

  /** Whether Redis failed several times in a row and is spared but for one call at a time. */
  get isAway(): boolean {
    return this.#breaker.isOpen;
  }

  /** @throws SharedLevelAway, as do the next two. */
  read(key: string): Promise<Entry | null> {
    return this.#reads.add(key);
  }

  lead(call: LeadCall): Promise<LeadAnswer> {
    return this.#leads.add(call);
  }

  /** The new entry's version; 0 where the key or a tag was invalidated since the load began. */
  store(call: StoreCall): Promise<number> {
    return this.#stores.add(call);
  }

  /** False where the lease is lost. */
  async renew(key: string, { token }: Lead): Promise<boolean> {
    const lease = cacheKeys.lease(this.#redis.prefix, this.#shards.of(key), key);
    const [answer] = (await this.#redis.run(renewScript, [lease], [sharedLimits.leaseMs, token])) as [
      ['OK'] | ['LOST'],
    ];
    return answer[0] === 'OK';
  }

  /** `pauseMs` keeps everybody from trying again for so long. */
  async giveUp(key: string, { token }: Lead, outcome: 'failed' | 'nothing', pauseMs: number): Promise<void> {
    const { prefix, channelPrefix } = this.#redis;
    const message = `${outcome === 'failed' ? 'f' : 's'}${key}`;
    await this.#redis.run(
      giveUpScript,
      [cacheKeys.lease(prefix, this.#shards.of(key), key)],
      [token, cacheKeys.changed(channelPrefix), message, pauseMs],
    );
  }

  /**
   * Each script is one step of Redis, and everybody is told after the last.
   * @returns how many of the keys held an entry and how many of the tags one that had not run out long ago.
   * @throws where Redis is away: some of it may be done.
   */
  async invalidate({ keys = [], tags = [] }: CacheInvalidation): Promise<number> {
    const { prefix, channelPrefix } = this.#redis;
    const parts = new Map<number, { entries: string[]; tags: string[]; names: string[] }>();
    const partOf = (key: string) => {
      const group = this.#redis.groupOf(key);
      const part = parts.get(group) ?? { entries: [], tags: [], names: [] };
      parts.set(group, part);
      return part;
    };
    for (const key of new Set(keys)) partOf(this.#entryKey(key)).entries.push(this.#entryKey(key));
    for (const tag of new Set(tags)) {
      for (const shard of this.#shards.numbers) {
        const part = partOf(cacheKeys.tag(prefix, shard, tag));
        part.tags.push(cacheKeys.tag(prefix, shard, tag));
        part.names.push(tag);
      }
    }
    const found = new Set<string>();
    let count = 0;
    const run = async (part: { entries: string[]; tags: string[]; names: string[] }, message: string) => {
      const args = [part.entries.length, cacheKeys.changed(channelPrefix), message];
      const answers = (await this.#redis.run(invalidateScript, [...part.entries, ...part.tags], args)) as number[];
      for (const [index, was] of answers.entries()) {
        if (was === 0) continue;
        if (index < part.entries.length) count += 1;
        else found.add(part.names[index - part.entries.length] as string);
      }
    };
    const [last, ...others] = [...parts.values()];
    await Promise.all(others.map((part) => run(part, '')));
    if (last) await run(last, `i${JSON.stringify({ keys, tags })}`);
    return count + found.size;
  }

  #entryKey(key: string): string {
    return cacheKeys.entry(this.#redis.prefix, this.#shards.of(key), key);
  }

  #token(): string {
    this.#tokens += 1;
    return `${this.#process}${this.#tokens.toString(36)}`;
  }

  /** What a script left, since the others were long, is asked for once more. */
  async #readAll(calls: readonly string[]): Promise<(Entry | null | Promise<Entry | null>)[]> {
    const places = new Map<string, number>();
    for (const key of calls) if (!places.has(key)) places.set(key, places.size);
    const keys = [...places.keys()].map((key) => this.#entryKey(key));
    const sentAt = performance.now();
    const [now, ...texts] = (await this.#ask(() =>
      this.#redis.run(readScript, keys, [sharedLimits.bytesPerScript]),
    )) as [string, ...string[]];
    const entries = texts.map((text) => (text === null ? null : this.#entry(text, Number(now), sentAt)));
    return calls.map((key) => {
      const entry = entries[places.get(key) as number];
      return entry === undefined ? this.#reads.add(key) : entry;
    });
  }

  /** Likewise. */
  async #leadAll(calls: readonly LeadCall[]): Promise<(LeadAnswer | Promise<LeadAnswer>)[]> {
    const tokens = calls.map(() => this.#token());
    const requests = calls.map((call, index) => [
      ...[tokens[index], call.seen, call.waits ? 1 : 0, call.insists ? 1 : 0],
      ...call.tags,
    ]);
    const { leaseMs, tagMs, bytesPerScript } = sharedLimits;
    const args = [leaseMs, tagMs, bytesPerScript, JSON.stringify(requests)];
    const keys = calls.map(({ key }) => this.#entryKey(key));
    const sentAt = performance.now();
    const [now, ...answers] = (await this.#ask(() => this.#redis.run(leadScript, keys, args))) as [
      string,
      ...LeadReply[],
    ];
    return calls.map((call, index): LeadAnswer | Promise<LeadAnswer> => {
      const reply = answers[index];
      if (!reply) return this.#leads.add(call);
      const { tags } = call;
      const [outcome, first, ...versions] = reply;
      if (outcome === 'ENTRY') return { kind: 'entry', entry: this.#entry(first, Number(now), sentAt) };
      if (outcome === 'OK')
        return { kind: 'lead', token: tokens[index] as string, moved: Number(first), tags, versions };
      return { kind: outcome === 'WAIT' ? 'wait' : 'pause', forMs: first };
    });
  }

  async #storeAll(calls: readonly StoreCall[]): Promise<number[]> {
    const args = calls.flatMap(({ lead, tags, lifetime: { freshMs, staleMs, keptMs }, tookMs, text }) => {
      const times = [freshMs, staleMs, keptMs, Math.min(99_999_999, Math.round(tookMs))];
      const token = lead?.token ?? this.#token();
      return [JSON.stringify([token, ...times, lead?.moved ?? -1, tags, lead?.versions ?? []]), text];
    });
    const keys = calls.map(({ key }) => this.#entryKey(key));
    const channel = cacheKeys.changed(this.#redis.channelPrefix);
    const work = () => this.#redis.run(storeScript, keys, [channel, sharedLimits.bucketsTakenOut, ...args]);
    const answers = (await this.#ask(work)) as (readonly ['OK', number] | readonly ['OVERTAKEN'])[];
    return answers.map((answer) => (answer[0] === 'OK' ? answer[1] : 0));
  }

  #entry(text: string, redisNowMs: number, readAtMs: number): Entry {
    return new Entry(text, redisNowMs, readAtMs, this.#decode);
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#breaker.mayTry(performance.now())) throw new SharedLevelAway();
    try {
      const answer = await withTimeout(work(), this.#timeoutMs);
      this.#breaker.succeeded();
      return answer;
    } catch (error) {
      // A Redis that is full still has what it holds.
      if (!(error instanceof RedisTimeout) && !isUnavailable(error)) throw error;
      this.#breaker.failed(performance.now(), error);
      throw new SharedLevelAway(error);
    }
  }
}

/** Keys are spread over these; a tag has a version in each. */
export function cacheShards({ shards }: RedisHandle): Shards {
  return shards.for('cache', { count: 16, of: (key) => hashOf(key) % 16 });
}
