// The conversation of who works with what gives out work, such as a worker with its queue: each step hands in what is
// finished and takes what is next. Two steps are under way at a time, so that one half of what was taken is worked on while
// the other half travels; what finishes meanwhile goes with the next step, so that steps become larger, not more, as Redis
// gets slower.

import { untilReady } from './connect.ts';
import type { RedisHandle } from './handle.ts';

const limits = {
  stepsUnderWay: 2,
  /** How long it sleeps when idle, where nobody wakes it. */
  pollMs: 1_000,
  afterErrorMs: 500,
} as const;

export interface StepLoopSettings<Taken, Finished> {
  /**
   * Hands in what is finished and takes as many as `want`; `nextDueMs`: when there may be more, null where that is not known; `undone`:
   * what could not be handed in, and is handed in again a moment later.
   */
  step(
    want: number,
    finished: readonly Finished[],
  ): Promise<{
    readonly taken: readonly Taken[];
    readonly nextDueMs: number | null;
    readonly undone?: readonly Finished[];
  }>;
  onError(error: unknown): void;
  /** How many may be held at a time. */
  capacity(): number;
  /** How many are. */
  held(): number;
  take(item: Taken): void;
}

export class StepLoop<Taken, Finished> {
  readonly #redis: RedisHandle;
  readonly #settings: StepLoopSettings<Taken, Finished>;
  #finished: Finished[] = [];
  #underWay = 0;
  /** Batches of what could not be handed in and waits for its next try. */
  #waiting = 0;
  /** How many the steps under way asked for. */
  #asked = 0;
  /** Whether there may be some to take. */
  #hungry = true;
  /** Counts the calls that made it so, for a step to see that one came while it was under way. */
  #rousings = 0;
  #soon: NodeJS.Immediate | undefined;
  #nap: NodeJS.Timeout | undefined;
  #stopped = false;
  #giveUpAt = Number.POSITIVE_INFINITY;
  readonly #ended: Promise<void>;
  #end!: () => void;

  constructor(redis: RedisHandle, settings: StepLoopSettings<Taken, Finished>) {
    this.#redis = redis;
    this.#settings = settings;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.rouse();
  }

  /** There may be some to take. */
  rouse(): void {
    this.#hungry = true;
    this.#rousings += 1;
    this.#plan();
  }

  /** Takes one to be handed in. Those of one turn of the event loop go together. */
  finish(item: Finished): void {
    this.#finished.push(item);
    this.#plan();
  }

  /** Takes no more from now on. */
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

  /** Begins at most one step. `arriving` are about to be taken. */
  #advance(arriving = 0): void {
    const want = this.#wanted(arriving);
    const due = this.#finished.length > 0 || (want > 0 && this.#hungry);
    if (due && this.#underWay < limits.stepsUnderWay) void this.#step(want);
    const done = this.#underWay === 0 && this.#waiting === 0 && this.#finished.length === 0 && arriving === 0;
    if (done && this.#giveUpAt < Number.POSITIVE_INFINITY) this.#finishUp();
  }

  /** Half of what may be held, so that the other step has something to take as well. */
  #wanted(arriving: number): number {
    if (this.#stopped) return 0;
    const capacity = this.#settings.capacity();
    const free = capacity - this.#settings.held() - arriving - this.#asked;
    return Math.max(0, Math.min(free, Math.ceil(capacity / limits.stepsUnderWay)));
  }

  async #step(want: number): Promise<void> {
    const { step, onError, take } = this.#settings;
    const finished = this.#finished;
    const rousings = this.#rousings;
    this.#finished = [];
    this.#underWay += 1;
    this.#asked += want;
    try {
      const { client } = this.#redis;
      if (client.status !== 'ready') await untilReady(client, limits.pollMs);
      const { taken, nextDueMs, undone = [] } = await step(want, finished);
      this.#underWay -= 1;
      this.#asked -= want;
      // A full answer may have more behind it; otherwise there is nothing until somebody says so.
      if (taken.length === want) this.#hungry ||= want > 0;
      else if (rousings === this.#rousings) this.#sleep(nextDueMs ?? limits.pollMs);
      if (undone.length > 0) this.#tryAgain(undone);
      // The next step goes before these are begun: Redis works on it meanwhile, and the steps alternate.
      this.#advance(taken.length);
      for (const item of taken) take(item);
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

  #tryAgain(undone: readonly Finished[]): void {
    this.#waiting += 1;
    setTimeout(() => {
      this.#waiting -= 1;
      this.#finished.push(...undone);
      if (Date.now() > this.#giveUpAt) this.#finishUp();
      else this.#plan();
    }, limits.afterErrorMs);
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
