// Cron schedules.

import { describe, expect, it, vi } from 'vitest';
import type { Refusal } from '../../src/redis/base/problem.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const leases = new JobLeases(redis);
const schedules = new JobSchedules(redis);

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  leases.step({ queue, workerId: 'w1', want: 10, leaseMs: 30_000, finished: [], ...more });

describe('schedules', () => {
  it('fire once however many look, and again at the next time', async () => {
    const schedule = { queue: 'cron', key: 'each', cron: '0 0 1 1 *', jobName: 'tick', payload: { a: 1 } };
    await schedules.set(schedule);
    await redis.client.zadd(jobKeys.schedulesDue(redis.prefix, 'cron'), 1, 'each');
    const fired = await Promise.all(Array.from({ length: 5 }, () => new JobSchedules(redis).fire('cron')));
    expect(fired.reduce((sum, each) => sum + each, 0)).toBe(1);
    const [listed] = await schedules.list('cron');
    expect(listed?.lastRunAt).toBeInstanceOf(Date);
    expect(listed?.nextRunAt?.getTime()).toBeGreaterThan(listed?.lastRunAt?.getTime() ?? Number.POSITIVE_INFINITY);
    expect((await step('cron')).claimed).toMatchObject([{ name: 'tick', payload: { a: 1 } }]);
    expect((await schedules.delete('cron', 'each'))?.key).toBe('each');
    expect(await schedules.list('cron')).toEqual([]);
  });

  it.each([3_600_000, -3_600_000])(
    'go by the clock of Redis in a process whose own is %d ms ahead',
    async (aheadMs) => {
      const queue = `off${aheadMs}`;
      const redisMs = async (): Promise<number> => Number((await redis.client.time())[0]) * 1_000;
      vi.setSystemTime(Date.now() + aheadMs);
      try {
        const own = new JobSchedules(redis);
        const { nextRunAt } = await own.set({ queue, key: 'each', cron: '* * * * * *', jobName: 'tick' });
        expect(Math.abs((nextRunAt?.getTime() ?? 0) - (await redisMs()))).toBeLessThan(60_000);
        await expect.poll(() => own.fire(queue)).toBe(1);
        const [fired] = await own.list(queue);
        expect(fired?.lastRunAt).toEqual(nextRunAt);
        expect(Math.abs((fired?.nextRunAt?.getTime() ?? 0) - (await redisMs()))).toBeLessThan(60_000);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  it('follow their time zone', async () => {
    const zoned = { queue: 'zone', key: 'k', cron: '0 9 * * *', timezone: 'Asia/Kathmandu', jobName: 'n' };
    const { nextRunAt } = await schedules.set(zoned);
    expect(nextRunAt?.toISOString()).toMatch(/T03:15:00/);
  });

  it.each([
    [{ cron: 'often' }, 'cron'],
    [{ timezone: 'Moon/Base' }, 'timezone'],
    [{ key: 'a b' }, 'key'],
  ])('refuse %o', async (wrong, field) => {
    const base = { queue: 'q', key: 'k', cron: '* * * * *', jobName: 'n' };
    const refusal = await schedules.set({ ...base, ...wrong }).catch((error: unknown) => error);
    expect((refusal as Refusal).problems?.[0]?.field).toEqual([field]);
  });
});

describe('a schedule that is set', () => {
  const jobs = new Jobs(redis);
  const again = new JobSchedules(redis);
  const makeDue = (queue: string, at: number) => redis.client.zadd(jobKeys.schedulesDue(redis.prefix, queue), at, 'k');
  const yearly = { key: 'k', cron: '0 0 1 1 *', jobName: 'n' };
  const waiting = async (queue: string) => (await jobs.queue(queue))?.counts.waiting;

  it('again as it was keeps the run that it missed', async () => {
    const queue = 'set-again';
    await again.set({ queue, ...yearly });
    await makeDue(queue, 1_000);
    expect((await again.set({ queue, ...yearly, payload: 'other' })).nextRunAt).toEqual(new Date(1_000));
    expect(await again.fire(queue)).toBe(1);
    await makeDue(queue, 1_000);
    expect((await again.set({ queue, ...yearly, cron: '0 0 2 1 *' })).nextRunAt?.getTime()).toBeGreaterThan(Date.now());
  });

  it.each([
    ['QUEUE', 2, 0],
    ['SKIP', 1, 0],
    ['REPLACE', 1, 1],
  ] as const)('overlaps its last job as it is told: %s', async (overlap, left, cancelled) => {
    const queue = `overlap-${overlap}`;
    await again.set({ queue, ...yearly, overlap, maxAttempts: 2, timeoutMs: 50, priority: 7 });
    for (const at of [1_000, 2_000]) {
      await makeDue(queue, at);
      await again.fire(queue);
    }
    expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: left, cancelled });
    const [job] = await jobs.page(queue, 'WAITING', { after: null, size: 1, backwards: false });
    expect(job).toMatchObject({ maxAttempts: 2, priority: 7 });
  });

  it.each([
    ['ONE', 0, 1],
    ['ALL', 2, 2],
    ['NONE', 0, 0],
  ] as const)('makes up for what it missed while paused as it is told: %s', async (missed, paused, resumed) => {
    const queue = `missed-${missed}`;
    await again.set({ queue, ...yearly, missed });
    await jobs.setPaused(queue, true);
    for (const at of [1_000, 2_000]) {
      await makeDue(queue, at);
      await again.fire(queue);
    }
    expect(await waiting(queue)).toBe(paused);
    await jobs.setPaused(queue, false);
    await again.fire(queue);
    expect(await waiting(queue)).toBe(resumed);
  });

  it('and cannot be read is left out, and the others are fired', async () => {
    const queue = 'spoilt';
    await again.set({ queue, ...yearly });
    await redis.client.hset(jobKeys.schedules(redis.prefix, queue), 'bad', '{');
    await redis.client.zadd(jobKeys.schedulesDue(redis.prefix, queue), 1, 'bad', 2, 'k');
    expect(await again.fire(queue)).toBe(1);
    expect((await again.list(queue)).map(({ key }) => key)).toEqual(['k']);
  });
});
