// Odd values in calls about jobs: one is refused or left out alone.

import { expect, it } from 'vitest';
import { JobEvents } from '../../src/redis/job/event.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const schedules = new JobSchedules(redis);

it('what is no id of a job is null among others, also of several queues', async () => {
  const [one, other] = await jobs.enqueueMany([
    { queue: 'one', name: 'a' },
    { queue: 'other', name: 'b' },
  ]);
  const found = await jobs.getAll([other?.id ?? '', 'nonsense', one?.id ?? '', 'one:999', '']);
  expect(found.map((job) => job && [job.queue, job.name])).toEqual([['other', 'b'], null, ['one', 'a'], null, null]);
});

it('a stored schedule that is wrong does not stop the others', async () => {
  const queue = 'wrong-schedule';
  for (const key of ['bad', 'good', 'later']) await schedules.set({ queue, key, cron: '0 4 * * *', jobName: key });
  const { client, prefix } = redis;
  const wrong = { key: 'bad', jobName: 'bad', cron: '0 4 * * *', timezone: 'Nowhere/Land' };
  await client.hset(jobKeys.schedules(prefix, queue), 'bad', JSON.stringify(wrong));
  await client.zadd(jobKeys.schedulesDue(prefix, queue), 1_000, 'bad', 2_000, 'good');
  expect(await schedules.fire(queue)).toBe(1);
  expect(await client.zrange(jobKeys.schedulesDue(prefix, queue), '0', '-1')).toHaveLength(2);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 1e21])('a size of %d is refused by its name', async (size) => {
  const named = (field: string) => ({ problems: [{ code: 'INVALID', field: [field] }] });
  const events = new JobEvents(redis);
  await expect(events.read('one', '0-0_0', size)).rejects.toMatchObject(named('limit'));
  await expect(jobs.replayDead('one', null, size)).rejects.toMatchObject(named('limit'));
  const page = { after: null, size, backwards: false };
  await expect(jobs.page('one', 'WAITING', page)).rejects.toMatchObject(named('size'));
});

it('a worker without an id is refused, since its jobs could not be told from others', async () => {
  const request = { queue: 'one', workerId: '', want: 1, leaseMs: 1_000, finished: [] };
  await expect(new JobLeases(redis).step(request)).rejects.toMatchObject({ problems: [{ field: ['workerId'] }] });
});
