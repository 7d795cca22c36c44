import type { QueueStats } from '../../redis/job/job.ts';
import { type JobFailure, type Job as JobShape, jobLimits, priorityRange } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/job.ts';
import { queue as queueByName } from '../../resolvers/job/queue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Queue } from './queue.ts';

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
      resolve: async (job, _args, context) => (await queueByName(job.queue, context)) as QueueStats,
    }),
    name: t.exposeString('name', { description: 'Which handler runs it.' }),
    payload: t.field({ type: 'JSON', description: 'What the handler is given.', resolve: (job) => job.payload }),
    priority: t.exposeInt('priority', { description: `${priorityRange}.` }),
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
      description: `The newest ${jobLimits.errors} failures, oldest first.`,
      resolve: (job) => [...job.errors],
    }),
    logs: t.field({
      type: [JobLog],
      description: `The newest ${jobLimits.logLines} lines of its log, oldest first.`,
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
    maxDelayMs: t.int({
      description: `The longest wait, in milliseconds (${jobLimits.backoffMaxMs / 3_600_000} hours).`,
    }),
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
    payload: t.field({
      type: 'JSON',
      description: `What the handler is given; at most ${jobLimits.payloadBytes / 1_024} KiB.`,
    }),
    priority: t.int({ description: `${priorityRange} (${jobLimits.priorityDefault}).` }),
    runAt: t.field({ type: 'DateTime', description: 'Not before this moment.' }),
    delayMs: t.int({ description: 'Not before this many milliseconds from now.' }),
    maxAttempts: t.int({ description: `Attempts before it is dead (${jobLimits.attemptsDefault}).` }),
    backoff: t.field({
      type: BackoffInput,
      description: `The wait between attempts (exponential from ${jobLimits.backoffDefault.delayMs / 1_000} s, with jitter).`,
    }),
    timeoutMs: t.int({ description: 'Longest time of one attempt, in milliseconds (none).' }),
    idempotencyKey: t.string({ description: 'Given again within a day, the first job is answered and none is added.' }),
  }),
});

builder.objectField(Queue, 'jobs', (t) =>
  t.connection(
    {
      type: Job,
      description: 'Its jobs in one state: waiting and delayed ones in the order they will run, others as they came.',
      args: { state: t.arg({ type: JobState, defaultValue: 'WAITING', description: 'Which state (WAITING).' }) },
      resolve: (queue, args, context) => resolve.jobsOf(queue.name, args, context),
    },
    { name: 'JobConnection', description: "A page of a queue's jobs." },
    { name: 'JobEdge', description: 'A job with its place in the list.' },
  ),
);

export const JobPayload = payloadType<{ job: JobShape | null }>('JobPayload', 'A job, or why there is none.', (t) => ({
  job: t.field({ type: Job, nullable: true, description: 'The job as it is now.', resolve: ({ job }) => job }),
}));

builder.queryFields((t) => ({
  job: t.field({
    type: Job,
    nullable: true,
    description: 'A job by its id; null where there is none, or no longer.',
    authScopes: { role: 'WORKER' },
    args: { id: t.arg.globalID({ for: [Job], required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, context) => resolve.job(id.id, context),
  }),
}));

const JobsEnqueueInput = builder.inputType('JobsEnqueueInput', {
  description: 'Several jobs to enqueue.',
  fields: (t) => ({
    jobs: t.field({ type: [JobEnqueueInput], required: true, description: `The jobs; at most ${jobLimits.batch}.` }),
  }),
});

const JobsEnqueuePayload = payloadType<{ jobs: (JobShape | null)[] }>(
  'JobsEnqueuePayload',
  'Jobs in the order of the input; null where the one at that index was refused, with a user error whose field names the index.',
  (t) => ({
    jobs: t.field({
      type: [Job],
      nullable: { list: false, items: true },
      description: 'The jobs as they are now.',
      resolve: ({ jobs }) => jobs,
    }),
  }),
);

const idInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ id: t.globalID({ for: [Job], required: true, description: "The job's id." }) }),
  });
const JobCancelInput = idInput('JobCancelInput', 'Which job to cancel.');
const JobRetryInput = idInput('JobRetryInput', 'Which job to run again.');

const DeadJobsInput = builder.inputType('DeadJobsInput', {
  description: 'Which dead jobs.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Their queue.' }),
    name: t.string({ description: 'Only those of this handler.' }),
    limit: t.int({ description: `At most so many, the oldest first (${jobLimits.deadMax}).` }),
  }),
});

const DeadJobsPayload = payloadType<{ count: number }>('DeadJobsPayload', 'How many dead jobs it was.', (t) => ({
  count: t.exposeInt('count', { description: 'So many were run again or deleted.' }),
}));

builder.mutationFields((t) => ({
  jobEnqueue: t.field({
    type: JobPayload,
    description: 'Adds a job to a queue.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobEnqueueInput, required: true, description: 'The job.' }) },
    resolve: (_root, { input }, context) => resolve.jobEnqueue(input, context),
  }),
  jobsEnqueue: t.field({
    type: JobsEnqueuePayload,
    description: 'Adds several jobs; one that is refused leaves the others as they are.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobsEnqueueInput, required: true, description: 'The jobs.' }) },
    resolve: (_root, { input }, context) => resolve.jobsEnqueue(input.jobs, context),
  }),
  jobCancel: t.field({
    type: JobPayload,
    description: 'Cancels a job: at once where it waits; an active one is told to stop.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: JobCancelInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.jobCancel(input.id.id, context),
  }),
  jobRetry: t.field({
    type: JobPayload,
    description: 'Runs a dead or cancelled job again, with all its attempts.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: JobRetryInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.jobRetry(input.id.id, context),
  }),
  deadJobsReplay: t.field({
    type: DeadJobsPayload,
    description: 'Runs dead jobs again, the oldest first.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: DeadJobsInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.deadJobsReplay(input, context),
  }),
  deadJobsPurge: t.field({
    type: DeadJobsPayload,
    description: 'Deletes dead jobs, the oldest first.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: DeadJobsInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) => resolve.deadJobsPurge(input, context),
  }),
}));

const JobEvent = builder.objectRef<resolve.JobEvent>('JobEvent').implement({
  description: 'Something that happened to a job.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Give it as `after` to go on behind this event.' }),
    job: t.field({ type: Job, description: 'The job as it is now.', resolve: (event) => event.job }),
    state: t.field({ type: JobState, description: 'The state it came into.', resolve: (event) => event.state }),
    progress: t.exposeFloat('progress', { description: 'How far it was, from 0 to 1.' }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (event) => event.at }),
    missed: t.field({
      type: 'SafeInt',
      description: 'Events dropped between the cursor asked for and this one.',
      resolve: (event) => event.missed,
    }),
  }),
});

builder.subscriptionFields((t) => ({
  jobUpdated: t.field({
    type: Job,
    description: 'A job as it is now, and again after each change of its state or progress.',
    authScopes: { role: 'WORKER' },
    args: { id: t.arg.globalID({ for: [Job], required: true, description: 'Its id.' }) },
    subscribe: (_root, { id }, context) => resolve.jobUpdated(id.id, context),
    resolve: (job: JobShape) => job,
  }),
  jobEvents: t.field({
    type: JobEvent,
    description: "What happens to a queue's jobs: from a cursor on, else from now on.",
    authScopes: { role: 'ADMIN' },
    args: {
      queue: t.arg.string({ required: true, description: 'Its name.' }),
      after: t.arg.string({ description: 'Cursor of an earlier delivery: what was missed comes first.' }),
    },
    subscribe: (_root, { queue, after }, context) => resolve.jobEvents(queue, after ?? null, context),
    resolve: (event: resolve.JobEvent) => event,
  }),
}));
