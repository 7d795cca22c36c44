// The body of an answer with live results, in the words of a dialect.

import { Readable } from 'node:stream';
import { serverLimits } from '../limits.ts';
import type { Sink } from './delivery.ts';
import type { Readers } from './readers.ts';
import { restart, type StreamDialect, tooSlow } from './stream-dialect.ts';

interface Delivering {
  /** Whether each result takes the place of those before it: a slow client gets the latest. */
  readonly sendsStates: boolean;
  /** Where it begins, once that is known; before the first delivery. Never rejects. */
  readonly place: Promise<string | undefined> | undefined;
  deliverTo(sink: Sink): void;
}

/** It asks for the next result when it has written the last one. */
export class EventStream extends Readable {
  readonly #results: AsyncIterator<unknown>;
  readonly #dialect: StreamDialect;
  readonly #ping: NodeJS.Timeout;
  readonly #readers: Readers;
  readonly #keepsLatest: boolean;
  #onTaken: (() => void) | undefined;
  #deliveries = 0;
  /** Of them, at the last heartbeat that nothing was read before. */
  #stuckAt: number | undefined;
  #over = false;

  /** `results` tells of the end of what `subscription` delivers. */
  constructor(results: AsyncIterable<unknown>, subscription: Delivering, dialect: StreamDialect, readers: Readers) {
    super();
    this.#readers = readers;
    this.#keepsLatest = subscription.sendsStates;
    this.#dialect = dialect;
    this.#results = results[Symbol.asyncIterator]();
    this.push(dialect.opening);
    this.#ping = setInterval(() => this.#beat(), serverLimits.eventStreamPingMs);
    subscription.deliverTo((delivery, onTaken) => {
      if (this.#over) return;
      this.#deliveries += 1;
      if (this.push(dialect.next(delivery))) onTaken();
      else this.#onTaken = onTaken;
    });
    void subscription.place?.then((id) => {
      const text = id === undefined ? '' : dialect.place(id);
      if (text !== '' && !this.#over && !this.destroyed) this.push(text);
    });
    this.#results.next().then(
      ({ value, done }) => {
        // Of a stream that failed Yoga makes a result with its errors.
        if (!done && !this.#over) this.push(dialect.failure(value as object));
        this.#complete(dialect.ending);
      },
      () => this.#complete(dialect.ending),
    );
  }

  /** A client that has read nothing between two heartbeats is cut off, unless only the latest state waits for it. */
  #beat(): void {
    if (!this.#onTaken) {
      this.#stuckAt = undefined;
      this.push(this.#dialect.heartbeat);
    } else if (this.#stuckAt !== this.#deliveries) this.#stuckAt = this.#deliveries;
    else if (!this.#keepsLatest) {
      this.#readers.counts.slow += 1;
      this.#complete(this.#dialect.farewell(tooSlow));
      Promise.resolve(this.#results.return?.()).catch(() => {});
      // Whoever does not read that either would keep it, and a connection, for ever.
      setTimeout(() => this.destroy(), serverLimits.eventStreamPingMs).unref();
    }
  }

  /** Has the client subscribe again, at a server that stays. */
  leave(): void {
    this.#complete(this.#dialect.farewell(restart));
  }

  override _read(): void {
    const onTaken = this.#onTaken;
    this.#onTaken = undefined;
    onTaken?.();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#ping);
    Promise.resolve(this.#results.return?.()).then(
      () => done(error),
      () => done(error),
    );
  }

  #complete(lastWords: string): void {
    if (this.#over || this.destroyed) return;
    this.#over = true;
    clearInterval(this.#ping);
    this.push(lastWords);
    this.push(null);
  }
}
