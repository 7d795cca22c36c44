// How a checkout is started. A cart has one that is open: the stock knows its one hold, and the cart names it by a compare-and-set,
// so that of several that are started at once each replaces the one before.

import { times } from '../base/money.ts';
import { Refusal, refuse } from '../base/problem.ts';
import type { Cart, Carts } from '../cart/cart.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { noDetails, type OrderDetails } from '../order/details.ts';
import type { Orders } from '../order/order.ts';
import { checkUnreserved, type OrderRecord, type RecordState } from '../order/record.ts';
import { newOrderId } from '../order/shard.ts';
import type { Pricing } from '../pricing/pricing.ts';
import { reserveProblems, startProblems } from './problems.ts';
import { priced } from './update.ts';

const startLimits = {
  /** Each try that fails is one of the others that succeeded. */
  tries: 10,
} as const;

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

interface StartParts {
  readonly carts: Carts;
  readonly inventory: Inventory;
  readonly orders: Orders;
  readonly pricing: Pricing;
}

/** States of an order whose lines were bought, whatever became of it. */
export const bought: ReadonlySet<RecordState> = new Set(['PAID', 'FULFILLED', 'DELIVERED', 'CANCELLED', 'REFUNDED']);

export class CheckoutStarts {
  readonly #parts: StartParts;

  constructor(parts: StartParts) {
    this.#parts = parts;
  }

  async start(owner: string, options: CheckoutStart): Promise<OrderRecord> {
    for (let tried = 1; tried <= startLimits.tries; tried++) {
      const started = await this.#try(owner, options);
      if (started) return started;
    }
    return refuse('CONFLICT', 'Other checkouts of this cart were started at the same time. Try again.');
  }

  /** Null where another checkout of the cart was started or paid meanwhile. */
  async #try(owner: string, options: CheckoutStart): Promise<OrderRecord | null> {
    const { carts, inventory, orders } = this.#parts;
    const cart = await carts.get(owner);
    if (!cart || cart.lines.length === 0) refuse('CART_EMPTY', 'The cart is empty.');
    const before = await this.#before(cart);
    if (before === 'sold') return null;
    if (options.cartVersion != null && options.cartVersion !== cart.version) refuseChanged(cart);
    const problems = startProblems(cart, options.acceptPriceChanges ?? false);
    if (problems.length > 0) throw new Refusal(problems);

    const record = await this.#recordOf(cart, options.visitor, before?.details ?? noDetails);
    const { id, lines } = record;
    // Judged before stock is held for it.
    checkUnreserved(record);
    const holder = { shopper: owner, address: options.address };
    const reserved = await inventory.reserve(id, lines, { replaces: cart.checkoutId, cart: owner, holder });
    if (reserved.outcome === 'sold') return null;
    if (reserved.outcome === 'paying') refuse('CONFLICT', 'A payment for this cart is under way.');
    if (reserved.outcome === 'ended') throw new Error(`The new hold ${id} has ended already`);
    if (reserved.outcome !== 'reserved') throw new Refusal(reserveProblems(reserved, lines));
    await orders.open({ ...record, reservedUntil: reserved.until });
    for (const replaced of new Set([...reserved.replaced, ...(cart.checkoutId === null ? [] : [cart.checkoutId])]))
      await close(orders, replaced);
    const repriced = cart.lines.flatMap(({ product, unitPrice, priceNow }) =>
      priceNow && priceNow.minor !== unitPrice.minor ? [{ sku: product.sku, price: priceNow }] : [],
    );
    const named = await carts.acceptPrices(cart, id, repriced);
    if (named === 'OK')
      return { ...record, reservedUntil: reserved.until, state: 'OPEN', attempt: 0, reference: null, revision: 0 };
    await inventory.release(id);
    await close(orders, id);
    if (named === 'OTHER') return null;
    refuseChanged(cart);
  }

  /** What was chosen for the checkout before holds for this one, too, as far as it still applies. */
  async #recordOf(cart: Cart, visitor: string | null | undefined, details: OrderDetails) {
    const lines = cart.lines.map(({ product, quantity, unitPrice, priceNow }) => ({
      sku: product.sku,
      name: product.name,
      quantity,
      unitPrice: priceNow ?? unitPrice,
      total: times(priceNow ?? unitPrice, quantity),
      weightGrams: product.weightGrams,
      taxClass: product.taxClass,
    }));
    const { owner, total } = cart;
    const of = { lines, currency: total.currency, customer: owner };
    const price = await priced(this.#parts.pricing, of, details);
    return { id: newOrderId(), owner, visitor: visitor ?? cart.visitor ?? owner, lines, ...price };
  }

  /**
   * The checkout that was started from the cart before, or null; `sold` where what one has bought was taken out of the cart just
   * now, as nobody had come to it yet: the cart must be read again then.
   * @throws Refusal CONFLICT where one is being paid.
   */
  async #before(cart: Cart): Promise<OrderRecord | null | 'sold'> {
    const ids = [...(cart.checkoutId === null ? [] : [cart.checkoutId]), ...cart.besideIds];
    const records = await Promise.all(ids.map((id) => this.#parts.orders.record(id)));
    if (records.some((record) => record?.state === 'PENDING'))
      refuse('CONFLICT', 'A payment for this cart is under way.');
    const sold = records.filter((record) => record !== null && bought.has(record.state)) as OrderRecord[];
    for (const { id, lines } of sold) await this.#parts.carts.takeOutBought(cart.owner, id, lines);
    return sold.length > 0 ? 'sold' : (records.find((record) => record?.id === cart.checkoutId) ?? null);
  }
}

/** Gives up a checkout. False where it is paid, or being paid; one that is closed already stays so. */
export async function close(orders: Orders, id: string): Promise<boolean> {
  try {
    await orders.move(id, { from: ['OPEN'], to: 'CLOSED' });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const record = await orders.record(id);
    return record === null || record.state === 'CLOSED';
  }
}

function refuseChanged(cart: Cart): never {
  refuse('CART_CHANGED', `The cart has changed: it is at version ${cart.version}. Look at it again.`, 'cartVersion');
}
