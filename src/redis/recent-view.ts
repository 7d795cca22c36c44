// Which products a visitor has looked at lately, told by the events that pages send. A job learns from it once the visit
// is over, so that products are paired once a visit and not once a click.

import { createHash } from 'node:crypto';
import { isSku } from './catalogue.ts';
import type { RedisHandle } from './handle.ts';
import type { Jobs } from './job.ts';
import type { MetricEvent } from './metric.ts';
import { orderQueue } from './order-outbox.ts';

export const recentViewLimits = {
  /** The newest products of a visit. */
  maxProducts: 20,
  /** A visit is learned from so long after it began; one visit an hour. */
  learnAfterMs: 30 * 60_000,
  ttlMs: 60 * 60_000,
} as const;

export class RecentViews {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;

  constructor(redis: RedisHandle, jobs: Jobs) {
    this.#redis = redis;
    this.#jobs = jobs;
  }

  /** Takes the views of products out of events that were counted just now, and passes over the others. */
  async note(events: readonly { readonly event: MetricEvent; readonly atMs: number }[]): Promise<void> {
    const visits = new Map<string, string[]>();
    for (const { event, atMs } of events) {
      const sku = productOf(event);
      if (sku === null || Date.now() - atMs > recentViewLimits.ttlMs) continue;
      const visitor = createHash('sha1').update(event.visitorId).digest('base64url');
      visits.set(visitor, [...(visits.get(visitor) ?? []), sku]);
    }
    await Promise.all([...visits].map(([visitor, skus]) => this.#noteVisit(visitor, skus)));
  }

  /** The products that a visitor, known by a hash, looked at; the newest first. */
  of(visitor: string): Promise<string[]> {
    return this.#redis.client.lrange(this.#redis.keys.viewed(visitor), 0, -1);
  }

  async #noteVisit(visitor: string, skus: readonly string[]): Promise<void> {
    const key = this.#redis.keys.viewed(visitor);
    const noted = this.#redis.client.multi();
    for (const sku of skus) noted.lrem(key, 0, sku).lpush(key, sku);
    noted.ltrim(key, 0, recentViewLimits.maxProducts - 1).pexpire(key, recentViewLimits.ttlMs);
    for (const [error] of (await noted.exec()) ?? []) if (error) throw error;
    await this.#jobs.enqueue({
      queue: orderQueue,
      name: 'views.recommend',
      payload: { visitor },
      delayMs: recentViewLimits.learnAfterMs,
      idempotencyKey: `views.recommend:${visitor}:${Math.floor(Date.now() / recentViewLimits.ttlMs)}`,
    });
  }
}

/** What an event says was looked at: `properties: { sku }`, or a page whose path is `/products/<SKU>`. */
function productOf({ type, properties, path }: MetricEvent): string | null {
  if (type !== 'PAGE_VIEW' && type !== 'CUSTOM') return null;
  const named = (properties as { sku?: unknown } | null | undefined)?.sku;
  const sku = typeof named === 'string' ? named : /\/products\/([^/?#]+)\/?(?:[?#]|$)/.exec(path ?? '')?.[1];
  return sku !== undefined && isSku(sku) ? sku : null;
}
