// Jobs that an earlier release has lost are put back when a worker starts, so that an upgrade is enough to have them run.

import type { Logger } from 'pino';
import type { Stores } from '../redis/stores.ts';

/** Looks through those queues only that have more jobs than places: a few counts for each queue otherwise. */
export async function restoreLostJobs(
  { jobDoctor }: Pick<Stores, 'jobDoctor'>,
  queues: readonly string[],
  log: Logger,
): Promise<void> {
  for (const queue of queues) {
    if (!(await jobDoctor.misses(queue))) continue;
    const found = await jobDoctor.examine(queue, { mend: true });
    if (found.length > 0) log.warn({ queue, jobs: found.length }, 'jobs that were in no list were put back');
  }
}
