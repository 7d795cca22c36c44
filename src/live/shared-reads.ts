// The pages of one stream, read once for all who stand at the same place. Readers keep their own position, so that who is slow
// or came back with a cursor reads alone until it has caught up, and then shares again without being told to.

import type { FeedPage } from '../redis/base/feed.ts';
import { liveLimits } from './limits.ts';

type Read<T> = (after: string, limit: number) => Promise<FeedPage<T>>;

interface Reading<T> {
  readonly page: Promise<FeedPage<T>>;
  readonly at: number;
}

export class SharedReads<T> {
  readonly #read: Read<T>;
  /** By where they begin; the one read last is the last. */
  readonly #kept = new Map<string, Reading<T>>();
  /** Under way, and begun since the last news: a later reader must not be told that there is nothing new by an older one. */
  readonly #underWay = new Map<string, Promise<FeedPage<T>>>();
  /** How many read. */
  readers = 0;

  constructor(read: Read<T>) {
    this.#read = read;
  }

  /** To be called with each announcement, before any reader hears of it. */
  onNews(): void {
    this.#underWay.clear();
  }

  /** Every reader asks for the same `limit`. */
  readonly read: Read<T> = (after, limit) => {
    const kept = this.#kept.get(after);
    // Not for ever: a stream that has expired may begin again with the same cursors.
    if (kept && performance.now() - kept.at < liveLimits.sharedPageMs) return kept.page;
    const underWay = this.#underWay.get(after);
    if (underWay) return underWay;
    const page = this.#read(after, limit);
    this.#underWay.set(after, page);
    const finish = (): void => {
      if (this.#underWay.get(after) === page) this.#underWay.delete(after);
    };
    page.then(({ position }) => {
      finish();
      if (position !== after) this.#keep(after, page);
    }, finish);
    return page;
  };

  #keep(after: string, page: Promise<FeedPage<T>>): void {
    this.#kept.delete(after);
    this.#kept.set(after, { page, at: performance.now() });
    if (this.#kept.size <= liveLimits.sharedPages) return;
    const [oldest] = this.#kept.keys();
    this.#kept.delete(oldest as string);
  }
}
