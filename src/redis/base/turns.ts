// Work that takes milliseconds of the processor, one piece at a time: between two pieces the event loop serves everybody else, and each
// key that waits has its turn before any has a second. A key that waits with thousands of pieces makes itself wait alone.

/** A list of up to `atOnce` entries is read at once, a longer one in pieces: each takes a millisecond or two. */
const pieces = { atOnce: 20, entries: 100 } as const;

export class Turns {
  /** What waits, by its key. The key that is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #running = false;

  /** Resolves when it is the caller's turn. What the caller does at once is its piece of work. */
  next(key: string): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.#waiting.get(key);
      if (queue) queue.push(resolve);
      else this.#waiting.set(key, [resolve]);
      if (this.#running) return;
      this.#running = true;
      setImmediate(this.#run);
    });
  }

  /** What `read` makes of each entry of a list. It is handed the entries of one piece in one turn. */
  async map<Entry, Result>(
    key: string,
    list: readonly Entry[],
    read: (entry: Entry, index: number) => Result,
  ): Promise<Result[]> {
    if (list.length <= pieces.atOnce) return list.map(read);
    const results: Result[] = [];
    while (results.length < list.length) {
      await this.next(key);
      const from = results.length;
      for (const [place, entry] of list.slice(from, from + pieces.entries).entries())
        results.push(read(entry, from + place));
    }
    return results;
  }

  readonly #run = (): void => {
    const [first] = this.#waiting;
    if (first) {
      const [key, queue] = first;
      this.#waiting.delete(key);
      queue.shift()?.();
      if (queue.length > 0) this.#waiting.set(key, queue);
    }
    this.#running = this.#waiting.size > 0;
    if (this.#running) setImmediate(this.#run);
  };
}
