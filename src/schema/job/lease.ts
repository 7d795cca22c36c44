// The API for workers in other languages.

import { type Job as JobShape, jobLimits } from '../../redis/job/shapes.ts';
import * as resolve from '../../resolvers/job/lease.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { Job, JobPayload } from './job.ts';

const { leaseMinMs, leaseMaxMs, leaseDefaultMs } = jobLimits;
/** In seconds. */
const leaseRange = `${leaseMinMs / 1_000} to ${leaseMaxMs / 1_000} (${leaseDefaultMs / 1_000})`;

const JobLease = builder.objectRef<resolve.Lease>('JobLease').implement({
  description: 'The right to work on a job until a moment.',
  fields: (t) => ({
    leaseToken: t.exposeString('leaseToken', { description: 'Fencing token: give it with all that concerns the job.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Then another worker may have the job.',
      resolve: (lease) => lease.expiresAt,
    }),
    job: t.field({ type: Job, description: 'The job.', resolve: (lease): JobShape => lease.job }),
  }),
});

const JobsClaimPayload = payloadType<{ leases: resolve.Lease[] }>(
  'JobsClaimPayload',
  'Leases that are held now.',
  (t) => ({
    leases: t.field({
      type: [JobLease],
      description: 'The leases; empty where there was nothing to do.',
      resolve: ({ leases }) => leases,
    }),
  }),
);

const JobsClaimInput = builder.inputType('JobsClaimInput', {
  description: 'What a worker is ready to take.',
  fields: (t) => ({
    queue: t.string({ required: true, description: 'From which queue.' }),
    workerId: t.string({ required: true, description: 'A name for the worker, shown with its jobs.' }),
    count: t.int({ description: `At most so many: 1 to ${jobLimits.claim} (1).` }),
    leaseSeconds: t.int({ description: `How long to hold them without a renewal: ${leaseRange}.` }),
    waitSeconds: t.int({
      description: `Where there is none, wait for one so long: 0 to ${jobLimits.claimWaitMaxSeconds} (0).`,
    }),
  }),
});

const JobLeaseInput = builder.inputType('JobLeaseInput', {
  description: 'A lease that the worker believes it holds.',
  fields: (t) => ({
    jobId: t.globalID({ for: [Job], required: true, description: "The job's id." }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
  }),
});

const JobLeasesExtendInput = builder.inputType('JobLeasesExtendInput', {
  description: 'Leases to renew.',
  fields: (t) => ({
    leases: t.field({ type: [JobLeaseInput], required: true, description: 'The leases.' }),
    leaseSeconds: t.int({ description: `From now: ${leaseRange}.` }),
  }),
});

const JobProgressInput = builder.inputType('JobProgressInput', {
  description: 'How far a job is.',
  fields: (t) => ({
    jobId: t.globalID({ for: [Job], required: true, description: "The job's id." }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
    progress: t.float({ description: 'From 0 to 1.' }),
    message: t.string({ description: 'A word about it.' }),
    log: t.string({ description: "A line for the job's log." }),
  }),
});

const JobCompleteInput = builder.inputType('JobCompleteInput', {
  description: 'A job that is done.',
  fields: (t) => ({
    jobId: t.globalID({ for: [Job], required: true, description: "The job's id." }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
    result: t.field({ type: 'JSON', description: 'What came of it.' }),
  }),
});

const JobFailInput = builder.inputType('JobFailInput', {
  description: 'An attempt that failed.',
  fields: (t) => ({
    jobId: t.globalID({ for: [Job], required: true, description: "The job's id." }),
    leaseToken: t.string({ required: true, description: 'The token of the lease.' }),
    message: t.string({ required: true, description: 'What went wrong.' }),
    stack: t.string({ description: 'Where.' }),
    retry: t.boolean({ description: 'Whether another attempt can help; false makes it dead at once (true).' }),
  }),
});

builder.mutationFields((t) => ({
  jobsClaim: t.field({
    type: JobsClaimPayload,
    description: 'Takes jobs to work on.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobsClaimInput, required: true, description: 'What to take.' }) },
    resolve: (_root, { input }, context) => resolve.jobsClaim(input, context),
  }),
  jobLeasesExtend: t.field({
    type: JobsClaimPayload,
    description: 'Renews leases, so that long work is not taken for lost. Lost ones come back as user errors.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobLeasesExtendInput, required: true, description: 'Which.' }) },
    resolve: (_root, { input }, context) =>
      resolve.jobLeasesExtend(
        { ...input, leases: input.leases.map(({ jobId, leaseToken }) => ({ jobId: jobId.id, leaseToken })) },
        context,
      ),
  }),
  jobProgress: t.field({
    type: JobPayload,
    description: 'Tells how far a job is, and adds to its log.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobProgressInput, required: true, description: 'How far.' }) },
    resolve: (_root, { input }, context) => resolve.jobProgress({ ...input, jobId: input.jobId.id }, context),
  }),
  jobComplete: t.field({
    type: JobPayload,
    description: 'Hands in a result.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobCompleteInput, required: true, description: 'The result.' }) },
    resolve: (_root, { input }, context) => resolve.jobComplete({ ...input, jobId: input.jobId.id }, context),
  }),
  jobFail: t.field({
    type: JobPayload,
    description: 'Hands in a failure; the job is tried again, or is dead where it has no attempts left.',
    authScopes: { role: 'WORKER' },
    args: { input: t.arg({ type: JobFailInput, required: true, description: 'The failure.' }) },
    resolve: (_root, { input }, context) => resolve.jobFail({ ...input, jobId: input.jobId.id }, context),
  }),
}));
