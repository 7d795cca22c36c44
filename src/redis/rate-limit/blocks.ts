// Keys that were refused are refused here, without asking Redis, until the moment Redis named. The map is bounded: the
// oldest entry makes room, and its key is simply asked about again.

interface Block {
  readonly untilMs: number;
  /** Whoever asks for less than was refused may still pass. */
  readonly cost: number;
}

/** Times are milliseconds of a clock that nobody sets, such as `performance.now()`. */
export class LocalBlocks {
  readonly #maxEntries: number;
  readonly #blocks = new Map<string, Block>();

  constructor(maxEntries = 10_000) {
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#blocks.size;
  }

  add(id: string, cost: number, untilMs: number): void {
    this.#blocks.delete(id);
    if (this.#blocks.size >= this.#maxEntries) {
      const [oldest] = this.#blocks.keys();
      this.#blocks.delete(oldest as string);
    }
    this.#blocks.set(id, { untilMs, cost });
  }

  /** Milliseconds until the key may ask again; 0 where nothing is known against it. */
  waitMs(id: string, cost: number, nowMs: number): number {
    const block = this.#blocks.get(id);
    if (!block) return 0;
    if (block.untilMs <= nowMs) {
      this.#blocks.delete(id);
      return 0;
    }
    return cost >= block.cost ? block.untilMs - nowMs : 0;
  }

  clear(): void {
    this.#blocks.clear();
  }
}
