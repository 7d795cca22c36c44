// Keys that were refused are refused here, without asking Redis, until the moment Redis named. Their number is bounded: the
// oldest makes room, and is simply asked about again.

interface Block {
  readonly untilMs: number;
  /** Whoever asks for less than was refused may still pass. */
  readonly cost: number;
}

/** Times are milliseconds of a clock that nobody sets, such as `performance.now()`. */
export class LocalBlocks {
  readonly #maxEntries: number;
  /** By policy and key: two look-ups are quicker than making one text of both. */
  readonly #blocks = new Map<string, Map<string, Block>>();
  #size = 0;

  constructor(maxEntries = 10_000) {
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#size;
  }

  add(policy: string, key: string, cost: number, untilMs: number): void {
    this.#remove(policy, key);
    if (this.#size >= this.#maxEntries) this.#removeOldest();
    let ofPolicy = this.#blocks.get(policy);
    if (!ofPolicy) {
      ofPolicy = new Map();
      this.#blocks.set(policy, ofPolicy);
    }
    ofPolicy.set(key, { untilMs, cost });
    this.#size++;
  }

  /** Milliseconds until the key may ask again; 0 where nothing is known against it. */
  waitMs(policy: string, key: string, cost: number, nowMs: number): number {
    const block = this.#blocks.get(policy)?.get(key);
    if (!block) return 0;
    if (block.untilMs <= nowMs) {
      this.#remove(policy, key);
      return 0;
    }
    return cost >= block.cost ? block.untilMs - nowMs : 0;
  }

  clear(): void {
    this.#blocks.clear();
    this.#size = 0;
  }

  #remove(policy: string, key: string): void {
    const ofPolicy = this.#blocks.get(policy);
    if (!ofPolicy?.delete(key)) return;
    this.#size--;
    if (ofPolicy.size === 0) this.#blocks.delete(policy);
  }

  // The oldest of the policy that has had blocks for longest.
  #removeOldest(): void {
    for (const [policy, ofPolicy] of this.#blocks) {
      const [key] = ofPolicy.keys();
      this.#remove(policy, key as string);
      return;
    }
  }
}
