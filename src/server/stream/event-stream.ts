// The body of an answer with live results, in the words of a dialect.

import { Readable } from 'node:stream';
import { serverLimits } from '../limits.ts';
import type { Sink } from './delivery.ts';
import type { StreamDialect } from './stream-dialect.ts';

interface Delivering {
  /** Where it begins, once that is known; before the first delivery. Never rejects. */
  readonly place: Promise<string | undefined> | undefined;
  deliverTo(sink: Sink): void;
}

/** It asks for the next result when it has written the last one. */
export class EventStream extends Readable {
  readonly #results: AsyncIterator<unknown>;
  readonly #dialect: StreamDialect;
  readonly #ping: NodeJS.Timeout;
  #onTaken: (() => void) | undefined;
  #over = false;

  /** `results` tells of the end of what `subscription` delivers. */
  constructor(results: AsyncIterable<unknown>, subscription: Delivering, dialect: StreamDialect) {
    super();
    this.#dialect = dialect;
    this.#results = results[Symbol.asyncIterator]();
    this.push(dialect.opening);
    this.#ping = setInterval(() => {
      if (!this.#onTaken) this.push(dialect.heartbeat);
    }, serverLimits.eventStreamPingMs);
    subscription.deliverTo((delivery, onTaken) => {
      if (this.#over) return;
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

  /** Has the client subscribe again, at a server that stays. */
  leave(): void {
    this.#complete(this.#dialect.farewell());
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
