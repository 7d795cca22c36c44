// How a server leaves while others go on: proxies and clients are told first, and what is open then ends a little at a time, so that
// not all of it comes back to the others in the same moment.

import { setTimeout as wait } from 'node:timers/promises';
import { serverLimits } from './limits.ts';

export class Drain {
  readonly #spreadMs: number;
  readonly #listeners: (() => void)[] = [];
  #begun = false;

  /** What is open ends over `spreadMs` at most, or sooner where little is open. */
  constructor(spreadMs: number) {
    this.#spreadMs = spreadMs;
  }

  /** Whether this server is to get no more requests. It answers those that it gets. */
  get begun(): boolean {
    return this.#begun;
  }

  /** What is open may take so long to end by itself before it is cut off. */
  get graceMs(): number {
    return this.#spreadMs + serverLimits.drainMs;
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }

  onBegin(listener: () => void): void {
    if (this.#begun) listener();
    else this.#listeners.push(listener);
  }

  /** Ends each of what is open at a time of its own. */
  async spread<T>(open: Iterable<T>, end: (each: T) => unknown): Promise<void> {
    const all = [...open];
    const ms = Math.min(this.#spreadMs, all.length * serverLimits.drainEachMs);
    await Promise.all(
      all.map(async (each, place) => {
        if (ms > 0) await wait((ms * place) / all.length);
        await end(each);
      }),
    );
  }
}
