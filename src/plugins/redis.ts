// What a plugin keeps its data with: Mortar's connection, and keys under a prefix of the plugin.

import type { RedisClient } from '../redis/base/connect.ts';
import type { RedisHandle } from '../redis/base/handle.ts';
import { baseKeys } from '../redis/base/keys.ts';
import type { Script, ScriptArgument } from '../redis/base/scripts.ts';

const limits = { partCharacters: 300 } as const;

export class PluginRedis {
  readonly #redis: RedisHandle;
  readonly #plugin: string;

  constructor(redis: RedisHandle, plugin: string) {
    this.#redis = redis;
    this.#plugin = plugin;
  }

  /** Sends any command of Redis. */
  get client(): RedisClient {
    return this.#redis.client;
  }

  /**
   * A key of the plugin. Keys with the same tag are in one slot of a cluster, so that one script or transaction can have them; choose tags
   * of which there are many, such as the ids of accounts or orders.
   * @throws Error for a tag or part that is empty, longer than 300 characters, or has a brace.
   */
  key(tag: string, ...parts: readonly string[]): string {
    for (const part of [tag, ...parts]) {
      const isAllowed = typeof part === 'string' && part.length > 0 && part.length <= limits.partCharacters;
      if (!isAllowed || /[{}]/.test(part))
        throw new Error(
          `${JSON.stringify(part)} cannot be part of a key: it must be text of 1 to ${limits.partCharacters} characters without braces`,
        );
    }
    return baseKeys.plugin(this.#redis.prefix, this.#plugin, tag, parts);
  }

  /** Runs a script of `defineScript`. All keys must have the same tag. */
  run(script: Script, keys: readonly string[], args: readonly ScriptArgument[] = []): Promise<unknown> {
    return this.#redis.run(script, keys, args);
  }
}
