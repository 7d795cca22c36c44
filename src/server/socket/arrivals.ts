// Opens sockets that come at once a few per turn of the event loop, so that everybody else is served between them: thousands come back
// together when a network or a server was away.

import { guarded } from '../../redis/base/guarded.ts';
import { serverLimits } from '../limits.ts';

export class Arrivals {
  #waiting: (() => void)[] = [];
  /** How many of these were opened. */
  #opened = 0;

  /** Calls `open` in its turn. */
  add(open: () => void): void {
    this.#waiting.push(guarded('The opening of a socket', open));
    if (this.#waiting.length === 1) setImmediate(this.#run);
  }

  readonly #run = (): void => {
    const until = performance.now() + serverLimits.socketArrivals.sliceMs;
    do {
      this.#waiting[this.#opened]?.();
      this.#opened += 1;
    } while (this.#opened < this.#waiting.length && performance.now() < until);
    if (this.#opened < this.#waiting.length) return void setImmediate(this.#run);
    this.#waiting = [];
    this.#opened = 0;
  };
}
