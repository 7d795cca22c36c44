// Adding jobs and handing them out: order, priorities, delays, idempotency keys.

import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

describe('enqueue and claim', () => {
  it('runs higher priorities first and each level in order', async () => {
    for (const [name, priority] of [
      ['low', 1],
      ['first', 9],
      ['second', 9],
      ['middle', 5],
    ] as const) {
      await jobs.enqueue({ queue: 'order', name, priority });
    }
    const { claimed } = await step('order', { want: 4 });
    expect(claimed.map((job) => job.name)).toEqual(['first', 'second', 'middle', 'low']);
    expect(claimed.every((job) => job.attempt === 1)).toBe(true);
  });

  it('hands each job to one worker', async () => {
    const ids = await Promise.all(
      Array.from({ length: 200 }, (_, index) => jobs.enqueue({ queue: 'each', name: 'n', payload: { index } })),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(200);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => step('each', { workerId: `w${index}`, want: 20 })),
    );
    const taken = answers.flatMap(({ claimed }) => claimed.map(({ id }) => id));
    expect(taken).toHaveLength(200);
    expect(new Set(taken).size).toBe(200);
  });

  it('answers the first job for a known idempotency key', async () => {
    const first = await jobs.enqueue({ queue: 'idem', name: 'n', idempotencyKey: 'k' });
    const again = await jobs.enqueue({ queue: 'idem', name: 'n', idempotencyKey: 'k' });
    expect(again).toEqual({ id: first.id, created: false });
    expect((await step('idem')).claimed).toHaveLength(1);
  });

  it('answers it also for a key that comes twice in one batch', async () => {
    const [first, again] = await jobs.enqueueMany(
      [1, 2].map(() => ({ queue: 'idem-batch', name: 'n', idempotencyKey: 'k' })),
    );
    expect(again).toEqual({ id: first?.id, created: false });
    expect((await step('idem-batch')).claimed).toHaveLength(1);
  });

  it('knows an idempotency key for as long as it is told', async () => {
    const job = { queue: 'idem-ttl', name: 'n', idempotencyKey: 'k', idempotencyTtlMs: 3_600_000 };
    await jobs.enqueue(job);
    const leftMs = await redis.client.pttl(jobKeys.part(redis.prefix, 'idem-ttl', 'idem:k'));
    expect(leftMs).toBeGreaterThan(3_500_000);
    expect(leftMs).toBeLessThanOrEqual(3_600_000);
    const refusal = await jobs.enqueue({ ...job, idempotencyTtlMs: 999 }).catch((error: unknown) => error);
    expect((refusal as Refusal).problems).toMatchObject([{ code: 'INVALID', field: ['idempotencyTtlMs'] }]);
  });

  it('adds many jobs of several queues in their order, or none where one is wrong', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => ({ queue: `many-${index % 2}`, name: String(index) }));
    const added = await jobs.enqueueMany(many);
    expect(added).toHaveLength(1_200);
    const { claimed } = await step('many-1', { want: 600 });
    expect(claimed.map(({ name }) => Number(name))).toEqual(Array.from({ length: 600 }, (_, index) => 2 * index + 1));
    expect(claimed.map(({ id }) => id)).toEqual(added.filter((_, index) => index % 2 === 1).map(({ id }) => id));
    const wrong = [
      { queue: 'many-2', name: 'n' },
      { queue: 'many-2', name: '' },
    ];
    const refusal = await jobs.enqueueMany(wrong).catch((error: unknown) => error);
    expect((refusal as Refusal).problems[0]?.field).toEqual(['1', 'name']);
    expect(await jobs.queue('many-2')).toBeNull();
  });

  it('adds each as it is, whether the one before was like it or not', async () => {
    const job = { queue: 'alike', name: 'n', payload: { text: 'one\ntwo' }, priority: 5, timeoutMs: 1_000 };
    const many = [job, job, { ...job, timeoutMs: 2_000 }, { ...job, priority: 4 }, { ...job, payload: undefined }];
    const ids = (await jobs.enqueueMany(many)).map(({ id }) => id);
    const found = await jobs.getAll(ids);
    const payloads = many.map(({ payload }) => payload ?? {});
    expect(found.map((each) => each?.payload)).toEqual(payloads);
    expect(found.map((each) => each?.priority)).toEqual([5, 5, 5, 4, 5]);
    const { claimed } = await step('alike');
    const timeouts = ids.map((id) => claimed.find((each) => each.id === id)?.timeoutMs);
    expect(timeouts).toEqual([1_000, 1_000, 2_000, 1_000, 1_000]);
    const reused = { ...job };
    await jobs.enqueue(reused);
    reused.priority = 10;
    await expect(jobs.enqueue(reused)).rejects.toThrow(/priority/);
  });

  it('refuses a payload that is not JSON', async () => {
    for (const payload of [1n, () => 1, Symbol('s')]) {
      const refusal = await jobs.enqueue({ queue: 'not-json', name: 'n', payload }).catch((error: unknown) => error);
      expect((refusal as Refusal).problems).toMatchObject([{ code: 'INVALID', field: ['payload'] }]);
    }
  });

  it('runs a job without a priority between those of 4 and 6', async () => {
    for (const priority of [4, undefined, 6, 0])
      await jobs.enqueue({ queue: 'unprioritised', name: String(priority), priority });
    const { claimed } = await step('unprioritised', { want: 4 });
    expect(claimed.map(({ name }) => name)).toEqual(['6', 'undefined', '4', '0']);
  });

  it('keeps a delayed job back until it is due', async () => {
    const { id } = await jobs.enqueue({ queue: 'later', name: 'n', delayMs: 1_000 });
    const before = await step('later');
    expect(before.claimed).toHaveLength(0);
    expect(before.nextDueMs).toBeGreaterThan(0);
    expect(before.nextDueMs).toBeLessThanOrEqual(1_000);
    expect((await jobs.get(id))?.state).toBe('DELAYED');
    await expect.poll(async () => (await step('later')).claimed.length).toBe(1);
  });

  it('lets a busy high level not starve a low one', async () => {
    await Promise.all(Array.from({ length: 100 }, () => jobs.enqueue({ queue: 'fair', name: 'high', priority: 9 })));
    await jobs.enqueue({ queue: 'fair', name: 'low', priority: 0 });
    const taken: string[] = [];
    while (taken.length < 101) taken.push(...(await step('fair', { want: 10 })).claimed.map(({ name }) => name));
    expect(taken.indexOf('low')).toBeGreaterThan(-1);
    expect(taken.indexOf('low')).toBeLessThan(100);
  });

  it.each([
    [{ queue: 'a b', name: 'n' }, 'queue'],
    [{ queue: 'q', name: '' }, 'name'],
    [{ queue: 'q', name: 'n', priority: 10 }, 'priority'],
    [{ queue: 'q', name: 'n', maxAttempts: 0 }, 'maxAttempts'],
    [{ queue: 'q', name: 'n', delayMs: -1 }, 'delayMs'],
    [{ queue: 'q', name: 'n', payload: 'x'.repeat(300_000) }, 'payload'],
  ])('refuses %o and names the field', async (job, field) => {
    const refusal = await jobs.enqueue(job).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).problems[0]?.field).toEqual([field]);
  });
});

describe('scripts', () => {
  it('survive SCRIPT FLUSH', async () => {
    await jobs.enqueue({ queue: 'flush', name: 'n' });
    await redis.client.script('FLUSH');
    await jobs.enqueue({ queue: 'flush', name: 'n' });
    expect((await step('flush')).claimed).toHaveLength(2);
  });
});
