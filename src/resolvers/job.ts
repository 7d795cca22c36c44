import type { QueueStats } from '../redis/job.ts';
import type { Job, NewJob } from '../redis/job-shapes.ts';
import { parseJobId } from '../redis/job-shapes.ts';
import { type Answer, answer } from './answer.ts';
import type { Context } from './context.ts';
import { badInput } from './errors.ts';

export async function jobEnqueue(input: NewJob, { stores }: Context): Promise<Answer<{ job: Job | null }>> {
  return answer({ job: null }, async () => {
    const { id } = await stores.jobs.enqueue(input);
    return { job: await stores.jobs.get(id) };
  });
}

export function job(id: string, { stores }: Context): Promise<Job | null> {
  return stores.jobs.get(id);
}

export async function queues({ stores }: Context): Promise<QueueStats[]> {
  const names = await stores.jobs.queueNames();
  const found = await Promise.all(names.map((name) => stores.jobs.queue(name)));
  return found.filter((queue) => queue !== null);
}

export function queue(name: string, { stores }: Context): Promise<QueueStats | null> {
  return stores.jobs.queue(name);
}

/** The job now and after each change, until it is pruned. */
export function jobUpdated(id: string, { live, stores }: Context): AsyncIterable<Job> {
  const parsed = parseJobId(id);
  if (!parsed) throw badInput('id is not the id of a job', 'id');
  const mark = `${parsed.number} `;
  return live.snapshots({
    channels: [stores.jobs.changedChannel(parsed.queue)],
    isAbout: (text) => text.split('\n').some((line) => line.startsWith(mark)),
    load: () => stores.jobs.get(id),
    shareKey: `job ${id}`,
  });
}

/** The queue now and whenever its counts moved. */
export function queueStats(name: string, { live, stores }: Context): AsyncIterable<QueueStats> {
  return live.snapshots({
    channels: [stores.jobs.changedChannel(name)],
    load: () => stores.jobs.queue(name),
    everyMs: 500,
    shareKey: `queue ${name}`,
  });
}
