// What /collect.js does in a shopper's browser: gathers the events of a moment, sends them, and sends again what failed.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { headersOf, type Mortar } from './mortar.ts';
import type { Shopper } from './shopper.ts';
import type { Tally } from './tally.ts';

const gatherMs = 200;
const retriesMs = [1_000, 3_000] as const;

/** The shop counts carts, checkouts and purchases by itself: only those of the past come from here. */
export interface PageEvent {
  readonly type: 'PAGE_VIEW' | 'CART' | 'CHECKOUT' | 'PURCHASE' | 'CUSTOM';
  readonly name?: string;
  readonly path?: string;
  readonly referrer?: string | null;
  readonly campaign?: string | null;
  readonly value?: { readonly amount: string; readonly currency: string };
  readonly properties?: object;
}

export class Page {
  readonly #mortar: Mortar;
  readonly #shopper: Shopper;
  readonly #tally: Tally;
  #events: object[] = [];
  #sending: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(mortar: Mortar, shopper: Shopper, tally: Tally) {
    this.#mortar = mortar;
    this.#shopper = shopper;
    this.#tally = tally;
  }

  add(event: PageEvent): void {
    this.#events.push(eventOf(this.#shopper, event, Date.now()));
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs);
  }

  /** Sends what is left and waits for all of it. */
  async leave(): Promise<void> {
    this.#flush();
    await this.#sending;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#sending = this.#sending.then(() => sendEvents(this.#mortar, events, headersOf(this.#shopper), this.#tally));
  }
}

/** An event as it goes to /collect. Its id is new in each run, so that the same seed again is new visits of the same people. */
export function eventOf({ visitorId, country }: Shopper, event: PageEvent, atMs: number): object {
  return { eventId: randomUUID(), visitorId, country, at: new Date(atMs), ...event };
}

/** Sends events, again where that failed, and notes what became of them. Never rejects. */
export async function sendEvents(
  mortar: Mortar,
  events: readonly object[],
  headers: Record<string, string>,
  tally: Tally,
): Promise<void> {
  tally.sent += events.length;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { accepted, duplicates, rejected } = await mortar.collect(
        JSON.stringify({ sentAt: new Date(), events }),
        headers,
      );
      tally.counted += accepted;
      tally.duplicates += duplicates;
      tally.refused += rejected;
      return;
    } catch (error) {
      const delayMs = retriesMs[attempt];
      if (delayMs === undefined) return tally.fail(`${(error as Error).message}, for events`);
      await wait(delayMs);
    }
  }
}
