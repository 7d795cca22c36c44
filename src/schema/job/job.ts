import { encodeGlobalID } from '@pothos/plugin-relay';
import type { QueueStats } from '../../redis/job/queue-stats.ts';
import { type JobFailure, type Job as JobShape, jobLimits, priorityRange } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/job.ts';
import { queue as queueByName } from '../../resolvers/job/queue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { BackoffInput } from './backoff.ts';
import { Queue, statsCost } from './queue.ts';

export const JobState = builder.enumType('JobState', {
  description: 'The state of a job.',
  values: {
    WAITING: { description: 'The job is ready to run.' },
    DELAYED: { description: 'The job waits for its `runAt`, or for its next attempt.' },
    ACTIVE: { description: 'A worker holds a lease on the job.' },
    COMPLETED: { description: 'The handler of the job succeeded.' },
    DEAD: { description: 'The job failed for good. Mortar keeps it as a dead letter.' },
    CANCELLED: { description: 'The job was cancelled before it completed.' },
  },
});

export const JobSort = builder.enumType('JobSort', {
  description: 'The order of a list of jobs in one state.',
  values: {
    OLDEST: {
      description:
        'The job that reached the state first is first. Of waiting and delayed jobs, the job that runs next is first. Of active jobs, the job whose lease expires next is first.',
    },
    NEWEST: {
      description:
        'The job that reached the state last is first. Of waiting and delayed jobs, the job that runs last is first. Of active jobs, the job whose lease expires last is first.',
    },
  },
});

const JobError = builder.objectRef<JobFailure>('JobError').implement({
  description: 'The failure of one attempt.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'Number of the attempt, from 1.' }),
    message: t.exposeString('message', { description: 'Message of the error.' }),
    stack: t.string({ nullable: true, description: 'Stack trace of the error.', resolve: (error) => error.stack }),
    at: t.field({ type: 'DateTime', description: 'Time of the failure.', resolve: (error) => new Date(error.at) }),
  }),
});

const JobLog = builder.objectRef<{ at: Date; message: string }>('JobLog').implement({
  description: 'One line of the log of a job.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'Time when the handler wrote the line.', resolve: (line) => line.at }),
    message: t.exposeString('message', { description: 'Text of the line.' }),
  }),
});

export const Job = builder.objectRef<JobShape>('Job');

builder.node(Job, {
  description: 'A piece of work that a worker runs later or in another process.',
  id: { resolve: (job) => job.id },
  loadOne: (id, context) => (resolve.mayReadJobs(context) ? resolve.job(id, context) : null),
  fields: (t) => ({
    queue: t.field({
      type: Queue,
      isolated: true,
      complexity: statsCost,
      description: 'The queue of the job.',
      resolve: async (job, _args, context) => (await queueByName(job.queue, context)) as QueueStats,
    }),
    name: t.exposeString('name', { description: 'Name of the handler that runs the job.' }),
    payload: t.field({ type: 'JSON', description: 'Input of the handler.', resolve: (job) => job.payload }),
    priority: t.exposeInt('priority', { description: `Priority of the job. Range: ${priorityRange}.` }),
    state: t.field({ type: JobState, description: 'The state of the job.', resolve: (job) => job.state }),
    progress: t.exposeFloat('progress', { description: 'Progress of the current attempt, from 0 to 1.' }),
    progressMessage: t.exposeString('progressMessage', {
      nullable: true,
      description: 'Message of the handler about the progress.',
    }),
    attempt: t.exposeInt('attempt', { description: 'Number of attempts so far, including the current one.' }),
    maxAttempts: t.exposeInt('maxAttempts', { description: 'Number of attempts before the job becomes DEAD.' }),
    idempotencyKey: t.exposeString('idempotencyKey', {
      nullable: true,
      description: 'Key of the enqueue request. A second request with the same key returns this job.',
    }),
    result: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Result of the handler.',
      resolve: (job) => job.result,
    }),
    errors: t.field({
      type: [JobError],
      description: `Failed attempts, oldest first; at most the newest ${jobLimits.errors}.`,
      resolve: (job) => [...job.errors],
    }),
    logs: t.field({
      type: [JobLog],
      isolated: true,
      description: `Lines of the log, oldest first; at most the newest ${jobLimits.logLines}.`,
      resolve: async (job, _args, { stores }) => [...(await stores.jobs.logs(job.id))],
    }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'Time when the job was enqueued.',
      resolve: (job) => job.createdAt,
    }),
    runAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Earliest time of the next attempt. Null if the job did not have to wait.',
      resolve: (job) => job.runAt,
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the newest attempt began.',
      resolve: (job) => job.startedAt,
    }),
    finishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the job became COMPLETED, DEAD or CANCELLED.',
      resolve: (job) => job.finishedAt,
    }),
    workerId: t.exposeString('workerId', { nullable: true, description: 'Name of the worker of the newest attempt.' }),
  }),
});

const JobEnqueueInput = builder.inputType('JobEnqueueInput', {
  description: 'A job to enqueue.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Name of the queue, such as `default`.' }),
    name: t.string({ required: true, description: 'Name of the handler that runs the job.' }),
    payload: t.field({
      type: 'JSON',
      description: `Input of the handler: any JSON value except null, of at most ${jobLimits.payloadBytes / 1_024} KiB. Default: an empty object.`,
    }),
    priority: t.int({
      description: `Priority of the job. Default: ${jobLimits.priorityDefault}. Range: ${priorityRange}.`,
    }),
    runAt: t.field({ type: 'DateTime', description: 'Earliest time to run the job. Default: now.' }),
    delayMs: t.field({
      type: 'SafeInt',
      description: `Time from now before which the job does not run, in milliseconds. Range: 0 to ${jobLimits.delayMaxMs}.`,
    }),
    maxAttempts: t.int({
      description: `Number of attempts before the job becomes DEAD. Default: ${jobLimits.attemptsDefault}. Range: 1–${jobLimits.attemptsMax}.`,
    }),
    backoff: t.field({
      type: BackoffInput,
      description: `The delay between attempts. Default: exponential from ${jobLimits.backoffDefault.delayMs / 1_000} s, with jitter.`,
    }),
    timeoutMs: t.int({ description: 'Longest time of one attempt, in milliseconds. Default: no limit.' }),
    partKey: t.string({
      description:
        'In a queue of several parts, jobs with the same key go to the same part and start in their order. Without it, jobs with an idempotency key go to the part of that key, and others to any. It has no effect in a queue of one part.',
    }),
    idempotencyKey: t.string({
      description:
        'Key of this request. If the same key is sent again within 24 hours, Mortar returns the first job and adds none.',
    }),
  }),
});

builder.objectField(Queue, 'jobs', (t) =>
  t.connection(
    {
      type: Job,
      isolated: true,
      authScopes: { role: 'ADMIN' },
      description:
        'The jobs in one state. By default, the job that runs next is the first of the waiting and delayed jobs, and the job that finished last is the first of the finished jobs. One that cannot be read is null, with an error; once a worker meets it, it is in `quarantine`.',
      args: {
        state: t.arg({
          type: JobState,
          defaultValue: 'WAITING',
          description: 'The state of the jobs. Default: WAITING.',
        }),
        sort: t.arg({
          type: JobSort,
          description:
            'The order of the jobs. Default: NEWEST for completed, dead and cancelled jobs, OLDEST for the other states.',
        }),
      },
      resolve: (queue, args, context) => resolve.jobsOf(queue.name, args, context),
    },
    { name: 'JobConnection', description: 'A page of the jobs of a queue.' },
    { name: 'JobEdge', description: 'A job and its position in the list.' },
  ),
);

export const JobPayload = payloadType<{ job: JobShape | null }>('JobPayload', 'The job of a mutation.', (t) => ({
  job: t.field({
    type: Job,
    nullable: true,
    description: 'The job as it is now, also if the mutation was refused. Null if there is none.',
    resolve: ({ job }) => job,
  }),
}));

builder.queryFields((t) => ({
  job: t.field({
    type: Job,
    nullable: true,
    description:
      'A job by its id. Null if there is none, Mortar no longer keeps it, or it cannot be read; `Queue.quarantine` shows those.',
    authScopes: { role: 'WORKER' },
    args: { id: t.arg.id({ required: true, description: 'Names the job by its global id.' }) },
    resolve: (_root, { id }, context) => resolve.jobNamed(id, context),
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
  'The jobs of the mutation, in the order of the input.',
  (t) => ({
    jobs: t.field({
      type: [Job],
      nullable: { list: false, items: true },
      description:
        'The jobs as they are now. A job that was refused is null, and has a user error whose `field` names its index.',
      resolve: ({ jobs }) => jobs,
    }),
  }),
);

const idInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ id: t.id({ required: true, description: 'The id of the job.' }) }),
  });
const JobCancelInput = idInput('JobCancelInput', 'The job to cancel.');
const JobRetryInput = idInput('JobRetryInput', 'The job to run again.');

const DeadJobsInput = builder.inputType('DeadJobsInput', {
  description: 'The dead jobs of a queue.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Name of the queue.' }),
    name: t.string({ description: 'Name of a handler, to select only its jobs. Default: all handlers.' }),
    limit: t.int({
      description: `Number of jobs, oldest first. Default: ${jobLimits.deadMax}. Range: 1–${jobLimits.deadMax}.`,
    }),
  }),
});

const DeadJobsPayload = payloadType<resolve.DeadJobs>('DeadJobsPayload', 'The dead jobs of a mutation.', (t) => ({
  count: t.exposeInt('count', { description: 'Number of jobs that were run again or deleted.' }),
  ids: t.idList({
    complexity: { multiplier: 1 },
    description: `The ids of these jobs, oldest first. At most ${jobLimits.deadMax.toLocaleString('en')}.`,
    resolve: ({ ids }) => ids.map((id) => encodeGlobalID('Job', id)),
  }),
  queue: t.field({
    type: Queue,
    nullable: true,
    description: 'The queue as it is now. Null if there is none of that name.',
    resolve: ({ queue }) => queue,
  }),
}));

builder.mutationFields((t) => ({
  jobEnqueue: t.field({
    type: JobPayload,
    description: 'Adds a job to a queue.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobEnqueueInput,
        required: true,
        description: 'Gives the queue, the name and the payload of the job.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobEnqueue(input, context),
  }),
  jobsEnqueue: t.field({
    type: JobsEnqueuePayload,
    description: 'Adds several jobs. A job that is refused does not affect the others.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobsEnqueueInput,
        required: true,
        description: 'Lists the jobs to add, each with its own queue.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobsEnqueue(input.jobs, context),
  }),
  jobCancel: t.field({
    type: JobPayload,
    description:
      'Cancels a job. A waiting job is cancelled at once; the worker of an active job receives a request to stop.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: JobCancelInput, required: true, description: 'Names the job to cancel by its id.' }) },
    resolve: (_root, { input }, context) => resolve.jobCancel(input.id, context),
  }),
  jobRetry: t.field({
    type: JobPayload,
    description: 'Enqueues a dead or cancelled job again, with all of its attempts.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({ type: JobRetryInput, required: true, description: 'Names the job to run again by its id.' }),
    },
    resolve: (_root, { input }, context) => resolve.jobRetry(input.id, context),
  }),
  deadJobsReplay: t.field({
    type: DeadJobsPayload,
    description: 'Enqueues dead jobs again, oldest first.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: DeadJobsInput,
        required: true,
        description: 'Selects the dead jobs to run again, by queue and name.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.deadJobsReplay(input, context),
  }),
  deadJobsPurge: t.field({
    type: DeadJobsPayload,
    description: 'Deletes dead jobs, oldest first.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: DeadJobsInput,
        required: true,
        description: 'Selects the dead jobs to delete, by queue and name.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.deadJobsPurge(input, context),
  }),
}));

const JobEvent = builder.objectRef<resolve.JobEvent>('JobEvent').implement({
  description: 'A change of a job.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: 'Pass it as `after` to resume after this event.' }),
    job: t.field({ type: Job, description: 'The job as it is now.', resolve: (event) => event.job }),
    state: t.field({ type: JobState, description: 'The state that the job reached.', resolve: (event) => event.state }),
    progress: t.exposeFloat('progress', { description: 'Progress of the job at that time, from 0 to 1.' }),
    at: t.field({ type: 'DateTime', description: 'Time of the change.', resolve: (event) => event.at }),
    missed: t.field({
      type: 'SafeInt',
      description: 'Number of events dropped between the requested cursor and this one.',
      resolve: (event) => event.missed,
    }),
  }),
});

builder.subscriptionFields((t) => ({
  jobUpdated: t.field({
    type: Job,
    description: 'Sends a job at once, and again after each change of its state or progress.',
    authScopes: { role: 'WORKER' },
    args: { id: t.arg.id({ required: true, description: 'Names the job by its global id.' }) },
    subscribe: (_root, { id }, context) => resolve.jobUpdated(id, context),
    resolve: (job: JobShape) => job,
  }),
  jobEvents: t.field({
    type: JobEvent,
    description: 'Sends the changes of the jobs of a queue.',
    authScopes: { role: 'ADMIN' },
    args: {
      queue: t.arg.string({ required: true, description: 'Names the queue, such as `default`.' }),
      after: t.arg.string({
        description: 'Cursor of an earlier delivery. Sends the events after it first. Default: new events only.',
      }),
    },
    subscribe: (_root, { queue, after }, context) => resolve.jobEvents(queue, after ?? null, context),
    resolve: (event: resolve.JobEvent) => event,
  }),
}));
