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

/** The memory of a master. */
export interface NodeMemory {
  /** Its address. */
  readonly name: string;
  readonly usedBytes: number;
  /** `maxmemory`; 0 for none. */
  readonly maxBytes: number;
  /** `maxmemory-policy`. */
  readonly policy: string;
}

/** Of each master that lets itself be asked. */
export async function readMemory(client: RedisClient): Promise<NodeMemory[]> {
  const found = await Promise.all(mastersOf(client).map((node) => memoryOf(node).catch(() => undefined)));
  return found.filter((memory) => memory !== undefined);
}

async function shareOf(node: RedisNode): Promise<number> {
  const { usedBytes, maxBytes } = await memoryOf(node);
  return maxBytes === 0 ? 0 : usedBytes / maxBytes;
}

async function memoryOf(node: RedisNode): Promise<NodeMemory> {
  const info = await node.info('memory');
  const read = (name: string): string | undefined => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1];
  const { path, host, port } = node.options;
  return {
    name: path ?? `${host}:${port}`,
    usedBytes: Number(read('used_memory') ?? 0),
    maxBytes: Number(read('maxmemory') ?? 0),
    policy: read('maxmemory_policy') ?? 'unknown',
  };
}
