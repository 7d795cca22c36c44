// Lets a bounded amount of costly work run at once, and the rest wait in fair turns: each key that waits has one turn before any
// has another. However much one key asks for, another waits for one piece of work of each key that waits.

export interface TurnLimits {
  readonly atOnce: number;
  /** What may wait of one key. */
  readonly waitingPerKey: number;
  /** What may wait in all. */
  readonly waiting: number;
}

/** Nothing of the work was done. */
export class NoTurn extends Error {
  override readonly name = 'NoTurn';
  /** Whether this key has too much waiting, or all keys together have. */
  readonly full: 'key' | 'all';
  readonly retryAfterSeconds: number;

  constructor(full: 'key' | 'all', retryAfterSeconds: number) {
    super(`Too much waits for a turn; try again in ${retryAfterSeconds} s.`);
    this.full = full;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

interface Waiting {
  start(): void;
  refuse(): void;
}

export class FairTurns {
  readonly #limits: TurnLimits;
  /** By key, the key whose turn is next first. */
  readonly #queues = new Map<string, Waiting[]>();
  #running = 0;
  #waiting = 0;
  /** How long a piece of work took lately. */
  #usualMs = 50;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** @throws NoTurn if too much waits already, also while this waits: the newest work of the key with most of it goes first. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { atOnce, waitingPerKey, waiting } = this.#limits;
    if (this.#running < atOnce) return this.#start(work);
    const own = this.#queues.get(key)?.length ?? 0;
    if (own >= waitingPerKey) return Promise.reject(this.#noTurn('key', own));
    if (this.#waiting >= waiting && !this.#makeRoom(own)) return Promise.reject(this.#noTurn('all', this.#waiting));
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(key) ?? [];
      queue.push({
        start: () => resolve(this.#start(work)),
        refuse: () => reject(this.#noTurn('all', this.#waiting)),
      });
      this.#queues.set(key, queue);
      this.#waiting++;
    });
  }

  async #start<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.#usualMs += (performance.now() - began - this.#usualMs) / 8;
      this.#running--;
      this.#next();
    }
  }

  #next(): void {
    const [first] = this.#queues;
    if (!first) return;
    const [key, queue] = first;
    const waiting = queue.shift();
    this.#waiting--;
    this.#queues.delete(key);
    // Its next turn comes after those of all others.
    if (queue.length > 0) this.#queues.set(key, queue);
    waiting?.start();
  }

  /** Has the newest work of the key with most of it leave, if it has more than a key with `own` and one would have. */
  #makeRoom(own: number): boolean {
    let longest: Waiting[] = [];
    for (const queue of this.#queues.values()) if (queue.length > longest.length) longest = queue;
    if (longest.length <= own + 1) return false;
    longest.pop()?.refuse();
    this.#waiting--;
    return true;
  }

  #noTurn(full: 'key' | 'all', ahead: number): NoTurn {
    return new NoTurn(full, Math.max(1, Math.ceil((ahead * this.#usualMs) / this.#limits.atOnce / 1000)));
  }
}
