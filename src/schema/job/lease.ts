// The API for workers in other languages.

import { type Job as JobShape, jobLimits } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/lease.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Job, JobPayload } from './job.ts';

const { leaseMinMs, leaseMaxMs, leaseDefaultMs } = jobLimits;
const leaseRange = `Default: ${leaseDefaultMs / 1_000}. Range: ${leaseMinMs / 1_000}–${leaseMaxMs / 1_000}.`;

const JobLease = builder.objectRef<resolve.Lease>('JobLease').implement({
  description: 'The right of a worker to work on a job until a certain time.',
  fields: (t) => ({
    leaseToken: t.exposeString('leaseToken', {
      description: 'Fencing token of the lease. Pass it in each mutation about the job.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Time when the lease expires. After that, another worker may get the job.',
      resolve: (lease) => lease.expiresAt,
    }),
    job: t.field({ type: Job, description: 'The job of the lease.', resolve: (lease): JobShape => lease.job }),
  }),
});

const JobsClaimPayload = payloadType<{ leases: resolve.Lease[] }>(
  'JobsClaimPayload',
  'The leases of a mutation.',
  (t) => ({
    leases: t.field({
      type: [JobLease],
      description: 'The leases that the worker holds now. Empty if there was no job.',
      resolve: ({ leases }) => leases,
    }),
  }),
);

const JobsClaimInput = builder.inputType('JobsClaimInput', {
  description: 'The jobs that a worker claims.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'Name of the queue.' }),
    workerId: t.string({
      required: true,
      description:
        'Name of the worker, shown with its jobs: 1–100 letters, digits, dots, colons, at signs, hyphens and underscores.',
    }),
    count: t.int({ description: `Number of jobs to claim. Default: 1. Range: 1–${jobLimits.claim}.` }),
    leaseSeconds: t.int({ description: `Length of the leases in seconds. ${leaseRange}` }),
    names: t.stringList({
      description: `The names of the jobs that the worker knows, at most ${jobLimits.workerNames}. Jobs of other names wait for a worker that knows them. Default: all names.`,
    }),
    waitSeconds: t.int({
      description: `Time to wait for a job if there is none, in seconds. Default: 0. Range: 0–${jobLimits.claimWaitMaxSeconds}.`,
    }),
  }),
});

const JobLeaseInput = builder.inputType('JobLeaseInput', {
  description: 'A lease of the worker.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the job.' }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
  }),
});

const JobLeasesExtendInput = builder.inputType('JobLeasesExtendInput', {
  description: 'The leases to renew.',
  fields: (t) => ({
    leases: t.field({ type: [JobLeaseInput], required: true, description: `The leases; at most ${jobLimits.batch}.` }),
    leaseSeconds: t.int({ description: `Length of the leases from now, in seconds. ${leaseRange}` }),
  }),
});

const JobProgressInput = builder.inputType('JobProgressInput', {
  description: 'The progress of a job.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the job.' }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
    progress: t.float({ description: 'Progress of the attempt, from 0 to 1.' }),
    message: t.string({ description: 'Message about the progress.' }),
    log: t.string({ description: 'Line to add to the log of the job.' }),
  }),
});

const JobCompleteInput = builder.inputType('JobCompleteInput', {
  description: 'The result of a job.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the job.' }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
    result: t.field({ type: 'JSON', description: 'Result of the job: any JSON value.' }),
  }),
});

const JobFailInput = builder.inputType('JobFailInput', {
  description: 'The failure of an attempt.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the job.' }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
    message: t.string({ required: true, description: 'Message of the error.' }),
    stack: t.string({ description: 'Stack trace of the error.' }),
    retry: t.boolean({
      description: 'Whether another attempt may succeed. If false, the job becomes DEAD at once. Default: true.',
    }),
    delayMs: t.field({
      type: 'SafeInt',
      description: `How long to wait before the next attempt, in milliseconds. Range: 0 to ${jobLimits.delayMaxMs}. Default: the backoff of the job.`,
    }),
  }),
});

const JobReleaseInput = builder.inputType('JobReleaseInput', {
  description: 'A job to give back.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the job.' }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
  }),
});

builder.mutationFields((t) => ({
  jobsClaim: t.field({
    type: JobsClaimPayload,
    description: 'Claims jobs for a worker.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobsClaimInput,
        required: true,
        description: 'Sets the queue, and how many jobs to claim.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobsClaim(input, context),
  }),
  jobLeasesExtend: t.field({
    type: JobsClaimPayload,
    description: 'Renews leases. Each lost lease has a user error LEASE_LOST and does not affect the others.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobLeasesExtendInput,
        required: true,
        description: 'Lists the leases to renew, with their new duration.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobLeasesExtend(input, context),
  }),
  jobProgress: t.field({
    type: JobPayload,
    description: 'Reports the progress of a job, and adds to its log.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobProgressInput,
        required: true,
        description: 'Names the job and its lease, and gives the progress.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobProgress(input, context),
  }),
  jobComplete: t.field({
    type: JobPayload,
    description: 'Completes a job with its result.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobCompleteInput,
        required: true,
        description: 'Names the job and its lease, and gives the result.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobComplete(input, context),
  }),
  jobFail: t.field({
    type: JobPayload,
    description: 'Reports a failed attempt. Mortar retries the job, or makes it DEAD if it has no attempts left.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobFailInput,
        required: true,
        description: 'Names the job and its lease, and gives the error.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobFail(input, context),
  }),
  jobRelease: t.field({
    type: JobPayload,
    description: 'Gives a job back to its queue, ahead of the others of its priority. It is not charged an attempt.',
    authScopes: { role: 'WORKER' },
    args: {
      input: t.arg({
        type: JobReleaseInput,
        required: true,
        description: 'Names the job to give back, and its lease.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.jobRelease(input, context),
  }),
}));
