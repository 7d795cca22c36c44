// A log of which a test sees what is an error.

import { type Logger, pino } from 'pino';

export interface ErrorLog {
  readonly log: Logger;
  /** Its lines of level `error` and above. */
  readonly errors: Record<string, unknown>[];
}

export function openErrorLog(): ErrorLog {
  const errors: Record<string, unknown>[] = [];
  return { errors, log: pino({ level: 'error' }, { write: (line) => void errors.push(JSON.parse(line)) }) };
}
