// `mortar/express-rate-limit`: a store for express-rate-limit, whose limits all processes then share. They are limits of the app: Mortar's
// policies, its dashboard and its headers know nothing of them.

import type { RedisHandle } from '../redis/base/handle.ts';
import { type FixedWindow, FixedWindows } from '../redis/rate-limit/fixed-window.ts';

export interface RateLimitStoreSettings {
  /** Tells one limit from another: letters, digits, dots, dashes and underscores. Limits of one name share their counts. */
  readonly prefix: string;
}

/** What express-rate-limit takes for a client's window. */
export interface ClientHits {
  readonly totalHits: number;
  readonly resetTime: Date;
}

export class MortarRateLimitStore {
  readonly prefix: string;
  /** express-rate-limit then looks for two limits that count the same keys. */
  readonly localKeys = false;
  readonly #windows: FixedWindows;
  #windowMs = 60_000;

  /** @param redis a handle, which stays the caller's. */
  constructor(redis: RedisHandle, { prefix }: RateLimitStoreSettings) {
    this.prefix = prefix;
    this.#windows = new FixedWindows(redis, prefix);
  }

  /** express-rate-limit calls it with the options of the limit. */
  init({ windowMs }: { readonly windowMs: number }): void {
    this.#windowMs = Math.ceil(windowMs);
  }

  async get(key: string): Promise<ClientHits | undefined> {
    const window = await this.#windows.find(key);
    return window ? hitsOf(window) : undefined;
  }

  /** @throws Error while Redis is unavailable. What a request gets then is up to `passOnStoreError` of the limit. */
  async increment(key: string): Promise<ClientHits> {
    return hitsOf(await this.#windows.hit(key, this.#windowMs));
  }

  async decrement(key: string): Promise<void> {
    await this.#windows.takeBack(key);
  }

  async resetKey(key: string): Promise<void> {
    await this.#windows.end(key);
  }

  /** Looks at all keys of Redis. */
  async resetAll(): Promise<void> {
    await this.#windows.endAll();
  }
}

function hitsOf({ hits, leftMs }: FixedWindow): ClientHits {
  return { totalHits: hits, resetTime: new Date(Date.now() + leftMs) };
}
