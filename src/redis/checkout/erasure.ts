// What an erased account had in the shop: its cart and open checkouts go, and its orders stay without the person, as bookkeeping
// asks for. Each step may be repeated.

import type { RedisHandle } from '../base/handle.ts';
import type { Carts } from '../cart/cart.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Orders } from '../order/order.ts';
import { OrderPersons } from '../order/person.ts';
import type { OrderSearch } from '../order/search.ts';
import type { DiscountUses } from '../pricing/uses.ts';
import { PaymentKeys } from './payment-key.ts';
import { close } from './start.ts';

/** Orders that are changed at once. */
const perPage = 100;

export class ShopErasure {
  readonly #carts: Carts;
  readonly #inventory: Inventory;
  readonly #orders: Orders;
  readonly #search: OrderSearch;
  readonly #discountUses: DiscountUses;
  readonly #keys: PaymentKeys;
  readonly #persons: OrderPersons;

  constructor(
    redis: RedisHandle,
    parts: {
      carts: Carts;
      inventory: Inventory;
      orders: Orders;
      orderSearch: OrderSearch;
      discountUses: DiscountUses;
    },
  ) {
    this.#carts = parts.carts;
    this.#inventory = parts.inventory;
    this.#orders = parts.orders;
    this.#search = parts.orderSearch;
    this.#discountUses = parts.discountUses;
    this.#keys = new PaymentKeys(redis);
    this.#persons = new OrderPersons(redis);
  }

  /** @param standIn who takes the owner's place in what stays. */
  async run(owner: string, standIn: string): Promise<void> {
    const { last, beside } = await this.#carts.checkoutIds(owner);
    for (const id of last === null ? beside : [last, ...beside]) {
      // One that is being paid goes on, and becomes an order without the person.
      const record = await this.#orders.record(id);
      if (record?.owner === owner && (await close(this.#orders, id))) await this.#inventory.release(id);
      await this.#forget(id, owner, standIn);
    }
    for (;;) {
      const ids = await this.#orders.listed(owner, perPage);
      for (const id of ids) {
        await this.#forget(id, owner, standIn);
        await this.#orders.unindex({ id, owner });
      }
      if (ids.length < perPage) break;
    }
    await this.#carts.forget(owner);
  }

  async #forget(id: string, owner: string, standIn: string): Promise<void> {
    const before = await this.#orders.record(id);
    const email = before?.owner === owner ? before.details.email : null;
    // Before the address goes, since a repetition would not know it, and after it, since it may have been listed meanwhile.
    if (email !== null) await this.#search.forget(id, email);
    if (!(await this.#persons.forget(id, owner, standIn))) return;
    if (email !== null) await this.#search.forget(id, email);
    await this.#inventory.adopt(id, owner, standIn);
    for (const { counted, source } of (await this.#orders.record(id))?.adjustments ?? [])
      if (counted) await this.#discountUses.give(source, id, owner, standIn);
    const key = await this.#orders.idempotencyKey(id);
    if (key !== '') await this.#keys.forget(key, owner);
  }
}
