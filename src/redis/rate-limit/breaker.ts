// Stops asking a Redis that does not answer: after a few failures in a row everybody is spared the wait, and one call at
// a time tries again.

const timing = { failuresToOpen: 3, retryMs: 500 } as const;

export class Breaker {
  #failures = 0;
  #retryAtMs = 0;

  get isOpen(): boolean {
    return this.#failures >= timing.failuresToOpen;
  }

  /** Whether this call may ask; while open, one call in `retryMs` may. */
  mayTry(nowMs: number): boolean {
    if (!this.isOpen) return true;
    if (nowMs < this.#retryAtMs) return false;
    this.#retryAtMs = nowMs + timing.retryMs;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(nowMs: number): void {
    this.#failures++;
    if (this.isOpen) this.#retryAtMs = nowMs + timing.retryMs;
  }
}

/**
 * Rejects with `RateLimitTimeout` when the work takes longer; the work itself is not stopped. An answer that waits in
 * this process, which was busy with something else until then, counts as in time.
 */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => setImmediate(() => reject(new RateLimitTimeout(timeoutMs))), timeoutMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

export class RateLimitTimeout extends Error {
  override readonly name = 'RateLimitTimeout';

  constructor(timeoutMs: number) {
    super(`Redis gave no decision within ${timeoutMs} ms`);
  }
}
