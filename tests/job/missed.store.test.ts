// What a schedule does at its time while its last job is not finished, and with times that passed while nobody could add a job.

import { describe, expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import type { NewSchedule } from '../../src/redis/job/schedule-record.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);
const schedules = new JobSchedules(redis);

const yearMs = 365 * 86_400_000;
const yearly = { key: 'k', cron: '0 0 1 1 *', jobName: 'n' };
const eachSecond = { key: 'k', cron: '* * * * * *', jobName: 'n' };

const nowMs = async (): Promise<number> => Number((await redis.client.time())[0]) * 1_000;
const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });
const counts = async (queue: string) => (await jobs.queue(queue))?.counts;
const nextMs = async (queue: string): Promise<number> =>
  (await schedules.list(queue))[0]?.nextRunAt?.getTime() ?? Number.NaN;

/** Sets a schedule whose next time is `agoMs` past, as after a downtime. Returns that time. */
async function setOverdue(schedule: NewSchedule, agoMs: number): Promise<number> {
  await schedules.set(schedule);
  const at = (await nowMs()) - agoMs;
  await redis.client.zadd(jobKeys.schedulesDue(redis.prefix, schedule.queue), at, schedule.key);
  return at;
}

/** Looks as often as processes would, until nothing is due any more. */
async function fireAll(queue: string): Promise<number> {
  let fired = 0;
  while ((await nextMs(queue)) <= (await nowMs())) fired += await schedules.fire(queue);
  return fired;
}

describe('a schedule whose last job is not finished', () => {
  const overdue = (queue: string, overlap: 'QUEUE' | 'SKIP' | 'REPLACE') =>
    setOverdue({ queue, ...yearly, overlap, maxAttempts: 2, timeoutMs: 50, priority: 7 }, 5_000);

  it.each([
    ['QUEUE', 2, 0],
    ['SKIP', 1, 0],
    ['REPLACE', 1, 1],
  ] as const)('and waits does at its time as it is told: %s', async (overlap, waiting, cancelled) => {
    const queue = `overlap-${overlap}`;
    for (const _time of [1, 2]) {
      await overdue(queue, overlap);
      await schedules.fire(queue);
    }
    expect(await counts(queue)).toMatchObject({ waiting, cancelled });
    const [waits] = await jobs.page(queue, 'WAITING', { after: null, size: 1, backwards: false });
    expect(waits?.job).toMatchObject({ maxAttempts: 2, priority: 7 });
  });

  it.each([
    ['QUEUE', 1, false],
    ['SKIP', 0, false],
    ['REPLACE', 1, true],
  ] as const)('and runs does at its time as it is told: %s', async (overlap, waiting, cancel) => {
    const queue = `overlap-active-${overlap}`;
    await overdue(queue, overlap);
    await schedules.fire(queue);
    const [held] = (await step(queue)).claimed;
    if (!held) throw new Error('nothing was claimed');
    await overdue(queue, overlap);
    await schedules.fire(queue);
    expect(await counts(queue)).toMatchObject({ waiting, active: 1 });
    const touched = await leases.touch(queue, 0, [{ id: held.id, fence: held.fence }]);
    expect(touched).toEqual([cancel ? 'CANCEL_REQUESTED' : 'HELD']);
    await step(queue, { want: 0, finished: [{ ...held, outcome: { kind: 'COMPLETED', result: null } }] });
    await overdue(queue, 'SKIP');
    if (waiting === 0) expect(await schedules.fire(queue)).toBe(1);
  });

  it('and waits for another attempt skips its time', async () => {
    const queue = 'overlap-delayed';
    await overdue(queue, 'SKIP');
    await schedules.fire(queue);
    const [held] = (await step(queue)).claimed;
    if (!held) throw new Error('nothing was claimed');
    const outcome = { kind: 'FAILED', retry: true, message: 'no', delayMs: 60_000 } as const;
    await step(queue, { want: 0, finished: [{ ...held, outcome }] });
    await overdue(queue, 'SKIP');
    expect(await schedules.fire(queue)).toBe(0);
    await jobs.cancel(held.id);
    await overdue(queue, 'SKIP');
    expect(await schedules.fire(queue)).toBe(1);
  });
});

describe('times of a schedule that passed', () => {
  it.each([
    ['ONE', 1],
    ['NONE', 0],
  ] as const)('while no process looked are made up for as it is told: %s', async (missed, waiting) => {
    const queue = `down-${missed}`;
    await setOverdue({ queue, ...eachSecond, missed }, yearMs);
    await schedules.fire(queue);
    expect((await counts(queue))?.waiting).toBe(waiting);
    expect(await nextMs(queue)).toBeGreaterThan((await nowMs()) - 1_000);
  });

  it('while no process looked are made up for one by one: ALL', async () => {
    const queue = 'down-ALL';
    const from = await setOverdue({ queue, ...eachSecond, missed: 'ALL' }, 120_000);
    const looks = Array.from({ length: 2 }, () => fireAll(queue));
    const fired = (await Promise.all(looks)).reduce((sum, each) => sum + each);
    expect(fired).toBe(((await nextMs(queue)) - from) / 1_000);
    expect((await counts(queue))?.waiting).toBe(fired);
  });

  it('in a year of downtime are made up for up to a bound, the newest', async () => {
    const queue = 'down-year';
    await setOverdue({ queue, ...eachSecond, missed: 'ALL' }, yearMs);
    const fired = await fireAll(queue);
    expect(fired).toBeGreaterThanOrEqual(1_000);
    expect(fired).toBeLessThan(1_100);
    expect((await schedules.list(queue))[0]?.lastRunAt?.getTime()).toBeGreaterThan((await nowMs()) - 60_000);
  });

  it('are added a few at a time if their payload is long', async () => {
    const queue = 'down-long';
    await setOverdue({ queue, ...eachSecond, missed: 'ALL', payload: 'x'.repeat(200_000) }, 20_000);
    expect(await schedules.fire(queue)).toBe(5);
    expect(await fireAll(queue)).toBeGreaterThanOrEqual(16);
  });

  it.each(['SKIP', 'REPLACE'] as const)('and are made up for by ALL still %s', async (overlap) => {
    const queue = `down-${overlap}`;
    await setOverdue({ queue, ...eachSecond, missed: 'ALL', overlap }, 20_000);
    await schedules.fire(queue);
    expect(await counts(queue)).toMatchObject({ waiting: 1, cancelled: 0 });
  });

  it.each([
    ['ONE', 1],
    ['NONE', 0],
    ['ALL', 4],
  ] as const)('while the queue was paused are made up for as it is told: %s', async (missed, waiting) => {
    for (const looked of [true, false]) {
      const queue = `paused-${missed}-${looked}`;
      await schedules.set({ queue, ...eachSecond, missed });
      await jobs.setPaused(queue, true);
      await setOverdue({ queue, ...eachSecond, missed }, 3_000);
      if (looked) {
        await schedules.fire(queue);
        await schedules.fireDue();
      }
      expect((await counts(queue))?.waiting).toBe(0);
      await jobs.setPaused(queue, false);
      await schedules.fireDue();
      const made = (await counts(queue))?.waiting ?? 0;
      expect(made).toBeGreaterThanOrEqual(waiting);
      expect(made).toBeLessThanOrEqual(waiting + 3);
    }
  });

  it('in a year of pause are made up for up to a bound: ALL', async () => {
    const queue = 'paused-year';
    await schedules.set({ queue, ...eachSecond });
    await jobs.setPaused(queue, true);
    await setOverdue({ queue, ...eachSecond, missed: 'ALL' }, yearMs);
    await schedules.fireDue();
    expect((await counts(queue))?.waiting).toBe(0);
    await jobs.setPaused(queue, false);
    const fired = await fireAll(queue);
    expect(fired).toBeLessThan(1_100);
    expect(fired).toBeGreaterThanOrEqual(1_000);
  });
});
