// How jobs are sent to the enqueue script: those that differ only in their payload send the rest once.

import type { ScriptArgument } from '../base/scripts.ts';
import { checkNewJob, encodePayload } from './input.ts';
import type { JobOptions } from './record.ts';
import { type Backoff, jobLimits, type NewJob } from './shapes.ts';

export interface EncodedJob {
  /** Level, and if there is more to say delay, run-at, and lifetime and text of the idempotency key. */
  readonly how: string;
  /** As JSON, both. */
  readonly options: string;
  readonly payload: string;
}

type Encoding = Pick<EncodedJob, 'how' | 'options'>;

/** Fields that few jobs have and fewer share: a job that has one is encoded by itself. */
const ownFields = ['delayMs', 'runAt', 'idempotencyKey', 'idempotencyTtlMs'] as const satisfies (keyof NewJob)[];

/** Every other field is stored with the job as an option, as is the idempotency key. */
type OptionField = Exclude<keyof NewJob, 'queue' | 'payload' | (typeof ownFields)[number]> | 'idempotencyKey';

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

/** The fields that jobs which differ only in their payload have in common: the queue and all options. */
const sharedFields = ['queue', ...(Object.keys(options) as OptionField[])] as const;

/** Checks and encodes jobs. Most differ from the one before only in their payload, and the rest is not judged again. */
export class JobEncoder {
  #last: { readonly shared: readonly unknown[]; readonly encoding: Encoding } | undefined;

  /** @throws Refusal with a problem for each field that is wrong. */
  encode(job: NewJob): EncodedJob {
    const plain = isPlain(job);
    const last = this.#last;
    if (plain && last && sharedFields.every((field, place) => isSame(job[field], last.shared[place]))) {
      const { how, options } = last.encoding;
      return { how, options, payload: encodePayload(job.payload) };
    }
    const payload = checkNewJob(job);
    const encoding = encodeRest(job);
    // Copies, since the job is the caller's to change.
    if (plain) this.#last = { shared: sharedFields.map((field) => copyOf(job[field])), encoding };
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

/** As `JobOptions` holds it. */
export function encodeBackoff({ kind, delayMs, maxDelayMs, jitter }: Backoff): string {
  const max = maxDelayMs ?? jobLimits.backoffMaxMs;
  return `${kind === 'FIXED' ? 'f' : 'e'}:${delayMs}:${max}:${jitter === false ? 0 : 1}`;
}

/** Whether a job has no field of its own. */
function isPlain(job: NewJob): boolean {
  return ownFields.every((field) => job[field] == null);
}

/** Whether two values of a field are the same. Objects, such as a backoff, are compared by what they hold. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const fields = Object.keys(one);
  return fields.length === Object.keys(other).length && fields.every((field) => isSame(one[field], other[field]));
}

function copyOf(value: unknown): unknown {
  return isObject(value) ? structuredClone(value) : value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function encodeRest(job: NewJob): Encoding {
  const { delayMs, runAt, idempotencyKey, idempotencyTtlMs } = job;
  const values = optionEncoders.map((encode) => encode(job));
  // Ends at the attempts at the latest, which are never 0.
  while (!values.at(-1)) values.pop();
  const level = options.priority(job);
  const text = JSON.stringify(values);
  if (!delayMs && !runAt && !idempotencyKey) return { how: String(level), options: text };
  const key = idempotencyKey ? `${idempotencyTtlMs ?? jobLimits.idempotencyTtlMs} ${idempotencyKey}` : '0 ';
  return { how: `${level} ${delayMs ?? 0} ${Math.max(0, runAt?.getTime() ?? 0)} ${key}`, options: text };
}
