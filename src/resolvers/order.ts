// Orders: the caller's own; the shop's people see and move all of them.

import { refuse } from '../redis/base/problem.ts';
import { type OrderAction, orderRules } from '../redis/order/action.ts';
import { orderKeys } from '../redis/order/keys.ts';
import type { Order, OrderState, Orders } from '../redis/order/order.ts';
import { type Answer, answer, orBadInput } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInput } from './base/errors.ts';
import { isStaff, mayRead, ownerOf } from './base/owner.ts';
import { type Page, type PageArguments, readPage } from './base/page.ts';

export type OrderFields = { readonly order: Order | null };

export function orderAct(
  action: OrderAction,
  input: { id: string; note?: string | null; restock?: boolean | null },
  context: Context,
): Promise<Answer<OrderFields>> {
  return answer<OrderFields>({ order: null }, async () => {
    const order = await orderById(input.id, context);
    if (!order || (!orderRules[action].byCustomer && !isStaff(context)))
      refuse('NOT_FOUND', 'There is no such order of yours.', 'id');
    return { order: await context.stores.orderActions.act(input.id, action, input) };
  });
}

export async function orderById(id: string, context: Context): Promise<Order | null> {
  const order = await context.stores.orders.get(id);
  return order && mayRead(order, context) ? order : null;
}

export async function viewerOrders(args: PageArguments, { session, stores }: Context): Promise<Page<Order>> {
  if (!session) return { edges: [], pageInfo: emptyPage };
  return pageOf(args, (size, cursor, backward) => stores.orders.page(ownerOf(session), size, cursor, backward));
}

export function allOrders(
  { state, ...args }: PageArguments & { state?: OrderState | null },
  { stores }: Context,
): Promise<Page<Order>> {
  return pageOf(args, (size, cursor, backward) => stores.orders.list(state ?? null, size, cursor, backward));
}

const emptyPage = { startCursor: null, endCursor: null, hasNextPage: false, hasPreviousPage: false };

async function pageOf(args: PageArguments, read: (...asked: PageRequest) => ReturnType<Orders['page']>) {
  const { size, cursor, backward } = readPage(args);
  const { entries, more } = await orBadInput(read(size, cursor, backward));
  const edges = entries.map(({ cursor, order }) => ({ cursor, node: order }));
  return {
    edges,
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: backward ? cursor !== null : more,
      hasPreviousPage: backward ? more : cursor !== null,
    },
  };
}

type PageRequest = [size: number, cursor: string | null, backward: boolean];

/** The order now and after each move. */
export async function orderUpdated(id: string, context: Context): Promise<AsyncIterable<Order>> {
  if (!(await orderById(id, context))) throw badInput('There is no such order of yours.', 'id');
  return context.live.snapshots({
    channels: [orderKeys.changed(context.stores.redis.prefix, id)],
    load: () => context.stores.orders.get(id),
    shareKey: `order ${id}`,
  });
}
