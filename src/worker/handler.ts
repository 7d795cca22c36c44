// What a job handler is: a name, the shape of its payload and the function that does the work.

import type { JobDefinition } from '../redis/job/definition.ts';
import type { PayloadSchema } from '../redis/job/payload-schema.ts';
import type { ClaimedJob } from '../redis/job/shapes.ts';

/** What a handler has beside the payload. */
export interface Task {
  readonly job: ClaimedJob;
  /** Aborted when the job times out, is cancelled, loses its lease or is still under way when the worker has to end. */
  readonly signal: AbortSignal;
  /** From 0 to 1, with a word about it; calls in quick succession are merged. */
  progress(done: number, message?: string): void;
  /** Appends a line to the job's log. */
  log(line: string): void;
}

/** A handler as a program writes it. */
export interface HandlerDefinition<Payload> {
  /** The jobs of this name are this handler's. */
  readonly name: string;
  /** The queue of the jobs, where they were defined with one. `mortar start` and `mortar worker` work on it as well. */
  readonly queue?: string;
  /** A payload that does not fit ends its job dead at once. */
  readonly payload: PayloadSchema<Payload>;
  /** Returns the job's result, which must be JSON. Runs at least once: write it so that twice does no harm. */
  run(payload: Payload, task: Task): Promise<unknown>;
}

/** A handler whose payload's type is its own affair. */
export type Handler = HandlerDefinition<unknown>;

/** Ties a handler's payload type to its schema. */
export function defineHandler<Payload>(definition: HandlerDefinition<Payload>): Handler;
/** The handler of a job of `defineJob`. */
export function defineHandler<Payload>(
  job: JobDefinition<unknown, Payload>,
  run: (payload: Payload, task: Task) => Promise<unknown>,
): Handler;
export function defineHandler(given: object, run?: Handler['run']): Handler {
  if (!run) return given as Handler;
  const { name, queue, payload } = given as JobDefinition;
  return { name, queue, payload, run };
}
