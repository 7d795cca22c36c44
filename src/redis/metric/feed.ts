// The newest events of each site as a capped stream, for those who watch them go by.

import { Batch } from '../base/batch.ts';
import { checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { checkSize } from '../base/page.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { parseStreamCursor, StreamWalk, streamCursor, streamStart, streamTimeMs } from '../base/stream-cursor.ts';
import { keeping } from './bucket.ts';
import type { PreparedEvent } from './event.ts';
import type { EventType } from './event-field.ts';
import { metricKeys } from './keys.ts';
import { time } from './time.ts';

const feedScript = loadScript('metric/feed');

const feedLimits = {
  events: 10_000,
  ttlSeconds: 172_800,
  /** A cursor is understood for as long as the numbering lasts. */
  numberingTtlSeconds: (keeping.days.unset * time.dayMs) / 1_000,
  eventsPerEntry: 100,
  entriesPerRead: 10,
  bytesPerScript: 1_048_576,
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
      // A site's feed is in one slot: in a cluster each tick would be one script more for its master.
      maxScripts: 2,
      size: {
        bytesOf: ({ texts }) => texts.reduce((sum, text) => sum + text.length, 0),
        maxBytes: feedLimits.bytesPerScript,
        // Metrics bounds what it holds.
        maxWaiting: Number.POSITIVE_INFINITY,
      },
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
    const { client, prefix } = this.#redis;
    const [newest] = await client.xrevrange(metricKeys.feed(prefix, site), '+', '-', 'COUNT', 1);
    const [born, last] = await client.hmget(metricKeys.feedMeta(prefix, site), 'born', 'last');
    if (!born) return streamStart;
    const row = newest && readRow(newest);
    return streamCursor(row?.last === Number(last) ? idOf(row, born) : feedId(born), Number(last));
  }

  /**
   * At most `limit` events after a cursor, oldest first. Where Redis has lost the event of the cursor, all that came after its time.
   * @throws Refusal INVALID for a wrong cursor.
   */
  async read(site: string, after: string, limit: number): Promise<FeedEntry[]> {
    checkSize(limit, 'limit');
    const { client, prefix } = this.#redis;
    const place = await this.#find(site, after);
    if (!place) return [];
    const walk = new StreamWalk(after, place.lost ? Number.POSITIVE_INFINITY : 0);
    const entries: FeedEntry[] = [];
    let next = place.next;
    while (entries.length < limit) {
      const key = metricKeys.feed(prefix, site);
      const found = await client.xrange(key, `${next}-0`, '+', 'COUNT', feedLimits.entriesPerRead);
      for (const row of found.map(readRow)) {
        for (const [index, { id: eventId, at, ...event }] of row.events.entries()) {
          const number = row.first + index;
          const step = number < next ? null : walk.advance(idOf(row, place.born), number);
          if (step) entries.push({ ...step, event: { ...event, eventId, at: new Date(at) } });
        }
        next = row.last + 1;
      }
      if (found.length < feedLimits.entriesPerRead) break;
    }
    return entries.slice(0, limit);
  }

  /** The events of a visitor that the feed has, oldest first. */
  async of(site: string, visitorId: string): Promise<FeedEvent[]> {
    const found: FeedEvent[] = [];
    for await (const row of this.#rows(site))
      for (const { id: eventId, at, ...event } of row.events)
        if (event.visitorId === visitorId) found.push({ ...event, eventId, at: new Date(at) });
    return found;
  }

  /** Takes the entries that have events of a visitor out of the feed, with all events in them. Returns how many entries. */
  async forget(site: string, visitorId: string): Promise<number> {
    const ids: string[] = [];
    for await (const row of this.#rows(site))
      if (row.events.some((event) => event.visitorId === visitorId)) ids.push(row.id);
    if (ids.length === 0) return 0;
    return this.#redis.client.xdel(metricKeys.feed(this.#redis.prefix, site), ...ids);
  }

  async *#rows(site: string): AsyncGenerator<Row & { readonly id: string }> {
    const { client, prefix } = this.#redis;
    for (let from = '-'; ; ) {
      const found = await client.xrange(metricKeys.feed(prefix, site), from, '+', 'COUNT', feedLimits.entriesPerRead);
      for (const entry of found) yield { ...readRow(entry), id: entry[0] };
      const last = found.at(-1);
      if (!last || found.length < feedLimits.entriesPerRead) return;
      from = `(${last[0]}`;
    }
  }

  /** The number from which on a reader has not read, and whether it may have missed what nobody can count. Null where there is no feed. */
  async #find(
    site: string,
    after: string,
  ): Promise<{ readonly next: number; readonly lost: boolean; readonly born: string } | null> {
    const { client, prefix } = this.#redis;
    const { id, number } = parseStreamCursor(after);
    const [[born, last], [found]] = await Promise.all([
      client.hmget(metricKeys.feedMeta(prefix, site), 'born', 'last'),
      client.xrange(metricKeys.feed(prefix, site), `${number}-0`, '+', 'COUNT', 1),
    ]);
    if (!born) return null;
    if (number === 0) return { next: 1, lost: false, born };
    const row = found && readRow(found);
    if (!id.endsWith(ofEntry)) {
      const same = id === feedId(born) && number <= Number(last);
      return { next: same ? number + 1 : 1, lost: !same, born };
    }
    // Of entries that were dropped nothing but the numbers is known: the next one tells how many are missing, unless it seems to be none.
    const same = row
      ? row.first <= number
        ? row.atMs === streamTimeMs(id)
        : row.first > number + 1
      : number === Number(last);
    if (same) return { next: number + 1, lost: false, born };
    return { next: await this.#firstAfter(site, streamTimeMs(id), Number(last)), lost: true, born };
  }

  /** The number of the first event that came after a time, by halving: times of entries grow with their numbers. */
  async #firstAfter(site: string, timeMs: number, last: number): Promise<number> {
    const key = metricKeys.feed(this.#redis.prefix, site);
    let [from, to] = [Math.max(1, last - 2 * feedLimits.events), last + 1];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const [found] = await this.#redis.client.xrange(key, `${middle}-0`, '+', 'COUNT', 1);
      const row = found && readRow(found);
      if (!row || row.atMs > timeMs) to = middle;
      else from = row.last + 1;
    }
    return from;
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

interface Row {
  readonly first: number;
  readonly last: number;
  /** 0 in an entry of the release before. */
  readonly atMs: number;
  readonly events: readonly StoredEvent[];
}

function readRow([id, fields]: readonly [id: string, fields: readonly string[]]): Row {
  const events = JSON.parse(fields[1] as string) as StoredEvent[];
  const [last = 0, atMs = 0] = id.split('-').map(Number);
  return { first: last - events.length + 1, last, atMs, events };
}

/** Ends the id in a cursor of an event whose time is known. */
const ofEntry = '-1';

/** What a cursor names an event's entry by: one that has its number after a loss has another. */
function idOf({ atMs }: Row, born: string): string {
  return atMs > 0 ? `${atMs}${ofEntry}` : feedId(born);
}

/** What a cursor names the feed by where no entry is known: one that began anew has another. */
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
