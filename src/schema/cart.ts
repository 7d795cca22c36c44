// The cart and its mutations.

import { type CartLine as CartLineShape, type Cart as CartShape, cartLimits } from '../redis/cart/cart.ts';
import type { CartWarning as CartWarningShape } from '../redis/cart/warnings.ts';
import * as resolve from '../resolvers/cart.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';
import { Product } from './catalogue.ts';
import { Viewer } from './session/viewer.ts';

export const CartLine = builder.objectRef<CartLineShape>('CartLine').implement({
  description: 'So many of one product.',
  fields: (t) => ({
    product: t.field({ type: Product, description: 'The product as it is now.', resolve: (line) => line.product }),
    quantity: t.exposeInt('quantity', { description: 'How many.' }),
    unitPrice: t.field({
      type: Money,
      description: 'What one cost when it was put into the cart.',
      resolve: (line) => line.unitPrice,
    }),
    total: t.field({ type: Money, description: 'What all of them cost at that price.', resolve: (line) => line.total }),
  }),
});

const CartWarningCode = builder.enumType('CartWarningCode', {
  description: 'What a shopper should know about a line.',
  values: {
    PRICE_CHANGED: { description: 'The price is another now than when the product was put into the cart.' },
    LOW_STOCK: { description: 'There are fewer than the cart asks for.' },
    OUT_OF_STOCK: { description: 'There are none.' },
    UNAVAILABLE: { description: 'It is not for sale any more.' },
    MERGED: { description: 'It came from the cart of before log-in.' },
  } as const,
});

const CartWarning = builder.objectRef<CartWarningShape>('CartWarning').implement({
  description: 'Something about a line that the shopper should know before going on.',
  fields: (t) => ({
    code: t.field({ type: CartWarningCode, description: 'What it is.', resolve: (warning) => warning.code }),
    message: t.exposeString('message', { description: 'A sentence for the shopper.' }),
    sku: t.exposeString('sku', { description: 'The product of the line.' }),
  }),
});

const Cart = builder.objectRef<CartShape>('Cart');

builder.node(Cart, {
  description: 'What somebody wants to buy.',
  id: { resolve: (cart) => cart.owner },
  loadOne: (id, context) => resolve.cartById(id, context),
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Grows with each change: give it to checkoutStart.' }),
    lines: t.field({
      type: [CartLine],
      complexity: { multiplier: 20 },
      description: `What is in it, in the order it came; at most ${cartLimits.maxLines}.`,
      resolve: (cart) => [...cart.lines],
    }),
    quantity: t.exposeInt('quantity', { description: 'How many pieces in all.' }),
    total: t.field({ type: Money, description: 'What all of it costs.', resolve: (cart) => cart.total }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `When it is forgotten, ${cartLimits.ttlMs / 3_600_000} hours after its last change.`,
      resolve: (cart) => cart.expiresAt,
    }),
    warnings: t.field({
      type: [CartWarning],
      description: 'What the shopper should know, looked up at this moment.',
      resolve: (cart) => [...cart.warnings],
    }),
  }),
});

builder.objectField(Viewer, 'cart', (t) =>
  t.field({
    type: Cart,
    nullable: true,
    description: 'The cart; null where nothing was ever put into it, or it is forgotten.',
    resolve: (_viewer, _args, context) => resolve.viewerCart(context),
  }),
);

const CartLineInput = builder.inputType('CartLineInput', {
  description: 'So many of one product.',
  fields: (t) => ({
    sku: t.string({ required: true, description: 'The product.' }),
    quantity: t.int({ required: true, description: `How many, up to ${cartLimits.maxQuantity}.` }),
  }),
});

const CartLinesInput = builder.inputType('CartLinesInput', {
  description: 'Lines of a cart.',
  fields: (t) => ({
    lines: t.field({
      type: [CartLineInput],
      required: true,
      description: `The lines, at most ${cartLimits.maxLines}.`,
    }),
  }),
});

const CartLinesRemoveInput = builder.inputType('CartLinesRemoveInput', {
  description: 'Lines to remove.',
  fields: (t) => ({ skus: t.stringList({ required: true, description: 'The products of these lines.' }) }),
});

const CartPayload = payloadType<resolve.CartFields>('CartPayload', 'The cart after the change.', (t) => ({
  cart: t.field({
    type: Cart,
    nullable: true,
    description: 'The cart as it stands, also where the change was refused.',
    resolve: (payload) => payload.cart,
  }),
}));

builder.mutationFields((t) => ({
  cartLinesAdd: t.field({
    type: CartPayload,
    description: 'Puts products into the cart, all or none. A browser without a session is given a guest session.',
    authScopes: { public: true },
    args: { input: t.arg({ type: CartLinesInput, required: true, description: 'What to add.' }) },
    resolve: (_root, { input }, context) => resolve.cartLinesAdd(input.lines, context),
  }),
  cartLinesUpdate: t.field({
    type: CartPayload,
    description: 'Sets quantities of the lines, all or none; 0 removes a line.',
    authScopes: { session: true },
    args: { input: t.arg({ type: CartLinesInput, required: true, description: 'The new quantities.' }) },
    resolve: (_root, { input }, context) => resolve.cartLinesUpdate(input.lines, context),
  }),
  cartLinesRemove: t.field({
    type: CartPayload,
    description: 'Removes lines; one that is not there is no mistake.',
    authScopes: { session: true },
    args: { input: t.arg({ type: CartLinesRemoveInput, required: true, description: 'Which lines.' }) },
    resolve: (_root, { input }, context) => resolve.cartLinesRemove(input.skus, context),
  }),
  cartClear: t.field({
    type: CartPayload,
    description: 'Empties the cart.',
    authScopes: { session: true },
    resolve: (_root, _args, context) => resolve.cartClear(context),
  }),
}));

builder.subscriptionField('cartUpdated', (t) =>
  t.field({
    type: Cart,
    description: 'The cart as it is now, and again after each change.',
    authScopes: { session: true },
    subscribe: (_root, _args, context) => resolve.cartUpdated(context),
    resolve: (cart: CartShape) => cart,
  }),
);
