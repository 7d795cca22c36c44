// What orders need done by the clock: outboxes of orders and carts relayed, expired reservations ended, payments that somebody left in the
// middle finished. Any number of processes may do it at once; each step is safe to repeat.

import { orderShards } from '../redis/order/shard.ts';
import type { Stores } from '../redis/stores.ts';
import { repeat } from './repeat.ts';

const limits = { everyMs: 250, resumeAtOnce: 20 } as const;

export class OrderKeeper {
  readonly #stores: Stores;
  readonly #onError: (error: unknown) => void;
  readonly #stop: () => Promise<void>;

  constructor(stores: Stores, onError: (error: unknown) => void) {
    this.#stores = stores;
    this.#onError = onError;
    this.#stop = repeat(limits.everyMs, () => this.tend(), onError);
  }

  /** One round of everything; what `close` waits for. */
  async tend(): Promise<void> {
    const { redis, inventory, orders, checkouts, outbox, cartOutbox } = this.#stores;
    await outbox.relayAll();
    await cartOutbox.relayAll();
    await inventory.sweep();
    for (const shard of orderShards(redis).numbers) {
      const abandoned = await orders.abandoned(shard, limits.resumeAtOnce);
      // One that cannot be settled now is no reason to leave the others.
      for (const resumed of await Promise.allSettled(abandoned.map((id) => checkouts.resume(id))))
        if (resumed.status === 'rejected') this.#onError(resumed.reason);
    }
  }

  close(): Promise<void> {
    return this.#stop();
  }
}
