// The cart and its mutations.

import { cartLimits } from '../redis/cart/lines.ts';
import type { CartWarning as CartWarningShape } from '../redis/cart/warnings.ts';
import { publicKey } from '../resolvers/base/owner.ts';
import * as resolve from '../resolvers/cart.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';
import { Product } from './catalogue/product.ts';
import { Viewer } from './session/viewer.ts';

export const CartLine = builder.objectRef<resolve.LineOfCart>('CartLine');

builder.node(CartLine, {
  description: 'A quantity of one product, in a cart or in a checkout.',
  id: { resolve: (line) => line.key },
  loadMany: (keys, context) => resolve.linesByKeys(keys, context),
  fields: (t) => ({
    product: t.field({ type: Product, description: 'The product as it is now.', resolve: (line) => line.product }),
    quantity: t.exposeInt('quantity', { description: 'The quantity of the product.' }),
    unitPrice: t.field({
      type: Money,
      description: 'The price of one when it was put into the cart, or when the checkout was started.',
      resolve: (line) => line.unitPrice,
    }),
    total: t.field({ type: Money, description: 'The price of the whole quantity.', resolve: (line) => line.total }),
  }),
});

const CartWarningCode = builder.enumType('CartWarningCode', {
  description: 'The kind of a warning about a line.',
  values: {
    PRICE_CHANGED: { description: 'The price changed after the product was put into the cart.' },
    LOW_STOCK: { description: 'The stock does not cover the quantity.' },
    OUT_OF_STOCK: { description: 'The product is out of stock.' },
    UNAVAILABLE: { description: 'The product is no longer for sale.' },
    MERGED: { description: 'The line comes from the guest’s cart, and log-in could not merge it as it was.' },
  } as const,
});

const CartWarning = builder.objectRef<CartWarningShape>('CartWarning').implement({
  description: 'A warning about a line, for the shopper.',
  fields: (t) => ({
    code: t.field({
      type: CartWarningCode,
      description: 'The kind of the warning, for programs.',
      resolve: (warning) => warning.code,
    }),
    message: t.exposeString('message', { description: 'The warning as a sentence for the shopper.' }),
    sku: t.exposeString('sku', { description: 'The SKU of the line’s product.' }),
  }),
});

export const Cart = builder.objectRef<resolve.CartShape>('Cart');

builder.node(Cart, {
  description: 'What an account or a guest wants to buy.',
  id: { resolve: (cart) => publicKey(cart.owner) },
  loadOne: (key, context) => resolve.cartByKey(key, context),
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'The version, which grows with each change. Pass it to `checkoutStart` as `cartVersion`.',
    }),
    lines: t.field({
      type: [CartLine],
      complexity: { multiplier: 20 },
      description: `The lines, in the order in which they were added. At most ${cartLimits.maxLines}.`,
      resolve: (cart) => resolve.linesOfCart(cart),
    }),
    quantity: t.int({
      description: 'The sum of the quantities of all lines.',
      resolve: async (cart) => (await resolve.wholeCart(cart)).quantity,
    }),
    total: t.field({
      type: Money,
      description: 'The sum of the totals of all lines.',
      resolve: async (cart) => (await resolve.wholeCart(cart)).total,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `When the cart expires: ${cartLimits.ttlMs / 3_600_000} hours after its last change.`,
      resolve: (cart) => cart.expiresAt,
    }),
    warnings: t.field({
      type: [CartWarning],
      description: 'Warnings for the shopper, from the prices and the stock as they are now.',
      resolve: async (cart) => [...(await resolve.wholeCart(cart)).warnings],
    }),
  }),
});

builder.objectField(Viewer, 'cart', (t) =>
  t.field({
    type: Cart,
    nullable: true,
    description: 'The cart. Null if nothing was put into it, or it has expired.',
    resolve: (_viewer, _args, context) => resolve.viewerCart(context),
  }),
);

const CartLineInput = builder.inputType('CartLineInput', {
  description: 'A quantity of one product.',
  fields: (t) => ({
    sku: t.string({ required: true, description: 'The SKU of the product.' }),
    quantity: t.int({ required: true, description: `The quantity. At most ${cartLimits.maxQuantity}.` }),
  }),
});

const CartLinesInput = builder.inputType('CartLinesInput', {
  description: 'The lines to add or to change.',
  fields: (t) => ({
    lines: t.field({
      type: [CartLineInput],
      required: true,
      description: `The lines. At most ${cartLimits.maxLines}.`,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description:
        'The currency of the prices, if the cart is empty. Default: the currency of the first product’s `price`. A cart with lines keeps its currency, and another one is rejected.',
    }),
  }),
});

const CartLinesRemoveInput = builder.inputType('CartLinesRemoveInput', {
  description: 'The lines to remove.',
  fields: (t) => ({
    skus: t.stringList({ required: true, description: `The SKUs of the lines. At most ${cartLimits.maxLines}.` }),
  }),
});

const CartPayload = payloadType<resolve.CartFields>(
  'CartPayload',
  'The result of a mutation that changes the cart.',
  (t) => ({
    cart: t.field({
      type: Cart,
      nullable: true,
      description: 'The cart as it is now, also if the change was refused.',
      resolve: (payload) => payload.cart,
    }),
  }),
);

builder.mutationFields((t) => ({
  cartLinesAdd: t.field({
    type: CartPayload,
    description: 'Adds products to the cart, all or none. A browser without a session receives a guest’s session.',
    authScopes: { public: true },
    args: {
      input: t.arg({
        type: CartLinesInput,
        required: true,
        description: 'Lists the products to add, with their quantities.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.cartLinesAdd(input, context),
  }),
  cartLinesUpdate: t.field({
    type: CartPayload,
    description: 'Sets the quantities of lines, all or none. The quantity 0 removes a line.',
    authScopes: { session: true },
    args: {
      input: t.arg({ type: CartLinesInput, required: true, description: 'The lines with their new quantities.' }),
    },
    resolve: (_root, { input }, context) => resolve.cartLinesUpdate(input, context),
  }),
  cartLinesRemove: t.field({
    type: CartPayload,
    description: 'Removes lines. A line that the cart does not have is ignored.',
    authScopes: { session: true },
    args: {
      input: t.arg({
        type: CartLinesRemoveInput,
        required: true,
        description: 'Lists the SKUs of the lines to remove.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.cartLinesRemove(input.skus, context),
  }),
  cartClear: t.field({
    type: CartPayload,
    description: 'Removes all lines from the cart.',
    authScopes: { session: true },
    resolve: (_root, _args, context) => resolve.cartClear(context),
  }),
}));

builder.subscriptionField('cartUpdated', (t) =>
  t.field({
    type: Cart,
    description: 'Delivers the caller’s cart as it is now, and again after each change.',
    authScopes: { session: true },
    subscribe: (_root, _args, context) => resolve.cartUpdated(context),
    resolve: (cart: resolve.CartShape) => cart,
  }),
);
