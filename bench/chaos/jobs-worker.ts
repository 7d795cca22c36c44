// A worker process of the `jobs` run. It is killed, stopped and started all the time.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { defineHandler, UnrecoverableError, Worker } from '../../src/worker/index.ts';
import { jobName, leaseMs, payload, queue, type Result } from './jobs-work.ts';

const workerId = `${process.pid}-${randomUUID()}`;

const handler = defineHandler({
  name: jobName,
  payload,
  async run({ kind, takesMs }, { job, progress, log }): Promise<Result> {
    if (kind === 'poison') process.kill(process.pid, 'SIGKILL');
    if (kind === 'hopeless') throw new UnrecoverableError('This job can never succeed');
    if (kind === 'flaky' && job.attempt === 1) throw new Error('This job fails at first');
    if (takesMs > 15) {
      progress(0.5, 'half way');
      log(`attempt ${job.attempt}`);
    }
    await wait(takesMs);
    return { attempt: job.attempt, workerId };
  },
});

const worker = new Worker(process.env.REDIS_URL as string, {
  queue,
  handlers: [handler],
  concurrency: 20,
  leaseMs,
  workerId,
});

process.once('SIGTERM', () => void worker.close().then(() => process.exit(0)));
// The run is gone.
process.stdin.once('end', () => process.exit(1)).resume();
