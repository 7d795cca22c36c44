// Work that takes milliseconds of the processor, one piece at a time: between two pieces the event loop serves everybody else, and each
// key that waits has its turn before any has a second. A key that waits with thousands of pieces makes itself wait alone.

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
