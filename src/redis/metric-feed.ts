// The newest events of each site as a capped stream, for those who watch them go by.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import type { EventType, PreparedEvent } from './metric-event.ts';
import { loadScript, type ScriptArgument } from './scripts.ts';

const feedScript = loadScript('metric-feed');

const feedLimits = { entries: 10_000, ttlSeconds: 172_800, eventsPerScript: 200 } as const;

/** An event as it was counted. */
export interface FeedEvent {
  readonly id: string;
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
  /** Entries that were trimmed between the cursor that was asked for and this one. */
  readonly missed: number;
}

export class MetricFeed {
  readonly #redis: RedisHandle;
  readonly #batch: Batch<PreparedEvent, number>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#batch = new Batch({
      group: ({ site }) => redis.groupOf(redis.keys.metricFeed(site)),
      run: (events) => this.#append(events),
      maxCalls: feedLimits.eventsPerScript,
    });
  }

  async add(events: readonly PreparedEvent[]): Promise<void> {
    await Promise.all(events.map((event) => this.#batch.add(event)));
  }

  /** The cursor of the newest entry. */
  async head(site: string): Promise<string> {
    return (await this.#redis.client.get(this.#redis.keys.metricFeedNumber(site))) ?? '0';
  }

  /** At most `limit` entries after a cursor, oldest first. A cursor that is none counts as the beginning. */
  async read(site: string, after: string, limit: number): Promise<FeedEntry[]> {
    const last = /^\d{1,15}$/.test(after) ? Number(after) : 0;
    const rows = await this.#redis.client.xrange(
      this.#redis.keys.metricFeed(site),
      `${last + 1}-0`,
      '+',
      'COUNT',
      limit,
    );
    let previous = last;
    return rows.map(([id, fields]) => {
      const number = Number.parseInt(id, 10);
      const missed = number - previous - 1;
      previous = number;
      const { at, ...event } = JSON.parse(fields[1] as string) as Omit<FeedEvent, 'at'> & { at: number };
      return { cursor: String(number), missed, event: { ...event, at: new Date(at) } };
    });
  }

  async #append(events: readonly PreparedEvent[]): Promise<number[]> {
    const { keys } = this.#redis;
    const sites = [...new Set(events.map((event) => event.site))];
    const args: ScriptArgument[] = [feedLimits.entries, feedLimits.ttlSeconds];
    for (const event of events) args.push(sites.indexOf(event.site) * 2 + 1, textOf(event));
    const names = sites.flatMap((site) => [keys.metricFeed(site), keys.metricFeedNumber(site)]);
    return (await this.#redis.run(feedScript, names, args)) as number[];
  }
}

function textOf({ event, label, atMs }: PreparedEvent): string {
  const { id, type, visitorId, path, properties } = event;
  return JSON.stringify({
    id,
    type,
    name: label,
    visitorId,
    path: path ?? null,
    at: atMs,
    properties: properties ?? null,
  });
}
