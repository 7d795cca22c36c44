// The last resort for errors that nobody catches: the process logs and counts them, and goes on with everything else that it does.
// docs/decisions/uncaught-errors.md says why it may.

import type { Logger } from 'pino';

/** Lines per minute. A log that cannot be written to causes errors of its own, one per line. */
const maxLines = 20;
const windowMs = 60_000;

export interface UncaughtErrors {
  /** Since the process began. */
  readonly count: number;
}

/** From now on an error that nobody catches, a rejected promise included, does not end the process. */
export function surviveUncaughtErrors(log: Logger): UncaughtErrors {
  const errors = { count: 0 };
  let lines = 0;
  setInterval(() => {
    lines = 0;
  }, windowMs).unref();
  process.on('uncaughtException', (error, origin) => {
    errors.count++;
    if (lines++ >= maxLines) return;
    try {
      log.error(
        { err: error, origin, count: errors.count },
        'an error was not caught: this is a bug, please report it',
      );
    } catch {
      // Then it is counted only.
    }
  });
  return errors;
}
