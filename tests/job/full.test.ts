// A Redis that is full and evicts nothing: what keeps a job or frees memory works on, and nothing runs twice for it.

import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { jobKeys } from '../../src/redis/job/keys.ts';
import { JobLeases, type StepRequest } from '../../src/redis/job/lease.ts';
import { type FinishedJob, type Outcome, parseJobId } from '../../src/redis/job/shapes.ts';
import { createStores } from '../../src/redis/stores.ts';
import { defineHandler, Worker } from '../../src/worker/index.ts';

const server = await startMemoryRedis();
const redis = await RedisHandle.open(server.url);
afterAll(async () => {
  redis.close();
  await server.stop();
});
const { jobs, jobLeases, jobSchedules, jobQuarantine, jobDoctor } = createStores(redis);

/** Until the end of the test. */
async function fill(): Promise<void> {
  await redis.client.config('SET', 'maxmemory', '1');
  onTestFinished(async () => {
    await redis.client.config('SET', 'maxmemory', '0');
  });
  await expect(jobs.enqueue({ queue: 'full', name: 'n' })).rejects.toThrow('OOM');
}

const step = (queue: string, more: Partial<StepRequest> = {}) =>
  jobLeases.step({ queue, workerId: 'w', want: 0, leaseMs: 30_000, finished: [], ...more });
const ended = ({ id, fence }: { id: string; fence: string }, outcome: Outcome): FinishedJob => ({ id, fence, outcome });
const countsOf = async (queue: string) => (await jobs.queue(queue))?.counts;

describe('a queue whose Redis is full', () => {
  it('works off its backlog', async () => {
    const payload = 'x'.repeat(10_000);
    await jobs.enqueueMany(Array.from({ length: 100 }, () => ({ queue: 'backlog', name: 'n', payload })));
    await fill();
    const leases = new JobLeases(redis, { completed: { count: 0, ageMs: 0 } });
    const request = { queue: 'backlog', workerId: 'w', leaseMs: 30_000 };
    const { claimed } = await leases.step({ ...request, want: 100, finished: [] });
    expect(claimed).toHaveLength(100);
    const finished = claimed.map((job) => ended(job, { kind: 'COMPLETED', result: null }));
    await leases.step({ ...request, want: 0, finished });
    expect(await countsOf('backlog')).toMatchObject({ waiting: 0, active: 0 });
  });

  it('has a healthy handler run once, however long it takes against its lease', async () => {
    const { id } = await jobs.enqueue({ queue: 'lease', name: 'slow', maxAttempts: 3 });
    await fill();
    let runs = 0;
    const slow = defineHandler({
      name: 'slow',
      payload: z.unknown(),
      async run(_payload, task) {
        runs += 1;
        task.progress(0.5, 'half');
        task.log('on it');
        await new Promise((resolve) => setTimeout(resolve, 3_500));
      },
    });
    const worker = new Worker(redis, { queue: 'lease', handlers: [slow], leaseMs: 1_000 });
    onTestFinished(() => worker.close({ deadlineMs: 0 }));
    await expect.poll(async () => (await jobs.get(id))?.state, { timeout: 10_000 }).toBe('COMPLETED');
    expect(await jobs.get(id)).toMatchObject({ attempt: 1, errors: [] });
    expect(runs).toBe(1);
  });

  it('takes failures, releases, cancellations and steering', async () => {
    const queue = 'steer';
    await jobs.enqueueMany(Array.from({ length: 6 }, () => ({ queue, name: 'n', maxAttempts: 2 })));
    await jobs.enqueue({ queue, name: 'bad', priority: 9 });
    const { claimed } = await step(queue, { want: 5, names: ['n'] });
    await fill();
    const [failed, dead, released, cancelled, replayed] = claimed as [(typeof claimed)[0], ...typeof claimed];
    const finished = [
      ended(failed, { kind: 'FAILED', message: 'm', retry: true, delayMs: 60_000 }),
      ended(dead as typeof failed, { kind: 'FAILED', message: 'm', retry: false }),
      ended(replayed as typeof failed, { kind: 'FAILED', message: 'm', retry: false }),
      ended(released as typeof failed, { kind: 'GIVEN_BACK' }),
    ];
    expect((await step(queue, { finished })).accepted).toEqual([true, true, true, true]);
    await jobs.cancel(cancelled?.id as string);
    expect(await jobLeases.touch(queue, 30_000, [cancelled as typeof failed])).toEqual(['CANCEL_REQUESTED']);
    await jobs.setPaused(queue, true);
    expect((await step(queue, { want: 1 })).paused).toBe(true);
    await jobs.setPaused(queue, false);
    await jobs.retry(replayed?.id as string);
    expect(await jobs.purgeDead(queue, null, 10)).toHaveLength(1);
    expect(await countsOf(queue)).toMatchObject({ waiting: 4, unknown: 1, delayed: 1, active: 1, dead: 0 });
  });

  it('lets schedules and quarantined jobs be deleted, and lost jobs be put back', async () => {
    const queue = 'mend';
    const [first, second] = await jobs.enqueueMany([1, 2].map((payload) => ({ queue, name: 'n', payload })));
    await jobSchedules.set({ queue, key: 'k', cron: '0 4 * * *', jobName: 'n' });
    const { client, prefix } = redis;
    const records = jobKeys.part(prefix, queue, 'jobs');
    await client.hset(records, parseJobId(first?.id as string)?.number as string, 'nonsense');
    await client.del(jobKeys.part(prefix, queue, 'p:5'));
    await fill();
    await jobSchedules.delete(queue, 'k');
    expect(await jobDoctor.examine(queue, { mend: true })).toHaveLength(2);
    expect(await jobQuarantine.purge(queue, 10)).toBe(1);
    expect((await step(queue, { want: 10 })).claimed.map(({ id }) => id)).toEqual([second?.id]);
  });
});
