// Work that takes milliseconds of the processor, one piece at a time: between two pieces the event loop serves everybody else.

export class Turns {
  readonly #waiting: (() => void)[] = [];
  #running = false;

  /** Resolves when it is the caller's turn. What the caller does at once is its piece of work. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#running) return;
      this.#running = true;
      setImmediate(this.#run);
    });
  }

  readonly #run = (): void => {
    this.#waiting.shift()?.();
    this.#running = this.#waiting.length > 0;
    if (this.#running) setImmediate(this.#run);
  };
}
