// Job queues as those who enqueue and watch see them; lease.ts is the workers' side. Promise: every accepted job is run at least
// once, and each of its state transitions happens exactly once.

import { Batch } from '../base/batch.ts';
import type { RedisHandle } from '../base/handle.ts';
import type { PageRequest } from '../base/page.ts';
import { type Problem, Refusal, refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { type EncodedJob, JobEncoder, packJobs } from './encode.ts';
import { jobKeys } from './keys.ts';
import { type JobParts, readJob } from './record.ts';
import { runOnQueue } from './script.ts';
import { type Job, type JobState, jobLimits, type NewJob, parseJobId } from './shapes.ts';

const enqueueScript = loadScript('job/enqueue');
const cancelScript = loadScript('job/cancel');
const reviveScript = loadScript('job/revive');
const pageScript = loadScript('job/page');
const readScript = loadScript('job/read');
const statsScript = loadScript('job/stats');
const throughputScript = loadScript('job/throughput');

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

/** One minute of a queue. */
export interface QueueMinute {
  readonly at: Date;
  readonly completed: number;
  /** Attempts. */
  readonly failed: number;
}

export interface PagedJob extends Job {
  readonly cursor: string;
}

type StatsReply = [
  waiting: number,
  delayed: number,
  active: number,
  completed: number,
  dead: number,
  cancelled: number,
  paused: 0 | 1,
  oldestMs: number,
  completedLately: number,
  failedLately: number,
  spanMs: number,
];

/** What a script replies that can refuse. */
type Outcome = 'OK' | 'NOT_FOUND' | 'ILLEGAL_STATE';

/** Those of several jobs that go to one queue, and their places among all. */
interface Share {
  readonly jobs: EncodedJob[];
  readonly places: number[];
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
  readonly #enqueues: Batch<{ queue: string; job: EncodedJob }, Enqueued>;
  readonly #encoder = new JobEncoder();
  readonly #knownQueues = new Set<string>();
  readonly #groups = new Map<string, number>();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#enqueues = new Batch({
      // Calls of one script share a queue; two queues in one batch would need two scripts.
      group: ({ queue }) => this.#queueGroup(queue),
      run: (calls) =>
        this.#add(
          (calls[0] as { queue: string }).queue,
          calls.map(({ job }) => job),
        ),
      maxCalls: jobLimits.batch,
      minCalls: jobLimits.batchMin,
    });
  }

  /**
   * Adds a job. Calls of one tick travel together.
   * @throws Refusal INVALID or LIMIT_EXCEEDED with the field that is wrong.
   */
  async enqueue(job: NewJob): Promise<Enqueued> {
    return this.#enqueues.add({ queue: job.queue, job: this.#encoder.encode(job) });
  }

  /**
   * Adds many jobs, in the order given where they share a queue and a priority. All are checked before the first is added.
   * @throws Refusal whose fields begin with the place of the job.
   */
  async enqueueMany(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    const shares = new Map<string, Share>();
    const problems: Problem[] = [];
    jobs.forEach((job, place) => {
      try {
        const encoded = this.#encoder.encode(job);
        let share = shares.get(job.queue);
        if (!share) {
          share = { jobs: [], places: [] };
          shares.set(job.queue, share);
        }
        share.jobs.push(encoded);
        share.places.push(place);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        problems.push(
          ...error.problems.map((problem) => ({ ...problem, field: [String(place), ...(problem.field ?? [])] })),
        );
      }
    });
    if (problems.length > 0) throw new Refusal(problems);
    const answers: Enqueued[] = [];
    await Promise.all([...shares].map(([queue, share]) => this.#addChunks(queue, share, answers)));
    return answers;
  }

  /** The job as it is now; null where there is none, or no longer. */
  async get(id: string): Promise<Job | null> {
    if (!parseJobId(id)) return null;
    const [job] = await this.getAll([id]);
    return job ?? null;
  }

  /** The newest log lines of a job, oldest first. */
  async logs(id: string): Promise<readonly { at: Date; message: string }[]> {
    const parsed = parseJobId(id);
    if (!parsed) return [];
    const lines = await this.#redis.client.lrange(jobKeys.log(this.#redis.prefix, parsed.queue, parsed.number), 0, -1);
    return lines.map((line) => {
      const space = line.indexOf(' ');
      return { at: new Date(Number(line.slice(0, space))), message: line.slice(space + 1) };
    });
  }

  /** The names of all queues that ever had a job, sorted. */
  async queueNames(): Promise<readonly string[]> {
    return (await this.#redis.client.smembers(jobKeys.queues(this.#redis.prefix))).sort();
  }

  /** A queue's counts, ages and rates; null for a name that never had a job. */
  async queue(name: string): Promise<QueueStats | null> {
    if (!(await this.#redis.client.sismember(jobKeys.queues(this.#redis.prefix), name))) return null;
    const [waiting, delayed, active, completed, dead, cancelled, paused, oldestMs, done, failed, spanMs] =
      (await this.#redis.run(
        statsScript,
        [jobKeys.queue(this.#redis.prefix, name)],
        [jobLimits.priorityMax, jobLimits.rateMinutes],
      )) as StatsReply;
    const minutes = spanMs / 60_000;
    return {
      name,
      paused: paused === 1,
      counts: { waiting, delayed, active, completed, dead, cancelled },
      oldestWaitingSeconds: oldestMs < 0 ? null : oldestMs / 1000,
      completedPerMinute: done / minutes,
      failedPerMinute: failed / minutes,
    };
  }

  /** The last minutes of a queue, oldest first; the running one is the last. At most `jobLimits.throughputMinutes`. */
  async throughput(name: string, minutes: number): Promise<QueueMinute[]> {
    const flat = (await this.#redis.run(
      throughputScript,
      [jobKeys.queue(this.#redis.prefix, name)],
      [minutes],
    )) as number[];
    return Array.from({ length: minutes }, (_unused, index) => {
      const [minute, completed, failed] = flat.slice(3 * index, 3 * index + 3) as [number, number, number];
      return { at: new Date(minute * 60_000), completed, failed };
    });
  }

  /**
   * Cancels a job. One that waits is out at once; of one that is active the worker is told, and it ends cancelled unless
   * it is done first.
   * @throws Refusal NOT_FOUND, or ILLEGAL_STATE for a finished job.
   */
  async cancel(id: string): Promise<void> {
    const { queue, number } = this.#known(id);
    const [outcome] = (await runOnQueue(this.#redis, cancelScript, queue, [number])) as [Outcome];
    if (outcome === 'NOT_FOUND') refuse(outcome, 'There is no such job, or no longer', 'id');
    if (outcome === 'ILLEGAL_STATE') refuse(outcome, 'The job is finished already', 'id');
  }

  /** Runs a dead or cancelled job again, with all its attempts. @throws Refusal NOT_FOUND or ILLEGAL_STATE. */
  async retry(id: string): Promise<void> {
    const { queue, number } = this.#known(id);
    const [outcome] = await this.#revive(queue, 'r', number, '', 0, 0);
    if (outcome === 'NOT_FOUND') refuse(outcome, 'There is no such job, or no longer', 'id');
    if (outcome === 'ILLEGAL_STATE') refuse(outcome, 'Only a dead or cancelled job can be run again', 'id');
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
    const { client, prefix } = this.#redis;
    if (!(await client.sismember(jobKeys.queues(prefix), queue)))
      refuse('NOT_FOUND', 'There is no queue of that name', 'queue');
    await client.hset(jobKeys.meta(prefix, queue), 'paused', paused ? '1' : '0');
    await client.publish(this.changedChannel(queue), paused ? 'paused' : 'resumed');
    if (!paused) await client.publish(this.wakeChannel(queue), 'w');
  }

  /** A page of a queue's jobs in one state: in the order they will run, became due or finished, or backwards. */
  async page(queue: string, state: JobState, { after, size, backwards }: PageRequest): Promise<PagedJob[]> {
    const position = after === null ? null : parseCursor(after, backwards ? 'before' : 'after');
    const place = [setOf[state], backwards ? 'b' : 'f', position?.[0] ?? '', position?.[1] ?? '', size];
    const found = (await this.#redis.run(
      pageScript,
      [jobKeys.queue(this.#redis.prefix, queue)],
      [...place, jobLimits.priorityMax, jobLimits.pageSearch],
    )) as string[];
    const numbers = found.filter((_value, index) => index % 2 === 1);
    const jobs = await this.getAll(numbers.map((number) => `${queue}:${number}`));
    return jobs.flatMap((job, index) => (job ? [{ ...job, cursor: `${found[2 * index]}_${numbers[index]}` }] : []));
  }

  /** Several jobs of one queue; null in the place of each that is gone. */
  async getAll(ids: readonly string[]): Promise<readonly (Job | null)[]> {
    const found: (Job | null)[] = [];
    for (let start = 0; start < ids.length; start += jobLimits.batch)
      found.push(...(await this.#read(ids.slice(start, start + jobLimits.batch))));
    return found;
  }

  async #read(ids: readonly string[]): Promise<(Job | null)[]> {
    const { queue } = this.#known(ids[0] as string);
    const numbers = ids.map((id) => this.#known(id).number);
    const parts = (await this.#redis.run(readScript, [jobKeys.queue(this.#redis.prefix, queue)], numbers)) as JobParts;
    return ids.map((id, place) => readJob(id, queue, parts, place));
  }

  async #eachDead(action: 'r' | 'd', queue: string, name: string | null, limit: number): Promise<number> {
    let total = 0;
    let passed = 0;
    while (total < limit) {
      const chunk = Math.min(jobLimits.deadChunk, limit - total);
      const [, done = 0, others = 0] = await this.#revive(queue, action, '', name ?? '', chunk, passed);
      total += done;
      passed += others;
      if (done + others < chunk) break;
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
  ): Promise<[outcome: Outcome, count?: number, others?: number]> {
    const args = [action, number, name, most, skip];
    return runOnQueue(this.#redis, reviveScript, queue, args) as Promise<[Outcome, number?, number?]>;
  }

  #known(id: string): { queue: string; number: string } {
    return parseJobId(id) ?? refuse('NOT_FOUND', 'That is not the id of a job', 'id');
  }

  /** The channel that tells workers to look for jobs: `w`, or `q` and the numbers of jobs that are to be cancelled. */
  wakeChannel(queue: string): string {
    return jobKeys.wake(this.#redis.prefix, queue);
  }

  /** The channel whose messages name the jobs of a queue that changed; `isAboutJob` reads them. */
  changedChannel(queue: string): string {
    return jobKeys.changed(this.#redis.prefix, queue);
  }

  #queueGroup(queue: string): number {
    let group = this.#groups.get(queue);
    if (group === undefined) {
      group = this.#groups.size;
      this.#groups.set(queue, group);
    }
    return group;
  }

  // The next chunk is packed while Redis works on the one before.
  async #addChunks(queue: string, { jobs, places }: Share, answers: Enqueued[]): Promise<void> {
    let before: Promise<void> | undefined;
    for (let start = 0; start < jobs.length; start += jobLimits.batch) {
      const adding = this.#add(queue, jobs.slice(start, start + jobLimits.batch)).then((added) => {
        added.forEach((answer, index) => {
          answers[places[start + index] as number] = answer;
        });
      });
      adding.catch(() => {});
      await before;
      before = adding;
    }
    await before;
  }

  async #add(queue: string, jobs: readonly EncodedJob[]): Promise<readonly Enqueued[]> {
    if (!this.#knownQueues.has(queue)) {
      await this.#redis.client.sadd(jobKeys.queues(this.#redis.prefix), queue);
      this.#knownQueues.add(queue);
    }
    const reply = await runOnQueue(this.#redis, enqueueScript, queue, packJobs(jobs));
    const [first, ...known] = reply as [number, ...(string | number)[]];
    const answers = jobs.map((_job, place) => ({ id: `${queue}:${first + place}`, created: true }));
    for (let at = 0; at < known.length; at += 2)
      answers[known[at] as number] = { id: `${queue}:${known[at + 1]}`, created: false };
    return answers;
  }
}

function parseCursor(cursor: string, argument: string): [string, string] {
  const match = /^(-?[\d.e+]+)_(\d+)$/.exec(cursor);
  if (!match) return refuse('INVALID', `${argument} is not a cursor of this list.`, argument);
  return [match[1] as string, match[2] as string];
}
