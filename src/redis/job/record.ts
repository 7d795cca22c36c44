// How jobs are stored: the one description of it, for the scripts too. A job that waits is one short record in the hash `jobs`; what
// becomes of it is kept beside it, in the hashes `state`, `results`, `errors` and `progress`.
//
// jobs:  "<created>[+<delay>]<options>\n<payload>": created in ms, the ms of delay that the job was added with, its options
//        (JobOptions) and its payload as JSON. Scripts read the options by their places, as the text that JSON.stringify writes.
// state: "<letter><fence> <attempt> <started> <worker> <run at> <bytes>[ <finished>]", times in ms, with 0, or - for the worker, for
//        what is unknown. A job that has waited ever since it was added has no state. Bytes: what the job holds, counted once a
//        worker has claimed it or it is finished; 0 before. Letters: w waiting, y delayed, a active, q active and to be cancelled,
//        c completed, x dead, k cancelled, b quarantined since something of it cannot be read.
// errors: a JSON array with a line for each error, so that one more needs no decoding.

import { queueOfPart } from './part-name.ts';
import { type ClaimedJob, type Job, type JobFailure, type JobState, jobLimits } from './shapes.ts';

/** A JSON array; the last ones are left out if they are 0 or ''. */
export type JobOptions = [
  name: string,
  priority: number,
  maxAttempts: number,
  timeoutMs?: number,
  /** "<kind: f or e>:<delay in ms>:<longest delay in ms>:<jitter: 0 or 1>" */
  backoff?: string,
  idempotencyKey?: string,
];

/** Some jobs' parts, as the read script answers them; null where there is none. */
export type JobParts = readonly [
  records: readonly (string | null)[],
  states: readonly (string | null)[],
  results: readonly (string | null)[],
  errors: readonly (string | null)[],
  progress: readonly (string | null)[],
];

/** The letters of states; `q` is an active job that is to be cancelled. */
const states: Partial<Record<string, JobState>> = {
  w: 'WAITING',
  y: 'DELAYED',
  a: 'ACTIVE',
  q: 'ACTIVE',
  c: 'COMPLETED',
  x: 'DEAD',
  k: 'CANCELLED',
};

/** The state that a script's letter stands for; undefined for a letter that tells of something else. */
export function readState(letter: string): JobState | undefined {
  return states[letter];
}

/** Reads the job at one place of the parts; null where there is none that can be read. */
export function readJob(id: string, part: string, parts: JobParts, place: number): Job | null {
  const [record, state, result, errors, progress] = parts.map((each) => each[place] ?? null) as (string | null)[];
  if (!record) return null;
  const read = tryRead(record);
  const [letter = 'w', attempt, startedAt, workerId, laterRunAt, finishedAt] = readStateRecord(state ?? null);
  const standing = readState(letter);
  if (!read || !standing) return null;
  const { name, priority, maxAttempts, idempotencyKey, payload, createdAt, runAt } = read;
  const space = progress?.indexOf(' ') ?? -1;
  return {
    id,
    queue: queueOfPart(part),
    name,
    payload,
    priority,
    state: standing,
    progress: letter === 'c' ? 1 : readProgress(progress?.slice(0, space)),
    progressMessage: progress?.slice(space + 1) || null,
    attempt: Number(attempt ?? 0) || 0,
    maxAttempts,
    idempotencyKey,
    result: parseOr(result, null),
    errors: readErrors(errors),
    createdAt: new Date(createdAt),
    runAt: readDate(laterRunAt) ?? runAt,
    startedAt: readDate(startedAt),
    finishedAt: readDate(finishedAt),
    workerId: workerId === undefined || workerId === '-' ? null : workerId,
  };
}

/** What a claim took: the jobs, and those that cannot be read. */
export interface Claims {
  readonly claimed: ClaimedJob[];
  readonly unreadable: { readonly id: string; readonly fence: string }[];
}

/** Reads what a claim says about the jobs it took: id, fence, attempt and record of each. */
export function readClaims(part: string, taken: readonly (string | number)[]): Claims {
  const queue = queueOfPart(part);
  const claims: ClaimedJob[] = [];
  const unreadable: Claims['unreadable'] = [];
  const last: LastOptions = { text: '', options: ['', 0, 0] };
  for (let at = 0; at < taken.length; at += 4) {
    const read = tryRead(taken[at + 3] as string, last);
    if (!read) {
      unreadable.push({ id: `${part}:${taken[at]}`, fence: String(taken[at + 1]) });
      continue;
    }
    const { name, payload, priority, maxAttempts, timeoutMs, createdAt, idempotencyKey } = read;
    claims.push({
      id: `${part}:${taken[at]}`,
      queue,
      fence: String(taken[at + 1]),
      name,
      payload,
      priority,
      attempt: taken[at + 2] as number,
      maxAttempts,
      timeoutMs,
      createdAt: new Date(createdAt),
      idempotencyKey,
    });
  }
  return { claimed: claims, unreadable };
}

/** The options of the record before, which most jobs of a claim share: they are read once. */
interface LastOptions {
  text: string;
  options: JobOptions;
}

/** Undefined for a record that is not one. */
function tryRead(record: string, like?: LastOptions): ReturnType<typeof readRecord> | undefined {
  try {
    const read = readRecord(record, like);
    const sound = typeof read.name === 'string' && isCount(read.priority) && isCount(read.maxAttempts);
    return sound && isTime(read.createdAt) && (read.runAt === null || isTime(read.runAt.getTime())) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

/** The last moment that a Date can have. */
const lastTimeMs = 8.64e15;

/** Whether a date can have it. */
function isTime(milliseconds: number): boolean {
  return Math.abs(milliseconds) <= lastTimeMs;
}

export function parseOr(text: string | null | undefined, otherwise: unknown): unknown {
  if (text == null) return otherwise;
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

function readErrors(text: string | null | undefined): readonly JobFailure[] {
  const errors = parseOr(text, []);
  if (!Array.isArray(errors)) return [];
  const sound = (errors as JobFailure[]).filter(
    (each) => isCount(each?.attempt) && typeof each.message === 'string' && isTime(each.at),
  );
  return sound.slice(-jobLimits.errors);
}

/** From 0 to 1. */
function readProgress(text: string | undefined): number {
  const progress = Number(text ?? 0);
  return progress >= 0 && progress <= 1 ? progress : 0;
}

function readRecord(record: string, last: LastOptions = { text: '', options: ['', 0, 0] }) {
  const start = record.indexOf('[');
  const end = record.indexOf('\n');
  const text = record.slice(start, end);
  if (text !== last.text || text === '') {
    last.options = JSON.parse(text) as JobOptions;
    last.text = text;
  }
  const [name, priority, maxAttempts, timeoutMs = 0, , idempotencyKey = null] = last.options;
  const [created, delay] = record.slice(0, start).split('+');
  const createdAt = Number(created);
  return {
    name,
    priority,
    maxAttempts,
    timeoutMs,
    idempotencyKey,
    payload: JSON.parse(record.slice(end + 1)) as unknown,
    createdAt,
    runAt: delay === undefined ? null : new Date(createdAt + Number(delay)),
  };
}

/** Letter, attempt, started, worker, run at, finished; empty for a job that was never taken nor delayed. */
function readStateRecord(record: string | null): (string | undefined)[] {
  if (record === null) return [];
  const [letterAndFence, attempt, startedAt, workerId, runAt, , finishedAt] = record.split(' ');
  return [letterAndFence?.[0], attempt, startedAt, workerId, runAt, finishedAt];
}

function readDate(milliseconds: string | undefined): Date | null {
  const time = Number(milliseconds ?? 0);
  return time > 0 && isTime(time) ? new Date(time) : null;
}
