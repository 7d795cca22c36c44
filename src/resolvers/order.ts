// Orders: the caller's own; the shop's people see and move all of them.

import type { Account } from '../redis/account/record.ts';
import { type DecimalMoney, parseMoney } from '../redis/base/money.ts';
import type { PageOfEntries, PageRequest } from '../redis/base/page.ts';
import { refuse } from '../redis/base/problem.ts';
import type { Product } from '../redis/catalogue/catalogue.ts';
import { type OrderAction, orderRules } from '../redis/order/action.ts';
import type { PagedOrder } from '../redis/order/list.ts';
import type { Order, OrderLine, OrderState } from '../redis/order/record.ts';
import { type Answer, answer, orBadInput } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInput } from './base/errors.ts';
import { readKey, requireKey } from './base/global-id.ts';
import { eachOfItsHolder } from './base/lines.ts';
import { isStaff, mayRead, ownerOf } from './base/owner.ts';
import { type Page, type PageArguments, readPage, toPage } from './base/page.ts';
import { product } from './catalogue.ts';

export type OrderFields = { readonly order: Order | null };

export function orderAct(
  action: OrderAction,
  input: { id: string; note?: string | null; restock?: boolean | null; amount?: DecimalMoney | null },
  context: Context,
): Promise<Answer<OrderFields>> {
  const asItIs = async (): Promise<OrderFields> => {
    const id = readKey('Order', input.id);
    return { order: id === null ? null : await orderById(id, context) };
  };
  return answer<OrderFields>(asItIs, async () => {
    const id = requireKey('Order', input.id);
    const order = await orderById(id, context);
    if (!order || (!orderRules[action].byCustomer && !isStaff(context)))
      refuse('NOT_FOUND', 'There is no such order of yours.', 'id');
    const { note, restock } = input;
    const amount = input.amount ? parseMoney(input.amount, 'amount') : null;
    return { order: await context.stores.orderActions.act(id, action, { note, restock, amount }) };
  });
}

/** The account of who placed an order; null for a guest. */
export async function customerOf({ owner }: Order, { stores }: Context): Promise<Account | null> {
  return owner.startsWith('user:') ? stores.accounts.find(owner.slice('user:'.length)) : null;
}

export async function orderById(id: string, context: Context): Promise<Order | null> {
  const order = await context.stores.orders.get(id);
  return order && mayRead(order, context) ? order : null;
}

/** A line of an order; `key` says of which. An order of the past may have two lines of one product. */
export interface LineOfOrder extends OrderLine {
  readonly key: string;
}

export function linesOfOrder({ id, lines }: Order): LineOfOrder[] {
  return lines.map((line, index) => ({ ...line, key: `${id}.${index}` }));
}

/** The product of a line as it is now, where the caller may see it. */
export function productOf({ sku }: LineOfOrder, context: Context): Promise<Product | null> {
  return product(sku, context);
}

/** Lines by their keys. An order is read once, however many of its lines are asked for. */
export function linesByKeys(keys: readonly string[], context: Context): Promise<LineOfOrder | null>[] {
  return eachOfItsHolder(keys, async (id) => {
    const order = await orderById(id, context);
    return order ? linesOfOrder(order) : [];
  });
}

export async function viewerOrders(args: PageArguments, { session, stores }: Context): Promise<Page<Order>> {
  if (!session)
    return pageOf(
      args,
      async () => ({ entries: [], more: false }),
      () => 0,
    );
  const owner = ownerOf(session);
  return pageOf(
    args,
    (page) => stores.orders.page(owner, page),
    () => stores.orders.count(owner),
  );
}

export function allOrders(
  { state, ...args }: PageArguments & { state?: OrderState | null },
  { stores }: Context,
): Promise<Page<Order>> {
  return pageOf(
    args,
    (page) => stores.orders.list(state ?? null, page),
    () => stores.orders.countAll(state ?? null),
  );
}

async function pageOf(
  args: PageArguments,
  read: (page: PageRequest) => Promise<PageOfEntries<PagedOrder>>,
  count: Page<Order>['totalCount'],
) {
  const request = readPage(args);
  return toPage<PagedOrder, Order>(
    request,
    await orBadInput(read(request)),
    ({ cursor }) => cursor,
    ({ order }) => order,
    count,
  );
}

/** The order of a global id now and after each move. @throws BAD_USER_INPUT for one that the caller may not see. */
export async function orderUpdated(globalId: string, context: Context): Promise<AsyncIterable<Order>> {
  const id = readKey('Order', globalId);
  if (id === null || !(await orderById(id, context))) throw badInput('There is no such order of yours.', 'id');
  return context.live.snapshots({
    channels: [context.stores.orders.changedChannel(id)],
    load: () => context.stores.orders.get(id),
    shareKey: `order ${id}`,
  });
}
