// Job queues as those who enqueue and watch see them; job-lease.ts is the workers' side. Promise: every accepted job is run
// at least once, and each of its state transitions happens exactly once.

import { Batch } from './batch.ts';
import type { RedisHandle } from './handle.ts';
import { checkNewJob } from './job-input.ts';
import { type Job, type JobState, jobLimits, type NewJob, parseJobId, readJob } from './job-shapes.ts';
import { refuse } from './problem.ts';
import { loadScript, type ScriptArgument } from './scripts.ts';

const enqueueScript = loadScript('job-enqueue');
const cancelScript = loadScript('job-cancel');
const reviveScript = loadScript('job-revive');
const pageScript = loadScript('job-page');
const statsScript = loadScript('job-stats');

export interface Enqueued {
  readonly id: string;
  /** False where the idempotency key was known and the first job is answered. */
  readonly created: boolean;
}

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

export interface PageRequest {
  /** A cursor of an earlier page; in the direction asked for, what comes behind it. */
  readonly after: string | null;
  readonly size: number;
  readonly backwards: boolean;
}

export interface PagedJob extends Job {
  readonly cursor: string;
}

const setOf: Record<JobState, string> = {
  WAITING: 'p',
  DELAYED: 'delayed',
  ACTIVE: 'lease',
  COMPLETED: 'done',
  DEAD: 'dead',
  CANCELLED: 'cancelled',
};

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

  /**
   * Cancels a job. One that waits is out at once; of one that is active the worker is told, and it ends cancelled unless
   * it is done first.
   * @throws Refusal NOT_FOUND, or ILLEGAL_STATE for a finished job.
   */
  async cancel(id: string): Promise<void> {
    const { queue, number } = this.#known(id);
    const answer = await this.#redis.run(cancelScript, [this.#redis.keys.queue(queue)], [...this.#head(queue), number]);
    if (answer === 0) refuse('NOT_FOUND', 'There is no such job, or no longer', 'id');
    if (answer === -1) refuse('ILLEGAL_STATE', 'The job is finished already', 'id');
  }

  /** Runs a dead or cancelled job again, with all its attempts. @throws Refusal NOT_FOUND or ILLEGAL_STATE. */
  async retry(id: string): Promise<void> {
    const { queue, number } = this.#known(id);
    const [answer] = await this.#revive(queue, 'r', number, '', 0, 0);
    if (answer === 0) refuse('NOT_FOUND', 'There is no such job, or no longer', 'id');
    if (answer === -1) refuse('ILLEGAL_STATE', 'Only a dead or cancelled job can be run again', 'id');
  }

  /** Runs dead jobs again, the oldest first, in chunks; returns how many. `name` picks those of one handler. */
  replayDead(queue: string, name: string | null, limit: number): Promise<number> {
    return this.#eachDead('r', queue, name, limit);
  }

  /** Deletes dead jobs, the oldest first, in chunks; returns how many. */
  purgeDead(queue: string, name: string | null, limit: number): Promise<number> {
    return this.#eachDead('d', queue, name, limit);
  }

  /** While a queue is paused workers take nothing from it; what they have they finish. */
  async setPaused(queue: string, paused: boolean): Promise<void> {
    const { client, keys } = this.#redis;
    if (!(await client.sismember(keys.queues(), queue))) refuse('NOT_FOUND', 'There is no queue of that name', 'queue');
    await client.hset(keys.queueMeta(queue), 'paused', paused ? '1' : '0');
    await client.publish(this.changedChannel(queue), paused ? '0 paused 0' : '0 w 0');
  }

  /** A page of a queue's jobs in one state: in the order they will run, became due or finished, or backwards. */
  async page(queue: string, state: JobState, { after, size, backwards }: PageRequest): Promise<PagedJob[]> {
    const position = after === null ? null : parseCursor(after);
    const args = [setOf[state], backwards ? 'b' : 'f', position?.[0] ?? '', position?.[1] ?? '', size];
    const found = (await this.#redis.run(
      pageScript,
      [this.#redis.keys.queue(queue)],
      [...this.#head(queue), ...args],
    )) as string[];
    const numbers = found.filter((_value, index) => index % 2 === 1);
    const jobs = await this.getAll(numbers.map((number) => `${queue}:${number}`));
    return jobs.flatMap((job, index) => (job ? [{ ...job, cursor: `${found[2 * index]}_${numbers[index]}` }] : []));
  }

  /** Several jobs of one queue in one round trip; null in the place of each that is gone. */
  async getAll(ids: readonly string[]): Promise<readonly (Job | null)[]> {
    if (ids.length === 0) return [];
    const pipeline = this.#redis.client.pipeline();
    const parsed = ids.map((id) => this.#known(id));
    for (const { queue, number } of parsed) pipeline.hgetall(this.#redis.keys.job(queue, number));
    const replies = (await pipeline.exec()) ?? [];
    return parsed.map(({ queue, number }, index) => {
      const [error, hash] = replies[index] ?? [new Error('The pipeline gave no answer'), {}];
      if (error) throw error;
      return readJob(queue, number, hash as Record<string, string>);
    });
  }

  async #eachDead(action: 'r' | 'd', queue: string, name: string | null, limit: number): Promise<number> {
    let total = 0;
    let passed = 0;
    while (total < limit) {
      const chunk = Math.min(jobLimits.deadChunk, limit - total);
      const [done, left] = (await this.#revive(queue, action, '', name ?? '', chunk, passed)) as [number, number];
      total += done;
      passed += left;
      if (done + left < chunk) break;
    }
    return total;
  }

  #revive(
    queue: string,
    action: 'r' | 'd',
    number: string,
    name: string,
    most: number,
    skip: number,
  ): Promise<number[]> {
    const args = [...this.#head(queue), action, number, name, most, skip];
    return this.#redis.run(reviveScript, [this.#redis.keys.queue(queue)], args) as Promise<number[]>;
  }

  /** What every script of a queue is given first. */
  #head(queue: string): [string, number] {
    return [this.#redis.keys.queueChanged(queue), jobLimits.events];
  }

  #known(id: string): { queue: string; number: string } {
    return parseJobId(id) ?? refuse('NOT_FOUND', 'That is not the id of a job', 'id');
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
    const args: ScriptArgument[] = this.#head(queue);
    for (const job of jobs) {
      args.push(
        job.name,
        JSON.stringify(job.payload ?? {}),
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

function parseCursor(cursor: string): [string, string] {
  const match = /^(-?[\d.e+]+)_(\d+)$/.exec(cursor);
  if (!match) return refuse('INVALID', 'The cursor is not one of this list', 'after');
  return [match[1] as string, match[2] as string];
}
