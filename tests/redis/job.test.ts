// The queue through its data layer: order, exactly-once transitions, fencing, retries.

import { describe, expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job.ts';
import { Refusal } from '../../src/redis/problem.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);

const step = (queue: string, more: Partial<Parameters<Jobs['step']>[0]> = {}) =>
  jobs.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

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

  it('keeps a delayed job back until it is due', async () => {
    const { id } = await jobs.enqueue({ queue: 'later', name: 'n', delayMs: 120 });
    const before = await step('later');
    expect(before.claimed).toHaveLength(0);
    expect(before.nextDueMs).toBeGreaterThan(0);
    expect(before.nextDueMs).toBeLessThanOrEqual(120);
    expect((await jobs.get(id))?.state).toBe('DELAYED');
    await expect.poll(async () => (await step('later')).claimed.length, { timeout: 3_000 }).toBe(1);
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

describe('finishing', () => {
  it('completes once; a second acknowledgement is a lost lease', async () => {
    const { id } = await jobs.enqueue({ queue: 'done', name: 'n' });
    const [claim] = (await step('done')).claimed;
    const finished = [{ id, fence: claim?.fence ?? '', outcome: { kind: 'COMPLETED', result: { ok: 1 } } as const }];
    expect((await step('done', { finished })).accepted).toEqual([true]);
    expect((await step('done', { finished })).accepted).toEqual([false]);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ state: 'COMPLETED', result: { ok: 1 }, progress: 1 });
    expect((await jobs.queue('done'))?.counts).toMatchObject({ completed: 1, active: 0, waiting: 0 });
  });

  it('retries with a delay and ends dead when the attempts are used up', async () => {
    const backoff = { kind: 'FIXED', delayMs: 1, jitter: false } as const;
    const { id } = await jobs.enqueue({ queue: 'fail', name: 'n', maxAttempts: 2, backoff });
    for (const attempt of [1, 2]) {
      await expect
        .poll(
          async () =>
            (await jobs.get(id))?.state === 'WAITING' ||
            ((await step('fail', { want: 0 })) && (await jobs.get(id))?.state === 'WAITING'),
          { timeout: 3_000 },
        )
        .toBe(true);
      const [claim] = (await step('fail', { want: 1 })).claimed;
      expect(claim?.attempt).toBe(attempt);
      const outcome = { kind: 'FAILED', message: `no ${attempt}`, retry: true } as const;
      await step('fail', { want: 0, finished: [{ id, fence: claim?.fence ?? '', outcome }] });
    }
    const job = await jobs.get(id);
    expect(job?.state).toBe('DEAD');
    expect(job?.errors.map(({ message }) => message)).toEqual(['no 1', 'no 2']);
  });

  it('takes a job back from a worker that went silent, whose late result then changes nothing', async () => {
    const backoff = { kind: 'FIXED', delayMs: 0, jitter: false } as const;
    const { id } = await jobs.enqueue({ queue: 'lost', name: 'n', backoff });
    const [first] = (await step('lost', { workerId: 'silent', leaseMs: 30 })).claimed;
    let second: string | undefined;
    await expect
      .poll(async () => (second = (await step('lost', { workerId: 'other' })).claimed[0]?.fence), { timeout: 3_000 })
      .toBeDefined();
    expect(second).not.toBe(first?.fence);
    const late = { id, fence: first?.fence ?? '', outcome: { kind: 'COMPLETED', result: 'late' } as const };
    expect((await step('lost', { finished: [late], want: 0 })).accepted).toEqual([false]);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ state: 'ACTIVE', attempt: 2, result: null, workerId: 'other' });
    expect(job?.errors[0]?.message).toContain('silent');
  });

  it('gives an unstarted job back without charging an attempt', async () => {
    const { id } = await jobs.enqueue({ queue: 'back', name: 'n' });
    const [claim] = (await step('back')).claimed;
    await step('back', { want: 0, finished: [{ id, fence: claim?.fence ?? '', outcome: { kind: 'GIVEN_BACK' } }] });
    expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0 });
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
