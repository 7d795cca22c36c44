// Workers in any language: the same leases that Mortar's own worker uses, one call at a time.

import { type Problem, refuse } from '../../redis/base/problem.ts';
import type { FinishedJob, Job } from '../../redis/job/shapes.ts';
import { jobLimits, parseJobId } from '../../redis/job/shapes.ts';
import { type Answer, answer } from '../base/answer.ts';
import type { Context } from '../base/context.ts';
import { badInput } from '../base/errors.ts';

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
}

export interface LeaseInput {
  readonly jobId: string;
  readonly leaseToken: string;
}

/** Claims jobs; where there are none it waits for one, up to `waitSeconds`. */
export async function jobsClaim(input: ClaimInput, { stores, live }: Context): Promise<Answer<{ leases: Lease[] }>> {
  const want = within(input.count ?? 1, 1, jobLimits.claim, 'count');
  const waitMs = within(input.waitSeconds ?? 0, 0, jobLimits.claimWaitMaxSeconds, 'waitSeconds') * 1000;
  const leaseMs = readLeaseMs(input.leaseSeconds);
  const { queue, workerId } = input;
  if (!/^[\w.:@-]{1,100}$/.test(workerId))
    throw badInput('workerId must be 1 to 100 letters, digits or . : @ - _', 'workerId');
  const deadline = Date.now() + waitMs;
  for (;;) {
    const news = wakeup(live, stores.jobs.wakeChannel(queue));
    try {
      const { claimed, paused } = await stores.jobLeases.step({ queue, workerId, want, leaseMs, finished: [] });
      const leftMs = deadline - Date.now();
      if (claimed.length > 0 || leftMs <= 0) {
        const userErrors: Problem[] = paused
          ? [
              {
                code: 'QUEUE_PAUSED',
                message: 'The queue is paused: it gives out no jobs until it is resumed',
                field: ['queue'],
              },
            ]
          : [];
        return { leases: await withJobs(queue, claimed, stores), userErrors };
      }
      await news.within(Math.min(leftMs, 1_000));
    } finally {
      news.stop();
    }
  }
}

/** Renews leases; those that are lost come back as user errors that name their index. */
export async function jobLeasesExtend(
  { leases, leaseSeconds }: { leases: readonly LeaseInput[]; leaseSeconds?: number | null },
  { stores }: Context,
): Promise<Answer<{ leases: Lease[] }>> {
  if (leases.length > jobLimits.batch) throw badInput(`leases may hold ${jobLimits.batch} at most`, 'leases');
  const leaseMs = readLeaseMs(leaseSeconds);
  const userErrors: Problem[] = [];
  const renewed = await Promise.all(
    [...new Set(leases.map(({ jobId }) => queueOf(jobId)))].map(async (queue) => {
      const held: { id: string; fence: string }[] = [];
      const mine = leases.filter(({ jobId }) => queueOf(jobId) === queue);
      const touches = mine.map(({ jobId, leaseToken }) => ({ id: jobId, fence: leaseToken }));
      const answers = await stores.jobLeases.touch(queue, leaseMs, touches);
      answers.forEach((result, index) => {
        const lease = mine[index] as LeaseInput;
        if (result === 'HELD') held.push({ id: lease.jobId, fence: lease.leaseToken });
        else userErrors.push(lost(result, ['leases', String(leases.indexOf(lease))]));
      });
      return withJobs(queue, held, stores);
    }),
  );
  return { leases: renewed.flat(), userErrors };
}

export interface ProgressInput extends LeaseInput {
  readonly progress?: number | null;
  readonly message?: string | null;
  readonly log?: string | null;
}

export async function jobProgress(input: ProgressInput, { stores }: Context): Promise<Answer<{ job: Job | null }>> {
  const { jobId, leaseToken, progress, message, log } = input;
  if (progress != null && !(progress >= 0 && progress <= 1)) throw badInput('progress must be from 0 to 1', 'progress');
  const touch = {
    id: jobId,
    fence: leaseToken,
    progress: progress ?? undefined,
    message: message ?? undefined,
    log: log ?? undefined,
  };
  const [result] = await stores.jobLeases.touch(queueOf(jobId), 0, [touch]);
  const found = await stores.jobs.get(jobId);
  return { job: found, userErrors: result === 'HELD' ? [] : [lost(result ?? 'LEASE_LOST', ['leaseToken'])] };
}

export function jobComplete({ jobId, leaseToken, result }: LeaseInput & { result?: unknown }, context: Context) {
  return finish({ id: jobId, fence: leaseToken, outcome: { kind: 'COMPLETED', result } }, context);
}

export interface FailInput extends LeaseInput {
  readonly message: string;
  readonly stack?: string | null;
  readonly retry?: boolean | null;
}

export function jobFail({ jobId, leaseToken, message, stack, retry }: FailInput, context: Context) {
  const outcome = { kind: 'FAILED', message, stack: stack ?? undefined, retry: retry ?? true } as const;
  return finish({ id: jobId, fence: leaseToken, outcome }, context);
}

async function finish(finished: FinishedJob, { stores }: Context): Promise<Answer<{ job: Job | null }>> {
  return answer({ job: null }, async () => {
    const request = {
      queue: queueOf(finished.id),
      workerId: '',
      want: 0,
      leaseMs: jobLimits.leaseDefaultMs,
      finished: [finished],
    };
    const { accepted } = await stores.jobLeases.step(request);
    if (!accepted[0])
      refuse('LEASE_LOST', 'The lease ran out and another worker may have the job: drop your result', 'leaseToken');
    return { job: await stores.jobs.get(finished.id) };
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

function queueOf(jobId: string): string {
  const parsed = parseJobId(jobId);
  if (!parsed) throw badInput('jobId is not the id of a job', 'jobId');
  return parsed.queue;
}

function readLeaseMs(seconds: number | null | undefined): number {
  if (seconds == null) return jobLimits.leaseDefaultMs;
  return within(seconds, jobLimits.leaseMinMs / 1000, jobLimits.leaseMaxMs / 1000, 'leaseSeconds') * 1000;
}

function within(value: number, from: number, to: number, field: string): number {
  if (value < from || value > to) throw badInput(`${field} must be from ${from} to ${to}`, field);
  return value;
}

/** Listens before the first look, so that a job which comes between look and wait is not slept through. */
function wakeup(live: Context['live'], channel: string) {
  let woken = false;
  let wake: (() => void) | undefined;
  const stop = live.listen(channel, (text) => {
    if (text.startsWith('q')) return;
    woken = true;
    wake?.();
  });
  const within = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (woken) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return { stop, within };
}
