// Who may move an order where, and what follows from it. Money and stock are given back by the jobs that the move wrote
// into the outbox, so a crash right after it changes nothing.

import { refuseField } from '../base/given.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { answerWithin } from '../payment/deadline.ts';
import { type PaymentProvider, paymentLimits } from '../payment/payment.ts';
import type { OrderEventName, Orders } from './order.ts';
import type { Order, RecordState } from './record.ts';

export type OrderAction = 'cancel' | 'fulfil' | 'deliver' | 'refund';

interface Rule {
  readonly from: readonly RecordState[];
  readonly to: RecordState;
  /** Whether the customer may do it, or the shop alone. */
  readonly byCustomer: boolean;
}

export const orderRules: Record<OrderAction, Rule> = {
  cancel: { from: ['PAID'], to: 'CANCELLED', byCustomer: true },
  fulfil: { from: ['PAID'], to: 'FULFILLED', byCustomer: false },
  deliver: { from: ['FULFILLED'], to: 'DELIVERED', byCustomer: false },
  refund: { from: ['PAID', 'FULFILLED', 'DELIVERED'], to: 'REFUNDED', byCustomer: false },
};

export class OrderActions {
  readonly #orders: Orders;
  readonly #inventory: Inventory;
  readonly #payments: PaymentProvider | null;

  constructor(orders: Orders, inventory: Inventory, payments: PaymentProvider | null) {
    this.#orders = orders;
    this.#inventory = inventory;
    this.#payments = payments;
  }

  /** @throws Refusal NOT_FOUND, ILLEGAL_STATE, INVALID. */
  async act(id: string, action: OrderAction, options: { note?: string | null; restock?: boolean | null } = {}) {
    if (!Object.hasOwn(orderRules, action))
      refuseField('action', `must be one of ${Object.keys(orderRules).join(', ')}`, Object.keys(orderRules));
    const { from, to } = orderRules[action];
    const events: Record<OrderAction, OrderEventName> = {
      cancel: 'cancelled',
      fulfil: 'fulfilled',
      deliver: 'delivered',
      refund: options.restock ? 'refunded-restock' : 'refunded',
    };
    await this.#orders.move(id, { from, to, note: options.note, event: events[action] });
    return (await this.#orders.get(id)) as Order;
  }

  /** Gives back money and, where the event says so, stock. Safe to repeat. */
  async compensate(id: string, event: OrderEventName): Promise<void> {
    const order = await this.#orders.record(id);
    if (!order) return;
    if (order.total.minor > 0n) await this.#refund(`${id}:${order.attempt}`);
    if (event === 'failed' || event === 'expired') await this.#inventory.undo(id);
    if (event === 'cancelled' || event === 'refunded-restock')
      await this.#inventory.adjust(
        order.lines.map(({ sku, quantity }) => ({ sku, delta: quantity })),
        `order:${id}:${event}`,
      );
  }

  /** @throws where the provider did not give it back for sure, so that it is tried again. */
  async #refund(key: string): Promise<void> {
    const payments = this.#payments;
    if (!payments) throw new Error('No payment provider is set up that could give money back');
    await answerWithin(paymentLimits.answerMs, (signal) => payments.refund(key, signal));
  }
}
