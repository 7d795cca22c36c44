// What becomes of a payment. Each step is one script or one call to the payment provider and may be repeated, so that whoever comes
// after a crash goes through all of them again: keep the stock, charge, take the stock, move the order.

import { refuse } from '../base/problem.ts';
import type { Carts } from '../cart/cart.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Orders } from '../order/order.ts';
import { declinedField, declinedText, isOrder, type Order } from '../order/record.ts';
import { answerWithin } from '../payment/deadline.ts';
import { type Charge, type ChargeOutcome, type PaymentProvider, paymentLimits } from '../payment/payment.ts';
import type { PaymentKeys } from './payment-key.ts';

const settleLimits = {
  /** How often an unclear payment is asked for again at once; after that a worker goes on with it. */
  chargeTries: 3,
  chargeDelayMs: 100,
  /** An order whose payment stays unclear so long is given up and what was charged is given back. */
  giveUpMs: 15 * 60_000,
} as const;

export interface CheckoutParts {
  readonly carts: Carts;
  readonly inventory: Inventory;
  readonly orders: Orders;
  /** Null where nothing that costs something can be paid. */
  readonly payments: PaymentProvider | null;
}

export interface PaymentSettings {
  /** How long a call of the provider may take, where that is to differ from the default. */
  readonly answerMs?: number;
  /** Told of each call of the provider that gave no answer, or failed. */
  readonly onFault?: (error: unknown) => void;
}

export type Settled =
  | { readonly outcome: 'order'; readonly order: Order }
  | { readonly outcome: 'declined'; readonly message: string }
  | { readonly outcome: 'expired' };

export class Settlements {
  readonly #parts: CheckoutParts;
  readonly #keys: PaymentKeys;
  readonly #answerMs: number;
  readonly #onFault: (error: unknown) => void;

  constructor(
    parts: CheckoutParts,
    keys: PaymentKeys,
    { answerMs = paymentLimits.answerMs, onFault = () => {} }: PaymentSettings,
  ) {
    this.#parts = parts;
    this.#keys = keys;
    this.#answerMs = answerMs;
    this.#onFault = onFault;
  }

  /**
   * @param paying the token to charge, or what became of the charge.
   * @param stop ends the wait for the provider; the order stays as it is then, for another process.
   */
  async settle(id: string, lock: string, paying: string | ChargeOutcome, stop?: AbortSignal): Promise<Settled> {
    const { inventory, orders } = this.#parts;
    const order = await this.order(id);
    await orders.index(order);
    const [key, token] = await Promise.all([orders.idempotencyKey(id), orders.paymentToken(id)]);
    const held = await inventory.extend(id);
    // Whatever gives up moves the record first, under its lock. Money and stock go back by the job that the move writes, so
    // that somebody who held the lock too long never gives back what another has sold.
    if (held !== 'paying' && held !== 'committed') {
      // A list lasts for years, and everybody may start checkouts.
      await orders.unindex(order);
      if (await orders.move(id, { from: ['PENDING'], to: 'CLOSED', event: 'expired', lock, untold: true })) {
        await this.#forget(order, key, token);
        return { outcome: 'expired' };
      }
      await orders.index(order);
      return this.#moved(order, {
        to: 'FAILED',
        note: 'Sold out before it was paid; what was charged goes back.',
        lock,
      });
    }
    const charge =
      typeof paying === 'string'
        ? await this.#charge({ key: `${id}:${order.attempt}`, amount: order.total, token: paying }, stop)
        : paying;
    // Another may have settled it while the provider was waited for.
    if (!charge && Date.now() - order.placedAt.getTime() < settleLimits.giveUpMs)
      return { outcome: 'order', order: await this.order(id) };
    if (!charge)
      return this.#moved(order, { to: 'FAILED', note: 'The payment gave no clear answer and was called off.', lock });
    if (charge.outcome === 'declined') return this.#declined(order, { key, token, message: charge.message, lock });
    if ((await inventory.commit(id)) !== 'committed')
      return this.#moved(order, {
        to: 'FAILED',
        note: 'Sold out while it was being paid; the payment goes back.',
        lock,
      });
    const settled = await this.#moved(order, { to: 'PAID', lock });
    await this.#parts.carts.takeOutBought(settled.order.owner, id, order.lines);
    return settled;
  }

  /** The order of an id. @throws Refusal RESERVATION_EXPIRED where another attempt's decline or expiry came in between. */
  async order(id: string): Promise<Order> {
    const record = await this.#parts.orders.record(id);
    if (record && isOrder(record)) return record;
    return refuse('RESERVATION_EXPIRED', 'This payment is over; start the checkout again.', 'id');
  }

  async #declined(
    order: Order,
    { key, token, message, lock }: { key: string; token: string; message: string; lock: string },
  ): Promise<Settled> {
    const { inventory, orders } = this.#parts;
    const { id } = order;
    await inventory.retry(id);
    const until = (await inventory.heldUntil(id)) ?? order.reservedUntil;
    const fields = { [declinedField(key)]: declinedText(token, message), reservedUntil: String(until.getTime()) };
    await orders.unindex(order);
    const moved = await orders.move(id, { from: ['PENDING'], to: 'OPEN', lock, fields });
    if (moved) {
      await this.#forget(order, key, token);
      return { outcome: 'declined', message };
    }
    // Whoever took the lock over has settled it; what they found is the answer.
    const settled = await orders.get(id);
    if (!settled) return { outcome: 'declined', message };
    await orders.index(settled);
    return { outcome: 'order', order: settled };
  }

  async #moved(
    before: Order,
    move: { to: 'PAID' | 'FAILED'; note?: string; lock: string },
  ): Promise<Extract<Settled, { outcome: 'order' }>> {
    const { orders } = this.#parts;
    const { id } = before;
    await orders.move(id, { from: ['PENDING'], event: move.to === 'PAID' ? 'paid' : 'failed', ...move });
    const order = await this.order(id);
    // The guest has logged in while the payment was under way.
    if (order.owner !== before.owner) {
      await orders.index(order);
      await orders.unindex(before);
    }
    return { outcome: 'order', order };
  }

  /** The payment came to nothing: its key is free again. The guest may have logged in while it was under way. */
  async #forget(before: Order, key: string, token: string): Promise<void> {
    const { id } = before;
    const now = await this.#parts.orders.record(id);
    await this.#keys.release({ owner: before.owner, checkoutId: id, token, key });
    if (!now || now.owner === before.owner) return;
    await this.#parts.orders.unindex(now);
    await this.#keys.release({ owner: now.owner, checkoutId: id, token, key });
  }

  /** Null where the provider stays unclear. Whatever it throws, it may have charged. */
  async #charge(charge: Charge, stop: AbortSignal | undefined): Promise<ChargeOutcome | null> {
    if (charge.amount.minor === 0n) return { outcome: 'charged' };
    const { payments } = this.#parts;
    if (!payments) return null;
    const deadline = Date.now() + this.#answerMs;
    for (let tried = 1; ; tried++) {
      try {
        return await answerWithin(this.#answerMs, (signal) => payments.charge(charge, signal), stop);
      } catch (error) {
        stop?.throwIfAborted();
        this.#onFault(error);
        if (tried === settleLimits.chargeTries || Date.now() > deadline) return null;
        await new Promise((resolve) => setTimeout(resolve, settleLimits.chargeDelayMs * tried));
      }
    }
  }
}
