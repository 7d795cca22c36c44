// A subscription that goes on behind what was delivered last when its connection is lost.

import { type Answer, dataOf, type MortarError } from './error.ts';

/** What a connection of a subscription brings. */
export interface Result {
  readonly answer: Answer;
  /** Where to go on behind it, if the transport says so; otherwise it is `cursor` of the data. */
  readonly cursor?: string;
}

/** How a connection is opened. */
export interface Opened {
  /** Behind which delivery it begins. */
  readonly cursor?: string | undefined;
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
   * there was no cursor to go on behind. Of a subscription that sends a state, only states in between are missing then.
   */
  readonly gap: boolean;
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
  open: (opened: Opened) => AsyncIterable<Result>,
  { signal: stop, onLost }: SubscribeOptions,
): AsyncGenerator<Delivery<Data>> {
  const over = new AbortController();
  const signal = stop ? AbortSignal.any([stop, over.signal]) : over.signal;
  let cursor: string | undefined;
  let failures = 0;
  let uncertain = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      try {
        for await (const result of open({ cursor, signal })) {
          failures = 0;
          const data = dataOf(result.answer);
          const found = placeIn(data);
          cursor = result.cursor ?? found.cursor ?? cursor;
          yield { data: data as Data, gap: uncertain || found.missed > 0 };
          uncertain = false;
        }
        return;
      } catch (error) {
        if (!(error instanceof Lost)) throw error as MortarError;
        uncertain ||= cursor === undefined;
        failures += 1;
        const retryMs = error.afterSeconds ? error.afterSeconds * 1_000 : pauseMs(failures);
        onLost?.(error, retryMs);
        await waitFor(retryMs, signal);
      }
    }
  } finally {
    over.abort();
  }
}

/** `cursor` and `missed` of the only root field of a subscription. */
function placeIn(data: unknown): { readonly cursor?: string; readonly missed: number } {
  const [field] = Object.values(data ?? {}) as { readonly cursor?: unknown; readonly missed?: unknown }[];
  const cursor = field?.cursor;
  return { missed: Number(field?.missed ?? 0), ...(typeof cursor === 'string' && { cursor }) };
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
