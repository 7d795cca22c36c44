// The workers of one process: one a queue, woken by the queue's channel, and beside them the scheduler and the keeper of orders.

import type { Logger } from 'pino';
import type { Live } from '../live/live.ts';
import { orderQueue } from '../redis/order-outbox.ts';
import type { Stores } from '../redis/stores.ts';
import { createHandlers } from './handlers/index.ts';
import { OrderKeeper } from './order-keeper.ts';
import { startScheduler } from './scheduler.ts';
import { Worker } from './worker.ts';

/** The queues that Mortar's own handlers serve. */
export const workQueues: readonly string[] = ['default', 'orders'];

export interface Workers {
  /** Stops claiming, waits for what is under way and gives the rest back. */
  close(): Promise<void>;
}

export function startWorkers(stores: Stores, live: Live, queues: readonly string[], log: Logger): Workers {
  const onError = (error: unknown): void => log.warn({ err: error }, 'a worker could not reach its queue');
  const handlers = createHandlers(stores);
  const workers = queues.map(
    (queue) =>
      new Worker(stores.jobLeases, (name, hear) => live.listen(stores.jobs.changedChannel(name), hear), {
        queue,
        handlers,
        onError,
      }),
  );
  const stopScheduler = startScheduler(stores.jobSchedules, queues, onError);
  const keeper = queues.includes(orderQueue) ? new OrderKeeper(stores, onError) : null;
  return {
    async close() {
      stopScheduler();
      await keeper?.close();
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
