// Cron schedules.

import { describe, expect, it, vi } from 'vitest';
import type { Refusal } from '../../src/redis/base/problem.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import type { NewSchedule } from '../../src/redis/job/schedule-record.ts';
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
    [{ key: null as unknown as string }, 'key'],
    [{ cron: `${'1,'.repeat(200)}1 * * * *` }, 'cron'],
    [{ overlap: 'queue' as 'QUEUE' }, 'overlap'],
    [{ missed: 'SOME' as 'ONE' }, 'missed'],
    [{ jobName: '' }, 'jobName'],
    [{ maxAttempts: 0 }, 'maxAttempts'],
  ])('refuse %o', async (wrong, field) => {
    const base = { queue: 'q', key: 'k', cron: '* * * * *', jobName: 'n' };
    const refusal = await schedules.set({ ...base, ...wrong }).catch((error: unknown) => error);
    expect((refusal as Refusal).problems?.[0]?.field).toEqual([field]);
  });
});

describe('a schedule that is set', () => {
  const again = new JobSchedules(redis);
  const makeDue = (queue: string, at: number) => redis.client.zadd(jobKeys.schedulesDue(redis.prefix, queue), at, 'k');
  const yearly = { key: 'k', cron: '0 0 1 1 *', jobName: 'n' };

  it('again as it was keeps the run that it missed', async () => {
    const queue = 'set-again';
    await again.set({ queue, ...yearly });
    await makeDue(queue, 1_000);
    expect((await again.set({ queue, ...yearly, payload: 'other' })).nextRunAt).toEqual(new Date(1_000));
    expect(await again.fire(queue)).toBe(1);
    await makeDue(queue, 1_000);
    expect((await again.set({ queue, ...yearly, cron: '0 0 2 1 *' })).nextRunAt?.getTime()).toBeGreaterThan(Date.now());
    await makeDue(queue, 1_000);
    const zoned = await again.set({ queue, ...yearly, cron: '0 0 2 1 *', timezone: 'Asia/Kathmandu' });
    expect(zoned.nextRunAt?.toISOString()).toMatch(/-01-01T18:15:00/);
    expect(zoned.lastRunAt).toEqual(new Date(1_000));
  });

  it('by many processes at once, each with a payload of its own, keeps the run that it missed', async () => {
    const queue = 'set-by-many';
    await again.set({ queue, ...yearly });
    await makeDue(queue, 1_000);
    const all = Array.from({ length: 20 }, (_unused, payload) =>
      new JobSchedules(redis).set({ queue, ...yearly, payload }),
    );
    expect((await Promise.all(all)).map(({ nextRunAt }) => nextRunAt?.getTime())).toEqual(all.map(() => 1_000));
    expect(await again.fire(queue)).toBe(1);
    expect(await again.fire(queue)).toBe(0);
  });

  it('shows all of its settings, also those that it was not given', async () => {
    const full: NewSchedule = {
      ...{ queue: 'shown', ...yearly, timezone: 'Europe/Berlin', payload: { a: 1 }, priority: 7, maxAttempts: 2 },
      ...{ backoff: { kind: 'FIXED', delayMs: 5 }, timeoutMs: 50, overlap: 'SKIP', missed: 'ALL' },
    };
    const set = await again.set(full);
    expect(set).toMatchObject(full);
    expect(await again.list('shown')).toEqual([set]);
    expect(await again.set({ queue: 'shown', ...yearly })).toMatchObject({
      ...{ timezone: 'UTC', payload: {}, priority: 5, maxAttempts: 5, backoff: null, timeoutMs: null },
      ...{ overlap: 'QUEUE', missed: 'ONE' },
    });
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
