// What handlers of jobs and of messages throw to say what comes after a failed attempt.

/** Thrown by a handler when another attempt cannot help: the job, or the message, is dead at once. */
export class UnrecoverableError extends Error {
  override readonly name = 'UnrecoverableError';
}

/** Thrown by a handler that wants its next attempt, if it has one left, after a time of its own choosing. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.delayMs = delayMs;
  }
}

/** The wait that a handler asked for, up to `mostMs`; undefined where it asked for none, or for what is no time. */
export function askedDelayMs(error: unknown, mostMs: number): number | undefined {
  if (!(error instanceof RetryLaterError)) return undefined;
  const { delayMs } = error;
  return Number.isFinite(delayMs) && delayMs >= 0 ? Math.min(Math.ceil(delayMs), mostMs) : undefined;
}
