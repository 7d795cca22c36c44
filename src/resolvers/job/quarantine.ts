import { refuse } from '../../redis/base/problem.ts';
import type { QueueStats } from '../../redis/job/queue-stats.ts';
import { jobLimits } from '../../redis/job/shapes.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';

export interface PurgedJobs {
  readonly count: number;
  readonly queue: QueueStats | null;
}

export function quarantinedJobsPurge(
  { queue, limit }: { readonly queue: string; readonly limit?: number | null },
  { stores }: Context,
): Promise<Answer<PurgedJobs>> {
  const after = async (count: number): Promise<PurgedJobs> => ({ count, queue: await stores.jobs.queue(queue) });
  return answer(
    () => after(0),
    async () => {
      if (!(await stores.jobs.queue(queue))) refuse('NOT_FOUND', 'There is no queue of this name.', 'queue');
      return after(await stores.jobQuarantine.purge(queue, limit ?? jobLimits.deadMax));
    },
  );
}
