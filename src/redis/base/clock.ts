// Redis' clock, known in this process: for keys that are named after the time and so must be known before the script runs.

import type { RedisClient } from './connect.ts';

const clockLimits = { refreshMs: 30_000 } as const;

export class RedisClock {
  readonly #client: RedisClient;
  #aheadMs = 0;
  #syncedAt = Number.NEGATIVE_INFINITY;
  #syncing: Promise<void> | undefined;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  /** Redis' time in milliseconds, to within a round trip. Costs a command every 30 seconds and nothing in between. */
  async nowMs(): Promise<number> {
    if (performance.now() - this.#syncedAt > clockLimits.refreshMs) {
      this.#syncing ??= this.#sync().finally(() => {
        this.#syncing = undefined;
      });
      await this.#syncing;
    }
    return Math.floor(performance.timeOrigin + performance.now() + this.#aheadMs);
  }

  async #sync(): Promise<void> {
    const sentAt = performance.now();
    const [seconds, micros] = (await this.#client.time()) as unknown as [number | string, number | string];
    const halfway = (sentAt + performance.now()) / 2;
    this.#aheadMs = Number(seconds) * 1_000 + Number(micros) / 1_000 - (performance.timeOrigin + halfway);
    this.#syncedAt = performance.now();
  }
}
