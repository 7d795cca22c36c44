// The workers of one process: one a queue, woken by the queue's channel.

import type { Logger } from 'pino';
import type { Live } from '../live/live.ts';
import type { Stores } from '../redis/stores.ts';
import { handlers } from './handlers/index.ts';
import { type Listen, Worker } from './worker.ts';

/** The queues that Mortar's own handlers serve. */
export const workQueues: readonly string[] = ['default', 'orders'];

export function startWorkers(stores: Stores, live: Live, queues: readonly string[], log: Logger): Worker[] {
  // A message tells which jobs changed; only those that became ready are news to a worker.
  const listen: Listen = (queue, wake) =>
    live.listen(stores.jobs.changedChannel(queue), (text) => {
      if (text === '' || / w /.test(text)) wake();
    });
  const onError = (error: unknown): void => log.warn({ err: error }, 'a worker could not reach its queue');
  return queues.map((queue) => new Worker(stores.jobs, listen, { queue, handlers, onError }));
}
