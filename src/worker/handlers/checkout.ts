// What follows from a checkout that was started.

import { z } from 'zod';
import { shopOwner } from '../../redis/base/owner.ts';
import { shopSite } from '../../redis/cart/outbox.ts';
import { claimJob } from '../../redis/checkout/claim.ts';
import { handoverJob } from '../../redis/checkout/handover.ts';
import type { Stores } from '../../redis/stores.ts';
import { defineHandler, type Handler } from '../handler.ts';
import { orderMove } from './order.ts';

export function checkoutHandlers({ accounts, orders, metrics, handover, orderClaims }: Stores): readonly Handler[] {
  return [
    defineHandler({
      name: 'checkout.record',
      payload: orderMove,
      async run({ orderId, atMs }) {
        const checkout = await orders.record(orderId);
        if (!checkout) return { counted: 0 };
        const { accepted } = await metrics.track(shopSite, [
          { eventId: `checkout:${orderId}`, type: 'CHECKOUT', visitorId: checkout.visitor, at: new Date(atMs) },
        ]);
        return { counted: accepted };
      },
    }),
    defineHandler({
      name: handoverJob,
      payload: z.object({ from: z.string(), to: z.string() }),
      async run({ from, to }) {
        await handover.run(from, to);
        return { to };
      },
    }),
    defineHandler({
      name: claimJob,
      payload: z.object({ userId: z.string() }),
      async run({ userId }) {
        const account = await accounts.find(userId);
        // It may have another address by now, or be gone.
        if (!account?.emailVerifiedAt) return { to: null };
        while (await orderClaims.run(account.email, shopOwner(userId)));
        return { to: userId };
      },
    }),
  ];
}
