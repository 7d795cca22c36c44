// What customers send back of an order.

import { type OrderReturn as ReturnShape, returnLimits } from '../../redis/order/return.ts';
import * as resolve from '../../resolvers/order.ts';
import { builder } from '../base/builder.ts';
import { MoneyInput } from '../base/money.ts';
import { eventType } from './event.ts';
import { Order, OrderLineQuantity, OrderLineQuantityInput, OrderPayload } from './order.ts';

const ReturnStateEnum = builder.enumType('ReturnState', {
  description: 'The state of a return.',
  values: {
    REQUESTED: { description: 'The customer would like to return the goods.' },
    APPROVED: { description: 'The shop takes the goods back. The customer sends them.' },
    REFUSED: { description: 'The shop does not take the goods back, or they did not come.' },
    RECEIVED: { description: 'The goods came back to the shop.' },
    REFUNDED: { description: 'The goods came back, and their price is refunded.' },
  } as const,
});

const OrderReturnEvent = eventType('OrderReturnEvent', 'a return’s state', ReturnStateEnum);

const OrderReturn = builder.objectRef<resolve.PartOfOrder<ReturnShape>>('OrderReturn').implement({
  description: 'Goods of an order that the customer sends back.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'The number of the return in its order. The first is 1.' }),
    state: t.field({
      type: ReturnStateEnum,
      description: 'The state of the return.',
      resolve: (sentBack) => sentBack.state,
    }),
    lines: t.field({
      type: [OrderLineQuantity],
      complexity: { multiplier: 20 },
      description: 'The goods that come back.',
      resolve: (sentBack) => resolve.piecesOf(sentBack),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'The reason that the customer gave. Null if there is none.',
    }),
    restocked: t.exposeBoolean('restocked', {
      nullable: true,
      description: 'Whether the goods are in stock again. Null before they came back.',
    }),
    history: t.field({
      type: [OrderReturnEvent],
      description: 'All changes of the state, oldest first.',
      resolve: (sentBack) => [...sentBack.history],
    }),
  }),
});

builder.objectField(Order, 'returns', (t) =>
  t.field({
    type: [OrderReturn],
    description: `The returns of the order, oldest first. At most ${returnLimits.most}.`,
    resolve: (order) => resolve.partsOf(order, order.returns),
  }),
);

const OrderReturnRequestInput = builder.inputType('OrderReturnRequestInput', {
  description: 'Goods that the customer would like to return.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order.' }),
    lines: t.field({ type: [OrderLineQuantityInput], required: true, description: 'The goods to return.' }),
    reason: t.string({ description: `The reason, for the shop. At most ${returnLimits.maxReasonLength} characters.` }),
  }),
});

const OrderReturnUpdateInput = builder.inputType('OrderReturnUpdateInput', {
  description: 'The next state of a return.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order.' }),
    number: t.int({ required: true, description: 'The `number` of the return.' }),
    state: t.field({
      type: ReturnStateEnum,
      required: true,
      description:
        'The new state. REQUESTED becomes APPROVED or REFUSED, APPROVED becomes RECEIVED or REFUSED, and RECEIVED becomes REFUNDED.',
    }),
    restock: t.boolean({ description: 'For RECEIVED: whether the goods are in stock again. Default: false.' }),
    amount: t.field({
      type: MoneyInput,
      description:
        'For REFUNDED: the amount. Default: what the customer paid for the goods, with discounts and taxes and without shipping.',
    }),
    note: t.string({ description: 'A note to the customer, which `history` shows. At most 500 characters.' }),
  }),
});

builder.mutationFields((t) => ({
  orderReturnRequest: t.field({
    type: OrderPayload,
    description:
      'Asks the shop to take back goods that were sent. Customers can ask for their own orders. Fails with ILLEGAL_STATE, and with LIMIT_EXCEEDED if less was sent.',
    authScopes: { session: true },
    args: {
      input: t.arg({
        type: OrderReturnRequestInput,
        required: true,
        description: 'Names the goods, and gives a reason.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.returnRequest(input, context),
  }),
  orderReturnUpdate: t.field({
    type: OrderPayload,
    description:
      'Moves a return to its next state, and mails the customer. REFUNDED also refunds the order. Fails with ILLEGAL_STATE, and with LIMIT_EXCEEDED if less is left of the payment.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: OrderReturnUpdateInput,
        required: true,
        description: 'Names the return, and its next state.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.returnUpdate(input, context),
  }),
}));
