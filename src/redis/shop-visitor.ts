// Which visitor of the metrics a shopper is, so that carts, checkouts and purchases count for the visitor whose pages were
// counted, and not for a second one.

import type { RedisHandle } from './handle.ts';

/** As long as a cart lives after its last change, and a day for the order that came of it. */
const rememberedSeconds = 2 * 86_400;

export class ShopVisitors {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Remembers that the owner of a cart is this visitor. */
  async link(owner: string, visitorId: string): Promise<void> {
    await this.#redis.client.set(this.#redis.keys.shopVisitor(owner), visitorId, 'EX', rememberedSeconds);
  }

  /** The visitor that an owner was last known as; the owner themself where none was ever named. */
  async of(owner: string): Promise<string> {
    return (await this.#redis.client.get(this.#redis.keys.shopVisitor(owner))) ?? owner;
  }
}
