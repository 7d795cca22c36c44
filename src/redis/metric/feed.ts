// The newest events of each site as a capped stream, for those who watch them go by.

import { Batch } from '../base/batch.ts';
import { checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize } from '../base/page.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { parseStreamCursor, StreamWalk, streamCursor, streamStart } from '../base/stream-cursor.ts';
import { metricLimits } from './bucket.ts';
import type { PreparedEvent } from './event.ts';
import type { EventType } from './event-field.ts';
import { metricKeys } from './keys.ts';

const feedScript = loadScript('metric/feed');

const feedLimits = {
  events: 10_000,
  ttlSeconds: 172_800,
  /** A cursor is understood for as long as the numbering lasts. */
  numberingTtlSeconds: metricLimits.dayTtlSeconds,
  eventsPerEntry: 100,
  entriesPerRead: 10,
} as const;

/** An event as it was counted. */
export interface FeedEvent {
  readonly eventId: string;
  readonly type: EventType;
  /** The event's name; for a page view its path. */
  readonly name: string;
  readonly visitorId: string;
  readonly path: string | null;
  readonly at: Date;
  readonly properties: unknown;
}

export interface FeedEntry {
  /** Give it as `after` to go on from here. */
  readonly cursor: string;
  readonly event: FeedEvent;
  /** Events that were trimmed between the cursor that was asked for and this one, as of a `Message`. */
  readonly missed: number;
}

/** An event as the feed stores it. */
type StoredEvent = Omit<FeedEvent, 'eventId' | 'at'> & { readonly id: string; readonly at: number };

/** Events of one site that came in one call, as JSON. */
interface FeedCall {
  readonly site: string;
  readonly texts: readonly string[];
}

export class MetricFeed {
  readonly #redis: RedisHandle;
  readonly #batch: Batch<FeedCall, true>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#batch = new Batch({
      group: ({ site }) => redis.groupOf(metricKeys.feed(redis.prefix, site)),
      run: (calls) => this.#append(calls),
      maxCalls: feedLimits.eventsPerEntry,
      weightOf: ({ texts }) => texts.length,
    });
  }

  async add(site: string, events: readonly PreparedEvent[]): Promise<void> {
    checkEntries(events, 'events');
    for (const [index, { atMs }] of events.entries())
      checkWhole(Math.floor(atMs), ['events', String(index), 'at'], 0, Number.MAX_SAFE_INTEGER);
    const texts = events.map(textOf);
    const calls: Promise<true>[] = [];
    for (let start = 0; start < texts.length; start += feedLimits.eventsPerEntry)
      calls.push(this.#batch.add({ site, texts: texts.slice(start, start + feedLimits.eventsPerEntry) }));
    await Promise.all(calls);
  }

  /** The cursor of the newest event. */
  async head(site: string): Promise<string> {
    const [born, last] = await this.#redis.client.hmget(metricKeys.feedMeta(this.#redis.prefix, site), 'born', 'last');
    return born ? streamCursor(feedId(born), Number(last)) : streamStart;
  }

  /**
   * At most `limit` events after a cursor, oldest first. Where Redis has lost the feed meanwhile, all that there is.
   * @throws Refusal INVALID for a wrong cursor.
   */
  async read(site: string, after: string, limit: number): Promise<FeedEntry[]> {
    checkSize(limit, 'limit');
    const { client, prefix } = this.#redis;
    const cursor = parseStreamCursor(after);
    const born = await client.hget(metricKeys.feedMeta(prefix, site), 'born');
    if (born === null) return [];
    const id = feedId(born);
    const isSame = id === cursor.id;
    const walk = new StreamWalk(after, isSame ? 0 : Number.POSITIVE_INFINITY);
    const entries: FeedEntry[] = [];
    let last = isSame ? cursor.number : 0;
    while (entries.length < limit) {
      const from = `${last + 1}-0`;
      const rows = await client.xrange(metricKeys.feed(prefix, site), from, '+', 'COUNT', feedLimits.entriesPerRead);
      for (const [row, fields] of rows) {
        const events = JSON.parse(fields[1] as string) as StoredEvent[];
        last = Number.parseInt(row, 10);
        for (const [index, { id: eventId, at, ...event }] of events.entries()) {
          const step = walk.advance(id, last - events.length + 1 + index);
          if (step) entries.push({ ...step, event: { ...event, eventId, at: new Date(at) } });
        }
      }
      if (rows.length < feedLimits.entriesPerRead) break;
    }
    return entries.slice(0, limit);
  }

  async #append(calls: readonly FeedCall[]): Promise<true[]> {
    const { prefix } = this.#redis;
    const bySite = new Map<string, string[]>();
    for (const { site, texts } of calls) bySite.set(site, [...(bySite.get(site) ?? []), ...texts]);
    const names = [...bySite.keys()].flatMap((site) => [
      metricKeys.feed(prefix, site),
      metricKeys.feedMeta(prefix, site),
    ]);
    const args: ScriptArgument[] = [feedLimits.events, feedLimits.ttlSeconds, feedLimits.numberingTtlSeconds];
    for (const texts of bySite.values()) args.push(texts.length, `[${texts.join(',')}]`);
    await this.#redis.run(feedScript, names, args);
    return calls.map(() => true);
  }
}

/** What a cursor names the feed by: one that began anew has another. */
function feedId(born: string): string {
  return `${born}-0`;
}

function textOf({ event, label, atMs }: PreparedEvent): string {
  const { eventId: id, type, visitorId, path, properties } = event;
  const stored: StoredEvent = {
    id,
    type,
    name: label,
    visitorId,
    path: path ?? null,
    at: atMs,
    properties: properties ?? null,
  };
  return JSON.stringify(stored);
}
