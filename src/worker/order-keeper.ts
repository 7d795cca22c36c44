// What orders need done by the clock: outboxes of orders and carts relayed, expired reservations ended, payments that somebody left in the
// middle finished. Any number of processes may do it at once; each step is safe to repeat, and none waits for a payment provider.

import { orderShards } from '../redis/order/shard.ts';
import type { Stores } from '../redis/stores.ts';
import { repeat } from './repeat.ts';

const limits = {
  everyMs: 250,
  /** Payments of one shard that a round takes up, and payments that are under way at once. */
  resumeAtOnce: 20,
  underWay: 200,
} as const;

export class OrderKeeper {
  readonly #stores: Stores;
  readonly #onError: (error: unknown) => void;
  readonly #stop: () => Promise<void>;
  readonly #resuming = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(stores: Stores, onError: (error: unknown) => void) {
    this.#stores = stores;
    this.#onError = onError;
    this.#stop = repeat(limits.everyMs, () => this.#tend(), onError);
  }

  async #tend(): Promise<void> {
    const { outbox, cartOutbox, inventory, availability } = this.#stores;
    const steps = [
      () => outbox.relayAll(),
      () => cartOutbox.relayAll(),
      () => inventory.sweep(),
      () => availability.relay(),
      () => this.#resumeAbandoned(),
    ];
    // One that fails is no reason to leave the others.
    for (const step of steps) await step().catch(this.#onError);
  }

  async #resumeAbandoned(): Promise<void> {
    const { redis, orders } = this.#stores;
    for (const shard of orderShards(redis).numbers) {
      const room = Math.min(limits.resumeAtOnce, limits.underWay - this.#resuming.size);
      if (room <= 0) return;
      for (const id of await orders.abandoned(shard, room)) this.#resume(id);
    }
  }

  /** Each payment has its own fate. One that is not settled now is found again when its lock has run out. */
  #resume(id: string): void {
    const resuming: Promise<void> = this.#stores.checkouts
      .resume(id, this.#closing.signal)
      .then(
        () => {},
        (error) => {
          if (!this.#closing.signal.aborted) this.#onError(error);
        },
      )
      .finally(() => this.#resuming.delete(resuming));
    this.#resuming.add(resuming);
  }

  /** Waits for what is under way, but for no payment provider: another process goes on with those payments. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#stop();
    await Promise.all(this.#resuming);
  }
}
