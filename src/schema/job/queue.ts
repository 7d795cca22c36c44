import type { QueueMinute, QueueStats } from '../../redis/job/job.ts';
import type { Schedule } from '../../redis/job/schedule.ts';
import { jobLimits, priorityRange } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/queue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

const QueueCounts = builder.objectRef<QueueStats['counts']>('QueueCounts').implement({
  description: 'How many jobs of a queue are in each state.',
  fields: (t) => ({
    waiting: t.field({ type: 'SafeInt', description: 'Ready to run.', resolve: (counts) => counts.waiting }),
    delayed: t.field({ type: 'SafeInt', description: 'Waiting for their time.', resolve: (counts) => counts.delayed }),
    active: t.field({ type: 'SafeInt', description: 'Held by a worker.', resolve: (counts) => counts.active }),
    completed: t.field({ type: 'SafeInt', description: 'Done and still kept.', resolve: (counts) => counts.completed }),
    dead: t.field({ type: 'SafeInt', description: 'Dead letters.', resolve: (counts) => counts.dead }),
    cancelled: t.field({
      type: 'SafeInt',
      description: 'Cancelled and still kept.',
      resolve: (counts) => counts.cancelled,
    }),
  }),
});

const QueueMinuteType = builder.objectRef<QueueMinute>('QueueMinute').implement({
  description: 'What a queue did in one minute.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When the minute began.', resolve: (minute) => minute.at }),
    completed: t.exposeInt('completed', { description: 'Jobs completed.' }),
    failed: t.exposeInt('failed', { description: 'Attempts failed.' }),
  }),
});

export const Queue = builder.objectRef<QueueStats>('Queue');

builder.node(Queue, {
  description: 'A queue of jobs.',
  id: { resolve: (queue) => queue.name },
  loadOne: (name, context) => (context.session?.roles.includes('ADMIN') ? resolve.queue(name, context) : null),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as `default`.' }),
    paused: t.exposeBoolean('paused', { description: 'Whether workers take nothing from it at the moment.' }),
    counts: t.field({ type: QueueCounts, description: 'Jobs by state.', resolve: (queue) => queue.counts }),
    oldestWaitingSeconds: t.exposeFloat('oldestWaitingSeconds', {
      nullable: true,
      description: 'Age of the oldest job that is ready to run, in seconds; null where none is.',
    }),
    completedPerMinute: t.exposeFloat('completedPerMinute', {
      description: `Jobs completed per minute, over the last ${jobLimits.rateMinutes} minutes, the running one included.`,
    }),
    failedPerMinute: t.exposeFloat('failedPerMinute', {
      description: `Attempts failed per minute, over the last ${jobLimits.rateMinutes} minutes, the running one included.`,
    }),
  }),
});

const JobSchedule = builder.objectRef<Schedule>('JobSchedule').implement({
  description: 'A job that is enqueued again and again by the clock.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its name within the queue.' }),
    cron: t.exposeString('cron', { description: 'When: five cron fields, or six with seconds first.' }),
    timezone: t.exposeString('timezone', { description: 'The IANA time zone that the cron fields are in.' }),
    jobName: t.exposeString('jobName', { description: 'The handler of its jobs.' }),
    payload: t.field({
      type: 'JSON',
      description: 'What the handler is given.',
      resolve: (schedule) => schedule.payload,
    }),
    priority: t.exposeInt('priority', { description: `Of its jobs: ${priorityRange}.` }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The next time.',
      resolve: (schedule) => schedule.nextRunAt,
    }),
    lastRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The last time.',
      resolve: (schedule) => schedule.lastRunAt,
    }),
  }),
});

builder.objectField(Queue, 'schedules', (t) =>
  t.field({
    type: [JobSchedule],
    description: 'Its cron schedules by key.',
    resolve: async (queue, _args, { stores }) => [...(await stores.jobSchedules.list(queue.name))],
  }),
);

builder.objectField(Queue, 'throughput', (t) =>
  t.field({
    type: [QueueMinuteType],
    description: 'Its last minutes, oldest first; the running minute is the last.',
    args: {
      minutes: t.arg.int({ defaultValue: 60, description: `How many: 1 to ${jobLimits.throughputMinutes} (60).` }),
    },
    resolve: (queue, { minutes }, context) => resolve.throughput(queue.name, minutes ?? 60, context),
  }),
);

const QueuePauseInput = builder.inputType('QueuePauseInput', {
  description: 'Which queue to pause or resume.',
  fields: (t) => ({ queue: t.string({ required: true, description: 'Its name.' }) }),
});

const JobScheduleSetInput = builder.inputType('JobScheduleSetInput', {
  description: 'A cron schedule.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'The queue of its jobs.' }),
    key: t.string({
      required: true,
      description: 'Its name within the queue; a schedule of the same name is replaced.',
    }),
    cron: t.string({ required: true, description: 'Five cron fields, or six with seconds first.' }),
    timezone: t.string({ description: 'An IANA time zone, such as `Europe/Berlin` (UTC).' }),
    jobName: t.string({ required: true, description: 'The handler of its jobs.' }),
    payload: t.field({ type: 'JSON', description: 'What the handler is given.' }),
    priority: t.int({ description: `Of its jobs: ${priorityRange} (${jobLimits.priorityDefault}).` }),
  }),
});

const JobScheduleDeleteInput = builder.inputType('JobScheduleDeleteInput', {
  description: 'Which schedule to delete.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Its queue.' }),
    key: t.string({ required: true, description: 'Its name within the queue.' }),
  }),
});

const QueuePayload = payloadType<{ queue: QueueStats | null }>(
  'QueuePayload',
  'A queue, or why there is none.',
  (t) => ({
    queue: t.field({
      type: Queue,
      nullable: true,
      description: 'The queue as it is now.',
      resolve: ({ queue }) => queue,
    }),
  }),
);

const JobSchedulePayload = payloadType<{ schedule: Schedule | null }>(
  'JobSchedulePayload',
  'A schedule, or why there is none.',
  (t) => ({
    schedule: t.field({
      type: JobSchedule,
      nullable: true,
      description: 'The schedule that was set or deleted.',
      resolve: ({ schedule }) => schedule,
    }),
  }),
);

builder.queryFields((t) => ({
  queues: t.field({
    type: [Queue],
    description: 'All queues, by name.',
    authScopes: { role: 'ADMIN' },
    resolve: (_root, _args, context) => resolve.queues(context),
  }),
  queue: t.field({
    type: Queue,
    nullable: true,
    description: 'A queue by its name; null where it never had a job.',
    authScopes: { role: 'ADMIN' },
    args: { name: t.arg.string({ required: true, description: 'Its name.' }) },
    resolve: (_root, { name }, context) => resolve.queue(name, context),
  }),
}));

builder.mutationFields((t) => ({
  queuePause: t.field({
    type: QueuePayload,
    description: 'Makes workers take nothing more from a queue; what they have they finish.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: QueuePauseInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.queueSetPaused(input.queue, true, context),
  }),
  queueResume: t.field({
    type: QueuePayload,
    description: 'Lets workers take from a paused queue again.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: QueuePauseInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.queueSetPaused(input.queue, false, context),
  }),
  jobScheduleSet: t.field({
    type: JobSchedulePayload,
    description: 'Adds a cron schedule, or replaces that of the same key.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: JobScheduleSetInput, required: true, description: 'The schedule.' }) },
    resolve: (_root, { input }, context) => resolve.jobScheduleSet(input, context),
  }),
  jobScheduleDelete: t.field({
    type: JobSchedulePayload,
    description: 'Deletes a cron schedule.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: JobScheduleDeleteInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.jobScheduleDelete(input, context),
  }),
}));

builder.subscriptionFields((t) => ({
  queueStats: t.field({
    type: Queue,
    description: 'A queue as it is now, and again when its counts move, at most twice a second.',
    authScopes: { role: 'ADMIN' },
    args: { queue: t.arg.string({ required: true, description: 'Its name.' }) },
    subscribe: (_root, { queue }, context) => resolve.queueStats(queue, context),
    resolve: (queue: QueueStats) => queue,
  }),
}));
