// Live results as server-sent events, in the words of graphql-sse's distinct connections mode, as Yoga writes them too: `next`
// with a result each, and `complete`.

import { Readable } from 'node:stream';
import { serverLimits } from '../limits.ts';
import { Delivery, type Sink } from './delivery.ts';

export const mediaType = 'text/event-stream';

export const eventStreamHeaders = {
  'Content-Type': mediaType,
  Connection: 'keep-alive',
  'Cache-Control': 'no-cache',
  'Content-Encoding': 'none',
  // nginx would hold events back until its buffer is full.
  'X-Accel-Buffering': 'no',
} as const;

const comment = ':\n\n';

/** The body of an answer. It asks for the next result when it has written the last one. */
export class EventStream extends Readable {
  readonly #results: AsyncIterator<unknown>;
  readonly #ping: NodeJS.Timeout;
  #onTaken: (() => void) | undefined;

  /** `results` tells of the end of what `subscription` delivers. */
  constructor(results: AsyncIterable<unknown>, subscription: { deliverTo(sink: Sink): void }) {
    super();
    this.#results = results[Symbol.asyncIterator]();
    // Some browsers take the head of an answer for unsent until something follows.
    this.push(comment);
    this.#ping = setInterval(() => {
      if (!this.#onTaken) this.push(comment);
    }, serverLimits.eventStreamPingMs);
    subscription.deliverTo(({ event }, onTaken) => {
      if (this.push(event)) onTaken();
      else this.#onTaken = onTaken;
    });
    this.#results.next().then(
      ({ value, done }) => {
        // Of a stream that failed Yoga makes a result with its errors.
        if (!done) this.push(new Delivery(value as object).event);
        this.#complete();
      },
      () => this.#complete(),
    );
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

  #complete(): void {
    clearInterval(this.#ping);
    this.push('event: complete\ndata:\n\n');
    this.push(null);
  }
}
