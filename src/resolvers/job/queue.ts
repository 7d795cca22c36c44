import { rangeOf, refuse } from '../../redis/base/problem.ts';
import type { QueueMinute } from '../../redis/job/job.ts';
import type { QueueStats } from '../../redis/job/queue-stats.ts';
import type { NewSchedule, Schedule } from '../../redis/job/schedule-record.ts';
import { jobLimits } from '../../redis/job/shapes.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInput, badInputBut } from '../base/errors.ts';

/** One that cannot be read is an error in its place. */
export function queues({ stores }: Context): Promise<(QueueStats | Error)[]> {
  return stores.jobs.queues();
}

export function queue(name: string, { stores }: Context): Promise<QueueStats | null> {
  return stores.jobs.queue(name);
}

export async function throughput(name: string, lastMinutes: number, { stores }: Context): Promise<QueueMinute[]> {
  if (lastMinutes < 1 || lastMinutes > jobLimits.throughputMinutes)
    throw badInputBut(
      [rangeOf(1, jobLimits.throughputMinutes)],
      `lastMinutes must be from 1 to ${jobLimits.throughputMinutes}.`,
      'lastMinutes',
    );
  return stores.jobs.throughput(name, lastMinutes);
}

export async function queueSetPaused(
  name: string,
  paused: boolean,
  { stores }: Context,
): Promise<Answer<{ queue: QueueStats | null }>> {
  return answer({ queue: null }, async () => {
    await stores.jobs.setPaused(name, paused);
    return { queue: await stores.jobs.queue(name) };
  });
}

export function queueCreate(
  { name, parts }: { readonly name: string; readonly parts: number },
  { stores }: Context,
): Promise<Answer<{ queue: QueueStats | null }>> {
  return answer<{ queue: QueueStats | null }>({ queue: null }, async () => {
    await stores.jobs.create(name, parts);
    return { queue: await stores.jobs.queue(name) };
  });
}

export interface QueueDeletion {
  readonly deleted: string | null;
  readonly done: boolean;
  readonly queue: QueueStats | null;
}

export function queueDelete(
  { name, withJobs }: { readonly name: string; readonly withJobs?: boolean | null },
  { stores }: Context,
): Promise<Answer<QueueDeletion>> {
  const after = async (done: boolean): Promise<QueueDeletion> => ({
    deleted: done ? name : null,
    done,
    queue: await stores.jobs.queue(name),
  });
  return answer(
    () => after(false),
    async () => after(await stores.queueRemoval.delete(name, { withJobs: withJobs ?? false })),
  );
}

/** The queue now and whenever its counts moved. @throws BAD_USER_INPUT where there is none of this name. */
export async function queueStats(name: string, { live, stores }: Context): Promise<AsyncIterable<QueueStats>> {
  if (!(await stores.jobs.queue(name))) throw badInput('There is no queue of this name.', 'name');
  return live.snapshots({
    channels: (await stores.jobs.partsOf(name)).map((part) => stores.jobs.changedChannel(part)),
    load: () => stores.jobs.queue(name),
    everyMs: 500,
    shareKey: `queue ${name}`,
  });
}

export interface ScheduleFields {
  readonly schedule: Schedule | null;
  readonly queue: QueueStats | null;
}

/** The key of a schedule's global id. Neither part has a colon. */
export function scheduleKey({ queue, key }: Pick<Schedule, 'queue' | 'key'>): string {
  return `${queue}:${key}`;
}

/** @param id as `scheduleKey` makes it. */
export async function jobSchedule(id: string, { stores }: Context): Promise<Schedule | null> {
  const [queue = '', key = '', ...others] = id.split(':');
  return others.length > 0 ? null : stores.jobSchedules.get(queue, key);
}

export function jobScheduleSet(input: NewSchedule, { stores }: Context): Promise<Answer<ScheduleFields>> {
  const { queue, key } = input;
  return answer<ScheduleFields>(
    async () => ({ schedule: await stores.jobSchedules.get(queue, key), queue: await stores.jobs.queue(queue) }),
    async () => ({ schedule: await stores.jobSchedules.set(input), queue: await stores.jobs.queue(queue) }),
  );
}

export function jobScheduleDelete(
  { queue, key }: { queue: string; key: string },
  { stores }: Context,
): Promise<Answer<ScheduleFields>> {
  return answer<ScheduleFields>(
    async () => ({ schedule: null, queue: await stores.jobs.queue(queue) }),
    async () => {
      const schedule: Schedule | null = await stores.jobSchedules.delete(queue, key);
      if (!schedule) return refuse('NOT_FOUND', 'There is no schedule of this key in the queue.', 'key');
      return { schedule, queue: await stores.jobs.queue(queue) };
    },
  );
}
