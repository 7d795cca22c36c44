// Checkouts: from a cart to a paid order.

import type { OrderRecord } from '../redis/order/record.ts';
import * as resolve from '../resolvers/checkout.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';
import { CartLine } from './cart.ts';
import { OrderPayload } from './order.ts';

const Checkout = builder.objectRef<OrderRecord>('Checkout');

builder.node(Checkout, {
  description: 'A cart on its way to an order: its stock is reserved.',
  id: { resolve: (checkout) => checkout.id },
  loadOne: (id, context) => resolve.checkoutById(id, context),
  fields: (t) => ({
    total: t.field({ type: Money, description: 'What is to be paid.', resolve: (checkout) => checkout.total }),
    lines: t.field({
      type: [CartLine],
      description: 'What is reserved, at the prices of the checkout.',
      resolve: (checkout, _args, context) => resolve.checkoutLines(checkout, context),
    }),
    reservedUntil: t.field({
      type: 'DateTime',
      description: 'Until when the stock is held.',
      resolve: (checkout) => checkout.reservedUntil,
    }),
  }),
});

const CheckoutStartInput = builder.inputType('CheckoutStartInput', {
  description: 'How to start a checkout.',
  fields: (t) => ({
    cartVersion: t.int({ description: 'The version that the shopper saw; another one is refused.' }),
    acceptPriceChanges: t.boolean({ description: 'Whether prices may have risen since (false).' }),
  }),
});

const CheckoutCompleteInput = builder.inputType('CheckoutCompleteInput', {
  description: 'How a checkout is paid.',
  fields: (t) => ({
    checkoutId: t.globalID({ for: Checkout, required: true, description: 'The checkout.' }),
    paymentToken: t.string({ required: true, description: 'Stands for the card, as the payment provider made it.' }),
    idempotencyKey: t.string({
      required: true,
      description: 'Chosen by the caller, one a payment: the same key and input give the same order, however often.',
    }),
  }),
});

const CheckoutCancelInput = builder.inputType('CheckoutCancelInput', {
  description: 'Which checkout to give up.',
  fields: (t) => ({
    checkoutId: t.globalID({ for: Checkout, required: true, description: 'The checkout.' }),
  }),
});

const CheckoutPayload = payloadType<resolve.CheckoutFields>('CheckoutPayload', 'A checkout.', (t) => ({
  checkout: t.field({
    type: Checkout,
    nullable: true,
    description: 'The checkout; null where it was refused.',
    resolve: (payload) => payload.checkout,
  }),
}));

builder.mutationFields((t) => ({
  checkoutStart: t.field({
    type: CheckoutPayload,
    description: 'Reserves everything in the cart for 15 minutes, or nothing.',
    authScopes: { session: true },
    args: { input: t.arg({ type: CheckoutStartInput, description: 'How.' }) },
    resolve: (_root, { input }, context) => resolve.checkoutStart(input, context),
  }),
  checkoutComplete: t.field({
    type: OrderPayload,
    description: 'Pays a checkout. An order that comes back PENDING is settled in the background: watch orderUpdated.',
    authScopes: { session: true },
    args: { input: t.arg({ type: CheckoutCompleteInput, required: true, description: 'The payment.' }) },
    resolve: (_root, { input }, context) =>
      resolve.checkoutComplete({ ...input, checkoutId: input.checkoutId.id }, context),
  }),
  checkoutCancel: t.field({
    type: CheckoutPayload,
    description: 'Gives a checkout up, which frees its stock.',
    authScopes: { session: true },
    args: { input: t.arg({ type: CheckoutCancelInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.checkoutCancel(input.checkoutId.id, context),
  }),
}));
