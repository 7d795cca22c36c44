// Orders: their customer's list, everybody's, and their moves.

import { disputeLimits } from '../../redis/order/dispute.ts';
import type { Order as OrderShape } from '../../redis/order/record.ts';
import { type OrderRefund as OrderRefundShape, refundLimits } from '../../redis/order/refund.ts';
import type { Dispute as DisputeShape, PaymentAction as PaymentActionShape } from '../../redis/payment/payment.ts';
import * as resolve from '../../resolvers/order.ts';
import { User } from '../account/account.ts';
import { builder } from '../base/builder.ts';
import { Money, MoneyInput } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { Product } from '../catalogue/product.ts';
import { Adjustment } from '../pricing/adjustment.ts';
import { Viewer } from '../session/viewer.ts';
import { contactFields } from './address.ts';
import { eventType } from './event.ts';

const OrderState = builder.enumType('OrderState', {
  description: 'The state of an order.',
  values: {
    PENDING: { description: 'The payment has begun and is not settled yet.' },
    PAID: { description: 'The order is paid and not sent yet.' },
    FULFILLED: { description: 'The order was sent.' },
    DELIVERED: { description: 'The order arrived at the customer.' },
    CANCELLED: { description: 'The order was cancelled before it was sent, and refunded.' },
    REFUNDED: { description: 'The order was refunded.' },
    FAILED: {
      description:
        'The payment or the stock failed. The customer owes nothing. While a payment could not be called off, `refunds` has an entry.',
    },
  } as const,
});

const OrderLine = builder.objectRef<resolve.LineOfOrder>('OrderLine');

builder.node(OrderLine, {
  description: 'A quantity of one product in an order, with name and price as they were when it was bought.',
  id: { resolve: (line) => line.key },
  loadMany: (keys, context) => resolve.linesByKeys(keys, context),
  fields: (t) => ({
    sku: t.exposeString('sku', { description: 'The SKU of the product.' }),
    name: t.exposeString('name', { description: 'The name of the product when it was bought.' }),
    product: t.field({
      type: Product,
      nullable: true,
      description: 'The product as it is now. Null if it is no longer for sale.',
      resolve: (line, _args, context) => resolve.productOf(line, context),
    }),
    quantity: t.exposeInt('quantity', { description: 'The quantity that was bought.' }),
    unitPrice: t.field({ type: Money, description: 'The price of one.', resolve: (line) => line.unitPrice }),
    total: t.field({ type: Money, description: 'The price of the whole quantity.', resolve: (line) => line.total }),
    quantityToSend: t.exposeInt('quantityToSend', {
      description: 'The quantity that is neither sent nor refunded.',
    }),
    quantityToReturn: t.exposeInt('quantityToReturn', {
      description: 'The quantity that was sent and is in no return. Refused returns do not count.',
    }),
  }),
});

export const OrderLineQuantity = builder.objectRef<resolve.PiecesOfOrder>('OrderLineQuantity').implement({
  description: 'A part of the quantity of an order line.',
  fields: (t) => ({
    line: t.field({ type: OrderLine, description: 'The line of the order.', resolve: (pieces) => pieces.line }),
    quantity: t.exposeInt('quantity', { description: 'The quantity of the part.' }),
  }),
});

export const OrderLineQuantityInput = builder.inputType('OrderLineQuantityInput', {
  description: 'A part of the quantity of an order line.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order line.' }),
    quantity: t.int({ required: true, description: 'The quantity of the part. At least 1.' }),
  }),
});

const OrderEvent = eventType('OrderEvent', 'an order’s state', OrderState);

const RefundState = builder.enumType('RefundState', {
  description: 'The state of a refund.',
  values: {
    REFUND_PENDING: { description: 'The payment provider has not returned the money yet. Mortar asks it again.' },
    REFUNDED: { description: 'The payment provider has returned the money.' },
  } as const,
});

const OrderRefund = builder.objectRef<resolve.PartOfOrder<OrderRefundShape>>('OrderRefund').implement({
  description: 'Money of an order’s payment that is returned to the customer.',
  fields: (t) => ({
    lines: t.field({
      type: [OrderLineQuantity],
      complexity: { multiplier: 20 },
      description: 'The goods that the refund is for. Empty if it is only an amount.',
      resolve: (refund) => resolve.piecesOf(refund),
    }),
    amount: t.field({ type: Money, description: 'The amount that is returned.', resolve: (refund) => refund.amount }),
    state: t.field({ type: RefundState, description: 'The state of the refund.', resolve: (refund) => refund.state }),
    at: t.field({ type: 'DateTime', description: 'When the refund was decided.', resolve: (refund) => refund.at }),
    refundedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the payment provider returned the money. Null if it has not yet.',
      resolve: (refund) => refund.refundedAt,
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      authScopes: { role: 'ADMIN' },
      description: 'Why the payment provider has not returned the money so far. Null if no attempt failed.',
    }),
  }),
});

const PaymentAction = builder.objectRef<PaymentActionShape>('PaymentAction').implement({
  description: 'What the customer has to do in the browser before a payment continues, for example 3-D Secure.',
  fields: (t) => ({
    clientSecret: t.exposeString('clientSecret', {
      description:
        'The text that the payment provider’s script needs in the browser. For Stripe, the client secret of the PaymentIntent.',
    }),
    redirectUrl: t.exposeString('redirectUrl', {
      nullable: true,
      description: 'The page to send the customer to. Null if the provider’s script opens it.',
    }),
  }),
});

const DisputeState = builder.enumType('DisputeState', {
  description: 'The state of a dispute.',
  values: {
    OPEN: { description: 'The bank has not decided yet.' },
    WON: { description: 'The shop keeps the money.' },
    LOST: { description: 'The customer has the money back.' },
  } as const,
});

const OrderDispute = builder.objectRef<DisputeShape>('OrderDispute').implement({
  description: 'A customer’s objection to a payment at the bank, as the payment provider reports it.',
  fields: (t) => ({
    reference: t.string({ description: 'The provider’s id of the dispute.', resolve: (dispute) => dispute.id }),
    amount: t.field({ type: Money, description: 'The amount in dispute.', resolve: (dispute) => dispute.amount }),
    reason: t.exposeString('reason', { description: 'The reason, in the provider’s word.' }),
    state: t.field({
      type: DisputeState,
      description: 'The state of the dispute.',
      resolve: (dispute) => dispute.state,
    }),
    at: t.field({
      type: 'DateTime',
      description: 'When the dispute got this state.',
      resolve: (dispute) => dispute.at,
    }),
  }),
});

export const Order = builder.objectRef<OrderShape>('Order');

builder.node(Order, {
  description: 'A purchase of an account or a guest.',
  id: { resolve: (order) => order.id },
  loadOne: (id, context) => resolve.orderById(id, context),
  fields: (t) => ({
    number: t.exposeString('number', { description: 'The number of the order, for people.' }),
    state: t.field({ type: OrderState, description: 'The state of the order.', resolve: (order) => order.state }),
    lines: t.field({
      type: [OrderLine],
      complexity: { multiplier: 20 },
      description: 'The lines of the order.',
      resolve: (order) => resolve.linesOfOrder(order),
    }),
    total: t.field({
      type: Money,
      description: 'What is charged: the sum of all lines, and of all adjustments that are not `included`.',
      resolve: (order) => order.total,
    }),
    adjustments: t.field({
      type: [Adjustment],
      description: 'The discounts, shipping and taxes of the order, as they were when it was paid.',
      resolve: (order) => [...order.adjustments],
    }),
    placedAt: t.field({ type: 'DateTime', description: 'When the payment began.', resolve: (order) => order.placedAt }),
    ...contactFields(t, ({ details }) => details),
    customer: t.field({
      type: User,
      nullable: true,
      authScopes: { role: 'ADMIN' },
      description: 'The account that placed the order. Null for a guest, and if the account is gone.',
      resolve: (order, _args, context) => resolve.customerOf(order, context),
    }),
    paymentReference: t.string({
      nullable: true,
      authScopes: { role: 'ADMIN' },
      description: 'The payment provider’s name for the payment. Null if the provider has not named it.',
      resolve: (order) => order.reference,
    }),
    history: t.field({
      type: [OrderEvent],
      description: 'All changes of the state, oldest first. A partial refund is an entry with the same state.',
      resolve: (order) => [...order.history],
    }),
    refunds: t.field({
      type: [OrderRefund],
      description: `The refunds of the order, oldest first. At most ${refundLimits.most}.`,
      resolve: (order) => resolve.partsOf(order, order.refunds),
    }),
    paymentAction: t.field({
      type: PaymentAction,
      nullable: true,
      description:
        'What the customer has to do for a PENDING payment to continue. Call `checkoutComplete` with the same input afterwards. Null if nothing has to be done.',
      resolve: (order) => order.action,
    }),
    disputes: t.field({
      type: [OrderDispute],
      nullable: true,
      authScopes: { role: 'ADMIN' },
      description: `The disputes of the payment, oldest first. At most ${disputeLimits.most}.`,
      resolve: (order) => [...order.disputes],
    }),
  }),
});

const OrderConnection = builder.connectionObject(
  { type: Order, name: 'OrderConnection', description: 'A page of orders.' },
  { name: 'OrderEdge', description: 'An order in a page, with its cursor.' },
);

builder.queryField('orders', (t) =>
  t.connection(
    {
      type: Order,
      description:
        'Lists the orders of all customers, newest first, or those that match all arguments. A page can have fewer orders than `first` although there are more.',
      authScopes: { role: 'ADMIN' },
      args: {
        state: t.arg({ type: OrderState, description: 'Lists only the orders in this state. Default: all states.' }),
        orderNumber: t.arg.string({ description: 'Lists only the order with this number. Default: all orders.' }),
        email: t.arg.string({
          description:
            'Lists only the paid orders that were placed with this e-mail address, or by the account that has it. Default: all orders.',
        }),
        sku: t.arg.string({ description: 'Lists only the paid orders of this product. Default: all orders.' }),
        placedFrom: t.arg({
          type: 'DateTime',
          description: 'Lists only the orders that were placed at this time or later. Default: all orders.',
        }),
        placedBefore: t.arg({
          type: 'DateTime',
          description: 'Lists only the orders that were placed before this time. Default: all orders.',
        }),
      },
      resolve: (_root, args, context) => resolve.allOrders(args, context),
    },
    OrderConnection,
  ),
);

builder.objectField(Viewer, 'orders', (t) =>
  t.connection(
    {
      type: Order,
      isolated: true,
      description: 'The orders of the account or guest, newest first.',
      resolve: (_viewer, args, context) => resolve.viewerOrders(args, context),
    },
    OrderConnection,
  ),
);

const OrderActionInput = builder.inputType('OrderActionInput', {
  description: 'The order to change.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order.' }),
    note: t.string({ description: 'The reason, which `history` shows. At most 500 characters.' }),
    amount: t.field({
      type: MoneyInput,
      description: 'For a refund: a part of what is left of the payment. Default: all that is left.',
    }),
    lines: t.field({
      type: [OrderLineQuantityInput],
      description:
        'For a refund: goods that are not sent and will not be. Default of `amount` then: what the customer paid for them, with discounts and taxes and without shipping.',
    }),
    restock: t.boolean({
      description:
        'For a refund of all that is left, or of `lines`: whether the goods are in stock again. Default: false.',
    }),
  }),
});

export const OrderPayload = payloadType<resolve.OrderFields>(
  'OrderPayload',
  'The result of a mutation that changes an order.',
  (t) => ({
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order as it is now, also if the change was refused. Null if there is none.',
      resolve: (payload) => payload.order,
    }),
  }),
);

builder.mutationFields((t) => ({
  orderCancel: t.field({
    type: OrderPayload,
    description:
      'Cancels a paid order of which nothing is sent yet, refunds it and puts the goods back in stock. Customers can cancel their own orders. Fails with ILLEGAL_STATE.',
    authScopes: { session: true },
    args: {
      input: t.arg({
        type: OrderActionInput,
        required: true,
        description: 'Names the order to cancel, and gives a note.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.orderAct('cancel', input, context),
  }),
  orderFulfil: t.field({
    type: OrderPayload,
    description:
      'Marks all that is left of a paid order as sent. To send a part, or give the tracking, use `orderFulfilmentCreate`. Fails with ILLEGAL_STATE.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: OrderActionInput,
        required: true,
        description: 'Names the order that was sent, and gives a note.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.orderAct('fulfil', input, context),
  }),
  orderDeliver: t.field({
    type: OrderPayload,
    description: 'Marks a sent order, and all of its fulfilments, as delivered. Fails with ILLEGAL_STATE.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: OrderActionInput,
        required: true,
        description: 'Names the order that arrived, and gives a note.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.orderAct('deliver', input, context),
  }),
  orderRefund: t.field({
    type: OrderPayload,
    description:
      'Refunds an order, or a part of it with `amount` or `lines`. The order becomes REFUNDED if nothing is left. Fails with ILLEGAL_STATE, and with LIMIT_EXCEEDED if less is left.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: OrderActionInput,
        required: true,
        description: 'Names the order to refund, and gives a note.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.orderAct('refund', input, context),
  }),
}));

builder.subscriptionField('orderUpdated', (t) =>
  t.field({
    type: Order,
    description: 'Delivers an order as it is now, and again after each change.',
    authScopes: { session: true },
    args: { id: t.arg.id({ required: true, description: 'Names the order by its global id.' }) },
    subscribe: (_root, { id }, context) => resolve.orderUpdated(id, context),
    resolve: (order: OrderShape) => order,
  }),
);
