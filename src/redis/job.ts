// Job queues: enqueue in batches, and one `step` that hands in finished jobs and claims new ones in a single round trip.
// Promise: every accepted job is run at least once, and each of its state transitions happens exactly once.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import { checkNewJob } from './job-input.ts';
import {
  type ClaimedJob,
  type FinishedJob,
  type Job,
  jobLimits,
  type NewJob,
  parseJobId,
  readJob,
} from './job-shapes.ts';
import { loadScript, type ScriptArgument } from './scripts.ts';

const enqueueScript = loadScript('job-enqueue');
const stepScript = loadScript('job-step');
const touchScript = loadScript('job-touch');
const statsScript = loadScript('job-stats');

export interface Enqueued {
  readonly id: string;
  /** False where the idempotency key was known and the first job is answered. */
  readonly created: boolean;
}

export interface StepRequest {
  readonly queue: string;
  readonly workerId: string;
  readonly want: number;
  readonly leaseMs: number;
  readonly finished: readonly FinishedJob[];
}

export interface StepAnswer {
  /** For each finished job whether it was still held; false: the lease was lost and nothing was changed. */
  readonly accepted: readonly boolean[];
  readonly claimed: readonly ClaimedJob[];
  /** When the next delayed job is due, in milliseconds from now; null where there is none. */
  readonly nextDueMs: number | null;
}

export interface LeaseTouch {
  readonly id: string;
  readonly fence: string;
  readonly progress?: number;
  readonly message?: string;
  readonly log?: string;
}

export type TouchAnswer = 'HELD' | 'CANCEL_REQUESTED' | 'LEASE_LOST';

export interface QueueStats {
  readonly name: string;
  readonly paused: boolean;
  readonly counts: {
    readonly waiting: number;
    readonly delayed: number;
    readonly active: number;
    readonly completed: number;
    readonly dead: number;
    readonly cancelled: number;
  };
  readonly oldestWaitingSeconds: number | null;
  readonly completedPerMinute: number;
  readonly failedPerMinute: number;
}

export class Jobs {
  readonly #redis: RedisHandle;
  readonly #enqueues: Batch<NewJob, Enqueued>;
  readonly #knownQueues = new Set<string>();
  readonly #groups = new Map<string, number>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#enqueues = new Batch({
      // Calls of one script share a queue; two queues in one batch would need two scripts.
      group: (job) => this.#queueGroup(job.queue),
      run: (jobs) => this.#enqueueAll(jobs),
      maxCalls: jobLimits.batch,
    });
  }

  /**
   * Adds a job. Calls of one tick travel together.
   * @throws Refusal INVALID or LIMIT_EXCEEDED with the field that is wrong.
   */
  async enqueue(job: NewJob): Promise<Enqueued> {
    checkNewJob(job);
    return this.#enqueues.add(job);
  }

  /** The job as it is now; null where there is none, or no longer. */
  async get(id: string): Promise<Job | null> {
    const parsed = parseJobId(id);
    if (!parsed) return null;
    const hash = await this.#redis.client.hgetall(this.#redis.keys.job(parsed.queue, parsed.number));
    return readJob(parsed.queue, parsed.number, hash);
  }

  /** The newest log lines of a job, oldest first. */
  async logs(id: string): Promise<readonly { at: Date; message: string }[]> {
    const parsed = parseJobId(id);
    if (!parsed) return [];
    const lines = await this.#redis.client.lrange(this.#redis.keys.jobLog(parsed.queue, parsed.number), 0, -1);
    return lines.map((line) => {
      const space = line.indexOf(' ');
      return { at: new Date(Number(line.slice(0, space))), message: line.slice(space + 1) };
    });
  }

  /** Hands in finished jobs and claims new ones: what a worker does, over and over. */
  async step({ queue, workerId, want, leaseMs, finished }: StepRequest): Promise<StepAnswer> {
    const args: ScriptArgument[] = [
      this.#redis.keys.queueChanged(queue),
      jobLimits.events,
      want,
      workerId,
      leaseMs,
      Math.floor(Math.random() * 2 ** 31),
      jobLimits.completedKept,
    ];
    for (const { id, fence, outcome } of finished) {
      const number = parseJobId(id)?.number ?? id;
      if (outcome.kind === 'COMPLETED') args.push('c', number, fence, JSON.stringify(outcome.result ?? null), '', -1);
      else if (outcome.kind === 'GIVEN_BACK') args.push('b', number, fence, '', '', -1);
      else {
        const { retry, message, stack, delayMs } = outcome;
        args.push(
          retry ? 'f' : 'x',
          number,
          fence,
          message.slice(0, 2_000),
          (stack ?? '').slice(0, 8_000),
          delayMs ?? -1,
        );
      }
    }
    const [done, taken, nextDueMs] = (await this.#redis.run(stepScript, [this.#redis.keys.queue(queue)], args)) as [
      number[],
      (string | number)[],
      number,
    ];
    return {
      accepted: done.map((held) => held === 1),
      claimed: readClaims(queue, taken),
      nextDueMs: nextDueMs < 0 ? null : nextDueMs,
    };
  }

  /** Renews leases (`leaseMs`, 0 to leave them) and records progress and log lines of jobs that a worker holds. */
  async touch(queue: string, leaseMs: number, touches: readonly LeaseTouch[]): Promise<readonly TouchAnswer[]> {
    const args: ScriptArgument[] = [
      this.#redis.keys.queueChanged(queue),
      jobLimits.events,
      leaseMs,
      jobLimits.logLines,
    ];
    for (const { id, fence, progress, message, log } of touches) {
      args.push(
        parseJobId(id)?.number ?? id,
        fence,
        progress ?? '',
        (message ?? '').slice(0, 500),
        (log ?? '').slice(0, 2_000),
      );
    }
    const answers = (await this.#redis.run(touchScript, [this.#redis.keys.queue(queue)], args)) as number[];
    return answers.map((answer) => (answer === 0 ? 'LEASE_LOST' : answer === 2 ? 'CANCEL_REQUESTED' : 'HELD'));
  }

  /** The names of all queues that ever had a job, sorted. */
  async queueNames(): Promise<readonly string[]> {
    return (await this.#redis.client.smembers(this.#redis.keys.queues())).sort();
  }

  /** A queue's counts, ages and rates; null for a name that never had a job. */
  async queue(name: string): Promise<QueueStats | null> {
    if (!(await this.#redis.client.sismember(this.#redis.keys.queues(), name))) return null;
    const [waiting, delayed, active, completed, dead, cancelled, paused, oldestMs, done, failed] =
      (await this.#redis.run(statsScript, [this.#redis.keys.queue(name)], [])) as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    return {
      name,
      paused: paused === 1,
      counts: { waiting, delayed, active, completed, dead, cancelled },
      oldestWaitingSeconds: oldestMs < 0 ? null : oldestMs / 1000,
      completedPerMinute: done / 5,
      failedPerMinute: failed / 5,
    };
  }

  /** The channel whose messages name the jobs of a queue that changed: lines of `<number> <state> <progress>`. */
  changedChannel(queue: string): string {
    return this.#redis.keys.queueChanged(queue);
  }

  #queueGroup(queue: string): number {
    let group = this.#groups.get(queue);
    if (group === undefined) {
      group = this.#groups.size;
      this.#groups.set(queue, group);
    }
    return group;
  }

  async #enqueueAll(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    const queue = (jobs[0] as NewJob).queue;
    if (!this.#knownQueues.has(queue)) {
      await this.#redis.client.sadd(this.#redis.keys.queues(), queue);
      this.#knownQueues.add(queue);
    }
    const args: ScriptArgument[] = [this.#redis.keys.queueChanged(queue), jobLimits.events];
    for (const job of jobs) {
      args.push(
        job.name,
        JSON.stringify(job.payload ?? null),
        job.priority ?? jobLimits.priorityDefault,
        job.delayMs ?? -1,
        job.runAt?.getTime() ?? -1,
        job.maxAttempts ?? jobLimits.attemptsDefault,
        encodeBackoff(job),
        job.timeoutMs ?? 0,
        job.idempotencyKey ?? '',
        jobLimits.idempotencyTtlMs,
      );
    }
    const answers = (await this.#redis.run(enqueueScript, [this.#redis.keys.queue(queue)], args)) as (
      | string
      | number
    )[];
    return jobs.map((_job, index) => ({
      id: `${queue}:${answers[2 * index]}`,
      created: answers[2 * index + 1] === 1,
    }));
  }
}

function encodeBackoff({ backoff }: NewJob): string {
  if (!backoff) return '';
  const { kind, delayMs, maxDelayMs, jitter } = backoff;
  const max = maxDelayMs ?? jobLimits.backoffMaxMs;
  return `${kind === 'FIXED' ? 'f' : 'e'}:${delayMs}:${max}:${jitter === false ? 0 : 1}`;
}

function readClaims(queue: string, taken: readonly (string | number)[]): ClaimedJob[] {
  const claims: ClaimedJob[] = [];
  for (let at = 0; at < taken.length; at += 10) {
    const [number, fence, name, payload, priority, attempt, maxAttempts, timeoutMs, createdAt, key] = taken.slice(
      at,
      at + 10,
    );
    claims.push({
      id: `${queue}:${number}`,
      queue,
      fence: String(fence),
      name: String(name),
      payload: JSON.parse(String(payload)),
      priority: Number(priority),
      attempt: Number(attempt),
      maxAttempts: Number(maxAttempts),
      timeoutMs: Number(timeoutMs),
      createdAt: new Date(Number(createdAt)),
      idempotencyKey: key === '' ? null : String(key),
    });
  }
  return claims;
}
