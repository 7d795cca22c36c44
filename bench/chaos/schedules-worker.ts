// A worker process of the `schedules` run: it sets the schedules as programs do at their start, looks which are due, and runs their
// jobs. It is killed, stopped and started all the time.

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { JobSchedules } from '../../src/redis/job/schedule.ts';
import { defineHandler, Worker } from '../../src/worker/index.ts';
import { openThrough } from './open.ts';
import { everyMs, jobName, leaseMs, schedules } from './schedules-work.ts';

// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();

const handler = defineHandler({
  name: jobName,
  payload: z.looseObject({}),
  async run(_payload, { signal }) {
    // Every other one is not finished when the next is due.
    const takesMs = Math.random() * (Math.random() < 0.5 ? 3 * everyMs : 50);
    await wait(takesMs, undefined, { signal });
  },
});

const redis = await openThrough(process.env.REDIS_URL as string);
const store = new JobSchedules(redis);
for (const schedule of schedules) await store.set(schedule).catch(() => {});
const workers = schedules.map(
  ({ queue }) => new Worker(redis, { queue, handlers: [handler], concurrency: 5, leaseMs }),
);
process.stdout.write('ready\n');
process.once('SIGTERM', () => void Promise.all(workers.map((each) => each.close())).then(() => process.exit(0)));
