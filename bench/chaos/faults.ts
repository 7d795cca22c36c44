// What goes wrong in a run: each kind of fault over and over, at intervals that vary, until it is stopped.

import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from './random.ts';

export class Faults {
  readonly #random: Random;
  readonly #counts = new Map<string, number>();
  readonly #stopped = new AbortController();
  readonly #loops: Promise<void>[] = [];

  constructor(random: Random) {
    this.#random = random;
    // Each loop listens to it.
    setMaxListeners(0, this.#stopped.signal);
  }

  /**
   * Does `act` about every so many milliseconds, between half and one and a half times that; the next comes after the one
   * before is done. Where `act` answers false there was nothing to break.
   * @param name a word or two, in the plural, that completes "12 ..."
   */
  every(ms: number, name: string, act: () => Promise<unknown> | unknown): void {
    this.#loops.push(this.#loop(ms, name, act));
  }

  /** Counts one that was made elsewhere. */
  note(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** How many there were. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `12 killed workers, 3 restarts of Redis`. */
  toString(): string {
    return [...this.#counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'no faults';
  }

  /** Plans no more and waits for those under way. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#loops);
  }

  async #loop(ms: number, name: string, act: () => Promise<unknown> | unknown): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      await wait(ms * (0.5 + this.#random.next()), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      if ((await act()) !== false) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    }
  }
}
