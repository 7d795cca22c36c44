// A look at the schedules of all queues.

import { describe, expect, it } from 'vitest';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const schedules = new JobSchedules(redis);
const yearly = { key: 'k', cron: '0 0 1 1 *', jobName: 'n' };

async function setOverdue(queue: string): Promise<void> {
  await schedules.set({ queue, ...yearly });
  await redis.client.zadd(jobKeys.schedulesDue(redis.prefix, queue), 5_000, 'k');
}

describe('a look at all queues', () => {
  it('finds what is due in any queue, once however many look, and leaves the others alone', async () => {
    const names = Array.from({ length: 60 }, (_unused, number) => `all-${number}`);
    for (const queue of names) await setOverdue(queue);
    for (let number = 0; number < 60; number += 1) await schedules.set({ queue: `idle-${number}`, ...yearly });
    const fired = await Promise.all(Array.from({ length: 4 }, () => new JobSchedules(redis).fireDue()));
    expect(fired.reduce((sum, each) => sum + each)).toBe(60);
    const due = await redis.client.zcount(jobKeys.dueQueues(redis.prefix), '-inf', Date.now());
    expect(due).toBe(0);
    expect(await redis.client.zscore(jobKeys.dueQueues(redis.prefix), 'all-0')).toBe(
      String((await schedules.list('all-0'))[0]?.nextRunAt?.getTime()),
    );
  });

  it('finds schedules of before there was an index, and a schedule that is set during the look', async () => {
    const queue = 'old';
    await setOverdue(queue);
    await redis.client.del(jobKeys.dueQueues(redis.prefix));
    expect(await new JobSchedules(redis).fireDue()).toBe(1);
    for (let round = 0; round < 20; round += 1) {
      const looking = schedules.fireDue();
      await schedules.set({ queue, ...yearly, cron: `${round} ${round} * * *` });
      await looking;
      await schedules.fireDue();
      const due = await redis.client.zscore(jobKeys.schedulesDue(redis.prefix, queue), 'k');
      expect(await redis.client.zscore(jobKeys.dueQueues(redis.prefix), queue)).toBe(due);
    }
  });

  it('passes over a queue that cannot be read, and forgets one that has no schedule left', async () => {
    await setOverdue('broken');
    await setOverdue('sound');
    await redis.client.set(jobKeys.meta(redis.prefix, 'broken'), 'no hash');
    await expect(schedules.fireDue()).rejects.toThrow('WRONGTYPE');
    expect((await new Jobs(redis).queue('sound'))?.counts.waiting).toBe(1);
    await redis.client.del(jobKeys.meta(redis.prefix, 'broken'));
    await schedules.delete('broken', 'k');
    await schedules.fireDue();
    expect(await redis.client.zscore(jobKeys.dueQueues(redis.prefix), 'broken')).toBeNull();
  });
});
