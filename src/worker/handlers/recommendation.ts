// What is learned from orders, and from carts and pages that were looked at, a while after: by then it is known what went
// together.

import { z } from 'zod';
import type { Stores } from '../../redis/stores.ts';
import { defineHandler, type Handler } from '../handler.ts';
import { findOrder, orderMove } from './order.ts';

export function recommendationHandlers(stores: Stores): readonly Handler[] {
  const { carts, recentViews, recommendations } = stores;
  return [
    defineHandler({
      name: 'order.recommend',
      payload: orderMove,
      async run({ orderId }) {
        const { id, lines } = await findOrder(stores, orderId);
        await recommendations.learn('purchase', [{ skus: lines.map(({ sku }) => sku), eventId: `purchase:${id}` }]);
        return { products: lines.length };
      },
    }),
    defineHandler({
      name: 'cart.recommend',
      payload: z.object({ owner: z.string() }),
      // A cart that was bought by now is empty: it counts as a purchase alone.
      async run({ owner }, { job }) {
        const skus = ((await carts.get(owner))?.lines ?? []).map((line) => line.product.sku);
        await recommendations.learn('cart', [{ skus, eventId: job.id }]);
        return { products: skus.length };
      },
    }),
    defineHandler({
      name: 'views.recommend',
      payload: z.object({ visitor: z.string() }),
      async run({ visitor }, { job }) {
        const skus = await recentViews.of(visitor);
        await recommendations.learn('view', [{ skus, eventId: job.id }]);
        return { products: skus.length };
      },
    }),
  ];
}
