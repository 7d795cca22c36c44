// Which queues, or parts of queues, have a schedule that is due, and when others will: one sorted set for all queues, so that a look costs nothing for those
// that have none. It leads to the schedules and may be behind them: it is corrected at each look, and by a walk through all queues.

import { randomInt } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { jobKeys } from './keys.ts';
import { QueueParts } from './parts.ts';

const settleScript = loadScript('job/schedule-settle');

const limits = {
  /** A walk begins so long after the one before. */
  walkEveryMs: 300_000,
  queuesPerStep: 1_000,
  /** A paused queue whose schedules wait for it is looked at so often; one that is resumed at once. */
  pausedLookMs: 10_000,
  markMax: 2 ** 47,
} as const;

export interface DueQueue {
  readonly name: string;
  /** Its score when it was read. */
  readonly mark: string;
}

export class ScheduleIndex {
  readonly #redis: RedisHandle;
  readonly #parts: QueueParts;
  #walkAt = Number.NEGATIVE_INFINITY;
  #cursor = '0';

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#parts = new QueueParts(redis);
  }

  /** Has a queue looked at in the next round. No two marks are the same, so that a look which has begun does not clear it. */
  async mark(queue: string): Promise<void> {
    await this.#redis.client.zadd(this.#key, -randomInt(1, limits.markMax), queue);
  }

  async remove(queue: string): Promise<void> {
    await this.#redis.client.zrem(this.#key, queue);
  }

  /** Queues to look at, those due first first. */
  async due(nowMs: number): Promise<DueQueue[]> {
    const most = limits.queuesPerStep;
    const found = await this.#redis.client.zrange(
      this.#key,
      '-inf',
      String(nowMs),
      'BYSCORE',
      'LIMIT',
      0,
      most,
      'WITHSCORES',
    );
    return [...pairs(found)].map(([name, mark]) => ({ name, mark }));
  }

  /** Notes when a queue is due after a look, unless it was marked meanwhile. */
  async settle({ name, mark }: DueQueue): Promise<void> {
    await this.#note(name, mark, await this.#firstDue(name, '-inf'));
  }

  /** As `settle`, for a queue that is paused: what is due waits until it is resumed. */
  async settlePaused({ name, mark }: DueQueue, nowMs: number): Promise<void> {
    const later = (await this.#firstDue(name, `(${nowMs}`)) ?? Number.POSITIVE_INFINITY;
    await this.#note(name, mark, Math.min(later, nowMs + limits.pausedLookMs));
  }

  /** One step of a walk through all queues, if it is time for one. */
  async walk(): Promise<void> {
    if (this.#cursor === '0' && performance.now() < this.#walkAt) return;
    const { client, prefix } = this.#redis;
    const [cursor, names] = await client.sscan(jobKeys.queues(prefix), this.#cursor, 'COUNT', limits.queuesPerStep);
    const queues = (await Promise.all(names.map((name) => this.#partsOf(name)))).flat();
    const first = await Promise.all(queues.map((queue) => this.#firstDue(queue, '-inf')));
    const found = queues.flatMap((queue, place) => (first[place] === null ? [] : [first[place] as number, queue]));
    if (found.length > 0) await client.zadd(this.#key, 'LT', ...found);
    this.#cursor = cursor;
    if (cursor === '0') this.#walkAt = performance.now() + limits.walkEveryMs;
  }

  /** A queue whose number of parts cannot be read is looked at as one without. */
  async #partsOf(queue: string): Promise<readonly string[]> {
    return this.#parts.read(queue).catch(() => [queue]);
  }

  get #key(): string {
    return jobKeys.dueQueues(this.#redis.prefix);
  }

  /** When the first of a queue's schedules is due that is so from a moment on. */
  async #firstDue(queue: string, from: string): Promise<number | null> {
    const key = jobKeys.schedulesDue(this.#redis.prefix, queue);
    const found = await this.#redis.client.zrange(key, from, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES');
    const [score] = pairs(found).values();
    return score === undefined ? null : Number(score);
  }

  async #note(queue: string, mark: string, next: number | null): Promise<void> {
    await this.#redis.run(settleScript, [this.#key], [queue, mark, next ?? '']);
  }
}

/** ioredis gives scores flat or in pairs, by protocol version. */
export function pairs(reply: readonly unknown[]): Map<string, string> {
  const flat = reply.flat() as string[];
  return new Map(
    Array.from({ length: flat.length / 2 }, (_, index) => [String(flat[2 * index]), String(flat[2 * index + 1])]),
  );
}
