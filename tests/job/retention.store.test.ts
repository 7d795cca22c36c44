// What stays of finished jobs, and what does not depend on it.

import { describe, expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { jobLimits, type Retention } from '../../src/redis/job/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);

/** Adds jobs of 1,000 bytes and completes them, ten at a time; returns their ids in that order. */
async function completeMany(queue: string, count: number, retention: Partial<Retention>): Promise<string[]> {
  const leases = new JobLeases(redis, retention);
  const payload = 'x'.repeat(1_000);
  const added = await jobs.enqueueMany(Array.from({ length: count }, () => ({ queue, name: 'n', payload })));
  const step = { queue, workerId: 'w', leaseMs: 30_000 };
  for (let done = 0; done < count; done += 10) {
    const { claimed } = await leases.step({ ...step, want: 10, finished: [] });
    const outcome = { kind: 'COMPLETED', result: 1 } as const;
    await leases.step({ ...step, want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
  }
  return added.map(({ id }) => id);
}

async function keptOf(ids: readonly string[]): Promise<string[]> {
  const found = await jobs.getAll(ids);
  return ids.filter((_id, index) => found[index] !== null);
}

describe('finished jobs', () => {
  it('stay up to a count, the newest', async () => {
    const ids = await completeMany('count', 50, { completed: { count: 20, ageMs: 60_000 } });
    expect(await keptOf(ids)).toEqual(ids.slice(-20));
    expect((await jobs.queue('count'))?.counts.completed).toBe(20);
  });

  it('stay up to a size of all together, so that many large ones do not fill Redis', async () => {
    const ids = await completeMany('bytes', 50, { bytes: 20_000 });
    const kept = await keptOf(ids);
    expect(kept).toEqual(ids.slice(-kept.length));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThanOrEqual(30);
  });

  it('go when they are too old, by the steps of any worker', async () => {
    const retention = { completed: { count: 1_000, ageMs: 1 } };
    const ids = await completeMany('age', 20, retention);
    const leases = new JobLeases(redis, retention);
    for (let poll = 0; poll < 10; poll += 1)
      await leases.step({ queue: 'age', workerId: 'w', leaseMs: 30_000, want: 10, finished: [] });
    expect(await keptOf(ids)).toEqual([]);
  });

  it('leave nothing behind where none are to be kept', async () => {
    const ids = await completeMany('none', 20, { completed: { count: 0, ageMs: 0 } });
    expect(await keptOf(ids)).toEqual([]);
    const base = jobKeys.queue(redis.prefix, 'none');
    for (const part of ['jobs', 'state', 'results', 'done']) expect(await redis.client.exists(base + part)).toBe(0);
  });

  it('keep their idempotency key when they are gone', async () => {
    const job = { queue: 'gone', name: 'n', idempotencyKey: 'once' };
    const first = await jobs.enqueue(job);
    const leases = new JobLeases(redis, { completed: { count: 0, ageMs: 0 } });
    const step = { queue: 'gone', workerId: 'w', leaseMs: 30_000 };
    const { claimed } = await leases.step({ ...step, want: 1, finished: [] });
    const outcome = { kind: 'COMPLETED', result: null } as const;
    await leases.step({ ...step, want: 0, finished: claimed.map(({ id, fence }) => ({ id, fence, outcome })) });
    expect(await jobs.get(first.id)).toBeNull();
    expect(await jobs.enqueue(job)).toEqual({ id: first.id, created: false });
  });
});

it('caps the stream of events', async () => {
  const key = jobKeys.events(redis.prefix, 'capped');
  const pipeline = redis.client.pipeline();
  for (let entry = 0; entry < jobLimits.events + 500; entry += 1) pipeline.xadd(key, '*', 'k', entry, 'e', 'w 1');
  await pipeline.exec();
  await jobs.enqueue({ queue: 'capped', name: 'n' });
  // Redis trims whole nodes of its list, of a hundred entries.
  expect(await redis.client.xlen(key)).toBeLessThanOrEqual(jobLimits.events + 100);
});
