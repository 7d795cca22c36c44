// Lets a bounded amount of costly work run at once, and the rest wait in fair turns: each key that waits has one turn before any
// has another. However much one key asks for, another waits for one piece of work of each key that waits.

export interface QueueLimits {
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

export class FairQueue {
  readonly #limits: QueueLimits;
  /** By key, the key whose turn is next first. */
  readonly #queues = new Map<string, Waiting[]>();
  #running = 0;
  #waiting = 0;
  /** How long a piece of work took lately. */
  #usualMs = 50;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Whether more work would have to wait. */
  get isBusy(): boolean {
    return this.#running >= this.#limits.atOnce;
  }

  /** Why work of a key would have no turn now; undefined if it would have one, or may wait. */
  refusal(key: string): NoTurn | undefined {
    const { waitingPerKey, waiting } = this.#limits;
    if (!this.isBusy) return undefined;
    const own = this.#queues.get(key)?.length ?? 0;
    if (own >= waitingPerKey) return this.#noTurn('key', own);
    if (this.#waiting >= waiting && this.#longest().length <= own + 1) return this.#noTurn('all', this.#waiting);
    return undefined;
  }

  /** @throws NoTurn if too much waits already, also while this waits: the newest work of the key with most of it goes first. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (!this.isBusy) return this.#start(work);
    const refusal = this.refusal(key);
    if (refusal) return Promise.reject(refusal);
    if (this.#waiting >= this.#limits.waiting) this.#makeRoom();
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

  /** Has the newest work of the key with most of it leave. */
  #makeRoom(): void {
    this.#longest().pop()?.refuse();
    this.#waiting--;
  }

  /** The queue of the key with most of it: work of a key that has less by two takes the place of its newest. */
  #longest(): Waiting[] {
    let longest: Waiting[] = [];
    for (const queue of this.#queues.values()) if (queue.length > longest.length) longest = queue;
    return longest;
  }

  #noTurn(full: 'key' | 'all', ahead: number): NoTurn {
    return new NoTurn(full, Math.max(1, Math.ceil((ahead * this.#usualMs) / this.#limits.atOnce / 1000)));
  }
}
