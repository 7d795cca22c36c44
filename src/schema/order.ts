// Checkouts and orders.

import type {
  OrderEvent as OrderEventShape,
  OrderLine as OrderLineShape,
  OrderRecord,
  Order as OrderShape,
} from '../redis/order/order.ts';
import * as resolve from '../resolvers/order.ts';
import { Viewer } from './account.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';
import { CartLine } from './cart.ts';
import { Product } from './catalogue.ts';

export const OrderState = builder.enumType('OrderState', {
  description: 'Where an order stands.',
  values: {
    PENDING: { description: 'Its payment is under way.' },
    PAID: { description: 'Paid; to be sent.' },
    FULFILLED: { description: 'Sent.' },
    DELIVERED: { description: 'Arrived.' },
    CANCELLED: { description: 'Cancelled before it was sent; the money was given back.' },
    REFUNDED: { description: 'The money was given back.' },
    FAILED: { description: 'The payment or the stock failed; nothing is owed.' },
  } as const,
});

const OrderLine = builder.objectRef<OrderLineShape>('OrderLine').implement({
  description: 'What was bought, as it was when it was bought.',
  fields: (t) => ({
    sku: t.exposeString('sku', { description: 'The product.' }),
    name: t.exposeString('name', { description: 'Its name at that time.' }),
    quantity: t.exposeInt('quantity', { description: 'How many.' }),
    unitPrice: t.field({ type: Money, description: 'What one cost.', resolve: (line) => line.unitPrice }),
    total: t.field({ type: Money, description: 'What all of them cost.', resolve: (line) => line.total }),
  }),
});

const OrderEvent = builder.objectRef<OrderEventShape>('OrderEvent').implement({
  description: 'A move of an order.',
  fields: (t) => ({
    state: t.field({ type: OrderState, description: 'Where it moved.', resolve: (event) => event.state }),
    at: t.field({ type: 'DateTime', description: 'When.', resolve: (event) => event.at }),
    note: t.exposeString('note', { nullable: true, description: 'Why.' }),
  }),
});

export const Order = builder.objectRef<OrderShape>('Order');

builder.node(Order, {
  description: 'A purchase.',
  id: { resolve: (order) => order.id },
  loadOne: (id, context) => resolve.orderById(id, context),
  fields: (t) => ({
    number: t.exposeString('number', { description: 'Its number for people.' }),
    state: t.field({ type: OrderState, description: 'Where it stands.', resolve: (order) => order.state }),
    lines: t.field({ type: [OrderLine], description: 'What was bought.', resolve: (order) => [...order.lines] }),
    total: t.field({ type: Money, description: 'What was paid.', resolve: (order) => order.total }),
    placedAt: t.field({ type: 'DateTime', description: 'When it was placed.', resolve: (order) => order.placedAt }),
    history: t.field({
      type: [OrderEvent],
      description: 'All its moves, the oldest first.',
      resolve: (order) => [...order.history],
    }),
  }),
});

export const Checkout = builder.objectRef<OrderRecord>('Checkout');

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

const OrderConnection = builder.connectionObject(
  { type: Order, name: 'OrderConnection', description: 'A page of orders.' },
  { name: 'OrderEdge', description: 'An order in a list.' },
);

builder.queryField('orders', (t) =>
  t.connection(
    {
      type: Order,
      description: "Everybody's orders, the newest first. For administrators.",
      authScopes: { role: 'ADMIN' },
      args: { state: t.arg({ type: OrderState, description: 'Those in this state alone (all).' }) },
      resolve: (_root, args, context) => resolve.allOrders(args, context),
    },
    OrderConnection,
  ),
);

builder.objectFields(Viewer, (t) => ({
  orders: t.connection(
    {
      type: Order,
      description: 'The orders, the newest first.',
      resolve: (_viewer, args, context) => resolve.viewerOrders(args, context),
    },
    OrderConnection,
  ),
  recommendations: t.field({
    type: [Product],
    complexity: ({ first }) => ({ field: 5, multiplier: first ?? 6 }),
    description: 'What goes with the cart and the orders, without what is in them.',
    args: { first: t.arg.int({ defaultValue: 6, description: 'How many, at most 50 (6).' }) },
    resolve: (_viewer, { first }, context) => resolve.viewerRecommendations(Math.max(0, first ?? 6), context),
  }),
}));

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

const OrderActionInput = builder.inputType('OrderActionInput', {
  description: 'What to do with an order.',
  fields: (t) => ({
    id: t.globalID({ for: Order, required: true, description: 'The order.' }),
    note: t.string({ description: 'Why; it is kept in the history.' }),
    restock: t.boolean({
      description: 'For a refund: whether the goods came back (false). A cancelled order restocks.',
    }),
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

const OrderPayload = payloadType<resolve.OrderFields>('OrderPayload', 'An order.', (t) => ({
  order: t.field({
    type: Order,
    nullable: true,
    description: 'The order as it is now; null where there is none.',
    resolve: (payload) => payload.order,
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
  orderCancel: t.field({
    type: OrderPayload,
    description: 'Cancels a paid order that is not sent yet: by its customer or an administrator.',
    authScopes: { session: true },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('cancel', { ...input, id: input.id.id }, context),
  }),
  orderFulfil: t.field({
    type: OrderPayload,
    description: 'Notes that a paid order was sent. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('fulfil', { ...input, id: input.id.id }, context),
  }),
  orderDeliver: t.field({
    type: OrderPayload,
    description: 'Notes that a sent order arrived. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('deliver', { ...input, id: input.id.id }, context),
  }),
  orderRefund: t.field({
    type: OrderPayload,
    description: 'Gives the money of an order back. For administrators.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('refund', { ...input, id: input.id.id }, context),
  }),
}));

builder.subscriptionField('orderUpdated', (t) =>
  t.field({
    type: Order,
    description: 'An order as it is now, and again after each move.',
    authScopes: { session: true },
    args: { id: t.arg.globalID({ for: [Order], required: true, description: 'The order.' }) },
    subscribe: (_root, { id }, context) => resolve.orderUpdated(id.id, context),
    resolve: (order: OrderShape) => order,
  }),
);
