// From a cart to a paid order. Each step is one script or one call to the payment provider and may be repeated, so that
// whoever comes after a crash goes through all of them again: hold the stock, charge, take the stock, move the order.

import { createHash, randomUUID } from 'node:crypto';
import { checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { sum, times } from '../base/money.ts';
import { Refusal, rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { Cart, Carts } from '../cart/cart.ts';
import { cartKeys } from '../cart/keys.ts';
import { cartShards } from '../cart/outbox.ts';
import type { Inventory, Quantity } from '../inventory/inventory.ts';
import { orderStarts, readStored, type StoredReply } from '../order/list.ts';
import { type Orders, orderLimits } from '../order/order.ts';
import { checkUnreserved, declinedField, isOrder, type Order, type OrderRecord } from '../order/record.ts';
import { isOrderId, newOrderId } from '../order/shard.ts';
import { type ChargeOutcome, type PaymentProvider, PaymentUnclear } from '../payment/payment.ts';
import { checkoutKeys } from './keys.ts';
import { reserveProblems, startProblems } from './problems.ts';

const checkoutLimits = {
  /** An idempotency key is remembered so long. */
  keyTtlMs: 24 * 3_600_000,
  maxKeyLength: 200,
  maxTokenLength: 200,
  /** How often an unclear payment is asked for again at once; after that a worker goes on with it. */
  chargeTries: 3,
  chargeDelayMs: 100,
  /** An order whose payment stays unclear so long is given up and what was charged is given back. */
  giveUpMs: 15 * 60_000,
  /** How long a second call of the same payment waits for the first. */
  busyWaitMs: 5_000,
} as const;

const openScript = loadScript('checkout/open');

export interface CheckoutParts {
  readonly carts: Carts;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly payments: PaymentProvider;
}

/** How a checkout is started. */
export interface CheckoutStart {
  /** The version of the cart that the shopper saw; another one is refused. */
  readonly cartVersion?: number | null;
  readonly acceptPriceChanges?: boolean | null;
  /** As whom the metrics and experiments know the shopper; else as the cart does. */
  readonly visitor?: string | null;
  /** The address that the shopper shares with others, whose checkouts are bounded together; absent where they are not. */
  readonly address?: string | null;
}

type Settled =
  | { readonly outcome: 'order'; readonly order: Order }
  | { readonly outcome: 'declined'; readonly message: string }
  | { readonly outcome: 'expired' };

export class Checkouts {
  readonly #redis: RedisHandle;
  readonly #parts: CheckoutParts;

  constructor(redis: RedisHandle, parts: CheckoutParts) {
    this.#redis = redis;
    this.#parts = parts;
  }

  /**
   * Reserves everything in the cart for 15 minutes at the price the shopper saw, or nothing. A fall in price is passed on;
   * a rise is refused until it is accepted. The shopper's earlier checkout is replaced.
   * @throws Refusal CART_EMPTY, CART_CHANGED, PRICE_CHANGED, OUT_OF_STOCK, LIMIT_EXCEEDED, NOT_FOUND or CONFLICT.
   */
  async start(owner: string, options: CheckoutStart = {}): Promise<OrderRecord> {
    const { carts, inventory, orders } = this.#parts;
    const cart = await carts.get(owner);
    if (!cart || cart.lines.length === 0) refuse('CART_EMPTY', 'The cart is empty.');
    if (options.cartVersion != null && options.cartVersion !== cart.version) refuseChanged(cart);
    const problems = startProblems(cart, options.acceptPriceChanges ?? false);
    if (problems.length > 0) throw new Refusal(problems);

    const lines = cart.lines.map(({ product, quantity }) => ({
      sku: product.sku,
      name: product.name,
      quantity,
      unitPrice: product.price,
      total: times(product.price, quantity),
    }));
    const total = sum(
      lines.map((line) => line.total),
      cart.total.currency,
    );
    const id = newOrderId();
    const record = { id, owner, visitor: options.visitor ?? cart.visitor ?? owner, lines, total };
    // Judged before stock is held for it.
    checkUnreserved(record);
    const reservedUntil = await this.#reserve(id, lines, cart, options.address);
    await orders.open({ ...record, reservedUntil });
    if (cart.checkoutId !== null) await this.#closeReplaced(cart.checkoutId);
    const repriced = cart.lines
      .filter((line) => line.product.price.minor !== line.unitPrice.minor)
      .map(({ product }) => ({ sku: product.sku, price: product.price }));
    if (!(await carts.acceptPrices(cart, id, repriced))) {
      await inventory.release(id);
      refuseChanged(cart);
    }
    return { ...record, reservedUntil, state: 'OPEN', attempt: 0 };
  }

  async #reserve(
    id: string,
    lines: readonly Quantity[],
    cart: Cart,
    address: string | null | undefined,
  ): Promise<Date> {
    const holder = { shopper: cart.owner, address };
    const reserved = await this.#parts.inventory.reserve(id, lines, { replaces: cart.checkoutId, holder });
    if (reserved.outcome === 'paying') refuse('CONFLICT', 'A payment for this cart is under way.');
    if (reserved.outcome === 'ended') throw new Error(`The new hold ${id} has ended already`);
    if (reserved.outcome === 'reserved') return reserved.until;
    throw new Refusal(reserveProblems(reserved, lines));
  }

  /** One that was paid, or is closed already, stays as it is. */
  async #closeReplaced(id: string): Promise<void> {
    try {
      await this.#parts.orders.move(id, { from: ['OPEN'], to: 'CLOSED' });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
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
   * PENDING is one whose payment the provider has not answered clearly, and a worker settles it.
   * @throws Refusal CONFLICT, NOT_FOUND, PAYMENT_DECLINED, RESERVATION_EXPIRED, ILLEGAL_STATE.
   */
  async complete(owner: string, id: string, token: string, key: string): Promise<Order> {
    if (key.length === 0 || key.length > checkoutLimits.maxKeyLength)
      refuseBut(
        [rangeOf(1, checkoutLimits.maxKeyLength, 'characters')],
        'INVALID',
        `A key has 1 to ${checkoutLimits.maxKeyLength} characters.`,
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
    if ((await this.#parts.orders.record(id))?.owner !== owner)
      refuse('NOT_FOUND', 'There is no such checkout of yours.', 'id');
    await this.#claimKey(owner, id, token, key);
    const deadline = Date.now() + checkoutLimits.busyWaitMs;
    for (;;) {
      const lock = randomUUID();
      const begun = await this.#parts.orders.begin(id, owner, key, token, lock);
      if (begun === 'OK') return orderOf(await this.#settle(id, lock, token));
      if (begun === 'DONE' || (begun === 'BUSY' && Date.now() > deadline)) return this.#order(id);
      if (begun === 'NONE') refuse('NOT_FOUND', 'There is no such checkout of yours.', 'id');
      if (begun === 'CLOSED') refuse('RESERVATION_EXPIRED', 'This checkout is over; start it again.', 'id');
      if (begun === 'DECLINED')
        refuse('PAYMENT_DECLINED', 'The payment was declined; try another one.', 'paymentToken');
      if (begun === 'TRIED')
        refuse('LIMIT_EXCEEDED', `This checkout had ${orderLimits.maxPayments} payments; start it again.`, 'id');
      if (begun === 'OTHER')
        refuseBut(['OPEN'], 'ILLEGAL_STATE', 'This checkout is paid, or being paid, already.', 'id');
      await new Promise((resolve) => setTimeout(resolve, checkoutLimits.chargeDelayMs));
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

  /** Goes on with an order whose payment was left in the middle. Null where another is at it, or where it is settled. */
  async resume(id: string): Promise<Order | null> {
    const lock = randomUUID();
    if ((await this.#parts.orders.begin(id, null, '', '', lock)) !== 'OK') return null;
    const settled = await this.#settle(id, lock, await this.#parts.orders.paymentToken(id));
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
    const settled = await this.#settle(id, lock, { outcome: 'charged' });
    return settled.outcome === 'order' && settled.order.state === 'PAID';
  }

  /** The key stands for this checkout and token from its first use on; with anything else it is a CONFLICT. */
  async #claimKey(owner: string, id: string, token: string, key: string): Promise<void> {
    const redisKey = checkoutKeys.idempotency(
      this.#redis.prefix,
      owner,
      createHash('sha256').update(key).digest('base64url'),
    );
    const input = createHash('sha256').update(`${id}\n${token}`).digest('base64url');
    const before = await this.#redis.client.set(redisKey, input, 'PX', checkoutLimits.keyTtlMs, 'NX', 'GET');
    if (before !== null && before !== input)
      refuse('CONFLICT', 'This key was used with another checkout or payment before.', 'idempotencyKey');
  }

  /** @param paying the token to charge, or what became of the charge. */
  async #settle(id: string, lock: string, paying: string | ChargeOutcome): Promise<Settled> {
    const { inventory, orders } = this.#parts;
    const order = await this.#order(id);
    const chargeKey = `${id}:${order.attempt}`;
    await orders.index(order);
    const held = await inventory.extend(id);
    // Whatever gives up moves the record first, under its lock. Money and stock go back by the job that the move writes, so
    // that somebody who held the lock too long never gives back what another has sold.
    if (held !== 'paying' && held !== 'committed') {
      // A list lasts for years, and everybody may start checkouts.
      await orders.unindex(order);
      if (await orders.move(id, { from: ['PENDING'], to: 'CLOSED', event: 'expired', lock, untold: true }))
        return { outcome: 'expired' };
      await orders.index(order);
      return this.#moved(id, { to: 'FAILED', note: 'Sold out before it was paid; what was charged goes back.', lock });
    }
    const charge =
      typeof paying === 'string' ? await this.#charge({ key: chargeKey, amount: order.total, token: paying }) : paying;
    if (!charge && Date.now() - order.placedAt.getTime() < checkoutLimits.giveUpMs) return { outcome: 'order', order };
    if (!charge)
      return this.#moved(id, { to: 'FAILED', note: 'The payment gave no clear answer and was called off.', lock });
    if (charge.outcome === 'declined') {
      await inventory.retry(id);
      const key = await orders.idempotencyKey(id);
      const until = (await inventory.heldUntil(id)) ?? order.reservedUntil;
      const fields = { [declinedField(key)]: charge.message, reservedUntil: String(until.getTime()) };
      await orders.unindex(order);
      const moved = await orders.move(id, { from: ['PENDING'], to: 'OPEN', lock, fields });
      // Whoever took the lock over has settled it; what they found is the answer.
      const settled = moved ? null : await orders.get(id);
      if (!settled) return { outcome: 'declined', message: charge.message };
      await orders.index(settled);
      return { outcome: 'order', order: settled };
    }
    if ((await inventory.commit(id)) !== 'committed')
      return this.#moved(id, { to: 'FAILED', note: 'Sold out while it was being paid; the payment goes back.', lock });
    const settled = await this.#moved(id, { to: 'PAID', lock });
    await this.#parts.carts.takeOutBought(order.owner, id, order.lines);
    return settled;
  }

  async #moved(id: string, move: { to: 'PAID' | 'FAILED'; note?: string; lock: string }): Promise<Settled> {
    await this.#parts.orders.move(id, { from: ['PENDING'], event: move.to === 'PAID' ? 'paid' : 'failed', ...move });
    return { outcome: 'order', order: await this.#order(id) };
  }

  /** Null where the provider stays unclear. */
  async #charge(charge: Parameters<PaymentProvider['charge']>[0]): Promise<ChargeOutcome | null> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.#parts.payments.charge(charge);
      } catch (error) {
        if (!(error instanceof PaymentUnclear)) throw error;
        if (tried === checkoutLimits.chargeTries) return null;
        await new Promise((resolve) => setTimeout(resolve, checkoutLimits.chargeDelayMs * tried));
      }
    }
  }

  async #order(id: string): Promise<Order> {
    const record = await this.#parts.orders.record(id);
    if (record && isOrder(record)) return record;
    // Another attempt's decline or expiry came in between.
    return refuse('RESERVATION_EXPIRED', 'This payment is over; start the checkout again.', 'id');
  }
}

function orderOf(settled: Settled): Order {
  if (settled.outcome === 'order') return settled.order;
  if (settled.outcome === 'declined') refuse('PAYMENT_DECLINED', settled.message, 'paymentToken');
  refuse('RESERVATION_EXPIRED', 'The reservation ran out and the stock is gone; start the checkout again.', 'id');
}

function refuseChanged(cart: Cart): never {
  refuse('CART_CHANGED', `The cart has changed: it is at version ${cart.version}. Look at it again.`, 'cartVersion');
}
