// Which keys and tags were invalidated lately, as far as this process has heard: what was read or loaded before one of
// those moments must not be remembered after it.

/** A period is longer than a value is in memory and than a load may take: a mark is needed for one, and kept for two. */
const bounds = { periodMs: 31_000, marksPerPeriod: 50_000 } as const;

export class Invalidations {
  #recent = new Map<string, number>();
  #before = new Map<string, number>();
  #turnedAtMs = 0;
  #everythingAt = 0;
  #now = 0;

  /** Grows with each invalidation: note it before reading or loading something. */
  get now(): number {
    return this.#now;
  }

  addKey(key: string): void {
    this.#add(`k${key}`);
  }

  addTag(tag: string): void {
    this.#add(`t${tag}`);
  }

  /** Anything may have been invalidated, unheard. */
  addEverything(): void {
    this.#now += 1;
    this.#everythingAt = this.#now;
    this.#recent.clear();
    this.#before.clear();
  }

  /** Whether what was begun at `then` is overtaken. */
  overtook(then: number, key: string, tags: readonly string[]): boolean {
    if (then === this.#now) return false;
    return (
      then < this.#everythingAt || this.#lastOf(`k${key}`) > then || tags.some((tag) => this.#lastOf(`t${tag}`) > then)
    );
  }

  #add(name: string): void {
    this.#now += 1;
    const nowMs = performance.now();
    if (this.#recent.size >= bounds.marksPerPeriod) this.addEverything();
    else if (nowMs - this.#turnedAtMs > bounds.periodMs) {
      this.#before = nowMs - this.#turnedAtMs > 2 * bounds.periodMs ? new Map() : this.#recent;
      this.#recent = new Map();
      this.#turnedAtMs = nowMs;
    }
    this.#recent.set(name, this.#now);
  }

  #lastOf(name: string): number {
    return this.#recent.get(name) ?? this.#before.get(name) ?? 0;
  }
}
