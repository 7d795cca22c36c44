// Checkouts: from a cart to a paid order.

import type { OrderRecord } from '../redis/order/record.ts';
import type { Context } from '../resolvers/base/context.ts';
import { cartNow, linesOfCheckout } from '../resolvers/cart.ts';
import * as resolve from '../resolvers/checkout.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';
import { Cart, CartLine } from './cart.ts';
import { contactFields, PostalAddressInput } from './order/address.ts';
import { Order } from './order/order.ts';
import { Adjustment, ShippingOption } from './pricing/adjustment.ts';
import { Viewer } from './session/viewer.ts';

const Checkout = builder.objectRef<OrderRecord>('Checkout');

builder.node(Checkout, {
  description: 'A cart that is being bought, with its stock reserved.',
  id: { resolve: (checkout) => checkout.id },
  loadOne: (id, context) => resolve.checkoutById(id, context),
  fields: (t) => ({
    total: t.field({
      type: Money,
      description: 'What will be charged: the sum of all lines, and of all adjustments that are not `included`.',
      resolve: (checkout) => checkout.total,
    }),
    adjustments: t.field({
      type: [Adjustment],
      description: 'The discounts, shipping and taxes of the checkout.',
      resolve: (checkout) => [...checkout.adjustments],
    }),
    discountCode: t.string({
      nullable: true,
      description: 'The code of the discount that the shopper has chosen. Null if there is none.',
      resolve: ({ details }) => details.code,
    }),
    shippingMethod: t.string({
      nullable: true,
      description: 'The name of the shipping method that the shopper has chosen. Null if there is none.',
      resolve: ({ details }) => details.shippingMethod,
    }),
    country: t.string({
      nullable: true,
      description: 'The country that the goods are sent to, as an ISO 3166-1 code. Null if it is not known yet.',
      resolve: ({ details }) => details.country,
    }),
    ...contactFields(t, ({ details }) => details),
    shippingOptions: t.field({
      type: [ShippingOption],
      isolated: true,
      description: 'The ways to send the goods to `country`. If the shop has any, `checkoutComplete` requires one.',
      resolve: (checkout, _args, { stores }) => stores.checkouts.shippingOptions(checkout.id),
    }),
    lines: t.field({
      type: [CartLine],
      complexity: { multiplier: 20 },
      isolated: true,
      description: 'The lines that are reserved, at the prices of the checkout.',
      resolve: (checkout, _args, context) => linesOfCheckout(checkout, context),
    }),
    reservedUntil: t.field({
      type: 'DateTime',
      description: 'When the reservation expires.',
      resolve: (checkout) => checkout.reservedUntil,
    }),
  }),
});

const CheckoutStartInput = builder.inputType('CheckoutStartInput', {
  description: 'The settings of a checkout.',
  fields: (t) => ({
    cartVersion: t.int({
      description:
        'The version of the cart that the shopper saw. If the cart has another version, the checkout fails with CART_CHANGED.',
    }),
    acceptPriceChanges: t.boolean({ description: 'Whether the shopper accepts prices that rose. Default: false.' }),
  }),
});

const CheckoutUpdateInput = builder.inputType('CheckoutUpdateInput', {
  description: 'What the shopper chooses. A field that is left out stays as it is, and null removes it.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the checkout.' }),
    discountCode: t.string({ description: 'The code of a discount, in capital or small letters.' }),
    shippingMethod: t.string({ description: 'The `name` of one of the `shippingOptions`.' }),
    country: t.string({
      description:
        'The country that the goods are sent to, as an ISO 3166-1 code such as `DE`. Set by `shippingAddress`, if there is one.',
    }),
    email: t.string({ description: 'The address that mail about the order is sent to.' }),
    shippingAddress: t.field({ type: PostalAddressInput, description: 'Where the goods are sent.' }),
    billingAddress: t.field({
      type: PostalAddressInput,
      description: 'Who is billed. Default: the shipping address.',
    }),
    note: t.string({ description: 'A note to the shop. At most 1,000 characters.' }),
  }),
});

const CheckoutCompleteInput = builder.inputType('CheckoutCompleteInput', {
  description: 'The payment of a checkout.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the checkout.' }),
    paymentToken: t.string({ required: true, description: 'The token that the payment provider issued for the card.' }),
    idempotencyKey: t.string({
      required: true,
      description:
        'A key that the client chooses for each payment. The same key and input always return the same order.',
    }),
  }),
});

const CheckoutCancelInput = builder.inputType('CheckoutCancelInput', {
  description: 'The checkout to give up.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the checkout.' }),
  }),
});

/** What the checkout changes beside itself. */
const cart = {
  type: Cart,
  nullable: true,
  description: 'The cart as it is now, also if the mutation was refused. It is empty if all of it was bought.',
  resolve: (_payload: unknown, _args: unknown, context: Context) => cartNow(context),
} as const;

const CheckoutPayload = payloadType<resolve.CheckoutFields>(
  'CheckoutPayload',
  'The result of a mutation that starts, changes or gives up a checkout.',
  (t) => ({
    checkout: t.field({
      type: Checkout,
      nullable: true,
      description: 'The checkout as it is now. If it was refused, the checkout that is open, if there is one.',
      resolve: (payload) => payload.checkout,
    }),
    cart: t.field(cart),
  }),
);

const CheckoutCompletePayload = payloadType<resolve.CompletedFields>(
  'CheckoutCompletePayload',
  'The result of `checkoutComplete`.',
  (t) => ({
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order. Null if the payment was refused.',
      resolve: (payload) => payload.order,
    }),
    checkout: t.field({
      type: Checkout,
      nullable: true,
      description:
        'The checkout, if the payment was refused and the stock is still reserved. Null once there is an order.',
      resolve: (payload) => payload.checkout,
    }),
    cart: t.field(cart),
  }),
);

builder.objectField(Viewer, 'checkout', (t) =>
  t.field({
    type: Checkout,
    nullable: true,
    description: 'The checkout that is open and has its stock reserved. Null if there is none.',
    resolve: (_viewer, _args, context) => resolve.viewerCheckout(context),
  }),
);

builder.mutationFields((t) => ({
  checkoutStart: t.field({
    type: CheckoutPayload,
    description:
      'Reserves everything in the cart for 15 minutes, or nothing. Replaces the caller’s earlier checkout. Fails with CART_EMPTY, CART_CHANGED, PRICE_CHANGED or OUT_OF_STOCK, and with LIMIT_EXCEEDED beyond the share of the stock that one shopper or address may reserve.',
    authScopes: { session: true },
    args: { input: t.arg({ type: CheckoutStartInput, description: 'Sets what the shopper saw and accepts.' }) },
    resolve: (_root, { input }, context) => resolve.checkoutStart(input, context),
  }),
  checkoutUpdate: t.field({
    type: CheckoutPayload,
    description:
      'Changes the discount code, shipping method, addresses or contact of a checkout, and prices it again. Fails with NOT_FOUND for a code or method that does not apply, and with ILLEGAL_STATE once the payment has begun.',
    authScopes: { session: true },
    args: {
      input: t.arg({
        type: CheckoutUpdateInput,
        required: true,
        description: 'Names the checkout, and gives what changes.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.checkoutUpdate(input, context),
  }),
  checkoutComplete: t.field({
    type: CheckoutCompletePayload,
    description:
      'Pays a checkout. If the order is PENDING, Mortar settles it in the background: subscribe to `orderUpdated`. Fails with PAYMENT_DECLINED or RESERVATION_EXPIRED, with LIMIT_EXCEEDED if others have used up its discount, and with INVALID if a shipping method has to be chosen.',
    authScopes: { session: true },
    args: {
      input: t.arg({
        type: CheckoutCompleteInput,
        required: true,
        description: 'Names the checkout, and gives its payment.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.checkoutComplete(input, context),
  }),
  checkoutCancel: t.field({
    type: CheckoutPayload,
    description: 'Gives up a checkout and releases its stock.',
    authScopes: { session: true },
    args: {
      input: t.arg({ type: CheckoutCancelInput, required: true, description: 'Names the checkout to give up.' }),
    },
    resolve: (_root, { input }, context) => resolve.checkoutCancel(input.id, context),
  }),
}));
