// What a guest has begun goes on as the account's that the guest logs in to, or has just made: orders, checkouts with their stock,
// idempotency keys and the cart. Each step may be repeated, and a payment that is under way meanwhile finds its new owner.

import type { RedisHandle } from '../base/handle.ts';
import type { Carts } from '../cart/cart.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Orders } from '../order/order.ts';
import type { OrderRecord } from '../order/record.ts';
import { Adoption, type AdoptionParts } from './adoption.ts';
import { bought, close } from './start.ts';

/** The job that goes on where a process died in the middle of it. */
export const handoverJob = 'checkout.handover';

export const handoverLimits = {
  /** Orders that are moved at once. */
  page: 100,
  /** When it is done once more: what was under way as the guest logged in has ended by then. */
  againAfterMs: 15_000,
  maxAttempts: 20,
} as const;

export class GuestHandover {
  readonly #carts: Carts;
  readonly #inventory: Inventory;
  readonly #orders: Orders;
  readonly #adoption: Adoption;

  constructor(redis: RedisHandle, parts: AdoptionParts & { readonly carts: Carts }) {
    this.#carts = parts.carts;
    this.#inventory = parts.inventory;
    this.#orders = parts.orders;
    this.#adoption = new Adoption(redis, parts);
  }

  /** Whether there is anything to hand over. */
  async isNeeded(from: string): Promise<boolean> {
    const [hasCart, orders] = await Promise.all([this.#carts.has(from), this.#orders.count(from)]);
    return hasCart || orders > 0;
  }

  /** Safe to repeat, also after a crash in its middle. */
  async run(from: string, to: string): Promise<void> {
    const [guest, account] = await Promise.all([this.#carts.checkoutIds(from), this.#carts.checkoutIds(to)]);
    const ofGuest = idsOf(guest);
    const ofAccount = idsOf(account).filter((id) => !ofGuest.includes(id));
    // The guest's checkout is the newer one: that of the account gives way, unless it is paid or being paid.
    const kept = guest.last === null ? account.beside : await this.#keptBeside(ofAccount);
    // Those of the account may be the guest's from before a crash.
    for (const id of [...ofGuest, ...ofAccount]) await this.#adoption.run(id, from, to);
    for (;;) {
      const ids = await this.#orders.listed(from, handoverLimits.page);
      if (ids.length === 0) break;
      for (const id of ids) {
        await this.#adoption.run(id, from, to);
        await this.#orders.unindex({ id, owner: from });
      }
    }
    await this.#carts.merge(from, to, [...guest.beside, ...kept]);
    // What was paid while the lines were on their way is out of neither cart.
    for (const id of new Set([...ofGuest, ...ofAccount])) {
      const record = await this.#orders.record(id);
      if (record && bought.has(record.state)) await this.#carts.takeOutBought(to, id, record.lines);
    }
  }

  /** Those of the account's checkouts that go on beside the guest's; the others are closed. */
  async #keptBeside(ids: readonly string[]): Promise<string[]> {
    const kept: string[] = [];
    for (const id of ids) {
      if (await close(this.#orders, id)) await this.#inventory.release(id);
      else if (stillNeeded(await this.#orders.record(id))) kept.push(id);
    }
    return kept;
  }
}

/** Whether it is paid or being paid: what it sells has to leave the cart. */
function stillNeeded(record: OrderRecord | null): boolean {
  return record !== null && (record.state === 'PENDING' || bought.has(record.state));
}

function idsOf({ last, beside }: { readonly last: string | null; readonly beside: readonly string[] }): string[] {
  return last === null ? [...beside] : [last, ...beside];
}
