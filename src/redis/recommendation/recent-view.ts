// Which products a visitor has looked at lately, told by the events that pages send. A job learns from it once the visit
// is over, so that products are paired once a visit and not once a click.

import { hash } from 'node:crypto';
import { Batch } from '../base/batch.ts';
import { checkEntries, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { isSku } from '../catalogue/product.ts';
import type { Jobs } from '../job/job.ts';
import type { MetricEvent } from '../metric/metric.ts';
import { orderQueue } from '../order/outbox.ts';
import { recommendationKeys } from './keys.ts';

const recentViewLimits = {
  /** The newest products of a visit. */
  maxProducts: 20,
  /** A visit is learned from so long after it began; one visit an hour. */
  learnAfterMs: 30 * 60_000,
  ttlMs: 60 * 60_000,
  /** Visits that a process remembers to have a job. */
  visitsRemembered: 10_000,
  visitorsPerScript: 128,
} as const;

const noteScript = loadScript('recommendation/note-view');

interface Visit {
  readonly key: string;
  readonly skus: readonly string[];
}

export class RecentViews {
  readonly #redis: RedisHandle;
  readonly #jobs: Jobs;
  readonly #notes: Batch<Visit, true>;
  #withJob = new Set<string>();

  constructor(redis: RedisHandle, jobs: Jobs) {
    this.#redis = redis;
    this.#jobs = jobs;
    this.#notes = new Batch({
      group: ({ key }) => redis.groupOf(key),
      run: (visits) => this.#noteAll(visits),
      maxCalls: recentViewLimits.visitorsPerScript,
    });
  }

  /** Takes the views of products out of events that are about to be counted, and passes over the others. */
  async note(events: readonly { readonly event: MetricEvent; readonly atMs: number }[]): Promise<void> {
    const visits = new Map<string, string[]>();
    checkEntries(events, 'events');
    for (const [index, { event, atMs }] of events.entries()) {
      checkWhole(Math.floor(atMs), ['events', String(index), 'atMs'], 0, Number.MAX_SAFE_INTEGER);
      const sku = productOf(event);
      if (sku === null || Date.now() - atMs > recentViewLimits.ttlMs) continue;
      const visitor = hash('sha1', event.visitorId, 'base64url');
      const skus = visits.get(visitor);
      if (skus) skus.push(sku);
      else visits.set(visitor, [sku]);
    }
    await Promise.all(
      [...visits].flatMap(([visitor, skus]) => [
        this.#notes.add({ key: this.#keyOf(visitor), skus }),
        this.#learnLater(visitor),
      ]),
    );
  }

  /** The products that a visitor, known by a hash, looked at; the newest first. */
  of(visitor: string): Promise<string[]> {
    return this.#redis.client.lrange(this.#keyOf(visitor), 0, -1);
  }

  /** Forgets the products that a visitor, known by a hash, looked at. */
  async forget(visitor: string): Promise<void> {
    await this.#redis.client.del(this.#keyOf(visitor));
  }

  #keyOf(visitor: string): string {
    const { prefix, shards } = this.#redis;
    const shard = shards.for('viewed', { count: 16, of: (text) => (text.codePointAt(0) as number) % 16 }).of(visitor);
    return recommendationKeys.viewed(prefix, shard, visitor);
  }

  async #noteAll(visits: readonly Visit[]): Promise<true[]> {
    const { maxProducts, ttlMs } = recentViewLimits;
    await this.#redis.run(
      noteScript,
      visits.map(({ key }) => key),
      [maxProducts, ttlMs, ...visits.flatMap(({ skus }) => [skus.length, ...skus])],
    );
    return visits.map(() => true);
  }

  // The key makes it one job a visit; remembering spares asking again with each page.
  async #learnLater(visitor: string): Promise<void> {
    const { learnAfterMs, ttlMs, visitsRemembered } = recentViewLimits;
    const idempotencyKey = `views.recommend:${visitor}:${Math.floor(Date.now() / ttlMs)}`;
    if (this.#withJob.has(idempotencyKey)) return;
    await this.#jobs.enqueue({
      queue: orderQueue,
      name: 'views.recommend',
      payload: { visitor },
      delayMs: learnAfterMs,
      idempotencyKey,
    });
    if (this.#withJob.size >= visitsRemembered) this.#withJob = new Set();
    this.#withJob.add(idempotencyKey);
  }
}

/** What an event says was looked at: `properties: { sku }`, or a page whose path is `/products/<SKU>`. */
function productOf({ type, properties, path }: MetricEvent): string | null {
  if (type !== 'PAGE_VIEW' && type !== 'CUSTOM') return null;
  const named = (properties as { sku?: unknown } | null | undefined)?.sku;
  const sku = typeof named === 'string' ? named : /\/products\/([^/?#]+)\/?(?:[?#]|$)/.exec(path ?? '')?.[1];
  return sku !== undefined && isSku(sku) ? sku : null;
}
