// How jobs are sent to the enqueue script: those that differ only in their payload send the rest once.

import { digestOfJson } from '../base/json-text.ts';
import type { ScriptArgument } from '../base/scripts.ts';
import { checkNewJob, encodePayload } from './input.ts';
import type { JobOptions } from './record.ts';
import { type Backoff, jobLimits, type NewJob } from './shapes.ts';

export interface EncodedJob {
  /** Level, and if there is more to say delay, run-at, and lifetime, digest and text of the idempotency key. */
  readonly how: string;
  /** As JSON, both. */
  readonly options: string;
  readonly payload: string;
  /** What chooses its part of the queue; null for any. */
  readonly key: string | null;
}

type Encoding = Pick<EncodedJob, 'how' | 'options' | 'key'>;

/** Fields that few jobs have and fewer share: a job that has one is encoded by itself. */
type OwnField = 'delayMs' | 'runAt' | 'idempotencyKey' | 'idempotencyTtlMs';

/** Every other field but the queue and the key of its part, which say where it is, is stored with the job as an option. So is the idempotency key. */
type OptionField = Exclude<keyof NewJob, 'queue' | 'payload' | 'partKey' | OwnField> | 'idempotencyKey';

/** The options in the order of `JobOptions`. A field that is added to `NewJob` does not compile until it is here. */
const options: { readonly [Field in OptionField]: (job: NewJob) => JobOptions[number] } = {
  name: ({ name }) => name,
  priority: ({ priority }) => priority ?? jobLimits.priorityDefault,
  maxAttempts: ({ maxAttempts }) => maxAttempts ?? jobLimits.attemptsDefault,
  timeoutMs: ({ timeoutMs }) => timeoutMs ?? 0,
  backoff: ({ backoff }) => (backoff ? encodeBackoff(backoff) : ''),
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey ?? '',
};

const optionEncoders = Object.values(options);

/** Checks and encodes jobs. Most differ from the one before only in their payload, and the rest is not judged again. */
export class JobEncoder {
  #last: { readonly job: NewJob; readonly encoding: Encoding } | undefined;

  /** @throws Refusal with a problem for each field that is wrong. */
  encode(job: NewJob): EncodedJob {
    const last = this.#last;
    if (last && isLike(job, last.job)) {
      const { how, options, key } = last.encoding;
      return { how, options, key, payload: encodePayload(job.payload) };
    }
    const payload = checkNewJob(job);
    const encoding = encodeRest(job, payload);
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

/** A job's name as its options hold it, which scripts compare. */
export function encodeName(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}

/** About the bytes of a job that are sent: its characters, since counting bytes costs as much as sending them. */
export function bytesOf({ how, options, payload }: EncodedJob): number {
  return how.length + options.length + payload.length;
}

/** As `JobOptions` holds it. */
export function encodeBackoff({ kind, delayMs, maxDelayMs, jitter }: Backoff): string {
  const max = maxDelayMs ?? jobLimits.backoffMaxMs;
  return `${kind === 'FIXED' ? 'f' : 'e'}:${delayMs}:${max}:${jitter === false ? 0 : 1}`;
}

/** Whether a job has no field of its own. */
function isPlain(job: NewJob): boolean {
  const absent: Judged<OwnField> = {
    delayMs: job.delayMs == null,
    runAt: job.runAt == null,
    idempotencyKey: job.idempotencyKey == null,
    idempotencyTtlMs: job.idempotencyTtlMs == null,
  };
  return isEach(absent);
}

/** Whether two jobs differ only in their payload. */
function isLike(one: NewJob, other: NewJob): boolean {
  const same: Judged<Exclude<keyof NewJob, 'payload'>> = {
    queue: one.queue === other.queue,
    name: one.name === other.name,
    priority: one.priority === other.priority,
    maxAttempts: one.maxAttempts === other.maxAttempts,
    timeoutMs: one.timeoutMs === other.timeoutMs,
    backoff: isSameBackoff(one.backoff, other.backoff),
    delayMs: one.delayMs === other.delayMs,
    runAt: one.runAt === other.runAt,
    idempotencyKey: one.idempotencyKey === other.idempotencyKey,
    idempotencyTtlMs: one.idempotencyTtlMs === other.idempotencyTtlMs,
    partKey: one.partKey === other.partKey,
  };
  return isEach(same);
}

function isSameBackoff(one: Backoff | null | undefined, other: Backoff | null | undefined): boolean {
  if (!one || !other) return !one && !other;
  const same: Judged<keyof Backoff> = {
    kind: one.kind === other.kind,
    delayMs: one.delayMs === other.delayMs,
    maxDelayMs: one.maxDelayMs === other.maxDelayMs,
    jitter: one.jitter === other.jitter,
  };
  return isEach(same);
}

/** A verdict on each field: none can be left out. */
type Judged<Field extends string> = { readonly [Each in Field]: boolean };

function isEach<Field extends string>(verdicts: Judged<Field>): boolean {
  for (const field in verdicts) if (!verdicts[field]) return false;
  return true;
}

function encodeRest(job: NewJob, payload: string): Encoding {
  const { delayMs, runAt, idempotencyKey, idempotencyTtlMs } = job;
  // What has an idempotency key is where that is known.
  const key = job.partKey ?? idempotencyKey ?? null;
  const values: JobOptions[number][] = [];
  for (const encode of optionEncoders) values.push(encode(job));
  // Ends at the attempts at the latest, which are never 0.
  while (!values.at(-1)) values.pop();
  const level = options.priority(job);
  const text = JSON.stringify(values);
  if (!delayMs && !runAt && !idempotencyKey) return { how: String(level), options: text, key };
  const ttlMs = idempotencyTtlMs ?? jobLimits.idempotencyTtlMs;
  const known = idempotencyKey ? `${ttlMs} ${digestOfJson(payload, `${job.name}\n`)} ${idempotencyKey}` : '0 - ';
  return { how: `${level} ${delayMs ?? 0} ${Math.max(0, runAt?.getTime() ?? 0)} ${known}`, options: text, key };
}
