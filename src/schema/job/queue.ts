import type { QueueMinute } from '../../redis/job/job.ts';
import type { QueueStats } from '../../redis/job/queue-stats.ts';
import { jobLimits } from '../../redis/job/shapes.ts';
import { isStaff } from '../../resolvers/base/owner.ts';
import { shown } from '../../resolvers/base/shown.ts';
import * as resolve from '../../resolvers/job/queue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';

const QueueCounts = builder.objectRef<QueueStats['counts']>('QueueCounts').implement({
  description: 'Number of jobs of a queue in each state.',
  fields: (t) => ({
    waiting: t.field({
      type: 'SafeInt',
      description: 'Jobs that are ready to run.',
      resolve: (counts) => counts.waiting,
    }),
    delayed: t.field({
      type: 'SafeInt',
      description: 'Jobs that wait for their time.',
      resolve: (counts) => counts.delayed,
    }),
    active: t.field({ type: 'SafeInt', description: 'Jobs that a worker holds.', resolve: (counts) => counts.active }),
    completed: t.field({
      type: 'SafeInt',
      description: 'Completed jobs that Mortar still keeps.',
      resolve: (counts) => counts.completed,
    }),
    dead: t.field({
      type: 'SafeInt',
      description: 'Dead jobs that Mortar still keeps.',
      resolve: (counts) => counts.dead,
    }),
    cancelled: t.field({
      type: 'SafeInt',
      description: 'Cancelled jobs that Mortar still keeps.',
      resolve: (counts) => counts.cancelled,
    }),
    quarantined: t.field({
      type: 'SafeInt',
      description: 'Jobs that are stored in a way that cannot be read. `quarantine` shows them.',
      resolve: (counts) => counts.quarantined,
    }),
    unknown: t.field({
      type: 'SafeInt',
      description:
        'Those of the waiting jobs whose name no worker knows that came upon them. `unknownNames` shows the names.',
      resolve: (counts) => counts.unknown,
    }),
  }),
});

const QueueMinuteType = builder.objectRef<QueueMinute>('QueueMinute').implement({
  description: 'Number of jobs that a queue completed and failed in one minute.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Time when the minute began.', resolve: (minute) => minute.at }),
    completed: t.exposeInt('completed', { description: 'Number of completed jobs.' }),
    failed: t.exposeInt('failed', { description: 'Number of failed attempts.' }),
  }),
});

/** Counts, ages and rates of a queue are some sixty commands of Redis. */
export const statsCost = 5;

export const Queue = builder.objectRef<QueueStats>('Queue');

builder.node(Queue, {
  description: 'A queue of jobs.',
  id: { resolve: (queue) => queue.name },
  loadOne: (name, context) => (isStaff(context) ? resolve.queue(name, context) : null),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the queue, such as `default`.' }),
    paused: t.exposeBoolean('paused', {
      description: 'Whether the queue is paused. Workers get no jobs from a paused queue.',
    }),
    parts: t.exposeInt('parts', {
      description:
        'Number of parts in which the queue is stored, each on a slot of its own in a cluster. 1 unless `queueCreate` set it.',
    }),
    counts: t.field({
      type: QueueCounts,
      description: 'Number of jobs in each state.',
      resolve: (queue) => queue.counts,
    }),
    oldestWaitingSeconds: t.exposeFloat('oldestWaitingSeconds', {
      nullable: true,
      description: 'Age of the oldest job that is ready to run, in seconds. Null if none is.',
    }),
    completedPerMinute: t.exposeFloat('completedPerMinute', {
      description: `Number of completed jobs per minute, over the last ${jobLimits.rateMinutes} minutes including the current one.`,
    }),
    failedPerMinute: t.exposeFloat('failedPerMinute', {
      description: `Number of failed attempts per minute, over the last ${jobLimits.rateMinutes} minutes including the current one.`,
    }),
  }),
});

const UnknownJobName = builder.objectRef<QueueStats['unknownNames'][number]>('UnknownJobName').implement({
  description: 'A name of waiting jobs that no worker of the queue knows. The jobs wait for a worker that does.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the jobs.' }),
    count: t.field({ type: 'SafeInt', description: 'Number of jobs that wait.', resolve: ({ count }) => count }),
  }),
});

builder.objectField(Queue, 'unknownNames', (t) =>
  t.field({
    type: [UnknownJobName],
    description: `Names of waiting jobs that no worker knows, the most frequent first. At most ${jobLimits.namesShown}.`,
    resolve: ({ unknownNames }) => [...unknownNames],
  }),
);

builder.objectField(Queue, 'throughput', (t) =>
  t.field({
    type: [QueueMinuteType],
    isolated: true,
    complexity: ({ lastMinutes }) => ({ field: 5, multiplier: Math.ceil(Math.max(1, lastMinutes ?? 60) / 10) }),
    description: 'One entry per minute, oldest first. The current minute is the last.',
    args: {
      lastMinutes: t.arg.int({
        defaultValue: 60,
        description: `Number of minutes, including the current one. Default: 60. Range: 1–${jobLimits.throughputMinutes}.`,
      }),
    },
    resolve: (queue, { lastMinutes }, context) => resolve.throughput(queue.name, lastMinutes ?? 60, context),
  }),
);

const QueueCreateInput = builder.inputType('QueueCreateInput', {
  description: 'The queue to create, and its number of parts.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the queue.' }),
    parts: t.int({
      required: true,
      description: `Number of parts. It cannot be changed later. Range: 1–${jobLimits.parts}.`,
    }),
  }),
});

const QueuePauseInput = builder.inputType('QueuePauseInput', {
  description: 'The queue to pause or resume.',
  fields: (t) => ({ name: t.string({ required: true, description: 'Name of the queue.' }) }),
});

const QueuePayload = payloadType<{ queue: QueueStats | null }>('QueuePayload', 'The queue of a mutation.', (t) => ({
  queue: t.field({
    type: Queue,
    nullable: true,
    description: 'The queue as it is now. Null if there is none.',
    resolve: ({ queue }) => queue,
  }),
}));

builder.queryFields((t) => ({
  queues: t.field({
    type: [Queue],
    complexity: { field: 50, multiplier: 20 },
    description: 'All queues, sorted by name.',
    authScopes: { role: 'ADMIN' },
    resolve: async (_root, _args, context) => shown(await resolve.queues(context)),
  }),
  queue: t.field({
    type: Queue,
    nullable: true,
    complexity: statsCost,
    description: 'A queue by its name. Null if it never had a job.',
    authScopes: { role: 'ADMIN' },
    args: { name: t.arg.string({ required: true, description: 'Names the queue, such as `default`.' }) },
    resolve: (_root, { name }, context) => resolve.queue(name, context),
  }),
}));

builder.mutationFields((t) => ({
  queueCreate: t.field({
    type: QueuePayload,
    description:
      'Creates a queue of several parts, which are on different nodes of a cluster. Jobs are spread over the parts, and each part keeps the order of its own jobs. The first job creates a queue of one part by itself, so most queues need no call. Fails with `ILLEGAL_STATE` if the queue exists with another number of parts.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: QueueCreateInput,
        required: true,
        description: 'Gives the name of the queue and its number of parts.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.queueCreate(input, context),
  }),
  queuePause: t.field({
    type: QueuePayload,
    description: 'Pauses a queue. Workers get no more jobs from it and finish those that they have.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: QueuePauseInput, required: true, description: 'Gives the name of the queue to pause.' }),
    },
    resolve: (_root, { input }, context) => resolve.queueSetPaused(input.name, true, context),
  }),
  queueResume: t.field({
    type: QueuePayload,
    description: 'Resumes a paused queue.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: QueuePauseInput, required: true, description: 'Gives the name of the queue to resume.' }),
    },
    resolve: (_root, { input }, context) => resolve.queueSetPaused(input.name, false, context),
  }),
}));

builder.subscriptionFields((t) => ({
  queueStats: t.field({
    type: Queue,
    complexity: statsCost,
    description: 'Sends a queue at once, and again when its counts change, at most twice per second.',
    authScopes: { role: 'ADMIN' },
    args: { name: t.arg.string({ required: true, description: 'Names the queue, such as `default`.' }) },
    subscribe: (_root, { name }, context) => resolve.queueStats(name, context),
    resolve: (queue: QueueStats) => queue,
  }),
}));
