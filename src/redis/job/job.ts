// Job queues as those who enqueue and watch see them; lease.ts is the workers' side. Promise: every accepted job is run at least
// once, and each of its state transitions happens exactly once.

import { Batch, shared } from '../base/batch.ts';
import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { isName, nameLengths, nameRule } from '../base/name.ts';
import type { PageRequest } from '../base/page.ts';
import { refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { DeadJobs, reviveOne } from './dead.ts';
import { type JobDefinition, type JobOptions, jobOf } from './definition.ts';
import { type Enqueued, JobInlet } from './enqueue.ts';
import { jobKeys } from './keys.ts';
import { JobPages, type PagedJob } from './page.ts';
import { QueueParts } from './parts.ts';
import { type QueueStats, readQueue, readQueues } from './queue-stats.ts';
import { type JobParts, readJob } from './record.ts';
import { JobSchedules } from './schedule.ts';
import { ScheduleIndex } from './schedule-index.ts';
import { cancelledKept, changedChannel, runOnQueue, wakeChannel } from './script.ts';
import { type Job, type JobSort, type JobState, jobLimits, type NewJob, parseJobId, usualSort } from './shapes.ts';

const cancelScript = loadScript('job/cancel');
const createScript = loadScript('job/create');
const pauseScript = loadScript('job/pause');
const readScript = loadScript('job/read');
const throughputScript = loadScript('job/throughput');

/** One minute of a queue. */
export interface QueueMinute {
  readonly at: Date;
  readonly completed: number;
  /** Attempts. */
  readonly failed: number;
}

/** What a script replies that can refuse. */
type Outcome = 'OK' | 'NOT_FOUND' | 'ILLEGAL_STATE';

export class Jobs {
  readonly #redis: RedisHandle;
  readonly #inlet: JobInlet;
  readonly #schedules: JobSchedules;
  readonly #scheduleIndex: ScheduleIndex;
  readonly #reads: Batch<string, Job | null>;
  readonly #queueReads: Batch<string, QueueStats | null>;
  readonly #parts: QueueParts;
  readonly #pages: JobPages;
  readonly #dead: DeadJobs;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#inlet = new JobInlet(redis);
    this.#schedules = new JobSchedules(redis);
    this.#scheduleIndex = new ScheduleIndex(redis);
    this.#parts = new QueueParts(redis);
    this.#pages = new JobPages(redis, (part, ids) => this.#readAll(part, ids));
    this.#dead = new DeadJobs(redis);
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
  enqueue(job: NewJob): Promise<Enqueued>;
  /**
   * Adds a job of `defineJob`.
   * @throws as above; Refusal INVALID for `payload` if it does not fit the definition.
   */
  enqueue<Input>(job: JobDefinition<Input>, payload: NoInfer<Input>, options?: JobOptions): Promise<Enqueued>;
  async enqueue(job: NewJob | JobDefinition, ...given: [payload?: unknown, options?: JobOptions]): Promise<Enqueued> {
    return this.#inlet.add(
      given.length === 0 ? (job as NewJob) : await jobOf(job as JobDefinition, given[0], given[1] ?? {}),
    );
  }

  /**
   * Adds many jobs, in the order given where they share a queue and a priority. All are checked before the first is added.
   * @throws Refusal whose fields begin with the place of the job; JobsConflict where other jobs have the idempotency keys of some, which
   * has all others as `enqueued`.
   */
  async enqueueMany(jobs: readonly NewJob[]): Promise<readonly Enqueued[]> {
    return this.#inlet.addAll(jobs);
  }

  /**
   * Makes a queue that has several parts. Jobs are dealt out among them, and each part keeps the promises of a queue without parts for its
   * own jobs. Their number does not change. If the queue has this number of parts already, nothing happens.
   * @throws Refusal INVALID, or ILLEGAL_STATE if the queue is there with another number of parts.
   */
  async create(queue: string, parts: number): Promise<void> {
    if (!isName(queue)) refuseBut(nameLengths, 'INVALID', `name ${nameRule}`, 'name');
    checkWhole(parts, 'parts', 1, jobLimits.parts);
    const { client, prefix } = this.#redis;
    const [first, ...others] = this.#parts.of(queue, parts) as [string, ...string[]];
    const make = (part: string): Promise<unknown> =>
      this.#redis.run(createScript, [jobKeys.queue(prefix, part)], [parts, part === first ? '1' : '']);
    // The first comes last: it is by what it says that jobs are sent to the others.
    await Promise.all(others.map(make));
    const [outcome, count] = (await make(first)) as ['OK'] | ['ILLEGAL_STATE', number];
    if (outcome === 'ILLEGAL_STATE') {
      const has = count === 1 ? 'no parts' : `${count} parts`;
      refuse(outcome, `There is a queue of this name, with ${has}. Delete it first, or choose another name.`, 'name');
    }
    await client.sadd(jobKeys.queues(prefix), queue);
  }

  /** The job as it is now; null where there is none, or no longer. Reads of one tick travel together. */
  async get(id: string): Promise<Job | null> {
    return parseJobId(id) ? this.#reads.add(id) : null;
  }

  /** The newest log lines of a job, oldest first. */
  async logs(id: string): Promise<readonly { at: Date; message: string }[]> {
    const parsed = parseJobId(id);
    if (!parsed) return [];
    const lines = await this.#redis.client.lrange(jobKeys.log(this.#redis.prefix, parsed.part, parsed.number), 0, -1);
    return lines.map((line) => {
      const space = line.indexOf(' ');
      return { at: new Date(Number(line.slice(0, space))), message: line.slice(space + 1) };
    });
  }

  /** The names of all queues that ever had a job, sorted. */
  async queueNames(): Promise<readonly string[]> {
    return (await this.#redis.client.smembers(jobKeys.queues(this.#redis.prefix))).sort();
  }

  /** All queues, sorted by name; an Error instead of one that cannot be read. */
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
    const read = (part: string) =>
      this.#redis.run(throughputScript, [jobKeys.queue(this.#redis.prefix, part)], [minutes]) as Promise<number[]>;
    const [first = [], ...others] = await this.#parts.readEach(name, read);
    return Array.from({ length: minutes }, (_unused, index) => {
      const [minute, completed, failed] = first.slice(3 * index, 3 * index + 3) as [number, number, number];
      const sum = { at: new Date(minute * 60_000), completed, failed };
      for (const flat of others) {
        // The clocks of two masters may be a minute apart for a moment.
        const at = flat.findIndex((each, place) => place % 3 === 0 && each === minute);
        if (at < 0) continue;
        sum.completed += flat[at + 1] as number;
        sum.failed += flat[at + 2] as number;
      }
      return sum;
    });
  }

  /**
   * Cancels a job. One that waits is out at once; the worker of one that is active hears of it, and it ends cancelled
   * unless it is done first.
   * @throws Refusal NOT_FOUND, or ILLEGAL_STATE for a finished job.
   */
  async cancel(id: string): Promise<void> {
    const { part, number } = this.#known(id);
    const [outcome] = (await runOnQueue(this.#redis, cancelScript, part, [number, ...cancelledKept])) as [Outcome];
    if (outcome === 'NOT_FOUND') refuse(outcome, 'There is no such job, or no longer', 'id');
    if (outcome === 'ILLEGAL_STATE')
      refuseBut(['WAITING', 'DELAYED', 'ACTIVE'], outcome, 'The job is finished already', 'id');
  }

  /** Runs a dead or cancelled job again, with all its attempts. @throws Refusal NOT_FOUND or ILLEGAL_STATE. */
  async retry(id: string): Promise<void> {
    const { part, number } = this.#known(id);
    const [outcome] = await reviveOne(this.#redis, part, number);
    if (outcome === 'NOT_FOUND') refuse(outcome, 'There is no such job, or no longer', 'id');
    if (outcome === 'ILLEGAL_STATE')
      refuseBut(['DEAD', 'CANCELLED'], outcome, 'Only a dead or cancelled job can be run again', 'id');
  }

  /**
   * Runs dead jobs again, the oldest first, in chunks; returns their ids. `name` picks those of one handler.
   * @throws Refusal INVALID for a limit that is not from 1 to `jobLimits.deadMax`.
   */
  replayDead(queue: string, name: string | null, limit: number): Promise<readonly string[]> {
    return this.#dead.each('r', queue, name, limit);
  }

  /** Deletes dead jobs, as `replayDead` runs them again. */
  purgeDead(queue: string, name: string | null, limit: number): Promise<readonly string[]> {
    return this.#dead.each('d', queue, name, limit);
  }

  /** While a queue is paused workers take nothing from it; what they have they finish. */
  async setPaused(queue: string, paused: boolean): Promise<void> {
    if (!(await this.#isQueue(queue))) refuse('NOT_FOUND', 'There is no queue of this name.', 'name');
    // What passed until now passed while it was paused.
    if (!paused) await this.#schedules.fire(queue).catch(() => 0);
    const [first, ...others] = (await this.#parts.read(queue)) as [string, ...string[]];
    const set = (part: string) => runOnQueue(this.#redis, pauseScript, part, [paused ? 1 : 0]);
    await Promise.all(others.map(set));
    // The first says for all whether the queue is paused.
    await set(first);
    // A Redis that is full takes no mark. The queue is looked at soon all the same.
    if (!paused) await Promise.all([first, ...others].map((part) => this.#scheduleIndex.mark(part).catch(() => {})));
  }

  /**
   * A page of a queue's jobs in one state, sorted as asked, or as `usualSort` has it. One that cannot be read has its place in it.
   */
  async page(
    queue: string,
    state: JobState,
    request: PageRequest,
    sort: JobSort = usualSort[state],
  ): Promise<PagedJob[]> {
    return this.#pages.page(queue, state, request, sort);
  }

  /** Several jobs; null instead of each that is gone, or of what is no id of a job. */
  async getAll(ids: readonly string[]): Promise<readonly (Job | null)[]> {
    return Promise.all(this.#readEach(ids));
  }

  /** One script for each part of a queue, all at once. Those of a part that cannot be read leave the others. */
  #readEach(ids: readonly string[]): (Promise<Job | null> | null)[] {
    const found: (Promise<Job | null> | null)[] = ids.map(() => null);
    const places = new Map<string, number[]>();
    for (const [place, id] of ids.entries()) {
      const part = parseJobId(id)?.part;
      if (part === undefined) continue;
      const others = places.get(part);
      if (others) others.push(place);
      else places.set(part, [place]);
    }
    for (const [part, all] of places) {
      const jobs = this.#readAll(
        part,
        all.map((place) => ids[place] as string),
      );
      for (const [index, place] of all.entries()) found[place] = jobs.then((read) => read[index] ?? null);
    }
    return found;
  }

  async #readAll(part: string, ids: readonly string[]): Promise<(Job | null)[]> {
    const found: (Job | null)[] = [];
    while (found.length < ids.length)
      found.push(...(await this.#read(part, ids.slice(found.length, found.length + jobLimits.batch))));
    return found;
  }

  /** The first of them, as many as are not too long together. */
  async #read(part: string, ids: readonly string[]): Promise<(Job | null)[]> {
    const args = [jobLimits.bytesPerScript, ...ids.map((id) => this.#known(id).number)];
    const read = (await this.#redis.run(readScript, [jobKeys.queue(this.#redis.prefix, part)], args)) as JobParts;
    return ids.slice(0, read[0].length).map((id, place) => readJob(id, part, read, place));
  }

  /** The list of queues may be lost while a queue is not: they are apart from each other. */
  async #isQueue(name: string): Promise<boolean> {
    const { client, prefix } = this.#redis;
    if (await client.sismember(jobKeys.queues(prefix), name)) return true;
    if (!isName(name) || !(await client.hexists(jobKeys.meta(prefix, name), 'seq'))) return false;
    await client.sadd(jobKeys.queues(prefix), name);
    return true;
  }

  #known(id: string): { part: string; number: string } {
    return parseJobId(id) ?? refuse('NOT_FOUND', 'That is not the id of a job', 'id');
  }

  /** The parts of a queue, each with channels of its own; the first has the name of the queue. */
  partsOf(queue: string): Promise<readonly string[]> {
    return this.#parts.read(queue);
  }

  /** The channel that tells workers to look for jobs in a part: `w`, or `q` and the numbers of jobs that are to be cancelled. */
  wakeChannel(part: string): string {
    return wakeChannel(this.#redis, part);
  }

  /** The channel whose messages name the jobs of a part that changed; `isAboutJob` reads them. */
  changedChannel(part: string): string {
    return changedChannel(this.#redis, part);
  }
}
