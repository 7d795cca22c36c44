// Collects the events of a tick and counts them: one script a slot, whoever sent them.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import { metricLimits, minutesSince, part, time } from './metric-bucket.ts';
import type { EventType, PreparedEvent } from './metric-event.ts';
import { loadScript, type ScriptArgument } from './scripts.ts';

const ingestScript = loadScript('metric-ingest');

/** Counted, known already, or one too many of this visitor on this day. */
export type Outcome = 'accepted' | 'duplicate' | 'visitor_limit';

export interface IngestCall {
  readonly event: PreparedEvent;
  readonly nowMs: number;
  /** Imports are known again by their journal for as long as their day is kept, and are no news to who watches. */
  readonly imported: boolean;
}

const typeLetters: Record<EventType, string> = { PAGE_VIEW: 'p', CART: 'a', CHECKOUT: 'k', PURCHASE: 'c', CUSTOM: 'x' };
const outcomes: Record<number, Outcome> = { 1: 'accepted', 0: 'duplicate', [-1]: 'visitor_limit' };
const batchLimits = { events: 250 } as const;

export class MetricIngest {
  readonly #redis: RedisHandle;
  readonly #batch: Batch<IngestCall, Outcome>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#batch = new Batch({
      group: ({ event }) => redis.groupOf(redis.keys.metric(event.site, event.shard, '')),
      run: (calls) => this.#run(calls),
      maxCalls: batchLimits.events,
    });
  }

  /** Neighbours in a script are of the same shard where that can be: so more events share a bucket's reads and writes. */
  async addAll(calls: readonly IngestCall[]): Promise<Outcome[]> {
    const outcomes: Promise<Outcome>[] = [];
    const order = [...calls.keys()].sort((a, b) => shardOf(calls[a]) - shardOf(calls[b]));
    for (const index of order) outcomes[index] = this.#batch.add(calls[index] as IngestCall);
    return Promise.all(outcomes);
  }

  async #run(calls: readonly IngestCall[]): Promise<Outcome[]> {
    const keys = new KeyList(this.#redis);
    const args: ScriptArgument[] = [];
    for (const call of calls) {
      const { event, nowMs, imported } = call;
      const { atMs, visitor } = event;
      const group = keys.declare(call);
      const { type, value } = event.event;
      const liveSince = nowMs - 2 * metricLimits.liveWindowMinutes * time.minuteMs;
      args.push(group, atMs, visitor, imported ? '' : event.retryId, event.step, Math.floor(nowMs / time.dayMs));
      args.push(!imported && atMs >= liveSince ? '1' : '', typeLetters[type]);
      args.push(value ? `${value.minor}:${value.currency}` : '', event.dimensions.join('\x1f'));
    }
    const replies = (await this.#redis.run(ingestScript, keys.keys, [...keys.names, ...args])) as number[];
    return replies.map((reply) => outcomes[reply] as Outcome);
  }
}

function shardOf(call: IngestCall | undefined): number {
  return call?.event.shard ?? 0;
}

/** The keys that a batch may touch, each once, with the names by which the script knows them. */
class KeyList {
  readonly keys: string[] = [];
  readonly names: string[] = [];
  readonly #redis: RedisHandle;
  readonly #known = new Set<string>();
  readonly #groups = new Map<string, string>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Declares what an event may touch and returns the name of its group of keys. */
  declare({ event, nowMs }: IngestCall): string {
    const { site, shard, atMs, visitor } = event;
    const base = this.#redis.keys.metric(site, shard, '');
    let group = this.#groups.get(base);
    if (group === undefined) {
      group = `${this.#groups.size}/`;
      this.#groups.set(base, group);
      for (const name of [part.active, part.buyers, part.revision, part.ids(nowMs), part.ids(nowMs - time.dayMs)])
        this.#add(group, base, name);
    }
    const withMinutes = atMs >= minutesSince(nowMs);
    const quarter = `${group}${Math.floor(atMs / time.quarterMs)}`;
    if (!this.#known.has(quarter)) {
      this.#known.add(quarter);
      this.#addBuckets(group, base, atMs, minutesSince(nowMs));
    }
    if (withMinutes) {
      for (const name of [part.minuteVisitors(atMs), part.minuteBuyers(atMs), part.minutePages(atMs)])
        this.#add(group, base, name);
    }
    this.#add(group, base, part.journal(atMs, visitor));
    // The steps around it may lie in the journal of the day before or after.
    const reach = 2 * metricLimits.sessionGapMs;
    const intoDayMs = atMs % time.dayMs;
    if (intoDayMs <= reach) this.#add(group, base, part.journal(atMs - reach, visitor));
    if (intoDayMs >= time.dayMs - reach) this.#add(group, base, part.journal(atMs + reach, visitor));
    return group;
  }

  /** The buckets of a quarter-hour, and of all moments whose session an event in it can change. */
  #addBuckets(group: string, base: string, atMs: number, withMinutesSince: number): void {
    const gap = metricLimits.sessionGapMs;
    const from = Math.floor(atMs / time.quarterMs) * time.quarterMs;
    for (const name of [part.quarterVisitors, part.quarterBuyers, part.dayVisitors, part.dayBuyers, part.seen])
      this.#add(group, base, name(from));
    for (let at = from - gap; at <= from + gap + time.quarterMs; at += time.quarterMs) {
      for (const name of [part.hourCounts, part.dayCounts, part.hourTop, part.dayTop]) this.#add(group, base, name(at));
      if (at >= withMinutesSince) this.#add(group, base, part.minuteCounts(at));
    }
  }

  #add(group: string, base: string, name: string): void {
    const known = group + name;
    if (this.#known.has(known)) return;
    this.#known.add(known);
    this.names.push(known);
    this.keys.push(base + name);
  }
}
