// Gives a guest's checkout or order to an account, with the stock, discounts and idempotency key that go with it.

import type { RedisHandle } from '../base/handle.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Orders } from '../order/order.ts';
import { isOrder } from '../order/record.ts';
import type { DiscountUses } from '../pricing/uses.ts';
import { PaymentKeys } from './payment-key.ts';

export interface AdoptionParts {
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly discountUses: DiscountUses;
}

export class Adoption {
  readonly #inventory: Inventory;
  readonly #orders: Orders;
  readonly #uses: DiscountUses;
  readonly #keys: PaymentKeys;

  constructor(redis: RedisHandle, { inventory, orders, discountUses }: AdoptionParts) {
    this.#inventory = inventory;
    this.#orders = orders;
    this.#uses = discountUses;
    this.#keys = new PaymentKeys(redis);
  }

  /** Safe to repeat, also after a crash in its middle. False where the guest has none of this id. */
  async run(id: string, from: string, to: string): Promise<boolean> {
    if (!(await this.#orders.adopt(id, from, to))) return false;
    await this.#inventory.adopt(id, from, to);
    const record = await this.#orders.record(id);
    if (!record) return true;
    for (const { counted, source } of record.adjustments) if (counted) await this.#uses.give(source, id, from, to);
    if (!isOrder(record)) return true;
    await this.#orders.index(record);
    const key = await this.#orders.idempotencyKey(id);
    if (key !== '') await this.#keys.copy(key, from, to);
    return true;
  }
}
