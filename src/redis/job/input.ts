// Checks a job before it is sent, so that a mistake is told with its field and Redis never sees it.

import { encodeJson } from '../base/json-text.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import { type Problem, Refusal, rangeOf } from '../base/problem.ts';
import { isText } from '../base/text.ts';
import { type Backoff, jobLimits, type NewJob, priorityRange } from './shapes.ts';

const hourMs = 3_600_000;
const backoffRange = `must be from 0 ms to ${jobLimits.backoffMaxMs / hourMs} hours`;

/** The job's payload as JSON. @throws Refusal with a problem for each field that is wrong. */
export function checkNewJob(job: NewJob): string {
  const problems: Problem[] = [];
  const { queue, name, priority, maxAttempts, delayMs, runAt, timeoutMs, backoff, idempotencyKey: key } = job;
  if (!isName(queue)) wrong(problems, 'queue', nameRule, nameLengths);
  if (!isText(name, jobLimits.nameLength))
    wrong(problems, 'name', `must be 1 to ${jobLimits.nameLength} characters, none of them half of an emoji`, [
      rangeOf(1, jobLimits.nameLength, 'characters'),
    ]);
  if (!isWhole(priority, 0, jobLimits.priorityMax))
    wrong(problems, 'priority', `must be a whole number from ${priorityRange}`, [rangeOf(0, jobLimits.priorityMax)]);
  if (!isWhole(maxAttempts, 1, jobLimits.attemptsMax))
    wrong(problems, 'maxAttempts', `must be from 1 to ${jobLimits.attemptsMax}`, [rangeOf(1, jobLimits.attemptsMax)]);
  if (!isWhole(delayMs, 0, jobLimits.delayMaxMs))
    wrong(problems, 'delayMs', `must be from 0 to ${jobLimits.delayMaxMs / (24 * hourMs)} days`, [
      rangeOf(0, jobLimits.delayMaxMs),
    ]);
  if (runAt != null && !isRunAt(runAt))
    wrong(problems, 'runAt', 'must be a date before the year 2200', [
      rangeOf('1970-01-01T00:00:00.000Z', new Date(jobLimits.runAtMaxMs - 1).toISOString()),
    ]);
  if (delayMs != null && runAt != null) wrong(problems, 'runAt', 'cannot be given beside delayMs');
  if (!isWhole(timeoutMs, 1, jobLimits.timeoutMaxMs))
    wrong(problems, 'timeoutMs', `must be from 1 ms to ${jobLimits.timeoutMaxMs / hourMs} hours`, [
      rangeOf(1, jobLimits.timeoutMaxMs),
    ]);
  if (backoff != null) judgeBackoff(problems, backoff);
  if (key != null && !isText(key, jobLimits.idempotencyKeyLength))
    wrong(
      problems,
      'idempotencyKey',
      `must be 1 to ${jobLimits.idempotencyKeyLength} characters, none of them half of an emoji`,
      [rangeOf(1, jobLimits.idempotencyKeyLength, 'characters')],
    );
  if (job.partKey != null && !isText(job.partKey, jobLimits.idempotencyKeyLength))
    wrong(
      problems,
      'partKey',
      `must be 1 to ${jobLimits.idempotencyKeyLength} characters, none of them half of an emoji`,
      [rangeOf(1, jobLimits.idempotencyKeyLength, 'characters')],
    );
  if (!isWhole(job.idempotencyTtlMs, jobLimits.idempotencyTtlMinMs, jobLimits.idempotencyTtlMaxMs))
    wrong(
      problems,
      'idempotencyTtlMs',
      `must be from ${jobLimits.idempotencyTtlMinMs / 1_000} s to ${jobLimits.idempotencyTtlMaxMs / (24 * hourMs)} days`,
      [rangeOf(jobLimits.idempotencyTtlMinMs, jobLimits.idempotencyTtlMaxMs)],
    );
  try {
    const payload = encodePayload(job.payload);
    if (problems.length === 0) return payload;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(...error.problems);
  }
  throw new Refusal(problems);
}

function judgeBackoff(problems: Problem[], { kind, delayMs, maxDelayMs }: Backoff): void {
  const range = [0, jobLimits.backoffMaxMs] as const;
  if (kind !== 'FIXED' && kind !== 'EXPONENTIAL')
    wrong(problems, 'backoff.kind', 'must be FIXED or EXPONENTIAL', ['FIXED', 'EXPONENTIAL']);
  if (delayMs == null || !isWhole(delayMs, ...range))
    wrong(problems, 'backoff.delayMs', backoffRange, [rangeOf(...range)]);
  if (!isWhole(maxDelayMs, ...range)) wrong(problems, 'backoff.maxDelayMs', backoffRange, [rangeOf(...range)]);
}

/** `path` has dots between its fields. */
function wrong(problems: Problem[], path: string, message: string, allowed?: readonly string[]): void {
  const problem: Problem = { code: 'INVALID', message: `${path} ${message}`, field: path.split('.') };
  problems.push(allowed ? { ...problem, allowed } : problem);
}

/** A date that is invalid has no time. One that is past is due now. */
function isRunAt(date: Date): boolean {
  return date instanceof Date && date.getTime() < jobLimits.runAtMaxMs;
}

function isWhole(value: number | null | undefined, from: number, to: number): boolean {
  return value == null || (Number.isInteger(value) && value >= from && value <= to);
}

/** A job's payload as JSON. @throws Refusal INVALID or LIMIT_EXCEEDED where it cannot be sent. */
export function encodePayload(payload: unknown): string {
  return encodeJson('payload', payload ?? {}, jobLimits.payloadBytes, 'store it elsewhere and enqueue where it is');
}

/** A job's result as JSON. @throws Refusal INVALID or LIMIT_EXCEEDED where it cannot be kept. */
export function encodeResult(result: unknown): string {
  return encodeJson('result', result ?? null, jobLimits.resultBytes, 'store it elsewhere and return where it is');
}
