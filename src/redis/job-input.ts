// Checks a job before it is sent, so that a mistake is told with its field and Redis never sees it.

import { jobLimits, type NewJob } from './job-shapes.ts';
import { type Problem, Refusal, refuse } from './problem.ts';

/** The job's payload as JSON. @throws Refusal with a problem for each field that is wrong. */
export function checkNewJob(job: NewJob): string {
  const problems: Problem[] = [];
  const check = (allowed: boolean, field: string, message: string): void => {
    if (!allowed) problems.push({ code: 'INVALID', message: `${field} ${message}`, field: [field] });
  };
  const whole = (value: number | null | undefined, from: number, to: number): boolean =>
    value == null || (Number.isInteger(value) && value >= from && value <= to);

  check(isQueueName(job.queue), 'queue', 'must be 1 to 100 letters, digits, dots, dashes or underscores');
  check(
    job.name.length > 0 && job.name.length <= jobLimits.nameLength,
    'name',
    `must be 1 to ${jobLimits.nameLength} characters`,
  );
  check(whole(job.priority, 0, jobLimits.priorityMax), 'priority', 'must be a whole number from 0 to 9; 9 runs first');
  check(whole(job.maxAttempts, 1, jobLimits.attemptsMax), 'maxAttempts', `must be from 1 to ${jobLimits.attemptsMax}`);
  check(whole(job.delayMs, 0, jobLimits.delayMaxMs), 'delayMs', 'must be from 0 to 366 days');
  check(job.delayMs == null || job.runAt == null, 'runAt', 'cannot be given beside delayMs');
  check(whole(job.timeoutMs, 1, jobLimits.timeoutMaxMs), 'timeoutMs', 'must be from 1 ms to 24 hours');
  check(whole(job.backoff?.delayMs, 0, jobLimits.backoffMaxMs), 'backoff', 'delayMs must be from 0 ms to 24 hours');
  check(
    whole(job.backoff?.maxDelayMs, 0, jobLimits.backoffMaxMs),
    'backoff',
    'maxDelayMs must be from 0 ms to 24 hours',
  );
  const key = job.idempotencyKey;
  check(
    key == null || (key.length > 0 && key.length <= jobLimits.idempotencyKeyLength),
    'idempotencyKey',
    'must be 1 to 200 characters',
  );
  const payload = JSON.stringify(job.payload ?? {});
  const bytes = Buffer.byteLength(payload);
  if (bytes > jobLimits.payloadBytes) {
    problems.push({
      code: 'LIMIT_EXCEEDED',
      message: `payload is ${bytes} bytes long, at most ${jobLimits.payloadBytes} are allowed: store it elsewhere and enqueue where it is`,
      field: ['payload'],
    });
  }
  if (problems.length > 0) throw new Refusal(problems);
  return payload;
}

export function isQueueName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name);
}

/** A job's result as JSON. @throws Refusal INVALID or LIMIT_EXCEEDED where it cannot be kept. */
export function encodeResult(result: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(result ?? null);
  } catch (error) {
    return refuse('INVALID', `result is not JSON: ${(error as Error).message}`, 'result');
  }
  if (text === undefined) return refuse('INVALID', `result is not JSON: it is a ${typeof result}`, 'result');
  const bytes = Buffer.byteLength(text);
  if (bytes <= jobLimits.resultBytes) return text;
  return refuse(
    'LIMIT_EXCEEDED',
    `result is ${bytes} bytes long, at most ${jobLimits.resultBytes} are allowed: store it elsewhere and return where it is`,
    'result',
  );
}
