// A resumable stream of entries: the subscriber pulls, the feed reads one page from Redis and waits for a wake-up when
// there is nothing new. A reconnecting client gives the cursor of its last delivery and misses nothing, or is told by the
// entry how many were trimmed meanwhile.

import { isUnavailable } from '../redis/connect.ts';
import { liveLimits } from './limits.ts';
import type { Wakeups } from './wakeups.ts';

export interface FeedPage<T> {
  /** Oldest first. May be fewer than there are, or none, where the source filters. */
  readonly entries: readonly T[];
  /** Where the next page begins: the cursor of the last entry looked at, delivered or not. */
  readonly position: string;
}

export interface FeedSource<T> {
  /** The cursor of the newest entry: where a subscriber without `after` begins. */
  head(): Promise<string>;
  /** At most `limit` entries after a cursor. */
  read(after: string, limit: number): Promise<FeedPage<T>>;
}

export interface FeedStart<T> extends FeedSource<T> {
  readonly channel: string;
  readonly after?: string | null;
}

export class Feed<T> implements AsyncIterableIterator<T> {
  readonly #source: FeedStart<T>;
  readonly #wakeups: Wakeups;
  readonly #onEnd: () => void;
  readonly #stopListening: () => void;
  #position: string | undefined;
  #page: readonly T[] = [];
  #next = 0;
  #news = true;
  #ended = false;
  #wake: (() => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(wakeups: Wakeups, source: FeedStart<T>, onEnd: () => void) {
    this.#wakeups = wakeups;
    this.#source = source;
    this.#onEnd = onEnd;
    this.#position = source.after ?? undefined;
    this.#stopListening = wakeups.listen(source.channel, () => {
      this.#news = true;
      this.#wake?.();
    });
    // Found at once, so that "from now on" means from the subscription and not from the first pull.
    this.#turn = this.#begin();
    this.#turn.catch(() => {});
  }

  next(): Promise<IteratorResult<T>> {
    const result = this.#turn.then(() => this.#pull());
    this.#turn = result.catch(() => {});
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
    this.#stopListening();
    this.#wake?.();
    this.#onEnd();
  }

  async #begin(): Promise<void> {
    await this.#wakeups.confirmed([this.#source.channel]);
    try {
      this.#position ??= await this.#source.head();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async #pull(): Promise<IteratorResult<T>> {
    while (!this.#ended) {
      if (this.#next < this.#page.length) return { value: this.#page[this.#next++] as T, done: false };
      if (!this.#news) await this.#untilNews(liveLimits.feedRefreshMs);
      if (!this.#ended) await this.#readPage();
    }
    return { value: undefined, done: true };
  }

  async #readPage(): Promise<void> {
    this.#news = false;
    const before = this.#position as string;
    try {
      const { entries, position } = await this.#source.read(before, liveLimits.feedPage);
      this.#page = entries;
      this.#next = 0;
      this.#position = position;
      // A page that moved on may have more behind it.
      if (position !== before) this.#news = true;
    } catch (error) {
      if (!isUnavailable(error)) {
        this.close();
        throw error;
      }
      await this.#untilNews(liveLimits.retryMs);
      this.#news = true;
    }
  }

  #untilNews(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.#wake = finish;
    });
  }
}
