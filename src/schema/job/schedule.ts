import { encodeGlobalID } from '@pothos/plugin-relay';
import type { Schedule, ScheduleMissed, ScheduleOverlap } from '../../redis/job/schedule-record.ts';
import { jobLimits, priorityRange } from '../../redis/job/shapes.ts';
import { isStaff } from '../../resolvers/base/owner.ts';
import { shown } from '../../resolvers/base/shown.ts';
import * as resolve from '../../resolvers/job/queue.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Backoff, BackoffInput } from './backoff.ts';
import { Queue } from './queue.ts';

const ScheduleOverlapType = builder.enumType('ScheduleOverlap', {
  description: 'What happens at a time of a schedule if its last job is not finished.',
  values: {
    QUEUE: { description: 'Mortar adds another job.' },
    SKIP: { description: 'Mortar adds no job.' },
    REPLACE: { description: 'Mortar cancels the last job and adds another.' },
  } as const satisfies Record<ScheduleOverlap, unknown>,
});

const ScheduleMissedType = builder.enumType('ScheduleMissed', {
  description:
    'What happens with the times of a schedule that pass while its queue is paused, or while no process of Mortar runs.',
  values: {
    ONE: { description: 'Mortar adds one job for all of them when the queue is resumed or a process runs again.' },
    ALL: {
      description: `Mortar adds one job for each of them then, for the newest ${jobLimits.schedulesMissed} at most. With an overlap other than QUEUE it adds one job.`,
    },
    NONE: {
      description: `Mortar adds no job. A time counts as missed if no process looks within ${jobLimits.scheduleLateMs / 1_000} seconds.`,
    },
  } as const satisfies Record<ScheduleMissed, unknown>,
});

const JobSchedule = builder.objectRef<Schedule>('JobSchedule');

builder.node(JobSchedule, {
  description: 'A cron schedule, which enqueues a job at each of its times.',
  id: { resolve: resolve.scheduleKey },
  loadOne: (key, context) => (isStaff(context) ? resolve.jobSchedule(key, context) : null),
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Name of the schedule within its queue.' }),
    cron: t.exposeString('cron', {
      description:
        'Times of the schedule: five cron fields, six with seconds first, or a nickname such as `@daily`. docs/jobs.md has the dialect.',
    }),
    timezone: t.exposeString('timezone', { description: 'IANA time zone of the cron fields.' }),
    jobName: t.exposeString('jobName', { description: 'Name of the handler of the jobs.' }),
    payload: t.field({
      type: 'JSON',
      description: 'Input of the handler.',
      resolve: (schedule) => schedule.payload,
    }),
    priority: t.exposeInt('priority', { description: `Priority of the jobs. Range: ${priorityRange}.` }),
    maxAttempts: t.exposeInt('maxAttempts', { description: 'Attempts of each job.' }),
    backoff: t.field({
      type: Backoff,
      nullable: true,
      description: 'The delay between the attempts of a job. Null for the default of all jobs.',
      resolve: (schedule) => schedule.backoff,
    }),
    timeoutMs: t.exposeInt('timeoutMs', {
      nullable: true,
      description: 'Longest time of an attempt, in milliseconds. Null for no limit.',
    }),
    overlap: t.field({
      type: ScheduleOverlapType,
      description: 'What happens at a time of the schedule if its last job is not finished.',
      resolve: (schedule) => schedule.overlap,
    }),
    missed: t.field({
      type: ScheduleMissedType,
      description: 'What happens with times that pass while the queue is paused, or while no process of Mortar runs.',
      resolve: (schedule) => schedule.missed,
    }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Next time of the schedule. Null if there is none.',
      resolve: (schedule) => schedule.nextRunAt,
    }),
    lastRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Time when the schedule last enqueued a job. Null if it never did.',
      resolve: (schedule) => schedule.lastRunAt,
    }),
  }),
});

builder.objectField(Queue, 'schedules', (t) =>
  t.field({
    type: [JobSchedule],
    complexity: { field: 5, multiplier: 20 },
    isolated: true,
    description: 'The cron schedules of the queue, sorted by key.',
    authScopes: { role: 'ADMIN' },
    resolve: async (queue, _args, { stores }) => shown(await stores.jobSchedules.listed(queue.name)),
  }),
);

const JobScheduleSetInput = builder.inputType('JobScheduleSetInput', {
  description: 'A cron schedule to set.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Name of the queue of the jobs.' }),
    key: t.string({
      required: true,
      description: 'Name of the schedule within its queue. A schedule of the same name is replaced.',
    }),
    cron: t.string({
      required: true,
      description:
        'Times of the schedule: five cron fields, six with seconds first, or a nickname such as `@daily`. docs/jobs.md has the dialect.',
    }),
    timezone: t.string({ description: 'IANA time zone of the cron fields, such as `Europe/Berlin`. Default: UTC.' }),
    jobName: t.string({ required: true, description: 'Name of the handler of the jobs.' }),
    payload: t.field({ type: 'JSON', description: 'Input of the handler. Default: an empty object.' }),
    priority: t.int({
      description: `Priority of the jobs. Default: ${jobLimits.priorityDefault}. Range: ${priorityRange}.`,
    }),
    maxAttempts: t.int({
      description: `Attempts of each job. Default: ${jobLimits.attemptsDefault}. Range: 1 to ${jobLimits.attemptsMax}.`,
    }),
    backoff: t.field({ type: BackoffInput, description: 'Wait before another attempt. Default: that of all jobs.' }),
    timeoutMs: t.int({ description: 'How long an attempt may take, in milliseconds. Default: no limit.' }),
    overlap: t.field({
      type: ScheduleOverlapType,
      description: 'What happens at a time of the schedule if its last job is not finished. Default: QUEUE.',
    }),
    missed: t.field({
      type: ScheduleMissedType,
      description:
        'What happens with times that pass while the queue is paused, or while no process of Mortar runs. Default: ONE.',
    }),
  }),
});

const JobScheduleDeleteInput = builder.inputType('JobScheduleDeleteInput', {
  description: 'The schedule to delete.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Name of the queue.' }),
    key: t.string({ required: true, description: 'Name of the schedule within its queue.' }),
  }),
});

const JobSchedulePayload = payloadType<resolve.ScheduleFields>(
  'JobSchedulePayload',
  'The schedule of a mutation.',
  (t) => ({
    schedule: t.field({
      type: JobSchedule,
      nullable: true,
      description: 'The schedule as it is now, also if the mutation was refused. Null if there is none.',
      resolve: ({ schedule }) => schedule,
    }),
    queue: t.field({
      type: Queue,
      nullable: true,
      description: 'The queue of the schedule. Null if there is none.',
      resolve: ({ queue }) => queue,
    }),
  }),
);

const JobScheduleDeletePayload = payloadType<resolve.ScheduleFields>(
  'JobScheduleDeletePayload',
  'The schedule that was deleted.',
  (t) => ({
    deletedId: t.id({
      nullable: true,
      description: 'The id of the deleted schedule, to remove it from a cache. Null if none was deleted.',
      resolve: ({ schedule }) => schedule && encodeGlobalID('JobSchedule', resolve.scheduleKey(schedule)),
    }),
    schedule: t.field({
      type: JobSchedule,
      nullable: true,
      description: 'The schedule as it was before it was deleted. Null if none was deleted.',
      resolve: ({ schedule }) => schedule,
    }),
    queue: t.field({
      type: Queue,
      nullable: true,
      description: 'The queue of the schedule. Null if there is none.',
      resolve: ({ queue }) => queue,
    }),
  }),
);

builder.mutationFields((t) => ({
  jobScheduleSet: t.field({
    type: JobSchedulePayload,
    description: 'Adds a cron schedule, or replaces the one with the same key.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: JobScheduleSetInput,
        required: true,
        description: 'Gives the queue, the key and the times of the schedule.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobScheduleSet(input, context),
  }),
  jobScheduleDelete: t.field({
    type: JobScheduleDeletePayload,
    description: 'Deletes a cron schedule.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: JobScheduleDeleteInput,
        required: true,
        description: 'Names the schedule to delete by its queue and key.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobScheduleDelete(input, context),
  }),
}));
