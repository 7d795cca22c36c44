// Looks every second which cron schedules are due. Any number of processes may look: each run is enqueued once.

import type { JobSchedules } from '../redis/job/schedule.ts';
import { repeat } from './repeat.ts';

const everyMs = 1_000;

/** `queues` names those to look at, each time anew. Returns a function that stops it. */
export function startScheduler(
  schedules: JobSchedules,
  queues: () => Promise<readonly string[]>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const round = async (): Promise<void> => {
    for (const queue of await queues()) await schedules.fire(queue);
  };
  return repeat(everyMs, round, onError);
}
