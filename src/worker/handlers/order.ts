// What follows from a move of an order. Each runs at least once, so each is written to be harmless twice.

import { z } from 'zod';
import { UnrecoverableError } from '../../redis/base/attempt-error.ts';
import { formatAmount } from '../../redis/base/money.ts';
import { shopSite } from '../../redis/cart/outbox.ts';
import type { Order, OrderEventName } from '../../redis/order/order.ts';
import type { Stores } from '../../redis/stores.ts';
import { defineHandler, type Handler } from '../handler.ts';

/** `atMs`: when the order moved. */
const payload = z.object({ orderId: z.string(), event: z.string(), atMs: z.number() });

export function orderHandlers(stores: Stores): readonly Handler[] {
  const orderOf = async (id: string): Promise<Order> => {
    const order = await stores.orders.get(id);
    if (!order) throw new UnrecoverableError(`There is no order ${id}`);
    return order;
  };
  return [
    defineHandler({
      name: 'checkout.record',
      payload,
      async run({ orderId, atMs }) {
        const checkout = await stores.orders.record(orderId);
        if (!checkout) return { counted: 0 };
        const { visitor } = checkout;
        const { accepted } = await stores.metrics.track(shopSite, [
          { id: `checkout:${orderId}`, type: 'CHECKOUT', visitorId: visitor, at: new Date(atMs) },
        ]);
        return { counted: accepted };
      },
    }),
    defineHandler({
      name: 'order.record',
      payload,
      async run({ orderId }) {
        const order = await orderOf(orderId);
        await stores.orders.index(order);
        await stores.carts.takeOutBought(order.owner, order.id, order.lines);
        await stores.catalogue.countSold(order.id, order.lines);
        const { accepted } = await stores.metrics.track(shopSite, [
          {
            id: `purchase:${order.id}`,
            type: 'PURCHASE',
            visitorId: order.visitor,
            value: order.total,
            at: order.placedAt,
          },
        ]);
        return { counted: accepted };
      },
    }),
    defineHandler({
      name: 'order.receipt',
      payload,
      async run({ orderId }) {
        const order = await orderOf(orderId);
        return { receipt: receiptOf(order) };
      },
    }),
    defineHandler({
      name: 'order.fulfilment',
      payload,
      async run({ orderId }) {
        const { number, lines } = await orderOf(orderId);
        return { order: number, pick: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
      },
    }),
    defineHandler({
      name: 'order.recommend',
      payload,
      async run({ orderId }) {
        const order = await orderOf(orderId);
        await stores.recommendations.learn('purchase', [
          { skus: order.lines.map((line) => line.sku), eventId: `purchase:${order.id}` },
        ]);
        return { products: order.lines.length };
      },
    }),
    defineHandler({
      name: 'order.compensate',
      payload,
      async run({ orderId, event }) {
        await stores.orderActions.compensate(orderId, event as OrderEventName);
        return { compensated: event };
      },
    }),
  ];
}

function receiptOf(order: Order): string {
  const rows = order.lines.map(({ quantity, name, total }) => `${quantity} x ${name}: ${formatAmount(total)}`);
  return [`Order ${order.number}`, ...rows, `Total: ${formatAmount(order.total)} ${order.total.currency}`].join('\n');
}
