// What becomes of a payment. Each step is one script or one call to the payment provider and may be repeated, so that a process
// that comes after a crash goes through all of them again: keep the stock, set the money aside, take the stock, collect the money, move the order.

import { refuse } from '../base/problem.ts';
import type { Carts } from '../cart/cart.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { paymentOf, unpaid } from '../order/action.ts';
import type { Orders } from '../order/order.ts';
import { declinedField, declinedText, isOrder, type Order, type StoredOrder } from '../order/record.ts';
import type { CheckoutRevisions } from '../order/revision.ts';
import { answerWithin } from '../payment/deadline.ts';
import {
  type CaptureOutcome,
  type NewPayment,
  type Payment,
  type PaymentOutcome,
  type PaymentProvider,
  paymentLimits,
} from '../payment/payment.ts';
import type { Pricing } from '../pricing/pricing.ts';
import type { PriceRules } from '../pricing/rules.ts';
import type { DiscountUses } from '../pricing/uses.ts';
import type { PaymentKeys } from './payment-key.ts';

const settleLimits = {
  /** How often an unclear payment is asked for again at once; after that a worker goes on with it. */
  askTries: 3,
  askDelayMs: 100,
  /** An order whose payment stays unclear, or waits for its customer, so long is given up and what was charged is given back. */
  giveUpMs: 15 * 60_000,
} as const;

export interface CheckoutParts {
  readonly carts: Carts;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly priceRules: PriceRules;
  readonly discountUses: DiscountUses;
  readonly pricing: Pricing;
  readonly revisions: CheckoutRevisions;
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
  /** Others have used a discount of it as often as it may be. */
  | { readonly outcome: 'used-up'; readonly message: string }
  | { readonly outcome: 'expired' };

/** A payment that goes back to being a checkout, and why. */
interface Refused {
  readonly message: string;
  readonly outcome: 'declined' | 'used-up';
}

/** By what a payment was begun. */
interface Named {
  readonly key: string;
  readonly token: string;
}

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
   * @param paying the token to charge, or what became of the payment.
   * @param stop ends the wait for the provider; the order stays as it is then, for another process.
   */
  async settle(id: string, lock: string, paying: string | PaymentOutcome, stop?: AbortSignal): Promise<Settled> {
    const order = await this.order(id);
    const settled = await this.#settle(order, lock, paying, stop);
    if (order.adjustments.some(({ counted }) => counted)) await this.#giveBackUses(order);
    return settled;
  }

  async #settle(
    order: Order,
    lock: string,
    paying: string | PaymentOutcome,
    stop: AbortSignal | undefined,
  ): Promise<Settled> {
    const { inventory, orders } = this.#parts;
    const { id } = order;
    await orders.index(order);
    const held = await inventory.extend(id);
    // Whatever gives up moves the record first, under its lock. Money and stock go back by the job that the move writes, so
    // that somebody who held the lock too long never gives back what another has sold.
    if (held !== 'paying' && held !== 'committed') {
      const named = await this.#named(id);
      // A list lasts for years, and everybody may start checkouts.
      await orders.unindex(order);
      if (await orders.move(id, { from: ['PENDING'], to: 'CLOSED', event: 'expired', lock, untold: true })) {
        await this.#forget(order, named);
        return { outcome: 'expired' };
      }
      await orders.index(order);
      return this.#moved(order, {
        to: 'FAILED',
        note: 'Sold out before it was paid; what was charged goes back.',
        lock,
      });
    }
    const usedUp = await this.#useDiscounts(order);
    // Where the money has moved already, the order costs what it did.
    if (usedUp !== null && typeof paying === 'string')
      return this.#declined(order, { message: usedUp, lock, outcome: 'used-up' });
    const payment = { ...paymentOf(order), token: typeof paying === 'string' ? paying : '' };
    const asked = typeof paying === 'string' ? await this.#authorise(payment, stop) : paying;
    if (asked === null || asked.outcome === 'needsAction') return this.#waits(order, asked, lock);
    if (asked.outcome === 'declined')
      return this.#declined(order, { message: asked.message, lock, outcome: 'declined' });
    const reference = asked.reference ?? order.reference;
    return this.#collect(order, asked.outcome === 'captured', { ...payment, reference }, lock, stop);
  }

  /** The stock is taken before the money moves: it is the harder one to get back. */
  async #collect(
    order: Order,
    isCaptured: boolean,
    payment: Payment,
    lock: string,
    stop: AbortSignal | undefined,
  ): Promise<Settled> {
    const { inventory, carts } = this.#parts;
    const fields = payment.reference === null ? {} : { reference: payment.reference };
    const fail = (note: string) => this.#moved(order, { to: 'FAILED', note, lock, fields });
    if ((await inventory.commit(order.id)) !== 'committed')
      return fail('Sold out while it was being paid; the payment goes back.');
    const captured = isCaptured ? ({ outcome: 'captured' } as const) : await this.#capture(payment, stop);
    if (captured === null) return this.#waits(order, null, lock);
    if (captured.outcome === 'declined') return fail('The money that was set aside could not be collected.');
    const settled = await this.#moved(order, { to: 'PAID', lock, fields });
    await carts.takeOutBought(settled.order.owner, order.id, order.lines);
    return settled;
  }

  /** The customer has to do something, or the provider gave no clear answer: somebody asks again, for a bounded time. */
  async #waits(
    order: Order,
    asked: Extract<PaymentOutcome, { outcome: 'needsAction' }> | null,
    lock: string,
  ): Promise<Settled> {
    const { id } = order;
    if (Date.now() - order.placedAt.getTime() >= settleLimits.giveUpMs) {
      const note = asked
        ? 'The customer did not confirm the payment in time, and it was called off.'
        : 'The payment gave no clear answer and was called off.';
      const reference = asked?.reference ?? order.reference;
      return this.#moved(order, { to: 'FAILED', note, lock, fields: reference === null ? {} : { reference } });
    }
    if (asked) await this.#parts.orders.wait(id, lock, asked.action, asked.reference ?? null);
    // Another may have settled it meanwhile.
    return { outcome: 'order', order: await this.order(id) };
  }

  /** The order of an id. @throws Refusal RESERVATION_EXPIRED where another attempt's decline or expiry came in between. */
  async order(id: string): Promise<Order> {
    const record = await this.#parts.orders.record(id);
    if (record && isOrder(record)) return record;
    return refuse('RESERVATION_EXPIRED', 'This payment is over; start the checkout again.', 'id');
  }

  async #declined(order: Order, { message, lock, outcome }: Refused & { readonly lock: string }): Promise<Settled> {
    const { inventory, orders } = this.#parts;
    const { id } = order;
    const named = await this.#named(id);
    await inventory.retry(id);
    const until = (await inventory.heldUntil(id)) ?? order.reservedUntil;
    const fields = {
      ...(outcome === 'declined' && { [declinedField(named.key)]: declinedText(named.token, message) }),
      reservedUntil: String(until.getTime()),
    };
    const event = order.adjustments.some(({ counted }) => counted) ? 'declined' : undefined;
    await orders.unindex(order);
    const moved = await orders.move(id, { from: ['PENDING'], to: 'OPEN', lock, fields, event });
    if (moved) {
      await this.#forget(order, named);
      return { outcome, message };
    }
    // Whoever took the lock over has settled it; what they found is the answer.
    const settled = await orders.get(id);
    if (!settled) return { outcome, message };
    await orders.index(settled);
    return { outcome: 'order', order: settled };
  }

  async #moved(
    before: Order,
    move: { to: 'PAID' | 'FAILED'; note?: string; lock: string; fields?: StoredOrder },
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

  /** Read before the order moves, which takes the token away. */
  async #named(id: string): Promise<Named> {
    const { orders } = this.#parts;
    const [key, token] = await Promise.all([orders.idempotencyKey(id), orders.paymentToken(id)]);
    return { key, token };
  }

  /** The payment came to nothing: its key is free again. The guest may have logged in while it was under way. */
  async #forget(before: Order, { key, token }: Named): Promise<void> {
    const { id } = before;
    const now = await this.#parts.orders.record(id);
    await this.#keys.release({ owner: before.owner, checkoutId: id, token, key });
    if (!now || now.owner === before.owner) return;
    await this.#parts.orders.unindex(now);
    await this.#keys.release({ owner: now.owner, checkoutId: id, token, key });
  }

  /** Uses the discounts of an order whose uses are counted. A sentence for the shopper where one of them is used up. */
  async #useDiscounts({ id, attempt, owner, adjustments }: Order): Promise<string | null> {
    const { priceRules: rules, discountUses: uses } = this.#parts;
    const use = { orderId: id, attempt, customer: owner };
    for (const { counted, source } of adjustments) {
      const discount = counted ? await rules.discount(source) : null;
      // What was decided holds also where the discount was deleted since.
      const claimed = discount ? await uses.claim(discount, use) : 'OK';
      if (claimed === 'ALL')
        return `${source} was used as often as it may be. Update the checkout to continue without it.`;
      if (claimed === 'CUSTOMER')
        return `You have used ${source} as often as you may. Update the checkout to continue without it.`;
    }
    return null;
  }

  /** What a payment that has come to nothing has used. A job does it where this process dies before. */
  async #giveBackUses({ id, attempt, adjustments }: Order): Promise<void> {
    const now = await this.#parts.orders.record(id);
    if (now === null || unpaid.has(now.state))
      await this.#parts.discountUses.releaseAll(adjustments, { orderId: id, attempt: now?.attempt ?? attempt });
  }

  async #authorise(payment: NewPayment, stop: AbortSignal | undefined): Promise<PaymentOutcome | null> {
    if (payment.amount.minor === 0n) return { outcome: 'captured' };
    return this.#ask((payments, signal) => payments.authorise(payment, signal), stop);
  }

  #capture(payment: Payment, stop: AbortSignal | undefined): Promise<CaptureOutcome | null> {
    return this.#ask((payments, signal) => payments.capture(payment, signal), stop);
  }

  /** Null where the provider stays unclear. Whatever it throws, it may have done what it was asked for. */
  async #ask<Answer>(
    call: (payments: PaymentProvider, signal: AbortSignal) => Promise<Answer>,
    stop: AbortSignal | undefined,
  ): Promise<Answer | null> {
    const { payments } = this.#parts;
    if (!payments) return null;
    const deadline = Date.now() + this.#answerMs;
    for (let tried = 1; ; tried++) {
      try {
        return await answerWithin(this.#answerMs, (signal) => call(payments, signal), stop);
      } catch (error) {
        stop?.throwIfAborted();
        this.#onFault(error);
        if (tried === settleLimits.askTries || Date.now() > deadline) return null;
        await new Promise((resolve) => setTimeout(resolve, settleLimits.askDelayMs * tried));
      }
    }
  }
}
