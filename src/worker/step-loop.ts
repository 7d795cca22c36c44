// The conversation of a worker with its queue: each step hands in what is finished and takes what is next. Two steps are
// under way at a time, so that one half of the worker's jobs runs while the other half travels; what finishes meanwhile goes
// with the next step, so that steps become larger, not more, as the queue gets slower.

import { untilReady } from '../redis/connect.ts';
import type { RedisHandle } from '../redis/handle.ts';
import type { JobLeases } from '../redis/job-lease.ts';
import type { ClaimedJob, FinishedJob } from '../redis/job-shapes.ts';

const limits = {
  stepsUnderWay: 2,
  /** How long an idle worker sleeps where nobody wakes it. */
  pollMs: 1_000,
  afterErrorMs: 500,
} as const;

export interface StepLoopSettings {
  readonly queue: string;
  readonly workerId: string;
  readonly leaseMs: number;
  onError(error: unknown): void;
  /** How many jobs the worker may have. */
  capacity(): number;
  /** How many it has. */
  held(): number;
  take(job: ClaimedJob): void;
}

export class StepLoop {
  readonly #redis: RedisHandle;
  readonly #leases: JobLeases;
  readonly #settings: StepLoopSettings;
  #finished: FinishedJob[] = [];
  #underWay = 0;
  /** Jobs that the steps under way asked for. */
  #asked = 0;
  /** Whether there may be jobs to take. */
  #hungry = true;
  /** Counts the calls that made it so, for a step to see that one came while it was under way. */
  #rousings = 0;
  #soon: NodeJS.Immediate | undefined;
  #nap: NodeJS.Timeout | undefined;
  #stopped = false;
  #giveUpAt = Number.POSITIVE_INFINITY;
  readonly #ended: Promise<void>;
  #end!: () => void;

  constructor(redis: RedisHandle, leases: JobLeases, settings: StepLoopSettings) {
    this.#redis = redis;
    this.#leases = leases;
    this.#settings = settings;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.rouse();
  }

  /** There may be jobs to take. */
  rouse(): void {
    this.#hungry = true;
    this.#rousings += 1;
    this.#plan();
  }

  /** Takes a job to be handed in. Those of one turn of the event loop go together. */
  finish(job: FinishedJob): void {
    this.#finished.push(job);
    this.#plan();
  }

  /** Takes no more jobs from now on. */
  stop(): void {
    this.#stopped = true;
    this.#plan();
  }

  /** Resolves when all that is finished is handed in, or when Redis has been away until `giveUpAt`. */
  drain(giveUpAt: number): Promise<void> {
    this.#giveUpAt = giveUpAt;
    this.#plan();
    return this.#ended;
  }

  #plan(): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      this.#advance();
    });
  }

  /** Begins at most one step. `arriving` jobs are about to be taken. */
  #advance(arriving = 0): void {
    const want = this.#wanted(arriving);
    const due = this.#finished.length > 0 || (want > 0 && this.#hungry);
    if (due && this.#underWay < limits.stepsUnderWay) void this.#step(want);
    const done = this.#underWay === 0 && this.#finished.length === 0 && arriving === 0;
    if (done && this.#giveUpAt < Number.POSITIVE_INFINITY) this.#finishUp();
  }

  /** Half of what the worker may have, so that the other step has something to take as well. */
  #wanted(arriving: number): number {
    if (this.#stopped) return 0;
    const capacity = this.#settings.capacity();
    const free = capacity - this.#settings.held() - arriving - this.#asked;
    return Math.max(0, Math.min(free, Math.ceil(capacity / limits.stepsUnderWay)));
  }

  async #step(want: number): Promise<void> {
    const { queue, workerId, leaseMs, onError, take } = this.#settings;
    const finished = this.#finished;
    const rousings = this.#rousings;
    this.#finished = [];
    this.#underWay += 1;
    this.#asked += want;
    try {
      const { client } = this.#redis;
      if (client.status !== 'ready') await untilReady(client, limits.pollMs);
      const { claimed, nextDueMs } = await this.#leases.step({ queue, workerId, want, leaseMs, finished });
      this.#underWay -= 1;
      this.#asked -= want;
      // A full answer may have more behind it; otherwise there is nothing until somebody says so.
      if (claimed.length === want) this.#hungry ||= want > 0;
      else if (rousings === this.#rousings) this.#sleep(nextDueMs ?? limits.pollMs);
      // The next step goes before these jobs run: Redis works on it meanwhile, and the steps alternate.
      this.#advance(claimed.length);
      for (const job of claimed) take(job);
    } catch (error) {
      this.#asked -= want;
      // The answer is lost, perhaps not the step: what was handed in is handed in again, and the fence sorts it out.
      this.#finished = [...finished, ...this.#finished];
      onError(error);
      await new Promise((resolve) => setTimeout(resolve, limits.afterErrorMs));
      this.#underWay -= 1;
      if (Date.now() > this.#giveUpAt) this.#finishUp();
    }
    this.#plan();
  }

  #sleep(ms: number): void {
    this.#hungry = false;
    clearTimeout(this.#nap);
    this.#nap = setTimeout(() => this.rouse(), Math.min(ms, limits.pollMs));
  }

  #finishUp(): void {
    clearTimeout(this.#nap);
    this.#end();
  }
}
