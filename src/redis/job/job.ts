// Job queues as those who enqueue and watch see them; lease.ts is the workers' side. Promise: every accepted job is run at least
// once, and each of its state transitions happens exactly once.

import { Batch, shared } from '../base/batch.ts';
import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName } from '../base/name.ts';
import { checkLimit, checkSize, type PageRequest } from '../base/page.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { encodeName } from './encode.ts';
import { type Enqueued, JobInlet } from './enqueue.ts';
import { jobKeys } from './keys.ts';
import { type QueueStats, readQueue, readQueues } from './queue-stats.ts';
import { type JobParts, readJob } from './record.ts';
import { JobSchedules } from './schedule.ts';
import { ScheduleIndex } from './schedule-index.ts';
import { cancelledKept, runOnQueue } from './script.ts';
import { type Job, type JobSort, type JobState, jobLimits, type NewJob, parseJobId, usualSort } from './shapes.ts';

const cancelScript = loadScript('job/cancel');
const reviveScript = loadScript('job/revive');
const pauseScript = loadScript('job/pause');
const pageScript = loadScript('job/page');
const readScript = loadScript('job/read');
const throughputScript = loadScript('job/throughput');

/** One minute of a queue. */
export interface QueueMinute {
  readonly at: Date;
  readonly completed: number;
  /** Attempts. */
  readonly failed: number;
}

export interface PagedJob {
  readonly cursor: string;
  /** An Error for one whose record or state cannot be read. */
  readonly job: Job | Error;
}

/** What a script replies that can refuse. */
type Outcome = 'OK' | 'NOT_FOUND' | 'ILLEGAL_STATE';

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
  readonly #inlet: JobInlet;
  readonly #schedules: JobSchedules;
  readonly #scheduleIndex: ScheduleIndex;
  readonly #reads: Batch<string, Job | null>;
  readonly #queueReads: Batch<string, QueueStats | null>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#inlet = new JobInlet(redis);
    this.#schedules = new JobSchedules(redis);
    this.#scheduleIndex = new ScheduleIndex(redis);
    this.#reads = new Batch({
      group: () => 0,
      run: async (ids) => this.#readEach(ids),
      maxCalls: jobLimits.batch,
    });
    this.#queueReads = new Batch({
      group: () => 0,
      run: async (names) => shared(names, (name) => readQueue(redis, name)),
      maxCalls: jobLimits.batch,
    });
  }

  /**
   * Adds a job. Calls of one tick travel together.
   * @throws Refusal INVALID or LIMIT_EXCEEDED with the field that is wrong, CONFLICT where another job has the idempotency key.
   * Overloaded where too much waits to be sent.
   */
  async enqueue(job: NewJob): Promise<Enqueued> {
    return this.#inlet.add(job);
  }

  /**
   * Adds many jobs, in the order given where they share a queue and a priority. All are checked before the first is added.
   * @throws Refusal whose fields begin with the place of the job; JobsConflict where other jobs have the idempotency keys of some, which
   * has all others as `enqueued`.
   */
  async enqueueMany(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    return this.#inlet.addAll(jobs);
  }

  /** The job as it is now; null where there is none, or no longer. Reads of one tick travel together. */
  async get(id: string): Promise<Job | null> {
    return parseJobId(id) ? this.#reads.add(id) : null;
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

  /** All queues, sorted by name; an Error in the place of one that cannot be read. */
  queues(): Promise<(QueueStats | Error)[]> {
    return readQueues(this.#redis);
  }

  /** A queue's counts, ages and rates; null for a name that never had a job. Who asks in the same tick shares one reading. */
  queue(name: string): Promise<QueueStats | null> {
    return this.#queueReads.add(name);
  }

  /**
   * The last minutes of a queue, oldest first; the running one is the last.
   * @throws Refusal INVALID for a number of minutes that is not from 1 to `jobLimits.throughputMinutes`.
   */
  async throughput(name: string, minutes: number): Promise<QueueMinute[]> {
    checkWhole(minutes, 'minutes', 1, jobLimits.throughputMinutes);
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
    const [outcome] = (await runOnQueue(this.#redis, cancelScript, queue, [number, ...cancelledKept])) as [Outcome];
    if (outcome === 'NOT_FOUND') refuse(outcome, 'There is no such job, or no longer', 'id');
    if (outcome === 'ILLEGAL_STATE')
      refuseBut(['WAITING', 'DELAYED', 'ACTIVE'], outcome, 'The job is finished already', 'id');
  }

  /** Runs a dead or cancelled job again, with all its attempts. @throws Refusal NOT_FOUND or ILLEGAL_STATE. */
  async retry(id: string): Promise<void> {
    const { queue, number } = this.#known(id);
    const [outcome] = await this.#revive(queue, 'r', 'one', '', [number]);
    if (outcome === 'NOT_FOUND') refuse(outcome, 'There is no such job, or no longer', 'id');
    if (outcome === 'ILLEGAL_STATE')
      refuseBut(['DEAD', 'CANCELLED'], outcome, 'Only a dead or cancelled job can be run again', 'id');
  }

  /**
   * Runs dead jobs again, the oldest first, in chunks; returns their ids. `name` picks those of one handler.
   * @throws Refusal INVALID for a limit that is not from 1 to `jobLimits.deadMax`.
   */
  replayDead(queue: string, name: string | null, limit: number): Promise<readonly string[]> {
    return this.#eachDead('r', queue, name, limit);
  }

  /** Deletes dead jobs, as `replayDead` runs them again. */
  purgeDead(queue: string, name: string | null, limit: number): Promise<readonly string[]> {
    return this.#eachDead('d', queue, name, limit);
  }

  /** While a queue is paused workers take nothing from it; what they have they finish. */
  async setPaused(queue: string, paused: boolean): Promise<void> {
    if (!(await this.#isQueue(queue))) refuse('NOT_FOUND', 'There is no queue of this name.', 'name');
    // What passed until now passed while it was paused.
    if (!paused) await this.#schedules.fire(queue).catch(() => 0);
    await runOnQueue(this.#redis, pauseScript, queue, [paused ? 1 : 0]);
    // A Redis that is full takes no mark. The queue is looked at soon all the same.
    if (!paused) await this.#scheduleIndex.mark(queue).catch(() => {});
  }

  /**
   * A page of a queue's jobs in one state, sorted as asked, or as `usualSort` has it. One that cannot be read has its place in it.
   */
  async page(
    queue: string,
    state: JobState,
    { after, size, backwards }: PageRequest,
    sort: JobSort = usualSort[state],
  ): Promise<PagedJob[]> {
    checkSize(size);
    const position = after === null ? null : parseCursor(after, backwards ? 'before' : 'after');
    const fromTheStart = backwards === (sort === 'NEWEST');
    const place = [setOf[state], fromTheStart ? 'f' : 'b', position?.[0] ?? '', position?.[1] ?? '', size];
    const [found, parts] = (await this.#redis.run(
      pageScript,
      [jobKeys.queue(this.#redis.prefix, queue)],
      [...place, jobLimits.priorityMax, jobLimits.pageSearch, jobLimits.bytesPerScript],
    )) as [string[], JobParts];
    const ids = found.filter((_value, index) => index % 2 === 1).map((number) => `${queue}:${number}`);
    const read = ids.slice(0, parts[0].length).map((id, place) => readJob(id, queue, parts, place));
    // More where they are long together.
    const jobs = read.length < ids.length ? [...read, ...(await this.#readAll(queue, ids.slice(read.length)))] : read;
    return jobs.map((job, at) => ({
      cursor: `${found[2 * at]}_${found[2 * at + 1]}`,
      job: job ?? new Error(`The job ${ids[at]} cannot be read, or is no longer kept`),
    }));
  }

  /** Several jobs; null in the place of each that is gone, or of what is no id of a job. */
  async getAll(ids: readonly string[]): Promise<readonly (Job | null)[]> {
    return Promise.all(this.#readEach(ids));
  }

  /** One script for each queue, all at once. Those of a queue that cannot be read leave the others. */
  #readEach(ids: readonly string[]): (Promise<Job | null> | null)[] {
    const found: (Promise<Job | null> | null)[] = ids.map(() => null);
    const places = new Map<string, number[]>();
    for (const [place, id] of ids.entries()) {
      const queue = parseJobId(id)?.queue;
      if (queue === undefined) continue;
      const others = places.get(queue);
      if (others) others.push(place);
      else places.set(queue, [place]);
    }
    for (const [queue, all] of places) {
      const jobs = this.#readAll(
        queue,
        all.map((place) => ids[place] as string),
      );
      for (const [index, place] of all.entries()) found[place] = jobs.then((read) => read[index] ?? null);
    }
    return found;
  }

  async #readAll(queue: string, ids: readonly string[]): Promise<(Job | null)[]> {
    const found: (Job | null)[] = [];
    while (found.length < ids.length)
      found.push(...(await this.#read(queue, ids.slice(found.length, found.length + jobLimits.batch))));
    return found;
  }

  /** The first of them, as many as are not too long together. */
  async #read(queue: string, ids: readonly string[]): Promise<(Job | null)[]> {
    const args = [jobLimits.bytesPerScript, ...ids.map((id) => this.#known(id).number)];
    const parts = (await this.#redis.run(readScript, [jobKeys.queue(this.#redis.prefix, queue)], args)) as JobParts;
    return ids.slice(0, parts[0].length).map((id, place) => readJob(id, queue, parts, place));
  }

  /** Each of those that were dead when it began at most once, however soon it is dead again. */
  async #eachDead(action: 'r' | 'd', queue: string, name: string | null, limit: number): Promise<string[]> {
    checkLimit(limit, { default: jobLimits.deadMax, max: jobLimits.deadMax });
    const encoded = name === null ? '' : encodeName(name);
    const dead = await this.#deadNow(queue, name === null ? limit : Number.POSITIVE_INFINITY);
    const ids: string[] = [];
    let start = 0;
    while (ids.length < limit && start < dead.length) {
      const chunk = dead.slice(start, start + Math.min(jobLimits.deadChunk, limit - ids.length));
      const [, ...numbers] = await this.#revive(queue, action, 'dead', encoded, chunk);
      ids.push(...numbers.map((number) => `${queue}:${number}`));
      start += chunk.length;
    }
    return ids;
  }

  /** The numbers of the dead jobs, the oldest first. */
  async #deadNow(queue: string, limit: number): Promise<string[]> {
    const key = jobKeys.part(this.#redis.prefix, queue, 'dead');
    const most = Math.min(limit, await this.#redis.client.zcard(key));
    const found: string[] = [];
    while (found.length < most) {
      const size = Math.min(jobLimits.deadPage, most - found.length);
      const page = await this.#redis.client.zrange(key, String(found.length), String(found.length + size - 1));
      found.push(...page);
      if (page.length < size) break;
    }
    return found;
  }

  #revive(
    queue: string,
    action: 'r' | 'd',
    which: 'one' | 'dead',
    name: string,
    numbers: readonly string[],
  ): Promise<[outcome: Outcome, ...numbers: string[]]> {
    const args = [action, which, name, ...numbers];
    return runOnQueue(this.#redis, reviveScript, queue, args) as Promise<[Outcome, ...string[]]>;
  }

  /** The list of queues may be lost while a queue is not: they are apart from each other. */
  async #isQueue(name: string): Promise<boolean> {
    const { client, prefix } = this.#redis;
    if (await client.sismember(jobKeys.queues(prefix), name)) return true;
    if (!isName(name) || !(await client.hexists(jobKeys.meta(prefix, name), 'seq'))) return false;
    await client.sadd(jobKeys.queues(prefix), name);
    return true;
  }

  #known(id: string): { queue: string; number: string } {
    return parseJobId(id) ?? refuse('NOT_FOUND', 'That is not the id of a job', 'id');
  }

  /** The channel that tells workers to look for jobs: `w`, or `q` and the numbers of jobs that are to be cancelled. */
  wakeChannel(queue: string): string {
    return jobKeys.wake(this.#redis.channelPrefix, queue);
  }

  /** The channel whose messages name the jobs of a queue that changed; `isAboutJob` reads them. */
  changedChannel(queue: string): string {
    return jobKeys.changed(this.#redis.channelPrefix, queue);
  }
}

function parseCursor(cursor: string, argument: string): [string, string] {
  const match = /^(-?[\d.e+]+)_(\d+)$/.exec(cursor);
  if (!match) return refuse('INVALID', `${argument} is not a cursor of this list.`, argument);
  return [match[1] as string, match[2] as string];
}
