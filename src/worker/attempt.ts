// One attempt at a job: its handler, what the handler says on the way and how it ended.

import { encodeResult } from '../redis/job-input.ts';
import type { ClaimedJob, Outcome } from '../redis/job-shapes.ts';
import { type Handler, RetryLaterError, type Task, UnrecoverableError } from './handler.ts';
import { readPayload } from './payload-schema.ts';

const limits = { linesBetweenFlushes: 100 } as const;

/** What a handler said and nobody has passed on yet. */
export interface Notes {
  readonly progress?: { readonly done: number; readonly message?: string };
  readonly lines: readonly string[];
}

export class Attempt {
  readonly job: ClaimedJob;
  readonly #abort = new AbortController();
  #progress: Notes['progress'];
  #lines: string[] = [];

  constructor(job: ClaimedJob) {
    this.job = job;
  }

  /** Runs the handler; it never rejects. An attempt that is aborted is over at once, whatever its handler does about it. */
  async run(handler: Handler | undefined): Promise<Outcome> {
    const { signal } = this.#abort;
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    aborted.catch(() => {});
    const timer = this.#startTimeout();
    try {
      const result = await Promise.race([this.#handle(handler), aborted]);
      return { kind: 'COMPLETED', result };
    } catch (error) {
      return failure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  abort(reason: Error): void {
    this.#abort.abort(reason);
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

  async #handle(handler: Handler | undefined): Promise<unknown> {
    const { name, payload } = this.job;
    if (!handler) throw new UnrecoverableError(`No handler is registered for jobs named ${JSON.stringify(name)}`);
    const read = await readPayload(handler.payload, payload).catch((error: Error) => {
      throw new UnrecoverableError(error.message);
    });
    const result = await handler.run(read, this.#task());
    // A result that cannot be kept is told now, not when it is handed in with those of other jobs.
    encodeResult(result);
    return result;
  }

  #task(): Task {
    return {
      job: this.job,
      signal: this.#abort.signal,
      progress: (done, message) => {
        this.#progress = { done: Math.min(1, Math.max(0, done)), message };
      },
      log: (line) => {
        if (this.#lines.length < limits.linesBetweenFlushes) this.#lines.push(line);
      },
    };
  }

  #startTimeout(): NodeJS.Timeout | undefined {
    const { timeoutMs } = this.job;
    if (timeoutMs === 0) return undefined;
    return setTimeout(() => this.abort(new Error(`The attempt took longer than ${timeoutMs} ms`)), timeoutMs);
  }
}

function failure(error: unknown): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  if (error instanceof RetryLaterError) return { kind: 'FAILED', message, stack, retry: true, delayMs: error.delayMs };
  return { kind: 'FAILED', message, stack, retry: !(error instanceof UnrecoverableError) };
}
