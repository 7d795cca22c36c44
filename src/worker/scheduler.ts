// Looks every second which cron schedules are due. Any number of processes may look: each run is enqueued once.

import type { JobSchedules } from '../redis/job-schedule.ts';

const everyMs = 1_000;

/** `queues` names those to look at, each time anew. Returns a function that stops it. */
export function startScheduler(
  schedules: JobSchedules,
  queues: () => Promise<readonly string[]>,
  onError: (error: unknown) => void,
): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const tick = async (): Promise<void> => {
    try {
      for (const queue of await queues()) await schedules.fire(queue);
    } catch (error) {
      onError(error);
    }
    if (!stopped) timer = setTimeout(() => void tick(), everyMs);
  };
  timer = setTimeout(() => void tick(), everyMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
