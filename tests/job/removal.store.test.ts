// Deleting a queue: refused or with all that it has, and nothing of it is left.

import { expect, it } from 'vitest';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases } from '../../src/redis/job/lease.ts';
import { QueueRemoval } from '../../src/redis/job/removal.ts';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);
const leases = new JobLeases(redis);
const schedules = new JobSchedules(redis);
const removal = new QueueRemoval(redis);

async function keysOf(queue: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of scanKeys(redis.client, jobKeys.queue(redis.prefix, queue), '')) found.push(key);
  return found;
}

const step = (queue: string, want: number, names: string[] = []) =>
  leases.step({ queue, workerId: 'w', want, leaseMs: 30_000, finished: [], names });

/** A queue with jobs in each state, a schedule, logs, keys, and names that nobody knows. */
async function fill(queue: string) {
  await jobs.enqueueMany(
    Array.from({ length: 30 }, (_unused, number) => ({ queue, name: 'n', idempotencyKey: `${queue}-${number}` })),
  );
  await jobs.enqueue({ queue, name: 'n', delayMs: 60_000 });
  await jobs.enqueueMany(Array.from({ length: 1_200 }, (_unused, number) => ({ queue, name: `odd-${number}` })));
  await step(queue, 1, ['m']);
  for (let steps = 0; steps < 3; steps += 1) await step(queue, 1, ['m']);
  const { claimed } = await step(queue, 3, ['n']);
  const [held, done, dead] = claimed;
  if (!held || !done || !dead) throw new Error('nothing was claimed');
  await leases.touch(queue, 0, [{ id: held.id, fence: held.fence, progress: 0.5, log: 'a line' }]);
  await leases.step({
    ...{ queue, workerId: 'w', want: 0, leaseMs: 30_000 },
    finished: [
      { ...done, outcome: { kind: 'COMPLETED', result: 1 } },
      { ...dead, outcome: { kind: 'FAILED', message: 'no', retry: false } },
    ],
  });
  await schedules.set({ queue, key: 'k', cron: '0 0 1 1 *', jobName: 'n' });
  return held;
}

it('is refused for a queue that has jobs or schedules, says of what, and changes nothing', async () => {
  await fill('kept');
  const before = await jobs.queue('kept');
  await expect(removal.delete('kept', { withJobs: false })).rejects.toMatchObject({
    problems: [
      {
        code: 'ILLEGAL_STATE',
        message: expect.stringMatching(/1227 waiting, 1 delayed, 1 active, 1 dead jobs and 1 schedules/),
      },
    ],
  });
  expect((await jobs.queue('kept'))?.counts).toEqual(before?.counts);
  await expect(removal.delete('never', { withJobs: true })).rejects.toMatchObject({
    problems: [{ code: 'NOT_FOUND' }],
  });
});

it('takes all of it, its workers lose their leases, and another queue stays', async () => {
  await jobs.enqueue({ queue: 'gone-not', name: 'n', idempotencyKey: 'a' });
  const held = await fill('gone');
  expect(await removal.delete('gone', { withJobs: true })).toBe(true);
  expect(await keysOf('gone')).toEqual([]);
  expect(await jobs.queue('gone')).toBeNull();
  expect(await jobs.queueNames()).not.toContain('gone');
  expect(await redis.client.zscore(jobKeys.dueQueues(redis.prefix), 'gone')).toBeNull();
  expect(await leases.touch('gone', 30_000, [held])).toEqual(['LEASE_LOST']);
  const outcome = { kind: 'COMPLETED', result: 1 } as const;
  const answer = await leases.step({
    ...{ queue: 'gone', workerId: 'w', want: 10, leaseMs: 30_000 },
    finished: [{ ...held, outcome }],
  });
  expect(answer).toMatchObject({ accepted: [false], claimed: [] });
  // A worker that looks for jobs leaves nothing behind.
  expect(await keysOf('gone')).toEqual([]);
  expect((await jobs.queue('gone-not'))?.counts.waiting).toBe(1);
});

it('takes a queue whose jobs are all finished without being asked', async () => {
  const { id } = await jobs.enqueue({ queue: 'finished', name: 'n' });
  await jobs.cancel(id);
  expect(await removal.delete('finished', { withJobs: false })).toBe(true);
  expect(await keysOf('finished')).toEqual([]);
});

it('leaves a new queue of the same name alone, which takes its keys again', async () => {
  const first = await jobs.enqueue({ queue: 'again', name: 'n', idempotencyKey: 'a' });
  await removal.delete('again', { withJobs: true });
  const second = await jobs.enqueue({ queue: 'again', name: 'n', idempotencyKey: 'a' });
  expect(second).toMatchObject({ created: true });
  expect(second.id).not.toBe(first.id);
  // Jobs come all the time while it is deleted again and again: each is there, or was deleted before the last one.
  let ids: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const deleting = removal.delete('again', { withJobs: true });
    const added = await jobs.enqueueMany([{ queue: 'again', name: 'n', idempotencyKey: `b${round}` }]);
    await deleting.catch(() => {});
    ids = (await jobs.getAll(added.map(({ id }) => id))).flatMap((job) => (job ? [job.id] : []));
    if (ids.length > 0) expect((await jobs.queue('again'))?.counts.waiting).toBe(1);
    else await jobs.enqueue({ queue: 'again', name: 'n' });
  }
});

it('exists again once somebody enqueues after Redis has lost its data', async () => {
  await jobs.enqueue({ queue: 'lost', name: 'n' });
  for (const key of await keysOf('lost')) await redis.client.unlink(key);
  await redis.client.del(jobKeys.queues(redis.prefix));
  expect(await jobs.queue('lost')).toBeNull();
  await jobs.enqueue({ queue: 'lost', name: 'n' });
  expect((await jobs.queue('lost'))?.counts.waiting).toBe(1);
  // Only the list of queues was lost, as with one node of a cluster.
  await redis.client.del(jobKeys.queues(redis.prefix));
  expect((await jobs.queue('lost'))?.counts.waiting).toBe(1);
  expect(await jobs.queueNames()).toContain('lost');
});

it('never gives the id of a deleted job again, however fast jobs come', async () => {
  const queue = 'fast';
  const seen = new Set<string>();
  const add = async (): Promise<void> => {
    const added = await jobs.enqueueMany(Array.from({ length: 500 }, () => ({ queue, name: 'n' })));
    for (const { id } of added) seen.add(id);
  };
  await add();
  // As if 5 s of jobs had come in no time.
  const ahead = 5 * 1_000 * 500;
  await redis.client.hincrby(jobKeys.meta(redis.prefix, queue), 'seq', ahead);
  await add();
  for (const total of [1_500, 2_000]) {
    expect(await removal.delete(queue, { withJobs: true })).toBe(true);
    expect(await keysOf(queue)).toEqual([jobKeys.part(redis.prefix, queue, 'last')]);
    await add();
    expect(seen.size).toBe(total);
  }
  expect(await removal.delete(queue, { withJobs: true })).toBe(true);
  // What is kept of a deleted queue ends once the clock has passed it.
  const leftMs = await redis.client.pttl(jobKeys.part(redis.prefix, queue, 'last'));
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThanOrEqual(5_100);
});
