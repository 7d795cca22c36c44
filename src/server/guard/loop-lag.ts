// By how much the event loop of this process runs late: what else it has to do waits as long. It is measured only while somebody asks for
// it, by a timer of its own, so that a Redis that is slow is not taken for a loop that is.

const sampling = {
  everyMs: 10,
  /** What is left of a lag at the next sample, if that is smaller: one long piece of work counts for about 100 ms. */
  fading: 0.8,
} as const;

export class LoopLag {
  #ms = 0;
  #users = 0;
  #timer: NodeJS.Timeout | undefined;

  /** The lag of the last moments in milliseconds; 0 while nobody has it measured. */
  get ms(): number {
    return this.#ms;
  }

  /** Has it measured until what this returns is called. */
  measure(): () => void {
    this.#users += 1;
    if (this.#users === 1) this.#sample();
    return () => {
      this.#users -= 1;
      if (this.#users > 0) return;
      clearTimeout(this.#timer);
      this.#ms = 0;
    };
  }

  #sample(): void {
    const dueMs = performance.now() + sampling.everyMs;
    this.#timer = setTimeout(() => {
      this.#ms = Math.max(performance.now() - dueMs, this.#ms * sampling.fading);
      this.#sample();
    }, sampling.everyMs);
  }
}
