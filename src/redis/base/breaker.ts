// Stops asking a Redis that does not answer: after a few failures in a row everybody is spared the wait, and one call at
// a time tries again.

import { guarded } from './guarded.ts';

const timing = { failuresToOpen: 3, retryMs: 500 } as const;

/** Told when the breaker opens, with what failed last, and when it closes. */
export type BreakerListener = (open: boolean, cause?: unknown) => void;

export class Breaker {
  readonly #onChange: BreakerListener;
  #failures = 0;
  #retryAtMs = 0;

  constructor(onChange?: BreakerListener) {
    this.#onChange = guarded('onAlone', onChange);
  }

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
    const wasOpen = this.isOpen;
    this.#failures = 0;
    if (wasOpen) this.#onChange(false);
  }

  failed(nowMs: number, cause: unknown): void {
    const wasOpen = this.isOpen;
    this.#failures++;
    if (!this.isOpen) return;
    this.#retryAtMs = nowMs + timing.retryMs;
    if (!wasOpen) this.#onChange(true, cause);
  }
}

/**
 * Rejects with `RedisTimeout` when the work takes longer; the work itself is not stopped. An answer that waits in
 * this process, which was busy with something else until then, counts as in time.
 */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => setImmediate(() => reject(new RedisTimeout(timeoutMs))), timeoutMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

export class RedisTimeout extends Error {
  override readonly name = 'RedisTimeout';

  constructor(timeoutMs: number) {
    super(`Redis gave no answer within ${timeoutMs} ms`);
  }
}
