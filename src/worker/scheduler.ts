// Looks every second which cron schedules are due. Any number of processes may look: each run is enqueued once.

import { repeat } from './repeat.ts';

const everyMs = 1_000;

/** `fire` is one look. Returns a function that stops it. */
export function startScheduler(fire: () => Promise<unknown>, onError: (error: unknown) => void): () => Promise<void> {
  return repeat(everyMs, fire, onError);
}
