// Who may move an order where, and what follows from it. Money and stock are given back by the jobs that the move wrote
// into the outbox, so a crash right after it changes nothing.

import { checkCurrency, checkWhole, refuseField } from '../base/given.ts';
import { type Money, moneyText } from '../base/money.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { messageOf } from '../base/text.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { answerWithin } from '../payment/deadline.ts';
import { type Payment, type PaymentProvider, paymentLimits } from '../payment/payment.ts';
import type { DiscountUses } from '../pricing/uses.ts';
import type { Move, Orders } from './order.ts';
import type { OrderEventName } from './outbox.ts';
import { isOrder, type Order, type OrderRecord, type RecordState, recordLimits } from './record.ts';
import { leftToRefund, type OrderRefund, refundLimits, refundsText } from './refund.ts';

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

export interface ActOptions {
  readonly note?: string | null;
  /** Of a refund of all that is left: whether the goods came back. */
  readonly restock?: boolean | null;
  /** Of a refund: a part of what is left; all of it where absent. */
  readonly amount?: Money | null;
}

/** States of a record whose payments have come to nothing: they use no discount. */
export const unpaid: ReadonlySet<RecordState> = new Set(['OPEN', 'CLOSED', 'FAILED']);

/** Refunds of one order that are written at the same time come one after the other. */
const tries = 25;

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
    const { from, to } = orderRules[action];
    if (action === 'cancel' || action === 'refund') await this.#giveUp(id, action, options);
    else {
      const event = action === 'fulfil' ? 'fulfilled' : 'delivered';
      await this.#orders.move(id, { from, to, note: options.note, event });
    }
    return (await this.#orders.get(id)) as Order;
  }

  async #giveUp(id: string, action: 'cancel' | 'refund', options: ActOptions): Promise<void> {
    for (let tried = 0; tried < tries; tried++) {
      const order = await this.#orders.record(id);
      if (await this.#orders.move(id, giveUpMove(order, action, options))) return;
    }
    refuse('CONFLICT', 'The order was changed at the same time. Look at it again.', 'id');
  }

  /**
   * Gives back money and, where the event says so, stock. Safe to repeat.
   * @throws where the provider did not give all of it back for sure, so that it is tried again.
   */
  async compensate(id: string, event: OrderEventName): Promise<void> {
    const order = await this.#orders.record(id);
    if (!order) return;
    // By what is true by now: another payment of the checkout may be under way, or have bought it.
    if (unpaid.has(order.state))
      await this.#uses.releaseAll(order.adjustments, { orderId: id, attempt: order.attempt });
    if (event === 'declined') return;
    if (event === 'failed' || event === 'expired') await this.#inventory.undo(id);
    if (event === 'cancelled' || event === 'refunded-restock')
      await this.#inventory.adjust(
        order.lines.map(({ sku, quantity }) => ({ sku, delta: quantity })),
        `order:${id}:${event}`,
      );
    if (order.total.minor === 0n) return;
    if (unpaid.has(order.state)) return this.#callOff(order);
    const refunds = isOrder(order) ? order.refunds : [];
    // An order that an earlier release has moved has none written: all of its payment is given back.
    if (refunds.length === 0) await this.#ask((payments, signal) => payments.cancel(paymentOf(order), signal));
    const failed: unknown[] = [];
    for (const refund of refunds) if (refund.state === 'REFUND_PENDING') await this.#refund(order, refund, failed);
    if (failed.length > 0) throw failed[0];
  }

  /** Calls off a payment that has bought nothing. While that does not succeed, the order says that money may be owed. */
  async #callOff(order: OrderRecord): Promise<void> {
    const owed: OrderRefund = {
      ...{ number: 1, amount: order.total, state: 'REFUND_PENDING', at: new Date(), refundedAt: null, problem: null },
    };
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

  async #refund(order: OrderRecord, { number, amount }: OrderRefund, failed: unknown[]): Promise<void> {
    const payment = paymentOf(order);
    try {
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
    for (let tried = 0; tried < tries; tried++) {
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

function giveUpMove(order: OrderRecord | null, action: 'cancel' | 'refund', options: ActOptions): Move {
  const { from, to } = orderRules[action];
  // The move itself refuses it.
  if (!order || !isOrder(order) || !from.includes(order.state)) return { from, to, note: options.note };
  const left = leftToRefund(order);
  const amount = action === 'refund' && options.amount ? checkAmount(options.amount, order) : left;
  const isAll = amount.minor === left.minor;
  if (options.restock && !isAll)
    refuse('INVALID', 'Goods are in stock again with a refund of all that is left.', 'restock');
  const refund: OrderRefund = {
    number: order.refunds.length + 1,
    amount,
    state: 'REFUND_PENDING',
    at: new Date(),
    refundedAt: null,
    problem: null,
  };
  const refunds = amount.minor > 0n ? [...order.refunds, refund] : order.refunds;
  return {
    from: [order.state],
    to: isAll ? to : order.state,
    note: options.note?.trim() || (isAll ? null : `Refund of ${moneyText(amount)}`),
    event: isAll ? endEvent(action, options) : 'refunded-part',
    ifRefunds: refundsText(order.refunds),
    fields: { refunds: refundsText(refunds) },
  };
}

function endEvent(action: 'cancel' | 'refund', { restock }: ActOptions): OrderEventName {
  if (action === 'cancel') return 'cancelled';
  return restock ? 'refunded-restock' : 'refunded';
}

/** @throws Refusal where it is not a part of what is left. */
function checkAmount(amount: Money, order: Order): Money {
  const left = leftToRefund(order);
  checkCurrency(amount.currency, 'amount');
  checkWhole(amount.minor, 'amount', 0n, recordLimits.maxMinor);
  if (amount.currency !== left.currency)
    refuseBut([left.currency], 'INVALID', `The order is in ${left.currency}.`, 'amount', 'currency');
  if (amount.minor < 1n || amount.minor > left.minor)
    refuseBut(
      [rangeOf(1n, left.minor)],
      amount.minor < 1n ? 'INVALID' : 'LIMIT_EXCEEDED',
      `${moneyText(left)} of the order are left to be refunded.`,
      'amount',
    );
  if (amount.minor < left.minor && order.refunds.length >= refundLimits.most - 1)
    refuse('LIMIT_EXCEEDED', `An order has at most ${refundLimits.most} refunds. Refund all that is left.`, 'amount');
  return amount;
}
