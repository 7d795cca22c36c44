// Who may move an order where, and what follows from it. Money and stock are given back by the jobs that the move wrote
// into the outbox, so a crash right after it changes nothing.

import { refuseField } from '../base/given.ts';
import { messageOf } from '../base/text.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { answerWithin } from '../payment/deadline.ts';
import { type Payment, type PaymentProvider, paymentLimits } from '../payment/payment.ts';
import type { DiscountUses } from '../pricing/uses.ts';
import { decideLimits, decideMove } from './decide.ts';
import { deliverMove, fulfilMove } from './fulfilment-action.ts';
import { checkQuantities, type LineQuantity } from './line-quantity.ts';
import type { Move, Orders } from './order.ts';
import type { OrderEventName } from './outbox.ts';
import { leftToRestock } from './pieces.ts';
import { isOrder, type Order, type OrderRecord, type RecordState } from './record.ts';
import { newRefund, type OrderRefund, refundLimits, refundsText } from './refund.ts';
import { cancelMove, type RefundOptions, refundMove } from './refund-move.ts';

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

/** All but the note is of a refund. */
export type ActOptions = RefundOptions;

/** States of a record whose payments have come to nothing: they use no discount. */
export const unpaid: ReadonlySet<RecordState> = new Set(['OPEN', 'CLOSED', 'FAILED']);

export class OrderActions {
  readonly #orders: Orders;
  readonly #inventory: Inventory;
  readonly #payments: PaymentProvider | null;
  readonly #uses: DiscountUses;

  constructor(orders: Orders, inventory: Inventory, payments: PaymentProvider | null, uses: DiscountUses) {
    this.#orders = orders;
    this.#inventory = inventory;
    this.#payments = payments;
    this.#uses = uses;
  }

  /** @throws Refusal NOT_FOUND, ILLEGAL_STATE, INVALID, LIMIT_EXCEEDED, CONFLICT. */
  async act(id: string, action: OrderAction, options: ActOptions = {}): Promise<Order> {
    if (!Object.hasOwn(orderRules, action))
      refuseField('action', `must be one of ${Object.keys(orderRules).join(', ')}`, Object.keys(orderRules));
    if (options.lines) checkQuantities(options.lines, ['lines'], 1);
    return decideMove(this.#orders, id, (order) => moveOf(order, action, options));
  }

  /**
   * Gives back money and, where the event says so, stock. Safe to repeat.
   * @param part the return that an event is about.
   * @throws where the provider did not give all of it back for sure, so that it is tried again.
   */
  async compensate(id: string, event: OrderEventName, part = 0): Promise<void> {
    const order = await this.#orders.record(id);
    if (!order) return;
    if (event === 'return-received') return this.#restockReturn(order, part);
    // By what is true by now: another payment of the checkout may be under way, or have bought it.
    if (unpaid.has(order.state))
      await this.#uses.releaseAll(order.adjustments, { orderId: id, attempt: order.attempt });
    if (event === 'declined') return;
    if (event === 'failed' || event === 'expired') await this.#inventory.undo(id);
    if (event === 'cancelled' || event === 'refunded-restock')
      await this.#restock(order, isOrder(order) ? leftToRestock(order) : [], event);
    if (order.total.minor === 0n) return;
    if (unpaid.has(order.state)) return this.#callOff(order);
    const refunds = isOrder(order) ? order.refunds : [];
    // An order that an earlier release has moved has none written: all of its payment is given back.
    if (refunds.length === 0) await this.#ask((payments, signal) => payments.cancel(paymentOf(order), signal));
    const failed: unknown[] = [];
    for (const refund of refunds) if (refund.state === 'REFUND_PENDING') await this.#refund(order, refund, failed);
    if (failed.length > 0) throw failed[0];
  }

  /** Puts pieces back in stock, once for what they are of. */
  async #restock({ id, lines }: OrderRecord, pieces: readonly LineQuantity[], of: string): Promise<void> {
    const deltas = pieces.flatMap(({ line, quantity }) => {
      const sku = lines[line]?.sku;
      return sku === undefined ? [] : [{ sku, delta: quantity }];
    });
    if (deltas.length > 0) await this.#inventory.adjust(deltas, `order:${id}:${of}`);
  }

  async #restockReturn(order: OrderRecord, number: number): Promise<void> {
    const received = isOrder(order) ? order.returns[number - 1] : undefined;
    if (received?.restocked) await this.#restock(order, received.lines, `return:${number}`);
  }

  /** Calls off a payment that has bought nothing. While that does not succeed, the order says that money may be owed. */
  async #callOff(order: OrderRecord): Promise<void> {
    const owed = newRefund(1, order.total);
    try {
      await this.#ask((payments, signal) => payments.cancel(paymentOf(order), signal));
    } catch (error) {
      const problem = problemOf(error);
      await this.#change(order.id, (refunds) =>
        (refunds.length === 0 ? [owed] : refunds).map((each) => ({ ...each, problem })),
      );
      throw error;
    }
    await this.#change(order.id, (refunds) =>
      refunds.map((each) => ({ ...each, state: 'REFUNDED', refundedAt: each.refundedAt ?? new Date(), problem: null })),
    );
  }

  async #refund(order: OrderRecord, { number, amount, lines, restock }: OrderRefund, failed: unknown[]): Promise<void> {
    const payment = paymentOf(order);
    try {
      if (restock) await this.#restock(order, lines, `refund:${number}`);
      const refund = { payment, refundKey: `${payment.key}:refund:${number}`, amount };
      await this.#ask((payments, signal) => payments.refund(refund, signal));
      await this.#note(order.id, number, { state: 'REFUNDED', refundedAt: new Date(), problem: null });
    } catch (error) {
      failed.push(error);
      await this.#note(order.id, number, { problem: problemOf(error) });
    }
  }

  #note(id: string, number: number, change: Partial<OrderRefund>): Promise<void> {
    return this.#change(id, (refunds) =>
      refunds.map((each) => (each.number === number ? { ...each, ...change } : each)),
    );
  }

  async #change(id: string, change: (refunds: readonly OrderRefund[]) => readonly OrderRefund[]): Promise<void> {
    for (let tried = 0; tried < decideLimits.tries; tried++) {
      const order = await this.#orders.get(id);
      if (!order) return;
      // What was given back stays so, whoever comes late with another answer.
      const changed = change(order.refunds).map((each) => {
        const before = order.refunds.find(({ number }) => number === each.number);
        return before?.state === 'REFUNDED' ? before : each;
      });
      if (refundsText(changed) === refundsText(order.refunds)) return;
      if (await this.#orders.noteRefunds(id, order.refunds, changed)) return;
    }
    throw new Error(`The refunds of the order ${id} were changed all the time`);
  }

  #ask(call: (payments: PaymentProvider, signal: AbortSignal) => Promise<void>): Promise<void> {
    const payments = this.#payments;
    if (!payments) throw new Error('No payment provider is set up that could give money back');
    return answerWithin(paymentLimits.answerMs, (signal) => call(payments, signal));
  }
}

function problemOf(error: unknown): string {
  return messageOf(error).toWellFormed().slice(0, refundLimits.maxProblemLength).toWellFormed();
}

/** The payment of an order's last attempt, as the provider knows it. */
export function paymentOf({ id, attempt, total, reference }: OrderRecord): Payment {
  return { key: `${id}:${attempt}`, amount: total, reference };
}

function moveOf(order: OrderRecord | null, action: OrderAction, options: ActOptions): Move {
  const { from, to } = orderRules[action];
  // The move itself refuses it.
  if (!order || !isOrder(order) || !from.includes(order.state)) return { from, to, note: options.note };
  if (action === 'cancel') return cancelMove(order, options.note);
  if (action === 'fulfil') return fulfilMove(order, { note: options.note });
  if (action === 'deliver') return deliverMove(order, options.note);
  return refundMove(order, options);
}
