// What follows from a move of an order. Each runs at least once, so each is written to be harmless twice.

import { z } from 'zod';
import type { Post } from '../../mail/post.ts';
import { UnrecoverableError } from '../../redis/base/attempt-error.ts';
import { moneyText } from '../../redis/base/money.ts';
import { shopSite } from '../../redis/cart/outbox.ts';
import { linkJob } from '../../redis/order/link.ts';
import type { OrderEventName } from '../../redis/order/outbox.ts';
import type { Order } from '../../redis/order/record.ts';
import type { Stores } from '../../redis/stores.ts';
import { defineHandler, type Handler } from '../handler.ts';
import { linkMail, mailOrder, noticeMail, receiptMail, rowsOf } from './order-mail.ts';

/** The payload of each job that follows a move; `atMs` is when the order moved. */
export const orderMove = z.object({
  orderId: z.string(),
  event: z.string(),
  atMs: z.number(),
  /** Which fulfilment, return or refund it is about. */
  part: z.number().optional(),
});

/** @throws UnrecoverableError where there is no such order: trying again is no use. */
export async function findOrder({ orders }: Pick<Stores, 'orders'>, id: string): Promise<Order> {
  const order = await orders.get(id);
  if (!order) throw new UnrecoverableError(`There is no order ${id}`);
  return order;
}

export function orderHandlers(stores: Stores, post: Post | null): readonly Handler[] {
  return [
    defineHandler({
      name: 'order.record',
      payload: orderMove,
      async run({ orderId }) {
        return { counted: await recordOrder(stores, await findOrder(stores, orderId)) };
      },
    }),
    defineHandler({
      name: 'order.receipt',
      payload: orderMove,
      async run({ orderId }, { job }) {
        const order = await findOrder(stores, orderId);
        return { receipt: receiptOf(order), sent: await mailOrder(stores, post, order, receiptMail(order), job.id) };
      },
    }),
    defineHandler({
      name: 'order.notice',
      payload: orderMove,
      async run({ orderId, event, atMs, part }, { job }) {
        const order = await findOrder(stores, orderId);
        const mail = noticeMail(order, { event: event as OrderEventName, atMs, part });
        return { sent: mail !== null && (await mailOrder(stores, post, order, mail, job.id)) };
      },
    }),
    defineHandler({
      name: linkJob,
      payload: z.object({ orderId: z.string() }),
      async run({ orderId }, { job }) {
        const order = await stores.orders.get(orderId);
        // The number and the address that somebody gave may not be those of an order.
        if (!order || order.details.email === null || post === null) return { sent: false };
        const mail = linkMail(order, await stores.orderLinks.issue(orderId));
        return { sent: await mailOrder(stores, post, order, mail, job.id) };
      },
    }),
    defineHandler({
      name: 'order.fulfilment',
      payload: orderMove,
      async run({ orderId }) {
        const { number, lines } = await findOrder(stores, orderId);
        return { order: number, pick: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
      },
    }),
    defineHandler({
      name: 'order.compensate',
      payload: orderMove,
      async run({ orderId, event, atMs, part }) {
        await stores.orderActions.compensate(orderId, event as OrderEventName, part);
        const order = givesBack.has(event) ? await stores.orders.get(orderId) : null;
        if (order) await recordRefunds(stores, order, atMs);
        return { compensated: event };
      },
    }),
  ];
}

/** Puts a paid order where it is looked for and counted; how many events the metrics took. */
async function recordOrder({ orders, orderSearch, carts, catalogue, metrics }: Stores, order: Order): Promise<number> {
  const { id, owner, visitor, lines, total, placedAt } = order;
  await orders.index(order);
  await orderSearch.add(order);
  await carts.takeOutBought(owner, id, lines);
  await catalogue.countSold(id, lines);
  const { accepted } = await metrics.track(shopSite, [
    { eventId: `purchase:${id}`, type: 'PURCHASE', visitorId: visitor, value: total, at: placedAt },
  ]);
  return accepted;
}

/** The moves of a paid order by which the customer gets money back. */
const givesBack: ReadonlySet<string> = new Set(['cancelled', 'refunded', 'refunded-part', 'refunded-restock']);

/** Clocks of processes and of Redis differ by less. */
const clockMs = 60_000;

/** Takes what was given back since the move out of the revenue. What an earlier move gave back was counted then. */
async function recordRefunds({ metrics }: Stores, order: Order, atMs: number): Promise<void> {
  const { id, visitor, total, refunds } = order;
  const given = refunds.flatMap(({ number, amount, refundedAt }) =>
    refundedAt && refundedAt.getTime() >= atMs - clockMs ? [{ number, amount, at: refundedAt }] : [],
  );
  // An order that an earlier release has moved has no refunds written: it got back all that it cost.
  const all = refunds.length === 0 && total.minor > 0n ? [{ number: 0, amount: total, at: new Date(atMs) }] : given;
  const events = all.map(({ number, amount, at }) => ({
    ...{ eventId: `refund:${id}:${number}`, type: 'REFUND' as const, visitorId: visitor, value: amount, at },
  }));
  if (events.length > 0) await metrics.track(shopSite, events);
}

function receiptOf(order: Order): string {
  return [`Order ${order.number}`, ...rowsOf(order), `Total: ${moneyText(order.total)}`].join('\n');
}
