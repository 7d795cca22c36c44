// What a handler may throw, and take for a delay: whatever it is, the job is tried again, and not too late.

import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { Jobs } from '../../src/redis/job/job.ts';
import { jobLimits } from '../../src/redis/job/shapes.ts';
import { defineHandler, RetryLaterError, Worker } from '../../src/worker/index.ts';
import { openTestRedis } from '../support/redis.ts';
import { throwsAtReaders } from '../support/throws-at-readers.ts';

const redis = await openTestRedis();
const jobs = new Jobs(redis);

it('tries again after the backoff where a delay is no time, and after the longest delay at the latest', async () => {
  const queue = 'retry-later';
  const odd: unknown[] = [Number.NaN, undefined, -1, Infinity, -Infinity, new Date(), 'soon', null, {}, 2n, 1e300];
  const handler = defineHandler({
    name: 'n',
    payload: z.number(),
    run: async (place) => {
      throw new RetryLaterError('later', odd[place] as number);
    },
  });
  const backoff = { kind: 'FIXED', delayMs: 60_000, jitter: false } as const;
  const added = await jobs.enqueueMany(odd.map((_delay, payload) => ({ queue, name: 'n', payload, backoff })));
  const worker = new Worker(redis, { queue, handlers: [handler] });
  onTestFinished(() => worker.close({ deadlineMs: 0 }));
  await expect.poll(async () => (await jobs.queue(queue))?.counts.delayed).toBe(odd.length);
  const found = await jobs.getAll(added.map(({ id }) => id));
  const minutes = found.map((job) => Math.round(((job?.runAt?.getTime() ?? 0) - Date.now()) / 60_000));
  const longest = jobLimits.delayMaxMs / 60_000;
  expect(minutes).toEqual(odd.map((delay) => (delay === 1e300 ? longest : 1)));
});

it('tries again where what was thrown throws itself at whoever reads it, and goes on', async () => {
  const queue = 'throws-at-readers';
  const handler = defineHandler({
    name: 'n',
    payload: z.number(),
    run: async (place, { job }) => {
      if (job.attempt === 1) throw throwsAtReaders[place];
    },
  });
  const backoff = { kind: 'FIXED', delayMs: 0 } as const;
  const added = await jobs.enqueueMany(
    throwsAtReaders.map((_thrown, payload) => ({ queue, name: 'n', payload, backoff })),
  );
  const worker = new Worker(redis, { queue, handlers: [handler] });
  onTestFinished(() => worker.close({ deadlineMs: 0 }));
  await expect.poll(async () => (await jobs.queue(queue))?.counts.completed).toBe(added.length);
});
