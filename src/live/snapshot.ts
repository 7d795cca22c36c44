// A state that many watch: read once a change, however many watch it, and handed to each as fast as it takes it. A slow
// reader skips to the newest state; nothing is queued.

import { liveLimits } from './limits.ts';
import type { Wakeups } from './wakeups.ts';

export interface SourceSettings<T> {
  readonly channels: readonly string[];
  isAbout?(text: string): boolean;
  load(): Promise<T | null>;
  readonly everyMs: number;
  readonly refreshMs: number;
  changed?(before: T, now: T): boolean;
  readonly counts: { skippedSnapshots: number };
}

const stateStreams = new WeakSet<object>();

/** Whether each value of a stream is a whole state, which takes the place of those before it. */
export function sendsStates(stream: object): boolean {
  return stateStreams.has(stream);
}

/** Marks a stream as one of whole states. */
export function ofStates<Stream extends object>(stream: Stream): Stream {
  stateStreams.add(stream);
  return stream;
}

interface Reader {
  wake(): void;
}

export class SnapshotSource<T> {
  readonly #settings: SourceSettings<T>;
  readonly #onIdle: () => void;
  readonly #stopListening: (() => void)[];
  readonly #readers = new Set<Reader>();
  #latest: { value: T; version: number } | undefined;
  #failure: unknown;
  #ended = false;
  #loading = false;
  #stale = false;
  #lastLoadAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `onIdle` is called when the last reader has left or the source has ended. */
  constructor(wakeups: Wakeups, settings: SourceSettings<T>, onIdle: () => void) {
    this.#settings = settings;
    this.#onIdle = onIdle;
    this.#stopListening = settings.channels.map((channel) =>
      wakeups.listen(channel, (text) => {
        if (text === '' || (settings.isAbout?.(text) ?? true)) this.#refreshSoon();
      }),
    );
    // The first read comes after Redis has confirmed the subscription, so that no change falls between the two.
    void wakeups.confirmed(settings.channels).then(() => this.#load());
  }

  subscribe(): AsyncIterableIterator<T> {
    let seen = 0;
    let done = false;
    let waiting: ((result: IteratorResult<T>) => void)[] = [];
    let rejecting: ((error: unknown) => void)[] = [];
    const finish = (): void => {
      if (done) return;
      done = true;
      const pending = waiting;
      waiting = [];
      rejecting = [];
      for (const resolve of pending) resolve({ value: undefined, done: true });
      this.#leave(reader);
    };
    const reader: Reader = {
      wake: () => {
        if (this.#failure !== undefined && this.#latest === undefined) {
          const reject = rejecting.shift();
          waiting.shift();
          if (reject) reject(this.#failure);
          return finish();
        }
        if (this.#latest && this.#latest.version > seen) {
          const resolve = waiting.shift();
          rejecting.shift();
          if (resolve) {
            if (seen > 0) this.#settings.counts.skippedSnapshots += this.#latest.version - seen - 1;
            seen = this.#latest.version;
            resolve({ value: this.#latest.value, done: false });
          }
        }
        if (this.#ended) finish();
      },
    };
    this.#readers.add(reader);
    return ofStates<AsyncIterableIterator<T>>({
      next: () =>
        new Promise((resolve, reject) => {
          if (done) return resolve({ value: undefined, done: true });
          waiting.push(resolve);
          rejecting.push(reject);
          reader.wake();
        }),
      return: () => {
        finish();
        return Promise.resolve({ value: undefined, done: true });
      },
      throw: (error) => {
        finish();
        return Promise.reject(error);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    });
  }

  close(): void {
    this.#ended = true;
    this.#wakeReaders();
  }

  #wakeReaders(): void {
    for (const reader of [...this.#readers]) reader.wake();
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stopListening) stop();
    this.#onIdle();
  }

  #refreshSoon(): void {
    if (this.#loading) {
      this.#stale = true;
      return;
    }
    const wait = this.#lastLoadAt + this.#settings.everyMs - Date.now();
    this.#schedule(Math.max(0, wait));
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    if (!this.#ended) this.#timer = setTimeout(() => void this.#load(), delayMs);
  }

  async #load(): Promise<void> {
    if (this.#ended || this.#loading) return;
    this.#loading = true;
    this.#stale = false;
    clearTimeout(this.#timer);
    try {
      const value = await this.#settings.load();
      this.#failure = undefined;
      if (value === null) this.#ended = true;
      else if (!this.#latest || (this.#settings.changed?.(this.#latest.value, value) ?? true)) {
        this.#latest = { value, version: (this.#latest?.version ?? 0) + 1 };
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#loading = false;
      this.#lastLoadAt = Date.now();
    }
    this.#wakeReaders();
    if (this.#failure !== undefined) this.#schedule(Math.max(liveLimits.retryMs, this.#settings.everyMs));
    else if (this.#stale) this.#refreshSoon();
    else this.#schedule(this.#settings.refreshMs);
  }
}
