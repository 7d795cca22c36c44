// What a job handler is: a name, the shape of its payload and the function that does the work.

import type { ClaimedJob } from '../redis/job/shapes.ts';
import type { PayloadSchema } from './payload-schema.ts';

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

export interface HandlerDefinition<Payload> {
  /** The jobs of this name are this handler's. */
  readonly name: string;
  /** A payload that does not fit ends its job dead at once. */
  readonly payload: PayloadSchema<Payload>;
  /** Returns the job's result, which must be JSON. Runs at least once: write it so that twice does no harm. */
  run(payload: Payload, task: Task): Promise<unknown>;
}

/** A handler whose payload's type is its own affair. */
export type Handler = HandlerDefinition<unknown>;

/** Ties a handler's payload type to its schema. */
export function defineHandler<Payload>(definition: HandlerDefinition<Payload>): Handler {
  return definition as Handler;
}
