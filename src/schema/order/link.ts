// Mailed links that show an order to whoever has them.

import { linkLimits } from '../../redis/order/link.ts';
import * as resolve from '../../resolvers/order.ts';
import { builder } from '../base/builder.ts';
import { payloadType } from '../base/payload.ts';
import { OrderPayload } from './order.ts';

const hours = linkLimits.linkTtlMs / 3_600_000;

const OrderLinkRequestInput = builder.inputType('OrderLinkRequestInput', {
  description: 'An order, by what its customer knows of it.',
  fields: (t) => ({
    number: t.string({ required: true, description: 'The number of the order.' }),
    email: t.string({ required: true, description: 'The e-mail address that the order was placed with.' }),
  }),
});

const OrderLinkUseInput = builder.inputType('OrderLinkUseInput', {
  description: 'The link of a mail.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'The token of the link: the text after `#token=`.' }),
  }),
});

const OrderLinkRequestPayload = payloadType<resolve.LinkRequestFields>(
  'OrderLinkRequestPayload',
  'The result of `orderLinkRequest`. It does not tell whether there is such an order.',
  (t) => ({
    requested: t.boolean({
      description: 'Whether the request was accepted. A mail is sent only if the order has the address.',
      resolve: (payload) => payload.requested,
    }),
  }),
);

builder.mutationFields((t) => ({
  orderLinkRequest: t.field({
    type: OrderLinkRequestPayload,
    description: `Mails a link that shows an order, for example to a guest in another browser. The link works for ${hours} hours, in the first session that uses it. Fails with MAIL_UNAVAILABLE or TOO_MANY_ATTEMPTS.`,
    authScopes: { session: true },
    args: {
      input: t.arg({ type: OrderLinkRequestInput, required: true, description: 'Names the order and its address.' }),
    },
    resolve: (_root, { input }, context) => resolve.orderLinkRequest(input, context),
  }),
  orderLinkUse: t.field({
    type: OrderPayload,
    description:
      'Shows the order of a mailed link to the caller’s session for a day. The session can then read the order and call `orderReturnRequest`. Fails with PROOF_INVALID.',
    authScopes: { session: true },
    args: { input: t.arg({ type: OrderLinkUseInput, required: true, description: 'Gives the token of the link.' }) },
    resolve: (_root, { input }, context) => resolve.orderLinkUse(input.token, context),
  }),
}));
