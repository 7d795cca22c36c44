// Runs the jobs of one queue.

import { UnrecoverableError } from '../redis/base/attempt-error.ts';
import { guarded } from '../redis/base/guarded.ts';
import { type RedisHandle, useRedis } from '../redis/base/handle.ts';
import { processName } from '../redis/base/process-name.ts';
import { StepLoop } from '../redis/base/step-loop.ts';
import { within } from '../redis/base/within.ts';
import { JobLeases } from '../redis/job/lease.ts';
import { JobSchedules } from '../redis/job/schedule.ts';
import { wakeChannel } from '../redis/job/script.ts';
import type { ClaimedJob, FinishedJob } from '../redis/job/shapes.ts';
import { Ahead } from './ahead.ts';
import { Attempt } from './attempt.ts';
import type { Handler } from './handler.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { startScheduler } from './scheduler.ts';
import { checkSettings, type WorkerSettings } from './settings.ts';
import { Slots } from './slots.ts';

/** How a worker stops. */
export interface CloseSettings {
  /** How long jobs under way may take to end (5,000). */
  readonly deadlineMs?: number;
}

/** Of jobs under way when a worker is closed, if nothing else is said. */
export const closeDeadlineMs = 5_000;

const limits = {
  /** How long, after the deadline, it tries to hand in results to a Redis that is away. */
  handInMs: 5_000,
  /** For how long, and of how many jobs, it remembers that they are to be cancelled: their claim may be on its way. */
  cancelledMs: 5_000,
  cancelled: 1_000,
} as const;

export class Worker {
  readonly #redis: RedisHandle;
  readonly #releaseRedis: () => void;
  readonly #leases: JobLeases;
  readonly #settings: Required<Omit<WorkerSettings, 'retention'>>;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #running = new Map<Attempt, Promise<void>>();
  readonly #slots: Slots;
  readonly #ahead: Ahead;
  readonly #keeper: LeaseKeeper;
  /** By the part of the queue that is listened to. */
  readonly #listening = new Map<string, () => void>();
  /** Until when jobs that are to be cancelled, and are not here yet, are remembered. */
  readonly #cancelled = new Map<string, number>();
  readonly #stopScheduler: () => void;
  readonly #loop: StepLoop<ClaimedJob, FinishedJob>;
  #stopping = false;
  #closing: Promise<void> | undefined;

  /**
   * Starts working.
   * @param redis a handle, which stays the caller's, or a URL as `parseRedisUrl` understands it
   * @throws an Error that names a setting which is wrong.
   */
  constructor(redis: RedisHandle | string, settings: WorkerSettings) {
    checkSettings(settings);
    const { redis: used, release } = useRedis(redis);
    this.#redis = used;
    this.#releaseRedis = release;
    this.#leases = new JobLeases(this.#redis, settings.retention);
    this.#settings = {
      concurrency: 10,
      leaseMs: 30_000,
      workerId: processName(),
      ...settings,
      onError: guarded('onError', settings.onError),
    };
    const { queue, workerId, leaseMs, onError } = this.#settings;
    this.#slots = new Slots(queue, this.#settings.concurrency, onError);
    this.#handlers = new Map(settings.handlers.map((handler) => [handler.name, handler]));
    this.#ahead = new Ahead(this.#settings.concurrency, (job) => this.#giveBack(job));
    this.#keeper = new LeaseKeeper(this.#leases, this.#running, this.#settings);
    this.#listen();
    const schedules = new JobSchedules(this.#redis);
    this.#stopScheduler = startScheduler(() => schedules.fire(queue), onError);
    this.#loop = new StepLoop(this.#redis, {
      onError,
      step: async (want, finished) => {
        const names = [...this.#handlers.keys()];
        const { claimed, nextDueMs, refused, undone } = await this.#leases.step({
          queue,
          workerId,
          want,
          leaseMs,
          finished,
          names,
        });
        this.#listen();
        for (const { refusal } of refused) onError(refusal);
        return { taken: claimed, nextDueMs, undone: undone.map((place) => finished[place] as FinishedJob) };
      },
      capacity: () => this.#settings.concurrency + this.#ahead.most,
      held: () => this.#running.size + this.#slots.lingering + this.#ahead.size,
      take: (job) => this.#take(job),
    });
  }

  /**
   * Stops claiming, waits for the jobs under way up to the deadline, hands in their results and gives back, without
   * charging an attempt, what is not done by then. Ends its connections where it was given a URL.
   */
  close({ deadlineMs = closeDeadlineMs }: CloseSettings = {}): Promise<void> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  /** False while all of its slots are held by handlers that continue though their attempts are over: it runs no jobs. */
  get healthy(): boolean {
    return !this.#slots.allHang;
  }

  async #close(deadlineMs: number): Promise<void> {
    const giveUpAt = Date.now() + deadlineMs + limits.handInMs;
    this.#stopping = true;
    for (const stopListening of this.#listening.values()) stopListening();
    this.#stopScheduler();
    this.#loop.stop();
    this.#ahead.giveBack(() => true);
    await within(deadlineMs, Promise.all(this.#running.values()));
    for (const attempt of this.#running.keys()) {
      this.#running.delete(attempt);
      this.#giveBack(attempt.job);
      attempt.abort(new Error('The worker ends'));
    }
    await this.#loop.drain(giveUpAt);
    this.#keeper.stop();
    this.#slots.close();
    this.#releaseRedis();
  }

  #take(job: ClaimedJob): void {
    const cancelledUntil = this.#cancelled.get(job.id) ?? 0;
    this.#cancelled.delete(job.id);
    // Given back, a job that is to be cancelled is.
    if (this.#stopping || cancelledUntil > performance.now()) this.#giveBack(job);
    else if (this.#running.size + this.#slots.lingering < this.#settings.concurrency) this.#start(job);
    else this.#ahead.add(job);
  }

  #start(job: ClaimedJob): void {
    const attempt = new Attempt(job);
    this.#running.set(attempt, this.#work(attempt));
  }

  async #work(attempt: Attempt): Promise<void> {
    const { id, fence, name } = attempt.job;
    const begunAt = performance.now();
    const outcome = await attempt.run(this.#handlers.get(name));
    if (attempt.hasNotes) await this.#keeper.flush(attempt);
    // Deleted already: it was given back when the deadline came.
    if (this.#running.delete(attempt)) this.#loop.finish({ id, fence, outcome });
    this.#ahead.learn(performance.now() - begunAt);
    if (attempt.handlerEnded) this.#startNext();
    else void this.#linger(attempt);
  }

  /** The slot of a handler that ignores its signal is free when the handler has ended. */
  async #linger(attempt: Attempt): Promise<void> {
    await this.#slots.linger(attempt.handled);
    this.#startNext();
    this.#loop.rouse();
  }

  #startNext(): void {
    const next = this.#stopping ? undefined : this.#ahead.next();
    if (next) this.#start(next);
  }

  #giveBack({ id, fence }: ClaimedJob): void {
    this.#loop.finish({ id, fence, outcome: { kind: 'GIVEN_BACK' } });
  }

  /** Listens to the parts of the queue that are known by now. */
  #listen(): void {
    const parts = this.#leases.partsOf(this.#settings.queue);
    if (parts.length === this.#listening.size || this.#stopping) return;
    for (const [part, stopListening] of this.#listening) {
      if (parts.includes(part)) continue;
      stopListening();
      this.#listening.delete(part);
    }
    for (const part of parts) {
      if (this.#listening.has(part)) continue;
      this.#listening.set(
        part,
        this.#redis.listen(wakeChannel(this.#redis, part), (text) => this.#hear(part, text)),
      );
    }
  }

  // There may be jobs to take, or some that this worker has were cancelled.
  #hear(part: string, text: string): void {
    const [what, ...numbers] = text.split(' ');
    if (what === 'q') this.#cancel(new Set(numbers.map((number) => `${part}:${number}`)));
    else this.#loop.rouse();
  }

  #cancel(ids: ReadonlySet<string>): void {
    if (this.#cancelled.size + ids.size > limits.cancelled) this.#cancelled.clear();
    for (const id of ids) this.#cancelled.set(id, performance.now() + limits.cancelledMs);
    for (const attempt of this.#running.keys()) {
      if (!ids.has(attempt.job.id)) continue;
      this.#cancelled.delete(attempt.job.id);
      attempt.abort(new UnrecoverableError('The job was cancelled'));
    }
    this.#ahead.giveBack(({ id }) => ids.has(id) && this.#cancelled.delete(id));
  }
}
