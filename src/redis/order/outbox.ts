// Turns what orders' moves wrote into jobs. An entry leaves the outbox only after its jobs are in their queue, and a job's
// idempotency key is the entry's, so a crash in between enqueues nothing twice and loses nothing.

import type { RedisHandle } from '../base/handle.ts';
import type { Jobs } from '../job/job.ts';
import { orderKeys } from './keys.ts';
import type { OrderEventName } from './order.ts';
import { orderShards } from './shard.ts';

const outboxLimits = { entries: 100, maxAttempts: 20 } as const;

export const orderQueue = 'orders';

/** The jobs that follow each move. */
const jobsOfEvent: Record<OrderEventName, readonly string[]> = {
  opened: ['checkout.record'],
  expired: ['order.compensate'],
  paid: ['order.record', 'order.receipt', 'order.fulfilment', 'order.recommend'],
  fulfilled: [],
  delivered: [],
  cancelled: ['order.compensate'],
  refunded: ['order.compensate'],
  'refunded-restock': ['order.compensate'],
  failed: ['order.compensate'],
};

export class OrderOutbox {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;

  constructor(redis: RedisHandle, jobs: Jobs) {
    this.#redis = redis;
    this.#jobs = jobs;
  }

  /** Enqueues the jobs of one shard's entries; how many entries there were. Any number of processes may do it at once. */
  async relay(shard: number): Promise<number> {
    const key = orderKeys.shard(this.#redis.prefix, shard, 'outbox');
    const entries = await this.#redis.client.xrange(key, '-', '+', 'COUNT', outboxLimits.entries);
    if (entries.length === 0) return 0;
    const jobs = entries.flatMap(([entryId, fields]) => {
      const [, event, , orderId] = fields as [string, OrderEventName, string, string];
      return jobsOfEvent[event].map((name) => ({
        queue: orderQueue,
        name,
        payload: { orderId, event, atMs: Number(entryId.slice(0, entryId.indexOf('-'))) },
        maxAttempts: outboxLimits.maxAttempts,
        idempotencyKey: `${name}:${orderId}:${entryId}`,
      }));
    });
    await Promise.all(jobs.map((job) => this.#jobs.enqueue(job)));
    await this.#redis.client.xdel(key, ...entries.map(([entryId]) => entryId));
    return entries.length;
  }

  async relayAll(): Promise<number> {
    let relayed = 0;
    for (let shard = 0; shard < orderShards; shard++) relayed += await this.relay(shard);
    return relayed;
  }
}
