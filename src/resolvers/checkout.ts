// Checkouts: the caller's own, started from the cart and paid; the shop's people see all of them.

import type { CartLine } from '../redis/cart/cart.ts';
import type { CheckoutStart } from '../redis/checkout/checkout.ts';
import type { Order, OrderRecord } from '../redis/order/record.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { mayRead, requireOwner } from './base/owner.ts';

export type CheckoutFields = { readonly checkout: OrderRecord | null };

export function checkoutStart(
  input: Omit<CheckoutStart, 'visitor'> | null | undefined,
  context: Context,
): Promise<Answer<CheckoutFields>> {
  const owner = requireOwner(context);
  const visitor = context.client.visitorId;
  return answer<CheckoutFields>({ checkout: null }, async () => ({
    checkout: await context.stores.checkouts.start(owner, { ...input, visitor }),
  }));
}

export function checkoutComplete(
  input: { checkoutId: string; paymentToken: string; idempotencyKey: string },
  context: Context,
): Promise<Answer<{ order: Order | null }>> {
  const owner = requireOwner(context);
  return answer<{ order: Order | null }>({ order: null }, async () => ({
    order: await context.stores.checkouts.complete(owner, input.checkoutId, input.paymentToken, input.idempotencyKey),
  }));
}

export function checkoutCancel(checkoutId: string, context: Context): Promise<Answer<CheckoutFields>> {
  const owner = requireOwner(context);
  return answer<CheckoutFields>({ checkout: null }, async () => ({
    checkout: await context.stores.checkouts.cancel(owner, checkoutId),
  }));
}

export async function checkoutById(id: string, context: Context): Promise<OrderRecord | null> {
  const checkout = await context.stores.checkouts.get(id);
  return checkout && mayRead(checkout, context) ? checkout : null;
}

/** The lines as they are reserved, each with its product as it is now. */
export async function checkoutLines({ lines }: OrderRecord, { stores }: Context): Promise<CartLine[]> {
  const products = await stores.catalogue.many(lines.map((line) => line.sku));
  return lines.flatMap((line, index) => {
    const product = products[index];
    return product ? [{ product, quantity: line.quantity, unitPrice: line.unitPrice, total: line.total }] : [];
  });
}
