// A purchase, from the checkout to what becomes of the order: contact and address, shipping, a discount code, payment, and then
// whatever the shopper and the shop's people do.

import { contactOf } from './contact.ts';
import type { Step } from './journey.ts';
import type { BoughtOrder, Problems } from './order.ts';
import type { Shopper } from './shopper.ts';
import type { Staff } from './staff.ts';
import type { Tally } from './tally.ts';

/** What a purchase needs of the visit that it is part of. */
export interface Buyer {
  readonly shopper: Shopper;
  readonly tally: Tally;
  /** Sends and refunds what was bought; absent where nobody may. */
  readonly staff: Staff | undefined;
  /** The discount code that is tried; null once it was refused. */
  readonly shop: { code: string | null };
  ask<Data>(query: string, variables?: object): Promise<Data>;
  /** Looks at a page. */
  look(path?: string): Promise<void>;
  /** Notes a refusal, and says whether there was one. */
  refused(problems: Problems): boolean;
}

const start = `mutation {
  checkoutStart(input: { acceptPriceChanges: true }) { checkout { id } userErrors { code message } }
}`;
const update = `mutation ($input: CheckoutUpdateInput!) {
  checkoutUpdate(input: $input) { checkout { shippingOptions { name } } userErrors { code message field } }
}`;
const complete = `mutation ($input: CheckoutCompleteInput!) {
  checkoutComplete(input: $input) {
    order {
      id number total { amount currency }
      adjustments { kind source amount { amount currency } }
      lines { id quantity }
    }
    userErrors { code message }
  }
}`;
const cancelCheckout = `mutation ($id: ID!) {
  checkoutCancel(input: { id: $id }) { userErrors { code message } }
}`;
const cancelOrder = `mutation ($id: ID!) {
  orderCancel(input: { id: $id, note: "Changed my mind" }) { userErrors { code message } }
}`;
const sendBack = `mutation ($id: ID!, $lines: [OrderLineQuantityInput!]!) {
  orderReturnRequest(input: { id: $id, lines: $lines, reason: "Not as expected" }) { userErrors { code message } }
}`;

interface Updated {
  readonly checkoutUpdate: Problems & {
    readonly checkout: { readonly shippingOptions: readonly { readonly name: string }[] } | null;
  };
}

type Buy = Extract<Step, { kind: 'buy' }>;

/** The order; null where it came to none. */
export async function buy(buyer: Buyer, wish: Buy): Promise<BoughtOrder | null> {
  const { tally } = buyer;
  const { checkoutStart } = await buyer.ask<{ checkoutStart: Problems & { checkout: { id: string } | null } }>(start);
  const id = checkoutStart.checkout?.id;
  if (buyer.refused(checkoutStart) || !id) return null;
  tally.checkouts += 1;
  await buyer.look('/checkout');
  if (!(await choose(buyer, id, wish))) return null;
  await buyer.look();
  if (wish.cardDeclined) {
    await pay(buyer, id, 'tok_declined');
    await buyer.look();
    if (!wish.secondCard) {
      await buyer.ask(cancelCheckout, { id });
      return null;
    }
  }
  return pay(buyer, id, 'tok_ok');
}

/** Types the address, and chooses how it is sent. False where that is refused. */
async function choose(buyer: Buyer, id: string, { usesCode, shipping }: Buy): Promise<boolean> {
  const { shopper, shop } = buyer;
  const typed = await buyer.ask<Updated>(update, { input: { id, ...contactOf(shopper) } });
  if (buyer.refused(typed.checkoutUpdate)) return false;
  const options = typed.checkoutUpdate.checkout?.shippingOptions ?? [];
  const shippingMethod = options[Math.floor(options.length * shipping)]?.name;
  const discountCode = usesCode ? shop.code : null;
  const choices = { ...(shippingMethod && { shippingMethod }), ...(discountCode !== null && { discountCode }) };
  if (Object.keys(choices).length === 0) return true;
  const { checkoutUpdate } = await buyer.ask<Updated>(update, { input: { id, ...choices } });
  const [problem] = checkoutUpdate.userErrors;
  if (problem?.field?.at(-1) !== 'discountCode') return !buyer.refused(checkoutUpdate);
  // The shop has no such code, or it was used up.
  shop.code = null;
  const { checkoutUpdate: again } = await buyer.ask<Updated>(update, { input: { id, shippingMethod } });
  return !buyer.refused(again);
}

async function pay(buyer: Buyer, id: string, paymentToken: string): Promise<BoughtOrder | null> {
  const input = { id, paymentToken, idempotencyKey: `${id} ${paymentToken}` };
  const { checkoutComplete } = await buyer.ask<{ checkoutComplete: Problems & { order: BoughtOrder | null } }>(
    complete,
    { input },
  );
  const { order, userErrors } = checkoutComplete;
  if (order) buyer.tally.order(order);
  else if (userErrors[0]?.code === 'PAYMENT_DECLINED') buyer.tally.declined += 1;
  else buyer.refused(checkoutComplete);
  return order;
}

/** What becomes of an order. All but a cancellation needs the shop's people. */
export async function follow(buyer: Buyer, order: BoughtOrder, { afterwards }: Buy): Promise<void> {
  const { tally, staff } = buyer;
  const { id, lines } = order;
  if (afterwards === 'cancel') {
    const { orderCancel } = await buyer.ask<{ orderCancel: Problems }>(cancelOrder, { id });
    if (!buyer.refused(orderCancel)) tally.cancel(order);
    return;
  }
  if (!staff || afterwards === 'nothing') return;
  await staff.send(order, afterwards === 'send-in-parts');
  if (afterwards === 'refund-part') await staff.refundPart(order);
  if (afterwards !== 'send-back') return;
  await buyer.look(`/orders/${order.number}`);
  const [first] = lines;
  const pieces = first ? [{ id: first.id, quantity: 1 }] : [];
  const asked = await buyer.ask<{ orderReturnRequest: Problems }>(sendBack, { id, lines: pieces });
  if (!buyer.refused(asked.orderReturnRequest)) await staff.takeBack(order);
}
