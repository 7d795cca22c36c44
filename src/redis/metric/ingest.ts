// Collects the events of a tick and counts them: one script a slot, whoever sent them.

import { Batch } from '../base/batch.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { metricLimits, type Retention } from './bucket.ts';
import { identityOf, type PreparedEvent } from './event.ts';
import type { EventType } from './event-field.ts';
import { metricKeys, part } from './keys.ts';
import { siteShardCount, siteShards } from './shard.ts';
import { time } from './time.ts';

const ingestScript = loadScript('metric/ingest');

export interface Outcome {
  /** Counted, known already, or one too many of this visitor or of this site on this day. */
  readonly kind: 'accepted' | 'duplicate' | 'visitor_limit' | 'site_limit';
  /** Of a goal that was never settled: when it happened, by its first arrival. */
  readonly owedAtMs?: number;
}

const typeLetters: Record<EventType, string> = {
  ...{ PAGE_VIEW: 'p', CART: 'e', CHECKOUT: 'e', PURCHASE: 'c', REFUND: 'r', CUSTOM: 'e' },
  ...{ OUTBOUND: 'e', DOWNLOAD: 'e', ENGAGEMENT: 't' },
};
const later = 'l';
const kinds: Record<string, Outcome['kind']> = { y: 'accepted', n: 'duplicate', x: 'visitor_limit', f: 'site_limit' };
/** A script of as many events takes Redis four milliseconds or so: whoever else asks waits for two of them at most. */
const batchLimits = { events: 200, scripts: 2, bytes: 1_048_576 } as const;
const daySeconds = time.dayMs / 1_000;

/** As the script takes them, after the mark of an import. */
function limitsOf(kept: Retention, shards: number, siteBytesPerDay: number): readonly ScriptArgument[] {
  return [
    metricLimits.sessionGapMs,
    metricLimits.liveLateMs,
    metricLimits.liveTtlSeconds,
    kept.minutes * daySeconds,
    kept.hours * daySeconds,
    kept.days * daySeconds,
    kept.journals * daySeconds,
    kept.visitors * daySeconds,
    metricLimits.eventsPerVisitorAndDay,
    metricLimits.valuesPerDimension,
    metricLimits.workPerScript,
    Math.ceil(metricLimits.siteKeysPerDay / shards),
    Math.ceil(siteBytesPerDay / shards),
    metricLimits.profilesPerDay,
  ];
}

/** Events of one site and shard that came in one call. */
interface ShardCall {
  /** Starts the shard's keys. */
  readonly base: string;
  /** Imports are known again by their journal for as long as their day is kept, and are no news to who watches. */
  readonly imported: boolean;
  readonly events: PreparedEvent[];
  readonly goals: ReadonlySet<PreparedEvent>;
}

export class MetricIngest {
  readonly #redis: RedisHandle;
  readonly #limits: readonly ScriptArgument[];
  readonly #batch: Batch<ShardCall, string[]>;

  constructor(redis: RedisHandle, kept: Retention, siteBytesPerDay: number) {
    this.#redis = redis;
    this.#limits = limitsOf(kept, siteShardCount(redis), siteBytesPerDay);
    this.#batch = new Batch({
      // Imports and others do not travel together.
      group: ({ base, imported }) => redis.groupOf(base) * 2 + Number(imported),
      run: (calls) => this.#run(calls),
      maxCalls: batchLimits.events,
      maxScripts: batchLimits.scripts,
      weightOf: ({ events }) => events.length,
      size: { bytesOf: sizeOf, maxBytes: batchLimits.bytes, maxWaiting: Number.POSITIVE_INFINITY },
    });
  }

  /** What became of each event, in their order. The goals among them are owed to somebody until they are settled. */
  async addAll(
    events: readonly PreparedEvent[],
    goals: ReadonlySet<PreparedEvent>,
    imported: boolean,
  ): Promise<Outcome[]> {
    const calls = new Map<string, ShardCall & { readonly places: number[] }>();
    for (const [place, event] of events.entries()) {
      const base = this.#key(event, '');
      const call = calls.get(base) ?? { base, imported, events: [], goals, places: [] };
      calls.set(base, call);
      call.events.push(event);
      call.places.push(place);
    }
    const results: Outcome[] = [];
    await Promise.all(
      Array.from(calls.values(), async (call) => {
        const words = await this.#batch.add(call);
        for (const [index, place] of call.places.entries()) results[place] = outcomeOf(words[index] as string);
      }),
    );
    return results;
  }

  /** Says of goals that those to whom they were owed have them: sent again, they are duplicates and nothing else. */
  async settle(goals: readonly PreparedEvent[]): Promise<void> {
    const owed = new Map<string, string[]>();
    for (const goal of goals) {
      const key = this.#key(goal, part.owed);
      owed.set(key, [...(owed.get(key) ?? []), goal.visitor + identityOf(goal.step)]);
    }
    await Promise.all(Array.from(owed, ([key, members]) => this.#redis.client.zrem(key, ...members)));
  }

  #key({ site, event }: PreparedEvent, end: string): string {
    return metricKeys.bucket(this.#redis.prefix, site, siteShards(this.#redis, site).of(event.visitorId), end);
  }

  /** A word an event of each call. The calls of one shard travel as one list, in which their events stand together. */
  async #run(calls: readonly ShardCall[]): Promise<(string[] | Promise<string[]>)[]> {
    const lists = new Map<string, EventList>();
    const sent = new Map<string, number[]>();
    for (const [index, { base, events, goals }] of calls.entries()) {
      const list = lists.get(base) ?? new EventList();
      lists.set(base, list);
      for (const event of events) list.append(event, goals.has(event));
      sent.set(base, [...(sent.get(base) ?? []), index]);
    }
    const texts = Array.from(lists.values(), (list) => list.text());
    const args = [calls[0]?.imported ? '1' : '', ...this.#limits, ...texts];
    const reply = (await this.#redis.run(ingestScript, [...lists.keys()], args)) as string;
    const words = reply.split(',');
    const results: (string[] | Promise<string[]>)[] = [];
    let read = 0;
    for (const index of [...sent.values()].flat()) {
      const call = calls[index] as ShardCall;
      const count = call.events.length;
      results[index] = this.#withLater(call, words.slice(read, read + count));
      read += count;
    }
    return results;
  }

  /** Sends again those that the script put off since it had worked for long enough. They are the last of a call. */
  #withLater(call: ShardCall, words: string[]): string[] | Promise<string[]> {
    const first = words.indexOf(later);
    if (first < 0) return words;
    const done = words.slice(0, first);
    return this.#batch.add({ ...call, events: call.events.slice(first) }).then((others) => [...done, ...others]);
  }
}

/** A shard's events as the script reads them. */
class EventList {
  /** The place of each profile in their list, from 1. */
  readonly #profiles = new Map<string, number>();
  readonly #events: (string | number)[] = [];

  /** Time, visitor, letter and goals of the site, step, how many details, the details, the places of its profiles. */
  append({ atMs, visitor, event, step, details, goals, profiles }: PreparedEvent, isGoal: boolean): void {
    const letter = typeLetters[event.type];
    const mark = (isGoal ? letter.toUpperCase() : letter) + goals;
    this.#events.push(atMs, visitor, mark, step, details.length, ...details);
    for (const profile of profiles) this.#events.push(this.#placeOf(profile));
  }

  text(): string {
    return JSON.stringify([[...this.#profiles.keys()], ...this.#events]);
  }

  #placeOf(profile: string): number {
    if (profile === '') return 0;
    const known = this.#profiles.get(profile);
    if (known !== undefined) return known;
    this.#profiles.set(profile, this.#profiles.size + 1);
    return this.#profiles.size;
  }
}

/** Characters of what a call sends, but for numbers and marks. */
function sizeOf({ events }: ShardCall): number {
  let sum = 0;
  for (const { visitor, step, details, profiles } of events) {
    sum += visitor.length + step.length;
    for (const detail of details) sum += detail.length;
    for (const profile of profiles) sum += profile.length;
  }
  return sum;
}

function outcomeOf(word: string): Outcome {
  const kind = kinds[word];
  return kind ? { kind } : { kind: 'duplicate', owedAtMs: Number(word) };
}
