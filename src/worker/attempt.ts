// One attempt at a job: its handler, what the handler says on the way and how it ended.

import { readFailure, UnrecoverableError } from '../redis/base/attempt-error.ts';
import { messageOf } from '../redis/base/text.ts';
import { encodeResult } from '../redis/job/input.ts';
import { readPayload } from '../redis/job/payload-schema.ts';
import { type ClaimedJob, jobLimits, type Outcome } from '../redis/job/shapes.ts';
import type { Handler, Task } from './handler.ts';

const limits = { linesBetweenFlushes: 100 } as const;

/** What a handler said and nobody has passed on yet. */
export interface Notes {
  readonly progress?: { readonly done?: number; readonly message?: string };
  readonly lines: readonly string[];
}

export class Attempt {
  readonly job: ClaimedJob;
  #abort: AbortController | undefined;
  #abortedBy: Error | undefined;
  #settle: ((outcome: Outcome) => void) | undefined;
  #progress: Notes['progress'];
  #lines: string[] = [];
  #handled: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(job: ClaimedJob) {
    this.job = job;
  }

  /** Runs the handler; it never rejects. An attempt that is aborted is over at once, whatever its handler does about it. */
  async run(handler: Handler | undefined): Promise<Outcome> {
    const timer = this.#startTimeout();
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
      this.#handled = this.#handle(handler).then(
        (result) => this.#end(resolve, { kind: 'COMPLETED', result }),
        (error: unknown) => this.#end(resolve, failure(error)),
      );
    });
    clearTimeout(timer);
    return outcome;
  }

  /** Whether the handler has ended. One that ignores its signal goes on when its attempt is over. */
  get handlerEnded(): boolean {
    return this.#ended;
  }

  /** Resolves when the handler has ended. */
  get handled(): Promise<unknown> {
    return this.#handled;
  }

  abort(reason: Error): void {
    this.#abortedBy ??= reason;
    this.#abort?.abort(reason);
    this.#settle?.(failure(reason));
  }

  /** Made for those who ask for it: few handlers do, and it is the dearest part of a short job. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#abortedBy && !this.#abort.signal.aborted) this.#abort.abort(this.#abortedBy);
    return this.#abort.signal;
  }

  progress(done: number, message?: string): void {
    // What is no number, such as 0/0, says nothing of how far it is.
    this.#progress = Number.isNaN(done) ? { done: this.#progress?.done, message } : { done: clamp(done), message };
  }

  log(line: string): void {
    if (this.#lines.length < limits.linesBetweenFlushes) this.#lines.push(line);
  }

  get hasNotes(): boolean {
    return this.#progress !== undefined || this.#lines.length > 0;
  }

  takeNotes(): Notes {
    const notes = { progress: this.#progress, lines: this.#lines };
    this.#progress = undefined;
    this.#lines = [];
    return notes;
  }

  /** For notes that could not be passed on: they go before what was said since. */
  putBack({ progress, lines }: Notes): void {
    this.#progress ??= progress;
    this.#lines = [...lines, ...this.#lines].slice(-limits.linesBetweenFlushes);
  }

  #end(resolve: (outcome: Outcome) => void, outcome: Outcome): void {
    this.#ended = true;
    resolve(outcome);
  }

  async #handle(handler: Handler | undefined): Promise<unknown> {
    const { name, payload } = this.job;
    if (!handler) throw new UnrecoverableError(`No handler is registered for jobs named ${JSON.stringify(name)}`);
    let read: unknown;
    try {
      read = await readPayload(handler.payload, payload);
    } catch (error) {
      throw new UnrecoverableError(messageOf(error));
    }
    const result = await handler.run(read, new HandlerTask(this));
    // A result that cannot be kept is told now, not when it is handed in with those of other jobs.
    encodeResult(result);
    return result;
  }

  #startTimeout(): NodeJS.Timeout | undefined {
    const { timeoutMs } = this.job;
    if (timeoutMs === 0) return undefined;
    return setTimeout(() => this.abort(new Error(`The attempt took longer than ${timeoutMs} ms`)), timeoutMs);
  }
}

/** What a handler sees of its attempt; each part is made when the handler takes it. */
class HandlerTask implements Task {
  readonly #attempt: Attempt;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  get job() {
    return this.#attempt.job;
  }

  get signal() {
    return this.#attempt.signal;
  }

  get progress() {
    const attempt = this.#attempt;
    return (done: number, message?: string): void => attempt.progress(done, message);
  }

  get log() {
    const attempt = this.#attempt;
    return (line: string): void => attempt.log(line);
  }
}

function clamp(done: number): number {
  return Math.min(1, Math.max(0, done));
}

function failure(error: unknown): Outcome {
  return { kind: 'FAILED', ...readFailure(error, jobLimits.delayMaxMs) };
}
