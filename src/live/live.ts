// Live delivery: Redis Pub/Sub on one side, subscribers of any speed on the other. Pub/Sub says "look again", or brings a short message
// for those who have the one before it; whatever else is delivered is read from Redis. So a lost announcement costs a moment and never a
// fact, and nothing is queued for a slow reader but one snapshot or one page.

import type { RedisClient } from '../redis/base/connect.ts';
import { Feed, type FeedSettings } from '../redis/base/feed.ts';
import { liveLimits } from './limits.ts';
import { SharedReads } from './shared-reads.ts';
import { SnapshotSource } from './snapshot.ts';
import { Wakeups } from './wakeups.ts';

export interface SnapshotSettings<T> {
  /** The channels, from keys.ts, whose messages mean that the state may have changed. */
  readonly channels: readonly string[];
  /** False for a message that says nothing about this state. An empty text, after an outage, always wakes. */
  isAbout?(text: string): boolean;
  /** Reads the whole state; null ends the stream, as when the object is gone. */
  load(): Promise<T | null>;
  /** At most one snapshot in this time. */
  readonly everyMs?: number;
  /**
   * Subscribers that give the same key share one `load`, and so the same Redis work, however many they are. Leave it out
   * where the state depends on who asks.
   */
  readonly shareKey?: string;
  /** False where the state equals the one sent before, which is then not sent again. */
  changed?(before: T, now: T): boolean;
}

export interface SharedFeedSettings<Entry, T = Entry> extends FeedSettings<Entry, T> {
  /** Subscribers that give the same key share the pages that `read` returns; what is for one of them alone is up to `pick`. */
  readonly shareKey?: string;
}

interface SharedFeed {
  readonly reads: SharedReads<unknown>;
  stopListening(): void;
}

export class Live {
  /** Snapshots that slow subscribers have skipped. */
  readonly counts = { skippedSnapshots: 0 };
  readonly #wakeups: Wakeups;
  readonly #feeds = new Map<string, SharedFeed>();
  readonly #shared = new Map<string, SnapshotSource<unknown>>();
  readonly #open = new Set<{ close(): void }>();

  /** `subscriber` is a connection of its own, since a subscribed connection takes no other commands. */
  constructor(connections: { publisher: RedisClient; subscriber: RedisClient }) {
    this.#wakeups = new Wakeups(connections);
  }

  /** Streams that are open; those that share the reading of a state are one. */
  get streams(): number {
    return this.#open.size;
  }

  /**
   * A subscription to a whole state: what it is now, at once, and then what it is after each change, coalesced.
   * @throws what `load` throws the first time; later failures are tried again until Redis is back.
   */
  snapshots<T>(settings: SnapshotSettings<T>): AsyncIterableIterator<T> {
    const everyMs = Math.max(settings.everyMs ?? 0, liveLimits.snapshotMinMs);
    const create = (onIdle: () => void): SnapshotSource<T> =>
      new SnapshotSource<T>(
        this.#wakeups,
        { ...settings, everyMs, refreshMs: liveLimits.snapshotRefreshMs, counts: this.counts },
        onIdle,
      );
    if (settings.shareKey === undefined) {
      const own = create(() => this.#open.delete(own));
      this.#open.add(own);
      return own.subscribe();
    }
    const key = `${everyMs} ${settings.shareKey}`;
    const existing = this.#shared.get(key) as SnapshotSource<T> | undefined;
    if (existing) return existing.subscribe();
    const source = create(() => {
      this.#shared.delete(key);
      this.#open.delete(source);
    });
    this.#shared.set(key, source as SnapshotSource<unknown>);
    this.#open.add(source);
    return source.subscribe();
  }

  /** A subscription to a capped stream, from a cursor on or from now on; each delivery says how many were missed. */
  feed<Entry, T = Entry>(settings: SharedFeedSettings<Entry, T>): AsyncIterableIterator<T> {
    const listen = this.listen.bind(this);
    const { shareKey } = settings;
    const shared = shareKey === undefined ? undefined : this.#shareFeed(shareKey, settings);
    const source = shared ? { ...settings, read: shared.reads.read as typeof settings.read } : settings;
    const feed = new Feed<Entry, T>(listen, source, () => {
      this.#open.delete(feed);
      if (shared && --shared.reads.readers === 0) {
        this.#feeds.delete(shareKey as string);
        shared.stopListening();
      }
    });
    this.#open.add(feed);
    return feed;
  }

  #shareFeed<Entry>(shareKey: string, { channels, read }: FeedSettings<Entry, unknown>): SharedFeed {
    const existing = this.#feeds.get(shareKey);
    if (existing) {
      existing.reads.readers += 1;
      return existing;
    }
    const listening = new Map<string, () => void>();
    // Listens before its first reader does, and so hears of each announcement before all of them.
    const listenTo = (more: readonly string[]): void => {
      for (const channel of more)
        if (!listening.has(channel))
          listening.set(
            channel,
            this.listen(channel, () => reads.onNews()),
          );
    };
    const reads = new SharedReads<unknown>(async (after, limit) => {
      const page = await read(after, limit);
      if (this.#feeds.get(shareKey) === shared) listenTo(page.channels ?? []);
      return page;
    });
    reads.readers = 1;
    listenTo(channels);
    const stopListening = (): void => {
      for (const stop of listening.values()) stop();
    };
    const shared = { reads, stopListening };
    this.#feeds.set(shareKey, shared);
    return shared;
  }

  /**
   * Calls `onMessage` with the text of each message on a channel, until the returned function is called. An empty text
   * means "look for yourself": it comes first, when Redis has confirmed the subscription, and after each outage.
   */
  listen(channel: string, onMessage: (text: string) => void): () => void {
    let stopped = false;
    const stop = this.#wakeups.listen(channel, onMessage);
    void this.#wakeups.confirmed([channel]).then(() => {
      if (!stopped) onMessage('');
    });
    return () => {
      stopped = true;
      stop();
    };
  }

  /** Ends every stream. The connections belong to the caller. */
  close(): void {
    for (const stream of [...this.#open]) stream.close();
    this.#wakeups.close();
  }
}
