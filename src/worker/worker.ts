// Runs the jobs of one queue. Each step hands in what is finished and takes what is next; when there is nothing to do it
// sleeps until it is woken, the next delayed job is due or a second has passed, whichever comes first.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { JobLeases, LeaseTouch } from '../redis/job-lease.ts';
import type { ClaimedJob, FinishedJob, Outcome } from '../redis/job-shapes.ts';
import { type Handler, RetryLaterError, UnrecoverableError } from './handler.ts';

export interface WorkerSettings {
  readonly queue: string;
  readonly handlers: readonly Handler[];
  /** Jobs at a time (10). */
  readonly concurrency?: number;
  /** How long a job is held without a sign of life (30,000). */
  readonly leaseMs?: number;
  readonly workerId?: string;
  /** Told of what goes wrong outside a handler, such as Redis being away. */
  onError?(error: unknown): void;
}

/**
 * Passes on the messages of a queue's channel, and '' after an outage, until the returned function is called: `Live.listen`
 * for that channel.
 */
export type ListenToQueue = (queue: string, onMessage: (text: string) => void) => () => void;

interface Running {
  readonly job: ClaimedJob;
  readonly abort: AbortController;
  progress?: { done: number; message?: string };
  logs: string[];
}

const pollMs = 1_000;
const afterErrorMs = 500;
const flushMs = 2;

export class Worker {
  readonly #leases: JobLeases;
  readonly #settings: Required<Omit<WorkerSettings, 'onError'>> & Pick<WorkerSettings, 'onError'>;
  readonly #handlers: Map<string, Handler>;
  readonly #running = new Map<string, Running>();
  #finished: FinishedJob[] = [];
  #stopping = false;
  #wake: (() => void) | undefined;
  #woken = false;
  #touchTimer: NodeJS.Timeout | undefined;
  readonly #stopListening: () => void;
  readonly #loop: Promise<void>;

  constructor(leases: JobLeases, listen: ListenToQueue, settings: WorkerSettings) {
    this.#leases = leases;
    this.#settings = {
      concurrency: 10,
      leaseMs: 30_000,
      workerId: `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
      ...settings,
    };
    this.#handlers = new Map(settings.handlers.map((handler) => [handler.name, handler]));
    this.#stopListening = listen(settings.queue, (text) => this.#hear(text));
    this.#scheduleTouch();
    this.#loop = this.#run();
  }

  /**
   * Stops claiming, waits for the jobs under way up to `deadlineMs`, hands in their results and gives back what is left
   * without charging an attempt.
   */
  async close(deadlineMs = 5_000): Promise<void> {
    this.#stopping = true;
    this.#stopListening();
    this.#rouse();
    const deadline = Date.now() + deadlineMs;
    while (this.#running.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const [id, { job, abort }] of this.#running) {
      abort.abort(new Error('The worker stops'));
      this.#running.delete(id);
      this.#finished.push({ id, fence: job.fence, outcome: { kind: 'GIVEN_BACK' } });
    }
    this.#rouse();
    await this.#loop;
    clearTimeout(this.#touchTimer);
  }

  async #run(): Promise<void> {
    let triesLeft = 5;
    for (;;) {
      const finished = this.#finished;
      this.#finished = [];
      const { queue, workerId, leaseMs, concurrency } = this.#settings;
      const want = this.#stopping ? 0 : concurrency - this.#running.size;
      if (this.#stopping && finished.length === 0 && this.#running.size === 0) return;
      try {
        this.#woken = false;
        if (want === 0 && finished.length === 0) {
          await this.#sleep(pollMs);
          continue;
        }
        const answer = await this.#leases.step({ queue, workerId, want, leaseMs, finished });
        triesLeft = 5;
        for (const job of answer.claimed) this.#start(job);
        if (this.#stopping) continue;
        // A full answer may have more behind it; otherwise there is nothing until somebody says so.
        if (this.#finished.length > 0) continue;
        const full = want > 0 && answer.claimed.length === want;
        await this.#sleep(full ? flushMs : Math.min(pollMs, answer.nextDueMs ?? pollMs));
      } catch (error) {
        // The answer is lost, perhaps not the step: what was handed in is handed in again, and the fence sorts it out.
        this.#finished = [...finished, ...this.#finished];
        this.#settings.onError?.(error);
        if (this.#stopping && --triesLeft <= 0) return;
        await new Promise((resolve) => setTimeout(resolve, afterErrorMs));
      }
    }
  }

  #start(job: ClaimedJob): void {
    const running: Running = { job, abort: new AbortController(), logs: [] };
    this.#running.set(job.id, running);
    void this.#attempt(running).then((outcome) => {
      if (!this.#running.delete(job.id)) return;
      this.#finished.push({ id: job.id, fence: job.fence, outcome });
      this.#rouse();
    });
  }

  async #attempt(running: Running): Promise<Outcome> {
    const { job, abort } = running;
    let timer: NodeJS.Timeout | undefined;
    try {
      const handler = this.#handlers.get(job.name);
      if (!handler) throw new UnrecoverableError(`No handler is registered for jobs named ${JSON.stringify(job.name)}`);
      const payload = handler.payload.safeParse(job.payload);
      if (!payload.success) throw new UnrecoverableError(`The payload does not fit: ${payload.error.message}`);
      const aborted = new Promise<never>((_resolve, reject) => {
        abort.signal.addEventListener('abort', () => reject(abort.signal.reason), { once: true });
      });
      aborted.catch(() => {});
      if (job.timeoutMs > 0) {
        timer = setTimeout(
          () => abort.abort(new Error(`The attempt took longer than ${job.timeoutMs} ms`)),
          job.timeoutMs,
        );
      }
      const result = await Promise.race([handler.run(payload.data, job, this.#tools(running)), aborted]);
      await this.#flushNotes([running]);
      return { kind: 'COMPLETED', result };
    } catch (error) {
      await this.#flushNotes([running]);
      return failure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  #tools(running: Running) {
    return {
      signal: running.abort.signal,
      progress: (done: number, message?: string): void => {
        running.progress = { done: Math.min(1, Math.max(0, done)), message };
      },
      log: (line: string): void => {
        if (running.logs.length < 100) running.logs.push(line);
      },
    };
  }

  // Progress and log lines go out ten times a second, leases every third of their time: one call for all jobs.
  #scheduleTouch(): void {
    const everyMs = 100;
    let sinceRenewalMs = 0;
    const tick = async (): Promise<void> => {
      sinceRenewalMs += everyMs;
      const renew = sinceRenewalMs >= this.#settings.leaseMs / 3;
      if (renew) sinceRenewalMs = 0;
      const due = [...this.#running.values()].filter(({ progress, logs }) => renew || progress || logs.length > 0);
      if (due.length > 0) await this.#flushNotes(due, renew ? this.#settings.leaseMs : 0);
      if (!this.#stopping || this.#running.size > 0) this.#touchTimer = setTimeout(() => void tick(), everyMs);
    };
    this.#touchTimer = setTimeout(() => void tick(), everyMs);
  }

  async #flushNotes(due: readonly Running[], leaseMs = 0): Promise<void> {
    const touches: LeaseTouch[] = [];
    const owners: Running[] = [];
    for (const running of due) {
      const { job, progress, logs } = running;
      running.progress = undefined;
      running.logs = [];
      const lines: (string | undefined)[] = logs.length > 0 ? logs : [undefined];
      if (logs.length === 0 && !progress && leaseMs === 0) continue;
      lines.forEach((log, index) => {
        const note = index === 0 && progress ? { progress: progress.done, message: progress.message } : {};
        touches.push({ id: job.id, fence: job.fence, log, ...note });
        owners.push(running);
      });
    }
    if (touches.length === 0) return;
    try {
      const answers = await this.#leases.touch(this.#settings.queue, leaseMs, touches);
      answers.forEach((answer, index) => {
        if (answer === 'HELD') return;
        const reason = answer === 'LEASE_LOST' ? 'The lease was lost' : 'The job was cancelled';
        owners[index]?.abort.abort(new UnrecoverableError(reason));
      });
    } catch (error) {
      this.#settings.onError?.(error);
    }
  }

  // What became ready is news; so is that a job which this worker has was cancelled. Its own doings are not.
  #hear(text: string): void {
    if (text === '' || text.includes(' w ')) this.#rouse();
    if (!text.includes(' q ')) return;
    for (const [, number] of text.matchAll(/^(\d+) q /gm)) {
      const running = this.#running.get(`${this.#settings.queue}:${number}`);
      running?.abort.abort(new UnrecoverableError('The job was cancelled'));
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

function failure(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  if (error instanceof UnrecoverableError) return { kind: 'FAILED', message, stack, retry: false };
  if (error instanceof RetryLaterError) return { kind: 'FAILED', message, stack, retry: true, delayMs: error.delayMs };
  return { kind: 'FAILED', message, stack, retry: true };
}
