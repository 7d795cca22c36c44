import { refuse } from '../../redis/base/problem.ts';
import type { QueueMinute, QueueStats } from '../../redis/job/job.ts';
import type { NewSchedule, Schedule } from '../../redis/job/schedule.ts';
import { jobLimits } from '../../redis/job/shapes.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInput } from '../base/errors.ts';

export async function queues({ stores }: Context): Promise<QueueStats[]> {
  const names = await stores.jobs.queueNames();
  const found = await Promise.all(names.map((name) => stores.jobs.queue(name)));
  return found.filter((queue) => queue !== null);
}

export function queue(name: string, { stores }: Context): Promise<QueueStats | null> {
  return stores.jobs.queue(name);
}

export async function throughput(name: string, minutes: number, { stores }: Context): Promise<QueueMinute[]> {
  if (minutes < 1 || minutes > jobLimits.throughputMinutes)
    throw badInput(`minutes must be from 1 to ${jobLimits.throughputMinutes}`, 'minutes');
  return stores.jobs.throughput(name, minutes);
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

/** The queue now and whenever its counts moved. */
export function queueStats(name: string, { live, stores }: Context): AsyncIterable<QueueStats> {
  return live.snapshots({
    channels: [stores.jobs.changedChannel(name)],
    load: () => stores.jobs.queue(name),
    everyMs: 500,
    shareKey: `queue ${name}`,
  });
}

export async function jobScheduleSet(
  input: NewSchedule,
  { stores }: Context,
): Promise<Answer<{ schedule: Schedule | null }>> {
  return answer<{ schedule: Schedule | null }>({ schedule: null }, async () => ({
    schedule: await stores.jobSchedules.set(input),
  }));
}

export async function jobScheduleDelete(
  { queue: name, key }: { queue: string; key: string },
  { stores }: Context,
): Promise<Answer<{ schedule: Schedule | null }>> {
  return answer<{ schedule: Schedule | null }>({ schedule: null }, async () => {
    const schedule: Schedule | null = await stores.jobSchedules.delete(name, key);
    return { schedule: schedule ?? refuse('NOT_FOUND', 'There is no schedule of that key', 'key') };
  });
}
