// Turns what orders' moves wrote into jobs. An entry leaves the outbox only after its jobs are in their queue, and a job's
// idempotency key is the entry's, so a crash in between enqueues nothing twice and loses nothing.

import type { RedisHandle } from '../base/handle.ts';
import type { Jobs } from '../job/job.ts';
import { orderKeys } from './keys.ts';
import { checkShard, isOrderId, orderShards } from './shard.ts';

const outboxLimits = {
  entries: 100,
  maxAttempts: 20,
  /** Entries that cannot be read, of one shard: the newest are kept, for a person to look at. */
  aside: 1_000,
} as const;

export const orderQueue = 'orders';

/** What an order's move sets going; the relay turns each into jobs. */
export type OrderEventName =
  | 'opened'
  | 'expired'
  | 'paid'
  | 'fulfilled'
  | 'delivered'
  | 'cancelled'
  | 'refunded'
  | 'refunded-part'
  | 'refunded-restock'
  | 'return-requested'
  | 'return-approved'
  | 'return-refused'
  | 'return-received'
  | 'declined'
  | 'failed';

/** The jobs that follow each move. */
const jobsOfEvent: Record<OrderEventName, readonly string[]> = {
  opened: ['checkout.record'],
  expired: ['order.compensate'],
  declined: ['order.compensate'],
  paid: ['order.record', 'order.receipt', 'order.fulfilment', 'order.recommend'],
  fulfilled: ['order.notice'],
  delivered: [],
  cancelled: ['order.compensate', 'order.notice'],
  refunded: ['order.compensate', 'order.notice'],
  'refunded-part': ['order.compensate', 'order.notice'],
  'refunded-restock': ['order.compensate', 'order.notice'],
  'return-requested': ['order.notice'],
  'return-approved': ['order.notice'],
  'return-refused': ['order.notice'],
  'return-received': ['order.compensate', 'order.notice'],
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
    checkShard(this.#redis, shard);
    const key = orderKeys.shard(this.#redis.prefix, shard, 'outbox');
    const entries = await this.#redis.client.xrange(key, '-', '+', 'COUNT', outboxLimits.entries);
    if (entries.length === 0) return 0;
    const jobs = entries.flatMap(([entryId, fields]) => {
      const { event, orderId, part } = readEntry(fields);
      if (!event) return [];
      return jobsOfEvent[event].map((name) => ({
        queue: orderQueue,
        name,
        payload: { orderId, event, ...(part && { part }), atMs: Number(entryId.slice(0, entryId.indexOf('-'))) },
        maxAttempts: outboxLimits.maxAttempts,
        idempotencyKey: `${name}:${orderId}:${entryId}`,
      }));
    });
    await Promise.all(jobs.map((job) => this.#jobs.enqueue(job)));
    await this.#setAside(
      shard,
      entries.flatMap(([, fields]) => (readEntry(fields).event ? [] : [fields])),
    );
    await this.#redis.client.xdel(key, ...entries.map(([entryId]) => entryId));
    return entries.length;
  }

  /** What cannot be read is not met again and again. */
  async #setAside(shard: number, unreadable: readonly string[][]): Promise<void> {
    const key = orderKeys.shard(this.#redis.prefix, shard, 'outbox-aside');
    for (const fields of unreadable)
      await this.#redis.client.xadd(key, 'MAXLEN', '~', outboxLimits.aside, '*', ...fields);
  }

  /** How many entries were set aside since they could not be read. */
  async aside(): Promise<number> {
    const shards = orderShards(this.#redis).numbers.map((shard) =>
      this.#redis.client.xlen(orderKeys.shard(this.#redis.prefix, shard, 'outbox-aside')),
    );
    return (await Promise.all(shards)).reduce((sum, length) => sum + length, 0);
  }

  async relayAll(): Promise<number> {
    let relayed = 0;
    for (const shard of orderShards(this.#redis).numbers) relayed += await this.relay(shard);
    return relayed;
  }
}

/** What an entry says; no event where it cannot be read. */
function readEntry(fields: readonly string[]): { event?: OrderEventName; orderId: string; part?: number } {
  const [, event = '', , orderId = '', , part = ''] = fields;
  const isKnown = Object.hasOwn(jobsOfEvent, event) && isOrderId(orderId);
  if (!isKnown) return { orderId };
  return { event: event as OrderEventName, orderId, ...(/^[1-9]\d{0,5}$/.test(part) && { part: Number(part) }) };
}
