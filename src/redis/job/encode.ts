// How jobs are told to the enqueue script: those that differ in their payload alone say the rest once.

import type { ScriptArgument } from '../base/scripts.ts';
import { checkNewJob, encodePayload } from './input.ts';
import { type Backoff, jobLimits, type NewJob } from './shapes.ts';

/** What stands in a job's record between its times and its payload. */
export type JobOptions = [
  name: string,
  priority: number,
  maxAttempts: number,
  timeoutMs?: number,
  backoff?: string,
  idempotencyKey?: string,
];

export interface EncodedJob {
  /** Level, and where there is more to say delay, run-at, and lifetime and text of the idempotency key. */
  readonly how: string;
  /** As JSON, both. */
  readonly options: string;
  readonly payload: string;
}

type Encoding = Pick<EncodedJob, 'how' | 'options'>;

/** Checks and encodes jobs. Most are like the one before but for their payload, and need no second look at the rest. */
export class JobEncoder {
  #last: { readonly job: NewJob; readonly encoding: Encoding } | undefined;

  /** @throws Refusal with a problem for each field that is wrong. */
  encode(job: NewJob): EncodedJob {
    const last = this.#last;
    if (last && isLike(job, last.job)) {
      const { how, options } = last.encoding;
      return { how, options, payload: encodePayload(job.payload) };
    }
    const payload = checkNewJob(job);
    const encoding = encodeRest(job);
    // A copy, since the job is the caller's to change.
    if (isPlain(job)) this.#last = { job: { ...job, backoff: job.backoff && { ...job.backoff } }, encoding };
    return { ...encoding, payload };
  }
}

/** The arguments that job/lua/include/add.lua reads. */
export function packJobs(jobs: readonly EncodedJob[]): ScriptArgument[] {
  const args: ScriptArgument[] = [jobs.length];
  let start = 0;
  for (let end = 1; end <= jobs.length; end += 1) {
    const { how, options } = jobs[start] as EncodedJob;
    if (jobs[end]?.how === how && jobs[end]?.options === options) continue;
    // JSON has no line breaks of its own.
    const payloads = jobs.slice(start, end).map(({ payload }) => payload);
    args.push(how, options, payloads.join('\n'));
    start = end;
  }
  return args;
}

/** Whether a job has no time and no key of its own: few have the same. */
function isPlain(job: NewJob): boolean {
  return job.delayMs == null && job.runAt == null && job.idempotencyKey == null;
}

/** Whether a job differs from a plain one in its payload alone. */
function isLike(job: NewJob, plain: NewJob): boolean {
  return (
    job.queue === plain.queue &&
    job.name === plain.name &&
    job.priority === plain.priority &&
    job.maxAttempts === plain.maxAttempts &&
    job.timeoutMs === plain.timeoutMs &&
    isPlain(job) &&
    isSameBackoff(job.backoff, plain.backoff)
  );
}

function isSameBackoff(one: Backoff | null | undefined, other: Backoff | null | undefined): boolean {
  if (!one || !other) return !one && !other;
  return (
    one.kind === other.kind &&
    one.delayMs === other.delayMs &&
    one.maxDelayMs === other.maxDelayMs &&
    one.jitter === other.jitter
  );
}

function encodeRest(job: NewJob): Encoding {
  const { name, priority, delayMs, runAt, maxAttempts, timeoutMs, backoff, idempotencyKey, idempotencyTtlMs } = job;
  const level = priority ?? jobLimits.priorityDefault;
  const options: JobOptions = [name, level, maxAttempts ?? jobLimits.attemptsDefault];
  if (timeoutMs || backoff || idempotencyKey) options.push(timeoutMs ?? 0);
  if (backoff || idempotencyKey) options.push(backoff ? encodeBackoff(backoff) : '');
  if (idempotencyKey) options.push(idempotencyKey);
  const text = JSON.stringify(options);
  if (!delayMs && !runAt && !idempotencyKey) return { how: String(level), options: text };
  const key = idempotencyKey ? `${idempotencyTtlMs ?? jobLimits.idempotencyTtlMs} ${idempotencyKey}` : '0 ';
  return { how: `${level} ${delayMs ?? 0} ${Math.max(0, runAt?.getTime() ?? 0)} ${key}`, options: text };
}

function encodeBackoff({ kind, delayMs, maxDelayMs, jitter }: Backoff): string {
  const max = maxDelayMs ?? jobLimits.backoffMaxMs;
  return `${kind === 'FIXED' ? 'f' : 'e'}:${delayMs}:${max}:${jitter === false ? 0 : 1}`;
}
