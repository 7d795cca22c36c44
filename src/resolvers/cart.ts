// Carts: the caller's own and nobody else's.

import type { Cart } from '../redis/cart/cart.ts';
import { cartKeys } from '../redis/cart/keys.ts';
import type { Quantity } from '../redis/inventory/inventory.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { ownerOf, requireOwner } from './base/owner.ts';
import { sessionOrGuest } from './session.ts';

export type CartFields = { readonly cart: Cart | null };

export function viewerCart({ session, stores }: Context): Promise<Cart | null> | null {
  return session && stores.carts.get(ownerOf(session));
}

/** A cart by its id, for its owner alone. */
export function cartById(id: string, { session, stores }: Context): Promise<Cart | null> | null {
  return session && ownerOf(session) === id ? stores.carts.get(id) : null;
}

export async function cartLinesAdd(lines: readonly Quantity[], context: Context): Promise<Answer<CartFields>> {
  const owner = ownerOf(await sessionOrGuest(context));
  return change(owner, context, (carts) => carts.add(owner, lines, context.client.visitorId));
}

export function cartLinesUpdate(lines: readonly Quantity[], context: Context): Promise<Answer<CartFields>> {
  const owner = requireOwner(context);
  return change(owner, context, (carts) => carts.update(owner, lines));
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
    channels: [cartKeys.changed(context.stores.redis.prefix, owner)],
    load: () => context.stores.carts.getOrEmpty(owner),
    shareKey: `cart ${owner}`,
  });
}

/** A refusal comes with the cart as it stands. */
async function change(
  owner: string,
  { stores }: Context,
  work: (carts: Context['stores']['carts']) => Promise<Cart>,
): Promise<Answer<CartFields>> {
  const changed = await answer<CartFields>({ cart: null }, async () => ({ cart: await work(stores.carts) }));
  return changed.userErrors.length > 0 ? { ...changed, cart: await stores.carts.get(owner) } : changed;
}
