// Checks a job before it is sent, so that a mistake is told with its field and Redis never sees it.

import { jobLimits, type NewJob } from './job-shapes.ts';
import { type Problem, Refusal, refuse } from './problem.ts';

/** The job's payload as JSON. @throws Refusal with a problem for each field that is wrong. */
export function checkNewJob(job: NewJob): string {
  const problems: Problem[] = [];
  const { queue, name, priority, maxAttempts, delayMs, runAt, timeoutMs, backoff, idempotencyKey: key } = job;
  if (!isQueueName(queue)) wrong(problems, 'queue', 'must be 1 to 100 letters, digits, dots, dashes or underscores');
  if (name.length === 0 || name.length > jobLimits.nameLength)
    wrong(problems, 'name', `must be 1 to ${jobLimits.nameLength} characters`);
  if (!isWhole(priority, 0, jobLimits.priorityMax))
    wrong(problems, 'priority', 'must be a whole number from 0 to 9; 9 runs first');
  if (!isWhole(maxAttempts, 1, jobLimits.attemptsMax))
    wrong(problems, 'maxAttempts', `must be from 1 to ${jobLimits.attemptsMax}`);
  if (!isWhole(delayMs, 0, jobLimits.delayMaxMs)) wrong(problems, 'delayMs', 'must be from 0 to 366 days');
  if (delayMs != null && runAt != null) wrong(problems, 'runAt', 'cannot be given beside delayMs');
  if (!isWhole(timeoutMs, 1, jobLimits.timeoutMaxMs)) wrong(problems, 'timeoutMs', 'must be from 1 ms to 24 hours');
  if (!isWhole(backoff?.delayMs, 0, jobLimits.backoffMaxMs))
    wrong(problems, 'backoff', 'delayMs must be from 0 ms to 24 hours');
  if (!isWhole(backoff?.maxDelayMs, 0, jobLimits.backoffMaxMs))
    wrong(problems, 'backoff', 'maxDelayMs must be from 0 ms to 24 hours');
  if (key != null && (key.length === 0 || key.length > jobLimits.idempotencyKeyLength))
    wrong(problems, 'idempotencyKey', 'must be 1 to 200 characters');
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

function wrong(problems: Problem[], field: string, message: string): void {
  problems.push({ code: 'INVALID', message: `${field} ${message}`, field: [field] });
}

function isWhole(value: number | null | undefined, from: number, to: number): boolean {
  return value == null || (Number.isInteger(value) && value >= from && value <= to);
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
