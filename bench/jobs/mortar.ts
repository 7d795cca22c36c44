// Mortar's side of the jobs bench: leases, fencing, retries, events, results, counters and retention are all on. It runs as many
// handlers at a time as BullMQ does, and holds some more jobs (docs/decisions/jobs-taken-ahead.md).

import { z } from 'zod';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { defineHandler } from '../../src/worker/handler.ts';
import { Worker } from '../../src/worker/worker.ts';
import { ratePerSecond } from '../compare.ts';
import { benchJob, HandledJobs, type JobSide, rateOfBulk, sampleLatency, serveSide } from './side.ts';

const redis = await RedisHandle.open(process.argv[2] as string);
const jobs = new Jobs(redis);

const job = (queue: string, index: number, priority = 5) =>
  ({
    queue,
    name: benchJob.name,
    payload: benchJob.payload(index),
    priority,
    maxAttempts: benchJob.attempts,
    backoff: { kind: 'EXPONENTIAL', delayMs: benchJob.backoffMs },
  }) as const;

function openWorker(queue: string, concurrency: number, onJob: () => void): Worker {
  const handler = defineHandler({
    name: benchJob.name,
    payload: z.object({ to: z.string(), template: z.string(), locale: z.string() }),
    async run() {
      onJob();
      return benchJob.result;
    },
  });
  // As BullMQ's `removeOnComplete: true`.
  const retention = { completed: { count: 0, ageMs: 0 } };
  return new Worker(redis, { queue, concurrency, handlers: [handler], retention });
}

serveSide({
  addBulk: (queue, count, priorities) =>
    rateOfBulk(count, (indexes) =>
      jobs.enqueueMany(indexes.map((index) => job(queue, index, priorities ? index % 10 : 5))),
    ),
  addEach: (queue, count) => ratePerSecond(count, 100, (index) => jobs.enqueue(job(queue, index))),
  async work(queue, count, concurrency) {
    const handled = new HandledJobs(count);
    const worker = openWorker(queue, concurrency, () => handled.add());
    const rate = await handled.rate;
    await worker.close();
    return rate;
  },
  async idleLatency(queue, samples) {
    const heard: { handler?: () => void } = {};
    const worker = openWorker(queue, 10, () => heard.handler?.());
    const times = await sampleLatency(samples, (index) => jobs.enqueue(job(queue, index)), heard);
    await worker.close();
    return times;
  },
  async close() {
    redis.close();
  },
} satisfies JobSide);
