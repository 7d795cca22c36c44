// Orders: their customer's list, everybody's, and their moves.

import type {
  OrderEvent as OrderEventShape,
  OrderLine as OrderLineShape,
  Order as OrderShape,
} from '../redis/order/record.ts';
import * as resolve from '../resolvers/order.ts';
import { builder } from './base/builder.ts';
import { Money } from './base/money.ts';
import { payloadType } from './base/payload.ts';
import { Viewer } from './session/viewer.ts';

const OrderState = builder.enumType('OrderState', {
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

const Order = builder.objectRef<OrderShape>('Order');

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

const OrderConnection = builder.connectionObject(
  { type: Order, name: 'OrderConnection', description: 'A page of orders.' },
  { name: 'OrderEdge', description: 'An order in a list.' },
);

builder.queryField('orders', (t) =>
  t.connection(
    {
      type: Order,
      description: "Everybody's orders, the newest first.",
      authScopes: { role: 'ADMIN' },
      args: { state: t.arg({ type: OrderState, description: 'Those in this state alone (all).' }) },
      resolve: (_root, args, context) => resolve.allOrders(args, context),
    },
    OrderConnection,
  ),
);

builder.objectField(Viewer, 'orders', (t) =>
  t.connection(
    {
      type: Order,
      description: 'The orders, the newest first.',
      resolve: (_viewer, args, context) => resolve.viewerOrders(args, context),
    },
    OrderConnection,
  ),
);

const OrderActionInput = builder.inputType('OrderActionInput', {
  description: 'What to do with an order.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order.' }),
    note: t.string({ description: 'Why; it is kept in the history.' }),
    restock: t.boolean({
      description: 'For a refund: whether the goods came back (false). A cancelled order restocks.',
    }),
  }),
});

export const OrderPayload = payloadType<resolve.OrderFields>('OrderPayload', 'An order.', (t) => ({
  order: t.field({
    type: Order,
    nullable: true,
    description: 'The order as it is now; null where there is none.',
    resolve: (payload) => payload.order,
  }),
}));

builder.mutationFields((t) => ({
  orderCancel: t.field({
    type: OrderPayload,
    description: 'Cancels a paid order that is not sent yet: by its customer or an administrator.',
    authScopes: { session: true },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('cancel', input, context),
  }),
  orderFulfil: t.field({
    type: OrderPayload,
    description: 'Notes that a paid order was sent.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('fulfil', input, context),
  }),
  orderDeliver: t.field({
    type: OrderPayload,
    description: 'Notes that a sent order arrived.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('deliver', input, context),
  }),
  orderRefund: t.field({
    type: OrderPayload,
    description: 'Gives the money of an order back.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: OrderActionInput, required: true, description: 'Which one.' }) },
    resolve: (_root, { input }, context) => resolve.orderAct('refund', input, context),
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
