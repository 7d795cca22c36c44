// When API keys were last used: kept in mind, and written down together from time to time, not with each request.

import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { sessionShards } from '../session/shard.ts';
import { userOwner } from '../session/token.ts';
import { apiKeyLimits } from './api-key-record.ts';
import { type ApiKeyAddress, apiKeyStart } from './api-key-text.ts';
import { accountKeys } from './keys.ts';

const script = loadScript('account/api-key-used');
const usesPerScript = 200;

interface Use extends ApiKeyAddress {
  readonly atMs: number;
}

export class ApiKeyUses {
  readonly #redis: RedisHandle;
  #uses = new Map<string, Use>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** @param knownMs the last use that is written down. */
  note({ userId, name }: ApiKeyAddress, atMs: number, knownMs: number): void {
    if (atMs - knownMs < apiKeyLimits.usedMs || this.#uses.size >= apiKeyLimits.usesInMind) return;
    this.#uses.set(apiKeyStart({ userId, name }), { userId, name, atMs });
    this.#timer ??= setTimeout(() => void this.#write().catch(() => {}), apiKeyLimits.usedMs).unref();
  }

  /** Writes down what is left. */
  async close(): Promise<void> {
    await this.#write().catch(() => {});
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const byShard = new Map<number, Use[]>();
    for (const use of this.#uses.values()) {
      const shard = sessionShards(this.#redis).of(userOwner(use.userId));
      byShard.set(shard, [...(byShard.get(shard) ?? []), use]);
    }
    this.#uses = new Map();
    await Promise.all([...byShard.values()].map((uses) => this.#writeShard(uses)));
  }

  async #writeShard(uses: readonly Use[]): Promise<void> {
    for (let start = 0; start < uses.length; start += usesPerScript) {
      const some = uses.slice(start, start + usesPerScript);
      const keys = some.map(({ userId }) => accountKeys.apiKeys(this.#redis, userOwner(userId)));
      await this.#redis.run(
        script,
        keys,
        some.flatMap(({ name, atMs }) => [name, atMs]),
      );
    }
  }
}
