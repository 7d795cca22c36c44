// What a job handler is: a name, the shape of its payload and the function that does the work.

import type { z } from 'zod';
import type { ClaimedJob } from '../redis/job-shapes.ts';

export interface HandlerTools {
  /** Aborted when the job times out, is cancelled, loses its lease or the worker stops. */
  readonly signal: AbortSignal;
  /** From 0 to 1, with a word about it; calls in quick succession are merged. */
  progress(done: number, message?: string): void;
  /** Appends a line to the job's log. */
  log(line: string): void;
}

export interface Handler<Payload = unknown> {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
  /** Returns the job's result, which must be JSON. Runs at least once: write it so that twice does no harm. */
  run(payload: Payload, job: ClaimedJob, tools: HandlerTools): Promise<unknown>;
}

/** Ties a handler's payload type to its schema. */
export function defineHandler<Payload>(handler: Handler<Payload>): Handler {
  return handler as Handler;
}

/** Thrown by a handler when another attempt cannot help: the job is dead at once. */
export class UnrecoverableError extends Error {
  override readonly name = 'UnrecoverableError';
}

/** Thrown by a handler that wants its next attempt after a time of its own choosing. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}
