// From a cart to a paid order. Each step is one script or one call to the payment provider and may be repeated, so that
// a process that comes after a crash goes through all of them again: hold the stock, charge, take the stock, move the order.

import { randomUUID } from 'node:crypto';
import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { Refusal, rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { cartKeys } from '../cart/keys.ts';
import { cartShards } from '../cart/outbox.ts';
import { orderLimits } from '../order/limits.ts';
import { orderStarts, readStored, type StoredReply } from '../order/list.ts';
import type { Order, OrderRecord } from '../order/record.ts';
import { isOrderId } from '../order/shard.ts';
import type { ShippingOption } from '../pricing/pricing.ts';
import { PaymentKeys, paymentKeyLimits } from './payment-key.ts';
import { type CheckoutParts, type PaymentSettings, type Settled, Settlements } from './settle.ts';
import { type CheckoutStart, CheckoutStarts } from './start.ts';
import { type CheckoutUpdate, CheckoutUpdates, toPrice } from './update.ts';

const checkoutLimits = {
  maxTokenLength: 200,
  /** How long a second call of the same payment waits for the first, and how often it looks. */
  busyWaitMs: 5_000,
  busyLookMs: 100,
} as const;

const openScript = loadScript('checkout/open');

export class Checkouts {
  readonly #redis: RedisHandle;
  readonly #parts: CheckoutParts;
  readonly #starts: CheckoutStarts;
  readonly #updates: CheckoutUpdates;
  readonly #settlements: Settlements;
  readonly #keys: PaymentKeys;

  constructor(redis: RedisHandle, parts: CheckoutParts, settings: PaymentSettings = {}) {
    this.#redis = redis;
    this.#parts = parts;
    this.#starts = new CheckoutStarts(parts);
    this.#updates = new CheckoutUpdates(parts);
    this.#keys = new PaymentKeys(redis);
    this.#settlements = new Settlements(parts, this.#keys, settings);
  }

  /**
   * Reserves everything in the cart for 15 minutes at the price the shopper saw, or nothing. A fall in price is passed on;
   * a rise is refused until it is accepted. The shopper's earlier checkout is replaced, unless it is being paid.
   * @throws Refusal CART_EMPTY, CART_CHANGED, PRICE_CHANGED, OUT_OF_STOCK, LIMIT_EXCEEDED, NOT_FOUND or CONFLICT.
   */
  start(owner: string, options: CheckoutStart = {}): Promise<OrderRecord> {
    return this.#starts.start(owner, options);
  }

  /**
   * Changes what was chosen, and the total with it. Without a change it is priced again, as where a discount has ended.
   * @throws Refusal NOT_FOUND, INVALID, ILLEGAL_STATE, RESERVATION_EXPIRED or CONFLICT.
   */
  update(owner: string, id: string, update: CheckoutUpdate): Promise<OrderRecord> {
    return this.#updates.update(owner, id, update);
  }

  /** How the goods of a checkout can be sent, and what each way costs. */
  async shippingOptions(id: string): Promise<ShippingOption[]> {
    const record = await this.get(id);
    return record ? this.#parts.pricing.shippingOptions(toPrice(record)) : [];
  }

  /** A checkout that is still open, or null. */
  async get(id: string): Promise<OrderRecord | null> {
    const record = await this.#parts.orders.record(id);
    return record?.state === 'OPEN' ? record : null;
  }

  /** The checkout that the owner last started, as long as it is open and its stock is held; or null. One round trip, on a cluster two. */
  async open(owner: string): Promise<OrderRecord | null> {
    const [id, stored = null] = (await this.#redis.run(
      openScript,
      [cartKeys.cart(this.#redis.prefix, cartShards(this.#redis).of(owner), owner)],
      orderStarts(this.#redis),
    )) as [string?, StoredReply?];
    if (id === undefined || !isOrderId(id)) return null;
    const record = stored === null ? await this.#parts.orders.record(id) : readStored(id, stored);
    return record?.state === 'OPEN' && record.owner === owner && record.reservedUntil.getTime() > Date.now()
      ? record
      : null;
  }

  /**
   * Pays a checkout. The same key and input give the same order again, whatever happened in between; an order that is still
   * PENDING is one whose payment the provider has not answered clearly, and a worker settles it. A key whose payment came to
   * nothing may be used again with another input.
   * @throws Refusal CONFLICT, NOT_FOUND, PAYMENT_DECLINED, PAYMENT_UNAVAILABLE, RESERVATION_EXPIRED, ILLEGAL_STATE, LIMIT_EXCEEDED,
   *   INVALID.
   */
  async complete(owner: string, id: string, token: string, key: string): Promise<Order> {
    const { maxLength } = paymentKeyLimits;
    if (key.length === 0 || key.length > maxLength)
      refuseBut(
        [rangeOf(1, maxLength, 'characters')],
        'INVALID',
        `A key has 1 to ${maxLength} characters.`,
        'idempotencyKey',
      );
    if (token.length === 0 || token.length > checkoutLimits.maxTokenLength)
      refuseBut(
        [rangeOf(1, checkoutLimits.maxTokenLength, 'characters')],
        'INVALID',
        `A token has 1 to ${checkoutLimits.maxTokenLength} characters.`,
        'paymentToken',
      );
    // A key that is claimed is kept for a day: not for a checkout that the caller does not have.
    const record = await this.#parts.orders.record(id);
    if (record?.owner !== owner) refuse('NOT_FOUND', 'There is no such checkout of yours.', 'id');
    if (record.state === 'OPEN' && record.needsShipping)
      refuse('INVALID', 'Choose a shipping method before you pay.', 'id');
    if (!this.#parts.payments && record.total.minor > 0n && record.state === 'OPEN')
      refuse('PAYMENT_UNAVAILABLE', 'This shop cannot take payments at the moment.');
    const use = { owner, checkoutId: id, token, key };
    await this.#keys.claim(use);
    try {
      return await this.#pay(owner, id, token, key);
    } catch (error) {
      if (error instanceof Refusal) await this.#keys.release(use);
      throw error;
    }
  }

  async #pay(owner: string, id: string, token: string, key: string): Promise<Order> {
    const deadline = Date.now() + checkoutLimits.busyWaitMs;
    for (;;) {
      const lock = randomUUID();
      const begun = await this.#parts.orders.begin(id, owner, key, token, lock);
      if (begun === 'OK') return orderOf(await this.#settlements.settle(id, lock, token));
      if (begun === 'DONE' || (begun === 'BUSY' && Date.now() > deadline)) return this.#settlements.order(id);
      if (begun === 'NONE') refuse('NOT_FOUND', 'There is no such checkout of yours.', 'id');
      if (begun === 'CLOSED') refuse('RESERVATION_EXPIRED', 'This checkout is over; start it again.', 'id');
      if (begun === 'DECLINED')
        refuse('PAYMENT_DECLINED', 'The payment was declined; try another one.', 'paymentToken');
      if (begun === 'TRIED')
        refuse('LIMIT_EXCEEDED', `This checkout had ${orderLimits.maxPayments} payments; start it again.`, 'id');
      if (begun === 'OTHER')
        refuseBut(['OPEN'], 'ILLEGAL_STATE', 'This checkout is paid, or being paid, already.', 'id');
      await new Promise((resolve) => setTimeout(resolve, checkoutLimits.busyLookMs));
    }
  }

  /** Gives up a checkout and its reservation. @throws Refusal NOT_FOUND, ILLEGAL_STATE. */
  async cancel(owner: string, id: string): Promise<OrderRecord> {
    const record = await this.#parts.orders.record(id);
    if (!record || record.owner !== owner) refuse('NOT_FOUND', 'There is no such checkout of yours.', 'id');
    if (record.state !== 'CLOSED') await this.#parts.orders.move(id, { from: ['OPEN', 'CLOSED'], to: 'CLOSED' });
    await this.#parts.inventory.release(id);
    return record;
  }

  /**
   * Continues an order whose payment was left in the middle. Null where another is at it, or where it is settled.
   * @param stop ends the wait for the provider: another process continues the order.
   */
  async resume(id: string, stop?: AbortSignal): Promise<Order | null> {
    const lock = randomUUID();
    if ((await this.#parts.orders.begin(id, null, '', '', lock)) !== 'OK') return null;
    const settled = await this.#settlements.settle(id, lock, await this.#parts.orders.paymentToken(id), stop);
    return settled.outcome === 'order' ? settled.order : null;
  }

  /**
   * Goes on with a checkout whose order was lost, and whose payment the provider has charged as its attempt of this number. False
   * where it has been paid, or given up, meanwhile.
   * @throws Refusal INVALID for a number that no attempt has.
   */
  async recover(id: string, attempt: number): Promise<boolean> {
    checkWhole(attempt, 'attempt', 1, Number.MAX_SAFE_INTEGER);
    const record = await this.#parts.orders.record(id);
    if (record?.state !== 'OPEN' || record.attempt !== attempt - 1) return false;
    const lock = randomUUID();
    const key = `recovered:${id}:${attempt}`;
    if ((await this.#parts.orders.begin(id, record.owner, key, 'recovered', lock)) !== 'OK') return false;
    const settled = await this.#settlements.settle(id, lock, { outcome: 'captured' });
    return settled.outcome === 'order' && settled.order.state === 'PAID';
  }
}

function orderOf(settled: Settled): Order {
  if (settled.outcome === 'order') return settled.order;
  if (settled.outcome === 'declined') refuse('PAYMENT_DECLINED', settled.message, 'paymentToken');
  if (settled.outcome === 'used-up') refuse('LIMIT_EXCEEDED', settled.message, 'id');
  refuse('RESERVATION_EXPIRED', 'The reservation ran out and the stock is gone; start the checkout again.', 'id');
}
