// Cancelled jobs in a queue that no worker serves, and how long the oldest waiting job has been ready.

import { expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { jobLimits } from '../../src/redis/job/shapes.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const add = async (queue: string, count: number): Promise<string[]> =>
  (await jobs.enqueueMany(Array.from({ length: count }, () => ({ queue, name: 'n' })))).map(({ id }) => id);
async function cancelAll(ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += 250)
    await Promise.all(ids.slice(start, start + 250).map((id) => jobs.cancel(id)));
}
const places = (queue: string) => redis.client.llen(jobKeys.part(redis.prefix, queue, 'p:5'));

it('stay up to a bound, and their places in the queue go, though no worker runs', async () => {
  const queue = 'cancelled';
  const kept = jobLimits.kept.cancelled.count;
  for (const ids of [await add(queue, 500), await add(queue, 500), await add(queue, 200)])
    await Promise.all(ids.map((id) => jobs.cancel(id)));
  expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 0, cancelled: kept });
  expect(await redis.client.hlen(jobKeys.part(redis.prefix, queue, 'jobs'))).toBe(kept);
  expect(await places(queue)).toBe(0);
});

it('leave the jobs around them in order', async () => {
  const queue = 'around';
  const ids = await add(queue, 9);
  for (const place of [0, 4, 8, 3, 1]) await jobs.cancel(ids[place] as string);
  await jobs.retry(ids[4] as string);
  expect((await jobs.queue(queue))?.counts.waiting).toBe(5);
  const leases = new JobLeases(redis);
  const { claimed } = await leases.step({ queue, workerId: 'w', want: 10, leaseMs: 30_000, finished: [] });
  expect(claimed.map(({ id }) => id)).toEqual([2, 4, 5, 6, 7].map((place) => ids[place]));
  expect((await jobs.queue(queue))?.counts.waiting).toBe(0);
  await jobs.cancel((await add(queue, 1))[0] as string);
  expect(await places(queue)).toBe(0);
});

it('count as little for the age of the oldest as the delay of a job does', async () => {
  const queue = 'oldest';
  const old = await add(queue, 700);
  await jobs.enqueue({ queue, name: 'n', delayMs: 300 });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect((await jobs.queue(queue))?.oldestWaitingSeconds).toBeGreaterThanOrEqual(1);
  await Promise.all(old.map((id) => jobs.cancel(id)));
  expect((await jobs.queue(queue))?.oldestWaitingSeconds).toBeNull();
  await new JobLeases(redis).step({ queue, workerId: 'w', want: 0, leaseMs: 30_000, finished: [] });
  const { oldestWaitingSeconds, counts } = (await jobs.queue(queue)) ?? {};
  expect(counts).toMatchObject({ waiting: 1, delayed: 0 });
  const [job] = readable(
    (await jobs.page(queue, 'WAITING', { after: null, size: 1, backwards: false })).map((each) => each.job),
  );
  const readyMs = Number((await redis.client.time())[0]) * 1_000 - (job?.runAt?.getTime() ?? 0);
  expect(oldestWaitingSeconds ?? 99).toBeLessThanOrEqual(readyMs / 1_000 + 1);
});

it('leave a bounded number of places between jobs that wait, whether these are set aside or not', async () => {
  const queue = 'between';
  const aside = jobKeys.part(redis.prefix, queue, 'aside:5:odd');
  const odd = await jobs.enqueueMany(Array.from({ length: 3 }, () => ({ queue, name: 'odd' })));
  const step = { queue, workerId: 'w', want: 1, leaseMs: 30_000, finished: [] };
  await new JobLeases(redis).step({ ...step, names: ['known'] });
  const ids = await add(queue, jobLimits.placesLeft + 300);
  await cancelAll(ids.slice(1, -1));
  expect(await places(queue)).toBe(jobLimits.placesLeft + 2);
  await jobs.cancel(odd[1]?.id as string);
  expect(await redis.client.llen(aside)).toBe(2);
  expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 4, unknown: 2 });
  for (const id of [odd[0]?.id, odd[2]?.id]) await jobs.cancel(id as string);
  expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 2, unknown: 0 });
  const claimed: string[] = [];
  for (let steps = 0; steps <= jobLimits.placesLeft / jobLimits.passedPerStep; steps += 1) {
    const found = await new JobLeases(redis).step({ ...step, want: 10 });
    claimed.push(...found.claimed.map(({ id }) => id));
  }
  expect(claimed).toEqual([ids[0], ids.at(-1)]);
  expect((await jobs.queue(queue))?.counts).toMatchObject({ waiting: 0, active: 2 });
});

it('stay as long as the workers of the queue keep them', async () => {
  const queue = 'kept';
  const ids = await add(queue, jobLimits.kept.cancelled.count + 200);
  const step = { queue, workerId: 'w', want: 0, leaseMs: 30_000, finished: [] };
  const cancelledOf = async (): Promise<number | undefined> => (await jobs.queue(queue))?.counts.cancelled;
  await new JobLeases(redis, { cancelled: { count: 5_000, ageMs: 3_600_000 } }).step(step);
  await cancelAll(ids.slice(1));
  expect(await cancelledOf()).toBe(ids.length - 1);
  await new JobLeases(redis, { cancelled: { count: ids.length - 50, ageMs: 3_600_000 } }).step(step);
  await jobs.cancel(ids[0] as string);
  expect(await cancelledOf()).toBe(ids.length - 50);
});
