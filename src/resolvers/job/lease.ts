// Workers in any language: the same leases that Mortar's own worker uses, one call at a time.

import { type Problem, rangeOf, refuse, refuseBut } from '../../redis/base/problem.ts';
import type { Job, Outcome } from '../../redis/job/shapes.ts';
import { jobLimits, parseJobId } from '../../redis/job/shapes.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { readGlobalId } from '../base/global-id.ts';
import { claimJobs } from './claim.ts';
import { type JobAnswer, requireQueue, withJob } from './job.ts';

export interface Lease {
  readonly leaseToken: string;
  readonly expiresAt: Date;
  readonly job: Job;
}

export interface ClaimInput {
  readonly queue: string;
  readonly workerId: string;
  readonly count?: number | null;
  readonly leaseSeconds?: number | null;
  readonly waitSeconds?: number | null;
  readonly names?: readonly string[] | null;
}

export interface LeaseInput {
  /** Global. */
  readonly id: string;
  readonly leaseToken: string;
}

/** Claims jobs. If there are none, it waits for one up to `waitSeconds`. */
export function jobsClaim(input: ClaimInput, context: Context): Promise<Answer<{ leases: Lease[] }>> {
  return answer<{ leases: Lease[] }>({ leases: [] }, async () => {
    requireQueue(input.queue, context);
    const want = within(input.count ?? 1, 1, jobLimits.claim, 'count');
    const waitMs = within(input.waitSeconds ?? 0, 0, jobLimits.claimWaitMaxSeconds, 'waitSeconds') * 1000;
    const leaseMs = readLeaseMs(input.leaseSeconds);
    const { queue, workerId, names } = input;
    const request = { queue, workerId, want, leaseMs, names: names ?? undefined };
    const { claimed, paused } = await claimJobs(request, Date.now() + waitMs, context);
    return { leases: await withJobs(queue, claimed, context.stores), userErrors: paused ? [pausedProblem] : [] };
  });
}

/** Renews leases; those that are lost come back as user errors that name their index. */
export function jobLeasesExtend(
  { leases, leaseSeconds }: { leases: readonly LeaseInput[]; leaseSeconds?: number | null },
  context: Context,
): Promise<Answer<{ leases: Lease[] }>> {
  const { stores } = context;
  return answer<{ leases: Lease[] }>({ leases: [] }, async () => {
    if (leases.length > jobLimits.batch)
      refuseBut(
        [rangeOf(0, jobLimits.batch, 'entries')],
        'LIMIT_EXCEEDED',
        `leases has at most ${jobLimits.batch} entries, not ${leases.length}.`,
        'leases',
      );
    const leaseMs = readLeaseMs(leaseSeconds);
    const userErrors: Problem[] = [];
    const byQueue = new Map<string, { id: string; fence: string; index: number }[]>();
    for (const [index, { id, leaseToken }] of leases.entries()) {
      const key = keyOfJob(id);
      if (key) requireQueue(key.queue, context);
      if (key) byQueue.set(key.queue, [...(byQueue.get(key.queue) ?? []), { id: key.id, fence: leaseToken, index }]);
      else userErrors.push({ ...unknownJob, field: ['leases', String(index), 'id'] });
    }
    const renewed = await Promise.all(
      Array.from(byQueue, async ([queue, touches]) => {
        const answers = await stores.jobLeases.touch(queue, leaseMs, touches);
        for (const [place, result] of answers.entries())
          if (result !== 'HELD') userErrors.push(lost(result, ['leases', String(touches[place]?.index)]));
        return withJobs(
          queue,
          touches.filter((_touch, place) => answers[place] === 'HELD'),
          stores,
        );
      }),
    );
    return { leases: renewed.flat(), userErrors };
  });
}

export interface ProgressInput extends LeaseInput {
  readonly progress?: number | null;
  readonly message?: string | null;
  readonly log?: string | null;
}

export function jobProgress({ id, leaseToken, progress, message, log }: ProgressInput, context: Context) {
  return withJob(id, context, async (key) => {
    if (progress != null && !(progress >= 0 && progress <= 1))
      refuseBut([rangeOf(0, 1)], 'INVALID', 'progress must be from 0 to 1.', 'progress');
    const touch = {
      id: key,
      fence: leaseToken,
      progress: progress ?? undefined,
      message: message ?? undefined,
      log: log ?? undefined,
    };
    const [result = 'LEASE_LOST'] = await context.stores.jobLeases.touch(queueOf(key), 0, [touch]);
    return result === 'HELD' ? [] : [lost(result, ['leaseToken'])];
  });
}

export function jobComplete({ id, leaseToken, result }: LeaseInput & { result?: unknown }, context: Context) {
  return finish(id, leaseToken, { kind: 'COMPLETED', result }, context);
}

export interface FailInput extends LeaseInput {
  readonly message: string;
  readonly stack?: string | null;
  readonly retry?: boolean | null;
  readonly delayMs?: number | null;
}

export function jobFail({ id, leaseToken, message, stack, retry, delayMs }: FailInput, context: Context) {
  const delay = delayMs ?? undefined;
  const outcome = { kind: 'FAILED', message, stack: stack ?? undefined, retry: retry ?? true, delayMs: delay } as const;
  return finish(id, leaseToken, outcome, context);
}

export function jobRelease({ id, leaseToken }: LeaseInput, context: Context) {
  return finish(id, leaseToken, { kind: 'GIVEN_BACK' }, context);
}

function finish(jobId: string, fence: string, outcome: Outcome, context: Context): Promise<JobAnswer> {
  return withJob(jobId, context, async (id) => {
    if (outcome.kind === 'FAILED' && outcome.delayMs !== undefined)
      within(outcome.delayMs, 0, jobLimits.delayMaxMs, 'delayMs');
    const finished = [{ id, fence, outcome }];
    const request = { queue: queueOf(id), workerId: '-', want: 0, leaseMs: jobLimits.leaseDefaultMs, finished };
    const { accepted, refused } = await context.stores.jobLeases.step(request);
    if (refused[0]) throw refused[0].refusal;
    if (!accepted[0])
      refuse('LEASE_LOST', 'The lease ran out and another worker may have the job: drop your result', 'leaseToken');
    return [];
  });
}

/** The leases of one queue's jobs; without those that were lost meanwhile. */
async function withJobs(
  queue: string,
  held: readonly { id: string; fence: string }[],
  { jobs, jobLeases }: Context['stores'],
): Promise<Lease[]> {
  const ids = held.map(({ id }) => id);
  const [found, expiries] = await Promise.all([jobs.getAll(ids), jobLeases.expiries(queue, ids)]);
  return held.flatMap(({ fence }, index) => {
    const [job, expiresAt] = [found[index], expiries[index]];
    return job && expiresAt ? [{ leaseToken: fence, expiresAt, job }] : [];
  });
}

function lost(result: 'LEASE_LOST' | 'CANCEL_REQUESTED', field: string[]): Problem {
  if (result === 'LEASE_LOST')
    return { code: 'LEASE_LOST', message: 'The lease ran out and another worker may have the job', field };
  return { code: 'ILLEGAL_STATE', message: 'The job is to be cancelled: stop, and fail it', field };
}

const pausedProblem: Problem = {
  code: 'QUEUE_PAUSED',
  message: 'The queue is paused: it gives out no jobs until it is resumed',
  field: ['queue'],
};

const unknownJob = { code: 'NOT_FOUND', message: 'There is no job with this id.' } as const;

/** @throws Refusal NOT_FOUND for a key that no job has. */
function queueOf(key: string): string {
  return parseJobId(key)?.queue ?? refuse(unknownJob.code, unknownJob.message, 'id');
}

/** The key in a job's global id and its queue; null for any other text. */
function keyOfJob(globalId: string): { id: string; queue: string } | null {
  const read = readGlobalId(globalId);
  const parsed = read?.typename === 'Job' ? parseJobId(read.key) : null;
  return read && parsed && { id: read.key, queue: parsed.queue };
}

function readLeaseMs(seconds: number | null | undefined): number {
  if (seconds == null) return jobLimits.leaseDefaultMs;
  return within(seconds, jobLimits.leaseMinMs / 1000, jobLimits.leaseMaxMs / 1000, 'leaseSeconds') * 1000;
}

/** @throws Refusal INVALID that names `field`. */
function within(value: number, from: number, to: number, field: string): number {
  if (value < from || value > to)
    refuseBut([rangeOf(from, to)], 'INVALID', `${field} must be from ${from} to ${to}.`, field);
  return value;
}
