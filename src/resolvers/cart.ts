// Carts: the caller's own and nobody else's.

import type { Cart, CartHead, CartLine } from '../redis/cart/cart.ts';
import type { Quantity } from '../redis/inventory/hold.ts';
import type { OrderRecord } from '../redis/order/record.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { eachOfItsHolder } from './base/lines.ts';
import { mayRead, ownerOf, publicKey, requireOwner } from './base/owner.ts';
import { sessionOrGuest } from './session/begin.ts';

export type CartFields = { readonly cart: Cart | null };

/** A cart that a mutation or a subscription has read, or one whose products are read with its lines. */
export type CartShape = Cart | CartHead;

export function viewerCart({ session, stores }: Context): Promise<CartHead | null> | null {
  return session && stores.carts.head(ownerOf(session));
}

export async function wholeCart(cart: CartShape): Promise<Cart> {
  return 'whole' in cart ? cart.whole() : cart;
}

/** A cart by its key, for its owner alone. */
export function cartByKey(key: string, context: Context): Promise<CartHead | null> | null {
  return isOwnersKey(key, context) ? viewerCart(context) : null;
}

const isOwnersKey = (key: string, { session }: Context): boolean =>
  session !== null && key === publicKey(ownerOf(session));

/** A line of a cart, or of a checkout at its prices; `key` says of which. */
export interface LineOfCart extends Omit<CartLine, 'priceNow'> {
  readonly key: string;
}

export async function linesOfCart(cart: CartShape): Promise<LineOfCart[]> {
  const { owner, lines } = await wholeCart(cart);
  const of = publicKey(owner);
  return lines.map((line) => ({ ...line, key: `${of}.${line.product.sku}` }));
}

/** The lines as they are reserved, each with its product as it is now. */
export async function linesOfCheckout({ id, lines }: OrderRecord, { stores }: Context): Promise<LineOfCart[]> {
  const products = await stores.catalogue.many(lines.map((line) => line.sku));
  return lines.flatMap(({ sku, quantity, unitPrice, total }, index) => {
    const product = products[index];
    return product ? [{ product, quantity, unitPrice, total, key: `${id}.${sku}` }] : [];
  });
}

/** Lines by their keys. A cart or a checkout is read once, however many of its lines are asked for. */
export function linesByKeys(keys: readonly string[], context: Context): Promise<LineOfCart | null>[] {
  return eachOfItsHolder(keys, (holder) => linesOf(holder, context));
}

async function linesOf(holder: string, context: Context): Promise<readonly LineOfCart[]> {
  if (isOwnersKey(holder, context)) {
    const cart = await viewerCart(context);
    return cart ? linesOfCart(cart) : [];
  }
  const checkout = await context.stores.checkouts.get(holder);
  return checkout && mayRead(checkout, context) ? linesOfCheckout(checkout, context) : [];
}

/** The cart after a checkout was started, paid or given up: an empty one where all of it was bought. */
export function cartNow(context: Context): Promise<Cart> | null {
  return context.session && context.stores.carts.getOrEmpty(ownerOf(context.session));
}

export interface CartLinesInput {
  readonly lines: readonly Quantity[];
  readonly currency?: string | null;
}

export async function cartLinesAdd({ lines, currency }: CartLinesInput, context: Context): Promise<Answer<CartFields>> {
  const owner = ownerOf(await sessionOrGuest(context));
  return change(owner, context, (carts) => carts.add(owner, lines, context.client.visitorId, currency));
}

export function cartLinesUpdate({ lines, currency }: CartLinesInput, context: Context): Promise<Answer<CartFields>> {
  const owner = requireOwner(context);
  return change(owner, context, (carts) => carts.update(owner, lines, currency));
}

export function cartLinesRemove(skus: readonly string[], context: Context): Promise<Answer<CartFields>> {
  const owner = requireOwner(context);
  return change(owner, context, (carts) => carts.remove(owner, skus));
}

export function cartClear(context: Context): Promise<Answer<CartFields>> {
  const owner = requireOwner(context);
  return change(owner, context, (carts) => carts.clear(owner));
}

/** The caller's cart now, an empty one where there is none, and again after each change. */
export function cartUpdated(context: Context): AsyncIterable<Cart> {
  const owner = requireOwner(context);
  return context.live.snapshots({
    channels: [context.stores.carts.changedChannel(owner)],
    load: () => context.stores.carts.getOrEmpty(owner),
    shareKey: `cart ${owner}`,
  });
}

/** A refusal comes with the cart as it stands. */
function change(
  owner: string,
  { stores }: Context,
  work: (carts: Context['stores']['carts']) => Promise<Cart>,
): Promise<Answer<CartFields>> {
  return answer<CartFields>(
    async () => ({ cart: await stores.carts.get(owner) }),
    async () => ({ cart: await work(stores.carts) }),
  );
}
