// Runs the jobs of one queue. Each step hands in what is finished and takes what is next; when there is nothing to do it
// sleeps until it is woken, the next delayed job is due or a second has passed, whichever comes first.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { connect, parseRedisUrl, untilReady } from '../redis/connect.ts';
import { RedisHandle } from '../redis/handle.ts';
import { JobLeases } from '../redis/job-lease.ts';
import { JobSchedules } from '../redis/job-schedule.ts';
import type { ClaimedJob, FinishedJob } from '../redis/job-shapes.ts';
import { Attempt } from './attempt.ts';
import { type Handler, UnrecoverableError } from './handler.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { startScheduler } from './scheduler.ts';
import { checkSettings, type WorkerSettings } from './settings.ts';

export interface CloseSettings {
  /** How long jobs under way may take to end (5,000). */
  readonly deadlineMs?: number;
}

const limits = {
  pollMs: 1_000,
  afterErrorMs: 500,
  flushMs: 2,
  closeDeadlineMs: 5_000,
  /** How long, after the deadline, it tries to hand in results to a Redis that is away. */
  handInMs: 5_000,
} as const;

export class Worker {
  readonly #redis: RedisHandle;
  readonly #ownsRedis: boolean;
  readonly #leases: JobLeases;
  readonly #settings: Required<Omit<WorkerSettings, 'retention'>>;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #running = new Map<Attempt, Promise<void>>();
  readonly #keeper: LeaseKeeper;
  readonly #stopListening: () => void;
  readonly #stopScheduler: () => void;
  readonly #loop: Promise<void>;
  #finished: FinishedJob[] = [];
  #stopping = false;
  #giveUpAt = Number.POSITIVE_INFINITY;
  #closing: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #woken = false;

  /**
   * Starts working.
   * @param redis a handle, which stays the caller's, or a URL as `parseRedisUrl` understands it
   * @throws an Error that names a setting which is wrong.
   */
  constructor(redis: RedisHandle | string, settings: WorkerSettings) {
    checkSettings(settings);
    this.#ownsRedis = typeof redis === 'string';
    this.#redis = typeof redis === 'string' ? new RedisHandle(connect(parseRedisUrl(redis), 'commands')) : redis;
    this.#leases = new JobLeases(this.#redis, settings.retention);
    this.#settings = {
      concurrency: 10,
      leaseMs: 30_000,
      workerId: `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
      onError: () => {},
      ...settings,
    };
    const { queue, onError } = this.#settings;
    this.#handlers = new Map(settings.handlers.map((handler) => [handler.name, handler]));
    this.#keeper = new LeaseKeeper(this.#leases, this.#running, this.#settings);
    this.#stopListening = this.#redis.listen(this.#redis.keys.queueWake(queue), (text) => this.#hear(text));
    this.#stopScheduler = startScheduler(new JobSchedules(this.#redis), async () => [queue], onError);
    this.#loop = this.#run();
  }

  /**
   * Stops claiming, waits for the jobs under way up to the deadline, hands in their results and gives back, without
   * charging an attempt, what is not done by then. Ends its connections where it was given a URL.
   */
  close({ deadlineMs = limits.closeDeadlineMs }: CloseSettings = {}): Promise<void> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  async #close(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    this.#giveUpAt = Date.now() + deadlineMs + limits.handInMs;
    this.#stopListening();
    this.#stopScheduler();
    this.#rouse();
    await within(deadlineMs, Promise.all(this.#running.values()));
    for (const attempt of this.#running.keys()) {
      this.#running.delete(attempt);
      this.#giveBack(attempt.job);
      attempt.abort(new Error('The worker ends'));
    }
    this.#rouse();
    await this.#loop;
    this.#keeper.stop();
    if (this.#ownsRedis) this.#redis.close();
  }

  async #run(): Promise<void> {
    for (;;) {
      const finished = this.#finished;
      this.#finished = [];
      const { queue, workerId, leaseMs, concurrency, onError } = this.#settings;
      const want = this.#stopping ? 0 : concurrency - this.#running.size;
      if (this.#stopping && finished.length === 0 && this.#running.size === 0) return;
      try {
        this.#woken = false;
        if (want === 0 && finished.length === 0) {
          await this.#sleep(limits.pollMs);
          continue;
        }
        await untilReady(this.#redis.client, limits.pollMs);
        const answer = await this.#leases.step({ queue, workerId, want, leaseMs, finished });
        for (const job of answer.claimed) {
          if (this.#stopping) this.#giveBack(job);
          else this.#start(job);
        }
        // A full answer may have more behind it; otherwise there is nothing until somebody says so.
        if (this.#stopping || this.#finished.length > 0) continue;
        const full = want > 0 && answer.claimed.length === want;
        await this.#sleep(full ? limits.flushMs : Math.min(limits.pollMs, answer.nextDueMs ?? limits.pollMs));
      } catch (error) {
        // The answer is lost, perhaps not the step: what was handed in is handed in again, and the fence sorts it out.
        this.#finished = [...finished, ...this.#finished];
        onError(error);
        if (Date.now() > this.#giveUpAt) return;
        await new Promise((resolve) => setTimeout(resolve, limits.afterErrorMs));
      }
    }
  }

  #start(job: ClaimedJob): void {
    const attempt = new Attempt(job);
    const end = async (): Promise<void> => {
      const outcome = await attempt.run(this.#handlers.get(job.name));
      await this.#keeper.flush(attempt);
      // Deleted already: it was given back when the deadline came.
      if (!this.#running.delete(attempt)) return;
      this.#finished.push({ id: job.id, fence: job.fence, outcome });
      this.#rouse();
    };
    this.#running.set(attempt, end());
  }

  #giveBack({ id, fence }: ClaimedJob): void {
    this.#finished.push({ id, fence, outcome: { kind: 'GIVEN_BACK' } });
  }

  // There may be jobs to take, or some that this worker has were cancelled.
  #hear(text: string): void {
    const [what, ...numbers] = text.split(' ');
    if (what === 'q') this.#cancel(new Set(numbers.map((number) => `${this.#settings.queue}:${number}`)));
    else this.#rouse();
  }

  #cancel(ids: ReadonlySet<string>): void {
    for (const attempt of this.#running.keys()) {
      if (ids.has(attempt.job.id)) attempt.abort(new UnrecoverableError('The job was cancelled'));
    }
  }

  #rouse(): void {
    this.#woken = true;
    this.#wake?.();
  }

  #sleep(timeoutMs: number): Promise<void> {
    if (this.#woken) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      this.#wake = finish;
    });
  }
}

/** Waits for a promise, but not longer than this. */
async function within(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([promise, patience]);
  clearTimeout(timer);
}
