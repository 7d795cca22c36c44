// Hits in windows that begin with their first hit, as express-rate-limit counts them. Policies count otherwise: see take.ts.

import { createHash } from 'node:crypto';
import { checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { scanKeys } from '../base/scan.ts';
import { loadScript } from '../base/scripts.ts';
import { rateLimitKeys } from './keys.ts';

const limits = {
  keyCharacters: 10_000,
  /** Of a longer key its hash is part of the key in Redis. */
  plainKeyCharacters: 200,
  windowMs: 400 * 86_400_000,
  /** So many are removed at a time. */
  step: 500,
} as const;

export interface FixedWindow {
  readonly hits: number;
  /** Milliseconds until it ends. */
  readonly leftMs: number;
}

const countScript = loadScript('rate-limit/count-hit');
const takeBackScript = loadScript('rate-limit/take-hit-back');

export class FixedWindows {
  readonly #redis: RedisHandle;
  readonly #name: string;

  /** @param name tells the windows of one limit from those of another. */
  constructor(redis: RedisHandle, name: string) {
    if (!isName(name)) refuseField('name', nameRule, nameLengths);
    this.#redis = redis;
    this.#name = name;
  }

  /** Counts a hit. Without a window one begins, which lasts `windowMs`. */
  async hit(key: string, windowMs: number): Promise<FixedWindow> {
    checkWhole(windowMs, 'windowMs', 1, limits.windowMs);
    const [hits, leftMs] = (await this.#redis.run(countScript, [this.#key(key)], [windowMs])) as [number, number];
    return { hits, leftMs };
  }

  /** Takes a hit back. The window ends when it would have ended. */
  async takeBack(key: string): Promise<void> {
    await this.#redis.run(takeBackScript, [this.#key(key)], []);
  }

  /** Null if there is no window. */
  async find(key: string): Promise<FixedWindow | null> {
    const { client } = this.#redis;
    const at = this.#key(key);
    const [hits, leftMs] = await Promise.all([client.get(at), client.pttl(at)]);
    return hits === null || leftMs < 0 ? null : { hits: Number(hits), leftMs };
  }

  async end(key: string): Promise<void> {
    await this.#redis.client.unlink(this.#key(key));
  }

  /** Costs O(all keys) of Redis. */
  async endAll(): Promise<void> {
    const [start = '', end = ''] = rateLimitKeys.window(this.#redis.prefix, this.#name, '*').split('*');
    let found: string[] = [];
    for await (const key of scanKeys(this.#redis.client, start, end)) {
      found.push(key);
      if (found.length < limits.step) continue;
      await this.#remove(found);
      found = [];
    }
    await this.#remove(found);
  }

  /** One by one, since each is in a slot of its own. */
  async #remove(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.#redis.client.unlink(key)));
  }

  #key(key: string): string {
    checkText(key, 'key', limits.keyCharacters);
    const isLong = key.length > limits.plainKeyCharacters;
    const part = isLong ? createHash('sha256').update(key).digest('base64url') : key;
    return rateLimitKeys.window(this.#redis.prefix, this.#name, part);
  }
}
