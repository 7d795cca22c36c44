// What was sent of an order, all at once or in parts.

import { type OrderFulfilment as FulfilmentShape, fulfilmentLimits } from '../../redis/order/fulfilment.ts';
import * as resolve from '../../resolvers/order.ts';
import { builder } from '../base/builder.ts';
import { eventType } from './event.ts';
import { Order, OrderLineQuantity, OrderLineQuantityInput, OrderPayload } from './order.ts';

const FulfilmentStateEnum = builder.enumType('FulfilmentState', {
  description: 'The state of a fulfilment.',
  values: {
    SENT: { description: 'The goods are on their way to the customer.' },
    DELIVERED: { description: 'The goods arrived at the customer.' },
    CANCELLED: { description: 'The goods did not leave. They can be sent again.' },
  } as const,
});

const OrderFulfilmentEvent = eventType('OrderFulfilmentEvent', 'a fulfilment’s state', FulfilmentStateEnum);

const OrderFulfilment = builder.objectRef<resolve.PartOfOrder<FulfilmentShape>>('OrderFulfilment').implement({
  description: 'Goods of an order that are sent together.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'The number of the fulfilment in its order. The first is 1.' }),
    state: t.field({
      type: FulfilmentStateEnum,
      description: 'The state of the fulfilment.',
      resolve: (fulfilment) => fulfilment.state,
    }),
    lines: t.field({
      type: [OrderLineQuantity],
      complexity: { multiplier: 20 },
      description: 'The goods that are sent.',
      resolve: (fulfilment) => resolve.piecesOf(fulfilment),
    }),
    carrier: t.exposeString('carrier', {
      nullable: true,
      description: 'Who carries the goods, for people. Null if it is not known.',
    }),
    trackingNumber: t.exposeString('trackingNumber', {
      nullable: true,
      description: 'The number that the carrier gave the parcel. Null if it is not known.',
    }),
    trackingUrl: t.exposeString('trackingUrl', {
      nullable: true,
      description: 'The page where the customer follows the parcel. Null if there is none.',
    }),
    history: t.field({
      type: [OrderFulfilmentEvent],
      description: 'All changes of the state, oldest first.',
      resolve: (fulfilment) => [...fulfilment.history],
    }),
  }),
});

builder.objectField(Order, 'fulfilments', (t) =>
  t.field({
    type: [OrderFulfilment],
    description: `What was sent of the order, oldest first. At most ${fulfilmentLimits.most}.`,
    resolve: (order) => resolve.partsOf(order, order.fulfilments),
  }),
);

const tracking = {
  carrier: `Who carries the goods, for people. At most ${fulfilmentLimits.maxTextLength} characters.`,
  trackingNumber: `The number that the carrier gave the parcel. At most ${fulfilmentLimits.maxTextLength} characters.`,
  trackingUrl: 'The page where the customer follows the parcel: a URL that begins with `https://` or `http://`.',
} as const;

const OrderFulfilmentCreateInput = builder.inputType('OrderFulfilmentCreateInput', {
  description: 'The goods to send, and how they are sent.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order.' }),
    lines: t.field({
      type: [OrderLineQuantityInput],
      description: 'The goods that are sent. Default: all that is left.',
    }),
    carrier: t.string({ description: tracking.carrier }),
    trackingNumber: t.string({ description: tracking.trackingNumber }),
    trackingUrl: t.string({ description: tracking.trackingUrl }),
    note: t.string({ description: 'A note, which `history` shows. At most 500 characters.' }),
  }),
});

const OrderFulfilmentUpdateInput = builder.inputType('OrderFulfilmentUpdateInput', {
  description: 'What changes of a fulfilment. A field that is left out stays as it is; null removes a text.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the order.' }),
    number: t.int({ required: true, description: 'The `number` of the fulfilment.' }),
    state: t.field({ type: FulfilmentStateEnum, description: 'The new state: DELIVERED or CANCELLED.' }),
    carrier: t.string({ description: tracking.carrier }),
    trackingNumber: t.string({ description: tracking.trackingNumber }),
    trackingUrl: t.string({ description: tracking.trackingUrl }),
    note: t.string({ description: 'The reason of a new state, which `history` shows. At most 500 characters.' }),
  }),
});

builder.mutationFields((t) => ({
  orderFulfilmentCreate: t.field({
    type: OrderPayload,
    description:
      'Sends goods of a paid order, and mails the customer. The order becomes FULFILLED if nothing is left. Fails with ILLEGAL_STATE, and with LIMIT_EXCEEDED if less is left to be sent.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: OrderFulfilmentCreateInput,
        required: true,
        description: 'Names the goods, and how they are sent.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.fulfilmentCreate(input, context),
  }),
  orderFulfilmentUpdate: t.field({
    type: OrderPayload,
    description:
      'Changes the state or the tracking of a fulfilment. The order becomes DELIVERED if all of it arrived, and PAID again if goods of it did not leave. Fails with ILLEGAL_STATE.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: OrderFulfilmentUpdateInput,
        required: true,
        description: 'Names the fulfilment, and gives what changes.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.fulfilmentUpdate(input, context),
  }),
}));
