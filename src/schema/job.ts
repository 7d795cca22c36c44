import type { QueueStats } from '../redis/job.ts';
import type { JobFailure, Job as JobShape } from '../redis/job-shapes.ts';
import * as resolve from '../resolvers/job.ts';
import { builder } from './builder.ts';
import { payloadType } from './payload.ts';

const JobState = builder.enumType('JobState', {
  description: 'Where a job stands.',
  values: {
    WAITING: { description: 'Ready to run.' },
    DELAYED: { description: 'Waits for its time: because it was enqueued so, or for its next attempt.' },
    ACTIVE: { description: 'A worker has it.' },
    COMPLETED: { description: 'Done.' },
    DEAD: { description: 'Failed for good; it is kept as a dead letter.' },
    CANCELLED: { description: 'Cancelled before it was done.' },
  },
});

const BackoffKind = builder.enumType('BackoffKind', {
  description: 'How the wait before the next attempt grows.',
  values: {
    FIXED: { description: 'The same wait each time.' },
    EXPONENTIAL: { description: 'Twice as long each time.' },
  },
});

const QueueCounts = builder.objectRef<QueueStats['counts']>('QueueCounts').implement({
  description: 'How many jobs of a queue are in each state.',
  fields: (t) => ({
    waiting: t.field({ type: 'BigInt', description: 'Ready to run.', resolve: (counts) => counts.waiting }),
    delayed: t.field({ type: 'BigInt', description: 'Waiting for their time.', resolve: (counts) => counts.delayed }),
    active: t.field({ type: 'BigInt', description: 'Held by a worker.', resolve: (counts) => counts.active }),
    completed: t.field({ type: 'BigInt', description: 'Done and still kept.', resolve: (counts) => counts.completed }),
    dead: t.field({ type: 'BigInt', description: 'Dead letters.', resolve: (counts) => counts.dead }),
    cancelled: t.field({
      type: 'BigInt',
      description: 'Cancelled and still kept.',
      resolve: (counts) => counts.cancelled,
    }),
  }),
});

export const Queue = builder.objectRef<QueueStats>('Queue');

builder.node(Queue, {
  description: 'A queue of jobs.',
  id: { resolve: (queue) => queue.name },
  loadOne: (name, context) => resolve.queue(name, context),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as `default`.' }),
    paused: t.exposeBoolean('paused', { description: 'Whether workers take nothing from it at the moment.' }),
    counts: t.field({ type: QueueCounts, description: 'Jobs by state.', resolve: (queue) => queue.counts }),
    oldestWaitingSeconds: t.exposeFloat('oldestWaitingSeconds', {
      nullable: true,
      description: 'Age of the oldest job that is ready to run, in seconds; null where none is.',
    }),
    completedPerMinute: t.exposeFloat('completedPerMinute', {
      description: 'Jobs completed a minute, over the last five full minutes.',
    }),
    failedPerMinute: t.exposeFloat('failedPerMinute', {
      description: 'Attempts failed a minute, over the last five full minutes.',
    }),
  }),
});

const JobError = builder.objectRef<JobFailure>('JobError').implement({
  description: 'How an attempt failed.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'Which attempt, from 1.' }),
    message: t.exposeString('message', { description: "The error's message." }),
    stack: t.string({ nullable: true, description: 'Where it was thrown.', resolve: (error) => error.stack }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (error) => new Date(error.at) }),
  }),
});

const JobLog = builder.objectRef<{ at: Date; message: string }>('JobLog').implement({
  description: 'A line that the handler wrote.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (line) => line.at }),
    message: t.exposeString('message', { description: 'What.' }),
  }),
});

export const Job = builder.objectRef<JobShape>('Job');

builder.node(Job, {
  description: 'A piece of work for later, or for another process.',
  id: { resolve: (job) => job.id },
  loadOne: (id, context) => (context.session?.roles.includes('ADMIN') ? resolve.job(id, context) : null),
  fields: (t) => ({
    queue: t.field({
      type: Queue,
      description: 'The queue it is in.',
      resolve: async (job, _args, context) => (await resolve.queue(job.queue, context)) as QueueStats,
    }),
    name: t.exposeString('name', { description: 'Which handler runs it.' }),
    payload: t.field({ type: 'JSON', description: 'What the handler is given.', resolve: (job) => job.payload }),
    priority: t.exposeInt('priority', { description: '0 to 9; 9 runs first.' }),
    state: t.field({ type: JobState, description: 'Where it stands.', resolve: (job) => job.state }),
    progress: t.exposeFloat('progress', { description: 'From 0 to 1.' }),
    progressMessage: t.exposeString('progressMessage', { nullable: true, description: "The handler's word about it." }),
    attempt: t.exposeInt('attempt', { description: 'Attempts so far, the present one included.' }),
    maxAttempts: t.exposeInt('maxAttempts', { description: 'Attempts before it is dead.' }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description: 'The key under which a second enqueue answers this job.',
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the handler returned.',
      resolve: (job) => job.result,
    }),
    errors: t.field({
      type: [JobError],
      description: 'The newest ten failures, oldest first.',
      resolve: (job) => [...job.errors],
    }),
    logs: t.field({
      type: [JobLog],
      description: 'The newest hundred lines of its log, oldest first.',
      resolve: async (job, _args, { stores }) => [...(await stores.jobs.logs(job.id))],
    }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was enqueued.', resolve: (job) => job.createdAt }),
    runAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it may run, where it had to wait.',
      resolve: (job) => job.runAt,
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the newest attempt began.',
      resolve: (job) => job.startedAt,
    }),
    finishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was completed, dead or cancelled.',
      resolve: (job) => job.finishedAt,
    }),
    workerId: t.exposeString('workerId', { nullable: true, description: 'The worker of the newest attempt.' }),
  }),
});

const BackoffInput = builder.inputType('BackoffInput', {
  description: 'How long to wait between attempts.',
  fields: (t) => ({
    kind: t.field({ type: BackoffKind, required: true, description: 'How the wait grows.' }),
    delayMs: t.int({ required: true, description: 'The first wait, in milliseconds.' }),
    maxDelayMs: t.int({ description: 'The longest wait, in milliseconds (24 hours).' }),
    jitter: t.boolean({
      description: 'Take any time up to the computed wait, so that retries do not come in waves (true).',
    }),
  }),
});

const JobEnqueueInput = builder.inputType('JobEnqueueInput', {
  description: 'A job to enqueue.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'The queue, such as `default`.' }),
    name: t.string({ required: true, description: 'The handler that runs it.' }),
    payload: t.field({ type: 'JSON', description: 'What the handler is given; at most 256 KiB.' }),
    priority: t.int({ description: '0 to 9; 9 runs first (5).' }),
    runAt: t.field({ type: 'DateTime', description: 'Not before this moment.' }),
    delayMs: t.int({ description: 'Not before this many milliseconds from now.' }),
    maxAttempts: t.int({ description: 'Attempts before it is dead (5).' }),
    backoff: t.field({
      type: BackoffInput,
      description: 'The wait between attempts (exponential from 1 s, with jitter).',
    }),
    timeoutMs: t.int({ description: 'Longest time of one attempt, in milliseconds (none).' }),
    idempotencyKey: t.string({ description: 'Given again within a day, the first job is answered and none is added.' }),
  }),
});

const JobPayload = payloadType<{ job: JobShape | null }>('JobPayload', 'A job, or why there is none.', (t) => ({
  job: t.field({ type: Job, nullable: true, description: 'The job as it is now.', resolve: ({ job }) => job }),
}));

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
  job: t.field({
    type: Job,
    nullable: true,
    description: 'A job by its id; null where there is none, or no longer.',
    authScopes: { role: 'WORKER' },
    args: { id: t.arg.globalID({ for: [Job], required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, context) => resolve.job(id.id, context),
  }),
}));

builder.mutationField('jobEnqueue', (t) =>
  t.field({
    type: JobPayload,
    description: 'Adds a job to a queue.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobEnqueueInput, required: true, description: 'The job.' }) },
    resolve: (_root, { input }, context) => resolve.jobEnqueue(input, context),
  }),
);

builder.subscriptionFields((t) => ({
  jobUpdated: t.field({
    type: Job,
    description: 'A job as it is now, and again after each change of its state or progress.',
    authScopes: { role: 'WORKER' },
    args: { id: t.arg.globalID({ for: [Job], required: true, description: 'Its id.' }) },
    subscribe: (_root, { id }, context) => resolve.jobUpdated(id.id, context),
    resolve: (job: JobShape) => job,
  }),
  queueStats: t.field({
    type: Queue,
    description: 'A queue as it is now, and again when its counts move, at most twice a second.',
    authScopes: { role: 'ADMIN' },
    args: { queue: t.arg.string({ required: true, description: 'Its name.' }) },
    subscribe: (_root, { queue }, context) => resolve.queueStats(queue, context),
    resolve: (queue: QueueStats) => queue,
  }),
}));
