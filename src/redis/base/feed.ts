// A resumable stream of entries: the subscriber pulls, the feed reads one page from Redis and waits for a wake-up when
// there is nothing new. A reconnecting client gives the cursor of its last delivery and misses nothing, or is told by the
// entry how many were trimmed meanwhile.

import type { ChannelListener } from './channels.ts';
import { isFromRedis } from './redis-fault.ts';

/** What bounds a feed. */
const limits = {
  /** Entries read at a time; a slow reader holds one such page and no more. */
  page: 100,
  /** What nothing announced is read after this time, so that a lost message of Pub/Sub heals. */
  refreshMs: 15_000,
  /** Entries that came with their announcements and wait for their reader; one who has not got more is read from Redis. */
  heard: 100,
  /** After a failed read, the next try. */
  retryMs: 1_000,
  /** How long it waits for Redis to confirm that it listens before it reads anyhow. */
  confirmMs: 500,
} as const;

export interface FeedPage<T> {
  /** Oldest first. May be fewer than there are, or none, where the source filters. */
  readonly entries: readonly T[];
  /** Where the next page begins: the cursor of the last entry looked at, delivered or not. */
  readonly position: string;
  /** The channels that announce new entries, where a page tells of them; those that are not listened to yet are from then on. */
  readonly channels?: readonly string[];
  /** Whether a source of several parts could not read all of them. */
  readonly isPartial?: boolean;
}

interface FeedSource<T> {
  /** The cursor of the newest entry: where a subscriber without `after` begins. */
  head(): Promise<string>;
  /** At most `limit` entries after a cursor. */
  read(after: string, limit: number): Promise<FeedPage<T>>;
}

export interface FeedSettings<Entry, T = Entry> extends FeedSource<Entry> {
  /** The channels that announce new entries. */
  readonly channels: readonly string[];
  /** Deliver what came after this cursor first; from now on where absent. */
  readonly after?: string | null;
  /** What an announcement itself holds for a reader who stands there; `known` if the reader has that, undefined if it has to read. */
  heard?(text: string, position: string): FeedPage<Entry> | 'known' | undefined;
  /** What of a page is delivered to this subscriber, where that is not all of it as it is. */
  pick?(entries: readonly Entry[]): readonly T[];
}

/** Calls a listener for each message on a channel, and with '' once it listens and after an outage: look for yourself. */
export type Listen = (channel: string, listener: ChannelListener) => () => void;

export class Feed<Entry, T = Entry> implements AsyncIterableIterator<T> {
  /** Whether a reader may come back behind a cursor: `after` is given, if only as null. */
  readonly isResumable: boolean;
  /** Where it begins. Rejects if that cannot be found out. */
  readonly place: Promise<string>;
  readonly #source: FeedSettings<Entry, T>;
  readonly #onEnd: () => void;
  readonly #listen: Listen;
  readonly #listening = new Map<string, () => void>();
  #position: string | undefined;
  #page: readonly T[] = [];
  #next = 0;
  #news = true;
  /** Announcements that come while a page is read. */
  #during: string[] | undefined;
  /** Pages that came with their announcements, each where the one before ends. */
  #heard: FeedPage<Entry>[] = [];
  #ended = false;
  /** What waits for news. */
  #onNews: (() => void) | undefined;
  /** Taken up again for each wait, since to make one for each costs more than all else in a wait. */
  #timer: { readonly timeout: NodeJS.Timeout; readonly ms: number } | undefined;
  /** Calls of `next` without an answer, and the last of them: they are answered in turn. */
  #pulls = 0;
  #last: Promise<unknown>;

  constructor(listen: Listen, source: FeedSettings<Entry, T>, onEnd: () => void) {
    this.#source = source;
    this.#onEnd = onEnd;
    this.#listen = listen;
    this.#position = source.after ?? undefined;
    this.#listenTo(source.channels);
    // Found at once, so that "from now on" means from the subscription and not from the first pull.
    this.isResumable = source.after !== undefined;
    this.place = this.#begin();
    this.#last = this.place;
    this.place.catch(() => {});
  }

  /** What is at hand is given at once, and who waits for news alone does so with one promise: each delivery to each reader comes by here. */
  next(): Promise<IteratorResult<T>> {
    if (this.#pulls === 0) {
      const taken = this.#take();
      if (taken) return Promise.resolve(taken);
    }
    this.#pulls += 1;
    const mayWait = this.#pulls === 1 && this.#position !== undefined && !this.#news && !this.#ended;
    const result = mayWait ? this.#wait() : this.#inTurn();
    this.#last = result;
    return result;
  }

  return(): Promise<IteratorResult<T>> {
    this.close();
    return Promise.resolve({ value: undefined, done: true });
  }

  throw(error: unknown): Promise<IteratorResult<T>> {
    this.close();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const stopListening of this.#listening.values()) stopListening();
    this.#wake();
    clearTimeout(this.#timer?.timeout);
    this.#onEnd();
  }

  /** Listens to what it does not listen to yet. */
  #listenTo(channels: readonly string[]): void {
    for (const channel of channels) {
      if (this.#listening.has(channel) || this.#ended) continue;
      const stopListening = this.#listen(channel, (text) => {
        if (!this.#hear(text)) this.#news = true;
        this.#wake();
      });
      this.#listening.set(channel, stopListening);
    }
  }

  async #begin(): Promise<string> {
    // The first news is that Redis has confirmed the subscription.
    await this.#untilNews(limits.confirmMs);
    this.#news = true;
    try {
      this.#position ??= await this.#source.head();
      return this.#position;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #wait(): Promise<IteratorResult<T>> {
    return new Promise((resolve) => {
      this.#awaitNews(limits.refreshMs, () => {
        const taken = this.#take();
        if (taken) this.#pulls -= 1;
        resolve(taken ?? this.#pull());
      });
    });
  }

  #inTurn(): Promise<IteratorResult<T>> {
    const pull = (): Promise<IteratorResult<T>> => this.#pull();
    if (this.#last !== this.place) return this.#last.then(pull, pull);
    return this.place.then(pull, (error) => {
      this.#pulls -= 1;
      throw error;
    });
  }

  async #pull(): Promise<IteratorResult<T>> {
    try {
      while (!this.#ended) {
        const taken = this.#take();
        if (taken) return taken;
        if (this.#news) await this.#readPage();
        else await this.#untilNews(limits.refreshMs);
      }
      return { value: undefined, done: true };
    } finally {
      this.#pulls -= 1;
    }
  }

  /** The next entry of what is at hand. */
  #take(): IteratorResult<T> | undefined {
    while (!this.#ended && this.#next >= this.#page.length) if (!this.#takeHeard()) return undefined;
    return this.#ended ? undefined : { value: this.#page[this.#next++] as T, done: false };
  }

  /** False if an announcement means that there is something to read. */
  #hear(text: string): boolean {
    const { heard } = this.#source;
    if (!heard || this.#news || this.#position === undefined) return false;
    if (this.#during) return this.#during.push(text) <= limits.heard;
    const { position } = this.#heard.at(-1) ?? { position: this.#position };
    const page = this.#heard.length < limits.heard ? heard(text, position) : undefined;
    if (typeof page === 'object') this.#heard.push(page);
    return page !== undefined;
  }

  /** Whether there is more to read behind a page that was read. */
  #isBehind(during: readonly string[], hasMoved: boolean): boolean {
    // A page that moved on may have more behind it, unless what was announced since is in it or follows it.
    return during.length === 0 ? hasMoved : !during.every((text) => this.#hear(text));
  }

  #takeHeard(): boolean {
    const page = this.#heard.shift();
    if (page) this.#turnTo(page);
    return page !== undefined;
  }

  #turnTo({ entries, position }: FeedPage<Entry>): void {
    this.#page = this.#source.pick?.(entries) ?? (entries as readonly unknown[] as readonly T[]);
    this.#next = 0;
    this.#position = position;
  }

  async #readPage(): Promise<void> {
    this.#news = false;
    const during: string[] = [];
    this.#during = during;
    const before = this.#position as string;
    try {
      const page = await this.#source.read(before, limits.page);
      const { position, channels = [], isPartial } = page;
      this.#listenTo(channels);
      this.#turnTo(page);
      this.#during = undefined;
      this.#news ||= this.#isBehind(during, position !== before);
      if (isPartial && position === before) await this.#retryLater();
    } catch (error) {
      this.#during = undefined;
      if (!isFromRedis(error)) {
        this.close();
        throw error;
      }
      await this.#retryLater();
    }
  }

  async #retryLater(): Promise<void> {
    await this.#untilNews(limits.retryMs);
    this.#news = true;
  }

  /** Also for its time alone, after which it is to be looked for. */
  #untilNews(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => this.#awaitNews(timeoutMs, resolve));
  }

  #awaitNews(ms: number, onNews: () => void): void {
    this.#onNews = onNews;
    if (this.#timer?.ms === ms) {
      this.#timer.timeout.refresh();
      return;
    }
    clearTimeout(this.#timer?.timeout);
    this.#timer = { timeout: setTimeout(this.#onTimeout, ms), ms };
  }

  readonly #onTimeout = (): void => {
    if (!this.#onNews) return;
    this.#news = true;
    this.#wake();
  };

  #wake(): void {
    const onNews = this.#onNews;
    this.#onNews = undefined;
    onNews?.();
  }
}
