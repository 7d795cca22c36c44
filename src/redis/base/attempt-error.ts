// What handlers of jobs and of messages throw to say what comes after a failed attempt.

import { messageOf, toText } from './text.ts';

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

/** What the end of an attempt says, as those who read it may take it. */
export interface AttemptFailure {
  readonly message: string;
  readonly stack?: string;
  readonly retry: boolean;
  /** The wait that the handler asked for; absent where it asked for none, or for what is no time. */
  readonly delayMs?: number;
}

/** Reads what a handler threw, which may be anything, also what throws at whoever reads it. A wait is up to `mostMs`. */
export function readFailure(error: unknown, mostMs: number): AttemptFailure {
  const message = messageOf(error);
  try {
    const stack = error instanceof Error && error.stack ? toText(error.stack) : undefined;
    const retry = !(error instanceof UnrecoverableError);
    return { message, stack, retry, delayMs: askedDelayMs(error, mostMs) };
  } catch {
    return { message, retry: true };
  }
}

function askedDelayMs(error: unknown, mostMs: number): number | undefined {
  if (!(error instanceof RetryLaterError)) return undefined;
  const { delayMs } = error;
  return Number.isFinite(delayMs) && delayMs >= 0 ? Math.min(Math.ceil(delayMs), mostMs) : undefined;
}
