// A subscription that goes on behind what was delivered last when its connection is lost.

import { type Answer, dataOf, MortarError } from './error.ts';

/** How a connection is opened. */
export interface Opened {
  /** Behind which delivery it begins; '' for now. */
  readonly lastEventId: string;
  readonly signal: AbortSignal;
}

/** The connection has ended before the subscription did. */
export class Lost extends Error {
  readonly afterSeconds: number | undefined;

  constructor(afterSeconds?: number, cause?: unknown) {
    super('The connection is lost.', { cause });
    this.afterSeconds = afterSeconds;
  }
}

export interface Delivery<Data> {
  readonly data: Data;
  /**
   * Whether something may be missing between the delivery before and this one: the server no longer had it, or the connection was lost and
   * the server could not say where to go on. Of a subscription that sends a state, only states in between are missing then.
   */
  readonly gap: boolean;
  /** How many deliveries the server no longer had, as far as it knows. */
  readonly missed: number;
}

export interface SubscribeOptions {
  readonly signal?: AbortSignal;
  /** Called when the connection is lost, and with how many milliseconds it takes until the next try. */
  readonly onLost?: (error: Error, retryMs: number) => void;
}

const pauses = { firstMs: 500, mostMs: 30_000 } as const;

/**
 * @param open begins a connection behind a cursor.
 * @throws MortarError if the subscription is refused; what aborted the signal.
 */
export async function* resume<Data>(
  open: (opened: Opened) => AsyncIterable<Answer>,
  { signal: stop, onLost }: SubscribeOptions,
): AsyncGenerator<Delivery<Data>> {
  const over = new AbortController();
  const signal = stop ? AbortSignal.any([stop, over.signal]) : over.signal;
  let lastEventId = '';
  let failures = 0;
  let uncertain = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        for await (const answer of open({ lastEventId, signal })) {
          failures = 0;
          const { eventId } = answer.extensions ?? {};
          if (typeof eventId === 'string') lastEventId = eventId;
          if (isPlace(answer)) continue;
          const data = dataOf(answer);
          const missed = Number(answer.extensions?.gap ?? 0);
          yield { data: data as Data, gap: uncertain || missed > 0, missed };
          uncertain = false;
        }
        return;
      } catch (error) {
        const lost = lostBy(error);
        if (!lost) throw error;
        uncertain ||= !isCursor(lastEventId);
        failures += 1;
        const retryMs = lost.afterSeconds ? lost.afterSeconds * 1_000 : pauseMs(failures);
        onLost?.(lost, retryMs);
        await waitFor(retryMs, signal);
      }
    }
  } finally {
    over.abort();
  }
}

/** What is over for a while only, as while Mortar restarts or cannot reach its Redis; undefined for what is over for good. */
function lostBy(error: unknown): Lost | undefined {
  if (error instanceof Lost) return error;
  if (!(error instanceof MortarError) || error.code !== 'SERVICE_UNAVAILABLE') return undefined;
  return new Lost(error.retryAfterSeconds, error);
}

/** Whether a result says where the subscription begins, and nothing else. */
export function isPlace({ data, errors, extensions }: Answer): boolean {
  return data === null && !errors && typeof extensions?.eventId === 'string';
}

/** Whether nothing is missing behind it: the ids of states begin with a letter. */
function isCursor(eventId: string): boolean {
  return /^\d/.test(eventId);
}

/** Spread, so that the clients of a server that was away do not come back at once. */
function pauseMs(failures: number): number {
  const most = Math.min(pauses.firstMs * 2 ** (failures - 1), pauses.mostMs);
  return most / 2 + (Math.random() * most) / 2;
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      signal.removeEventListener('abort', stopped);
      resolve();
    }
    function stopped(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener('abort', stopped, { once: true });
  });
}
