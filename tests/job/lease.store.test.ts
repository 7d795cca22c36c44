// How jobs end: exactly-once transitions, fencing, retries.

import { describe, expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

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
      .poll(async () => (second = (await step('lost', { workerId: 'other' })).claimed[0]?.fence))
      .toBeDefined();
    expect(second).not.toBe(first?.fence);
    const late = { id, fence: first?.fence ?? '', outcome: { kind: 'COMPLETED', result: 'late' } as const };
    expect((await step('lost', { finished: [late], want: 0 })).accepted).toEqual([false]);
    const job = await jobs.get(id);
    expect(job).toMatchObject({ state: 'ACTIVE', attempt: 2, result: null, workerId: 'other' });
    expect(job?.errors[0]?.message).toContain('silent');
  });

  it('ends a job dead that takes down every worker which has it', async () => {
    const backoff = { kind: 'FIXED', delayMs: 0, jitter: false } as const;
    const { id } = await jobs.enqueue({ queue: 'poison', name: 'n', backoff, maxAttempts: 3 });
    await expect.poll(async () => (await step('poison', { leaseMs: 1 })) && (await jobs.get(id))?.state).toBe('DEAD');
    const job = await jobs.get(id);
    expect(job?.attempt).toBe(3);
    expect(job?.errors).toHaveLength(3);
    expect(job?.errors.at(-1)?.message).toContain('lease ran out');
  });

  it('takes one result of two for the same job in one step', async () => {
    const { id } = await jobs.enqueue({ queue: 'twice', name: 'n' });
    const [claim] = (await step('twice')).claimed;
    const finished = [1, 2].map((result) => ({
      id,
      fence: claim?.fence ?? '',
      outcome: { kind: 'COMPLETED', result } as const,
    }));
    expect((await step('twice', { want: 0, finished })).accepted).toEqual([true, false]);
    expect((await jobs.get(id))?.result).toBe(1);
  });

  it('gives an unstarted job back without charging an attempt', async () => {
    const { id } = await jobs.enqueue({ queue: 'back', name: 'n' });
    const [claim] = (await step('back')).claimed;
    await step('back', { want: 0, finished: [{ id, fence: claim?.fence ?? '', outcome: { kind: 'GIVEN_BACK' } }] });
    expect(await jobs.get(id)).toMatchObject({ state: 'WAITING', attempt: 0 });
  });
});

it('counts by the minute what was completed and what failed', async () => {
  await jobs.enqueueMany(Array.from({ length: 3 }, () => ({ queue: 'minutes', name: 'n' })));
  const { claimed } = await step('minutes');
  const finished = claimed.map(({ id, fence }, index) => {
    const failed = { kind: 'FAILED', message: 'no', retry: true } as const;
    return { id, fence, outcome: index === 0 ? failed : ({ kind: 'COMPLETED', result: null } as const) };
  });
  await step('minutes', { want: 0, finished });
  const minutes = await jobs.throughput('minutes', 60);
  expect(minutes).toHaveLength(60);
  expect(minutes.map(({ at }) => at.getTime())).toEqual(
    minutes.map((_, index) => (minutes[0]?.at.getTime() ?? 0) + index * 60_000),
  );
  expect(minutes.reduce((sum, { completed }) => sum + completed, 0)).toBe(2);
  expect(minutes.reduce((sum, { failed }) => sum + failed, 0)).toBe(1);
  // Of the last five minutes, of which the running one has only begun.
  const { completedPerMinute = 0, failedPerMinute = 0 } = (await jobs.queue('minutes')) ?? {};
  expect(completedPerMinute).toBeGreaterThanOrEqual(2 / 5);
  expect(completedPerMinute).toBeLessThanOrEqual(2 / 4);
  expect(failedPerMinute).toBeCloseTo(completedPerMinute / 2, 2);
});
