// What a queue does, in plain TypeScript: the states of its jobs and who holds them, without a thought of how it is stored.

import type { JobState, Outcome } from '../../src/redis/job/shapes.ts';

export interface ModelJob {
  readonly id: string;
  readonly level: number;
  readonly maxAttempts: number;
  /** Ms before the next attempt, by the attempt that failed. */
  readonly backoffMs: (attempt: number) => number;
  state: JobState;
  attempt: number;
  cancelRequested: boolean;
  /** The token of whoever holds it. */
  fence: string | null;
  /** When it is due, its lease ends or it has ended: ms. */
  at: number;
  /** Its place among those of its level; lower is earlier. */
  place: number;
  /** A job that was cancelled while it waited and lives again may have its old place or a new one. */
  placeKnown: boolean;
}

export interface Kept {
  readonly COMPLETED: number;
  readonly DEAD: number;
  readonly CANCELLED: number;
}

export class QueueModel {
  readonly jobs = new Map<string, ModelJob>();
  now: number;
  paused = false;
  /** Jobs wanted so far: what decides whose turn it is. */
  wanted = 0;
  readonly #kept: Kept;
  /** Whether the queue knows how many cancelled jobs its workers keep. */
  hasWorker = false;
  #last = 0;
  #first = 0;

  constructor(now: number, kept: Kept) {
    this.now = now;
    this.#kept = kept;
  }

  in(state: JobState): ModelJob[] {
    return [...this.jobs.values()].filter((job) => job.state === state).sort(byTime);
  }

  add(job: Pick<ModelJob, 'id' | 'level' | 'maxAttempts' | 'backoffMs'>, due: number): void {
    const added: ModelJob = {
      ...job,
      state: 'DELAYED',
      attempt: 0,
      cancelRequested: false,
      fence: null,
      at: due,
      place: 0,
      placeKnown: true,
    };
    this.jobs.set(job.id, added);
    if (due <= this.now) this.#makeReady(added);
  }

  /** Whether it was still held. */
  handIn(id: string, fence: string, outcome: Outcome): boolean {
    const job = this.held(id, fence);
    if (!job) return false;
    if (outcome.kind === 'COMPLETED') this.#end(job, 'COMPLETED');
    else if (outcome.kind === 'FAILED') this.#endAttempt(job, outcome.retry, outcome.delayMs);
    else if (job.cancelRequested) this.#end(job, 'CANCELLED');
    else {
      job.state = 'WAITING';
      job.attempt -= 1;
      this.#first -= 1;
      job.place = this.#first;
    }
    return true;
  }

  held(id: string, fence: string): ModelJob | null {
    const job = this.jobs.get(id);
    return job?.state === 'ACTIVE' && job.fence === fence ? job : null;
  }

  /** What is due becomes ready; ms until the next is. */
  promote(): number | null {
    for (const job of this.in('DELAYED')) if (job.at <= this.now) this.#makeReady(job);
    const [next] = this.in('DELAYED');
    return next ? next.at - this.now : null;
  }

  reclaim(): void {
    for (const job of this.in('ACTIVE')) if (job.at <= this.now) this.#endAttempt(job, true);
  }

  prune(states: readonly (keyof Kept)[] = ['COMPLETED', 'DEAD', 'CANCELLED']): void {
    for (const state of states) {
      const ended = this.in(state);
      for (const { id } of ended.slice(0, Math.max(0, ended.length - this.#kept[state]))) this.jobs.delete(id);
    }
  }

  claim(id: string, fence: string, leaseMs: number): void {
    const job = this.jobs.get(id) as ModelJob;
    Object.assign(job, { state: 'ACTIVE', fence, attempt: job.attempt + 1, at: this.now + leaseMs, placeKnown: true });
  }

  /** Where it is already over: false; where it is no more: null. */
  cancel(id: string): boolean | null {
    const job = this.jobs.get(id);
    if (!job) return null;
    if (job.state === 'ACTIVE') job.cancelRequested = true;
    else if (job.state === 'WAITING' || job.state === 'DELAYED') {
      if (job.state === 'WAITING') job.placeKnown = false;
      this.#end(job, 'CANCELLED');
    } else return false;
    if (this.hasWorker) this.prune(['CANCELLED']);
    return true;
  }

  /** Where it is neither dead nor cancelled: false; where it is no more: null. */
  retry(id: string): boolean | null {
    const job = this.jobs.get(id);
    if (!job) return null;
    if (job.state !== 'DEAD' && job.state !== 'CANCELLED') return false;
    job.attempt = 0;
    job.cancelRequested = false;
    this.#makeReady(job);
    return true;
  }

  #makeReady(job: ModelJob): void {
    this.#last += 1;
    job.place = this.#last;
    job.state = 'WAITING';
  }

  #endAttempt(job: ModelJob, retry: boolean, delayMs?: number): void {
    if (job.cancelRequested) this.#end(job, 'CANCELLED');
    else if (!retry || job.attempt >= job.maxAttempts) this.#end(job, 'DEAD');
    else Object.assign(job, { state: 'DELAYED', at: this.now + (delayMs ?? job.backoffMs(job.attempt)) });
  }

  #end(job: ModelJob, state: JobState): void {
    Object.assign(job, { state, at: this.now });
  }
}

/** As a sorted set orders: by score, then by the number's digits. */
function byTime(a: ModelJob, b: ModelJob): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}
