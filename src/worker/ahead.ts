// Jobs that a worker has taken and not begun. Where jobs are short, the steps between them cost more than the jobs do, and one
// step for twenty costs little more than one for five. Only as many are taken ahead as begin within milliseconds, going by the
// slowest of the last jobs; where that was wrong they are given back, and other workers have them.

import type { ClaimedJob } from '../redis/job/shapes.ts';

const limits = {
  /** As many as the worker should begin within this time. */
  withinMs: 5,
  jobs: 50,
  /** Where the first has not begun by then, all are given back. */
  patienceMs: 50,
  /** How much of the slowest job's time still counts after the next job. */
  fading: 0.98,
} as const;

interface Waiting {
  readonly job: ClaimedJob;
  readonly since: number;
}

export class Ahead {
  readonly #concurrency: number;
  readonly #giveBack: (job: ClaimedJob) => void;
  #waiting: Waiting[] = [];
  #slowestMs = Number.POSITIVE_INFINITY;
  #seen = false;
  #timer: NodeJS.Timeout | undefined;

  /** `concurrency` jobs run at a time. */
  constructor(concurrency: number, giveBack: (job: ClaimedJob) => void) {
    this.#concurrency = concurrency;
    this.#giveBack = giveBack;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** How many may be taken ahead now; none before the first job is done. */
  get most(): number {
    return Math.min(limits.jobs, Math.floor((this.#concurrency * limits.withinMs) / this.#slowestMs));
  }

  /** A job took so long. */
  learn(ms: number): void {
    this.#slowestMs = this.#seen ? Math.max(ms, this.#slowestMs * limits.fading) : ms;
    this.#seen = true;
  }

  add(job: ClaimedJob): void {
    this.#waiting.push({ job, since: performance.now() });
    this.#timer ??= setTimeout(() => this.#lookAfter(), limits.patienceMs);
  }

  /** The job to begin next. */
  next(): ClaimedJob | undefined {
    return this.#waiting.shift()?.job;
  }

  /** Gives back those that this is true of; the last first, so that they lie as they lay. */
  giveBack(which: (job: ClaimedJob) => boolean): void {
    const back = this.#waiting.filter(({ job }) => which(job));
    if (back.length === 0) return;
    this.#waiting = this.#waiting.filter((each) => !back.includes(each));
    for (const { job } of back.reverse()) this.#giveBack(job);
  }

  #lookAfter(): void {
    this.#timer = undefined;
    const before = performance.now() - limits.patienceMs;
    // The jobs before them take longer than the last ones did. All go back at once, since those that are given back later
    // would lie before the others.
    if ((this.#waiting[0]?.since ?? before) < before) {
      this.learn(limits.patienceMs);
      this.giveBack(() => true);
    }
    if (this.size > 0) this.#timer = setTimeout(() => this.#lookAfter(), limits.patienceMs);
  }
}
