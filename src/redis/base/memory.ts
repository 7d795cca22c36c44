// How full Redis is, for what has to stop before Redis itself refuses everything: what is written most and missed least.

import { mastersOf, type RedisClient, type RedisNode } from './connect.ts';

const memoryLimits = { readEveryMs: 2_000 } as const;

export class MemoryWatch {
  readonly #client: RedisClient;
  #share = 0;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  /** The share of its `maxmemory` that the fullest master uses, of two seconds ago at most; 0 without a maximum. */
  async share(): Promise<number> {
    if (performance.now() - this.#readAtMs > memoryLimits.readEveryMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#share;
  }

  async #read(): Promise<void> {
    const startedMs = performance.now();
    // A user without the right to INFO is not told, and Redis itself refuses when it is full.
    const shares = await Promise.all(mastersOf(this.#client).map((node) => shareOf(node).catch(() => 0)));
    this.#share = Math.max(0, ...shares);
    this.#readAtMs = startedMs;
  }
}

async function shareOf(node: RedisNode): Promise<number> {
  const info = await node.info('memory');
  const read = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const maximum = read('maxmemory');
  return maximum === 0 ? 0 : read('used_memory') / maximum;
}
