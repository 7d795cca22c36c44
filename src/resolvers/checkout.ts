// Checkouts: the caller's own, started from the cart and paid; the shop's people see all of them.

import type { CheckoutStart } from '../redis/checkout/start.ts';
import type { CheckoutUpdate } from '../redis/checkout/update.ts';
import type { Order, OrderRecord } from '../redis/order/record.ts';
import { addressKey } from '../redis/rate-limit/address-key.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { readKey, requireKey } from './base/global-id.ts';
import { mayRead, ownerOf, requireOwner } from './base/owner.ts';

export type CheckoutFields = { readonly checkout: OrderRecord | null };

export function checkoutStart(
  input: Omit<CheckoutStart, 'visitor' | 'address'> | null | undefined,
  context: Context,
): Promise<Answer<CheckoutFields>> {
  const owner = requireOwner(context);
  const { visitorId: visitor, sharesAddress, ipAddress } = context.client;
  const address = sharesAddress ? null : addressKey(ipAddress);
  return answer<CheckoutFields>(
    async () => ({ checkout: await context.stores.checkouts.open(owner) }),
    async () => ({ checkout: await context.stores.checkouts.start(owner, { ...input, visitor, address }) }),
  );
}

export type CompletedFields = CheckoutFields & { readonly order: Order | null };

export function checkoutComplete(
  input: { id: string; paymentToken: string; idempotencyKey: string },
  context: Context,
): Promise<Answer<CompletedFields>> {
  const owner = requireOwner(context);
  const { id, paymentToken, idempotencyKey } = input;
  return answer<CompletedFields>(
    async () => ({ order: null, ...(await checkoutAsItIs(id, context)) }),
    async () => {
      const key = requireKey('Checkout', id);
      const order = await context.stores.checkouts.complete(owner, key, paymentToken, idempotencyKey);
      return { order, checkout: null };
    },
  );
}

export function checkoutUpdate(
  { id, ...update }: { id: string } & CheckoutUpdate,
  context: Context,
): Promise<Answer<CheckoutFields>> {
  const owner = requireOwner(context);
  return answer<CheckoutFields>(
    () => checkoutAsItIs(id, context),
    async () => ({ checkout: await context.stores.checkouts.update(owner, requireKey('Checkout', id), update) }),
  );
}

export function checkoutCancel(id: string, context: Context): Promise<Answer<CheckoutFields>> {
  const owner = requireOwner(context);
  return answer<CheckoutFields>(
    () => checkoutAsItIs(id, context),
    async () => ({ checkout: await context.stores.checkouts.cancel(owner, requireKey('Checkout', id)) }),
  );
}

/** The caller's checkout that is open and holds its stock. */
export function viewerCheckout({ session, stores }: Context): Promise<OrderRecord | null> | null {
  return session && stores.checkouts.open(ownerOf(session));
}

async function checkoutAsItIs(id: string, context: Context): Promise<CheckoutFields> {
  const key = readKey('Checkout', id);
  return { checkout: key === null ? null : await checkoutById(key, context) };
}

export async function checkoutById(id: string, context: Context): Promise<OrderRecord | null> {
  const checkout = await context.stores.checkouts.get(id);
  return checkout && mayRead(checkout, context) ? checkout : null;
}
