// What was put into carts, on its way to the metrics and the recommendations. cart/lua/change.lua writes an entry in the same
// breath as the cart, so a crash loses none; an event's id is its entry's, so that one sent twice counts once.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import type { Shards } from '../base/shards.ts';
import type { Jobs } from '../job/job.ts';
import type { Metrics } from '../metric/metric.ts';
import { orderQueue } from '../order/outbox.ts';
import { cartKeys } from './keys.ts';

export const cartOutboxLimits = {
  entries: 100,
  /** Of one shard. Where no worker runs for so long, the oldest go uncounted. */
  maxLength: 100_000,
  /** What is still in the cart after so long was wanted together. */
  learnAfterMs: 30 * 60_000,
} as const;

/** The site of the metrics under which the shop's own events are counted. */
export const shopSite = 'default';

/** Carts are spread over these by their owner. */
export function cartShards({ shards }: RedisHandle): Shards {
  return shards.for('cart', {
    count: 16,
    of: (owner) => (createHash('sha1').update(owner).digest()[0] as number) % 16,
  });
}

export class CartOutbox {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;
  readonly #metrics: Metrics;

  constructor(redis: RedisHandle, jobs: Jobs, metrics: Metrics) {
    this.#redis = redis;
    this.#jobs = jobs;
    this.#metrics = metrics;
  }

  /** Counts what was put into carts; how many entries there were. Any number of processes may do it at once. */
  async relayAll(): Promise<number> {
    const shards = cartShards(this.#redis).numbers.map((shard) => this.#relay(shard));
    return (await Promise.all(shards)).reduce((sum, relayed) => sum + relayed, 0);
  }

  async #relay(shard: number): Promise<number> {
    const key = cartKeys.outbox(this.#redis.prefix, shard);
    const entries = await this.#redis.client.xrange(key, '-', '+', 'COUNT', cartOutboxLimits.entries);
    if (entries.length === 0) return 0;
    const added = entries.flatMap(([id, fields]) => {
      const [, owner, , visitor] = fields;
      // No entry of ours: it would be met again and again.
      if (!owner || !visitor) return [];
      return { id, owner, visitor, at: new Date(Number(id.slice(0, id.indexOf('-')))) };
    });
    await this.#metrics.track(
      shopSite,
      added.map(({ id, visitor, at }) => ({ eventId: `cart:${shard}:${id}`, type: 'CART', visitorId: visitor, at })),
    );
    const owners = new Set(added.map(({ owner }) => owner));
    await Promise.all(
      [...owners].map((owner) =>
        this.#jobs.enqueue({
          queue: orderQueue,
          name: 'cart.recommend',
          payload: { owner },
          delayMs: cartOutboxLimits.learnAfterMs,
          idempotencyKey: `cart.recommend:${owner}`,
        }),
      ),
    );
    await this.#redis.client.xdel(key, ...entries.map(([id]) => id));
    return entries.length;
  }
}
