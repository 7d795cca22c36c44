// Orders: the caller's own; the shop's people see and move all of them.

import type { Account } from '../redis/account/record.ts';
import type { ExportPage } from '../redis/base/export-page.ts';
import { type DecimalMoney, parseMoney } from '../redis/base/money.ts';
import { accountIdOf, shopOwner } from '../redis/base/owner.ts';
import type { PageOfEntries, PageRequest } from '../redis/base/page.ts';
import { refuse } from '../redis/base/problem.ts';
import type { Product } from '../redis/catalogue/product.ts';
import { type OrderAction, orderRules } from '../redis/order/action.ts';
import { exportedOrders, orderExportLimits } from '../redis/order/export.ts';
import type { FulfilmentUpdate, NewFulfilment } from '../redis/order/fulfilment-action.ts';
import type { LineQuantity } from '../redis/order/line-quantity.ts';
import type { PagedOrder } from '../redis/order/list.ts';
import { leftToReturn, leftToSend } from '../redis/order/pieces.ts';
import type { Order, OrderLine, OrderState } from '../redis/order/record.ts';
import { type ReturnUpdate, returnable } from '../redis/order/return-action.ts';
import { type Answer, answer, orBadInput } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { badInput } from './base/errors.ts';
import { readKey, requireKey } from './base/global-id.ts';
import { eachOfItsHolder } from './base/lines.ts';
import { actorOf, isStaff, mayRead, ownerOf, requireOwner } from './base/owner.ts';
import { type Page, type PageArguments, readPage, toPage } from './base/page.ts';
import { type ExportArguments, product } from './catalogue.ts';

export type OrderFields = { readonly order: Order | null };

export function orderAct(
  action: OrderAction,
  input: {
    id: string;
    note?: string | null;
    restock?: boolean | null;
    amount?: DecimalMoney | null;
    lines?: PiecesInput | null;
  },
  context: Context,
): Promise<Answer<OrderFields>> {
  return changeOrder(input.id, orderRules[action].byCustomer ? 'owner' : 'staff', context, (id) => {
    const { note, restock } = input;
    const amount = input.amount ? parseMoney(input.amount, 'amount') : null;
    const lines = input.lines ? readPieces(id, input.lines) : null;
    return context.stores.orderActions.act(id, action, { note, restock, amount, lines });
  });
}

type PiecesInput = readonly { readonly id: string; readonly quantity: number }[];

export function fulfilmentCreate(
  { id: globalId, lines, ...given }: { id: string; lines?: PiecesInput | null } & Omit<NewFulfilment, 'lines'>,
  context: Context,
): Promise<Answer<OrderFields>> {
  return changeOrder(globalId, 'staff', context, (id) =>
    context.stores.orderFulfilments.create(id, { ...given, lines: lines ? readPieces(id, lines) : null }),
  );
}

export function fulfilmentUpdate(
  { id: globalId, number, ...update }: { id: string; number: number } & FulfilmentUpdate,
  context: Context,
): Promise<Answer<OrderFields>> {
  return changeOrder(globalId, 'staff', context, (id) => context.stores.orderFulfilments.update(id, number, update));
}

export function returnRequest(
  { id: globalId, lines, reason }: { id: string; lines: PiecesInput; reason?: string | null },
  context: Context,
): Promise<Answer<OrderFields>> {
  return changeOrder(globalId, 'reader', context, (id) =>
    context.stores.orderReturns.request(id, { lines: readPieces(id, lines), reason }),
  );
}

export function returnUpdate(
  {
    id: globalId,
    number,
    amount,
    ...update
  }: { id: string; number: number; amount?: DecimalMoney | null } & Omit<ReturnUpdate, 'amount'>,
  context: Context,
): Promise<Answer<OrderFields>> {
  return changeOrder(globalId, 'staff', context, (id) => {
    const given = amount ? parseMoney(amount, 'amount') : null;
    return context.stores.orderReturns.update(id, number, { ...update, amount: given });
  });
}

/**
 * Changes an order that the caller may change.
 * @param by who may: a reader is also one to whom a mailed link has shown the order.
 */
function changeOrder(
  globalId: string,
  by: 'staff' | 'owner' | 'reader',
  context: Context,
  change: (id: string) => Promise<Order>,
): Promise<Answer<OrderFields>> {
  const asItIs = async (): Promise<OrderFields> => {
    const id = readKey('Order', globalId);
    return { order: id === null ? null : await orderById(id, context) };
  };
  return answer<OrderFields>(asItIs, async () => {
    const id = requireKey('Order', globalId);
    const order = await orderById(id, context);
    const isRefused = (by === 'staff' && !isStaff(context)) || (by === 'owner' && order && !mayRead(order, context));
    if (!order || isRefused) refuse('NOT_FOUND', 'There is no such order of yours.', 'id');
    return { order: await change(id) };
  });
}

/** @throws Refusal NOT_FOUND for a line of another order, or of none. */
function readPieces(orderId: string, given: PiecesInput): LineQuantity[] {
  return given.map(({ id: globalId, quantity }, index) => {
    const [of, place = ''] = readKey('OrderLine', globalId)?.split('.') ?? [];
    if (of !== orderId || !/^\d{1,6}$/.test(place))
      refuse('NOT_FOUND', 'The order has no such line.', 'lines', String(index), 'id');
    return { line: Number(place), quantity };
  });
}

/** A part of an order, such as a refund, that is for some of its goods. */
export type PartOfOrder<Part> = Part & { readonly order: Order };

export interface PiecesOfOrder {
  readonly line: LineOfOrder;
  readonly quantity: number;
}

export function partsOf<Part extends object>(order: Order, parts: readonly Part[]): PartOfOrder<Part>[] {
  return parts.map((part) => ({ ...part, order }));
}

export function piecesOf({ order, lines }: PartOfOrder<{ readonly lines: readonly LineQuantity[] }>): PiecesOfOrder[] {
  if (lines.length === 0) return [];
  const all = linesOfOrder(order);
  return lines.flatMap(({ line, quantity }) => (all[line] ? [{ line: all[line], quantity }] : []));
}

/** The account of who placed an order; null for a guest. */
export async function customerOf({ owner }: Order, { stores }: Context): Promise<Account | null> {
  const userId = accountIdOf(owner);
  return userId === null ? null : stores.accounts.find(userId);
}

/** Staff sees every order, a customer the own ones, and a session those that a mailed link has shown to it. */
export async function orderById(id: string, context: Context): Promise<Order | null> {
  const order = await context.stores.orders.get(id);
  if (!order || mayRead(order, context)) return order;
  const { session, stores } = context;
  return session && (await stores.orderLinks.allows(ownerOf(session), order)) ? order : null;
}

export type LinkRequestFields = { readonly requested: boolean };

export function orderLinkRequest(
  { number, email }: { number: string; email: string },
  { stores, client }: Context,
): Promise<Answer<LinkRequestFields>> {
  return answer<LinkRequestFields>({ requested: false }, async () => {
    await stores.orderLinks.request(number, await stores.mailedProofs.admit(email, client));
    return { requested: true };
  });
}

export function orderLinkUse(token: string, context: Context): Promise<Answer<OrderFields>> {
  const owner = requireOwner(context);
  return answer<OrderFields>({ order: null }, async () => ({
    order: await context.stores.orderLinks.use(token, owner),
  }));
}

/** A line of an order; `key` says of which. An order of the past may have two lines of one product. */
export interface LineOfOrder extends OrderLine {
  readonly key: string;
  readonly quantityToSend: number;
  readonly quantityToReturn: number;
}

export function linesOfOrder(order: Order): LineOfOrder[] {
  const [toSend, toReturn] = [order.state === 'PAID' ? leftToSend(order) : [], leftToReturn(order)];
  const canReturn = returnable.includes(order.state);
  return order.lines.map((line, index) => ({
    ...line,
    key: `${order.id}.${index}`,
    quantityToSend: toSend[index] ?? 0,
    quantityToReturn: canReturn ? Math.max(0, toReturn[index] ?? 0) : 0,
  }));
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

export interface OrderFilter {
  readonly state?: OrderState | null;
  readonly orderNumber?: string | null;
  readonly email?: string | null;
  readonly sku?: string | null;
  readonly placedFrom?: Date | null;
  readonly placedBefore?: Date | null;
}

export async function allOrders(
  { state, orderNumber: number, email, sku, placedFrom, placedBefore, ...args }: PageArguments & OrderFilter,
  { stores }: Context,
): Promise<Page<Order>> {
  const placed = { from: placedFrom, before: placedBefore };
  const account = email ? await stores.accounts.findByEmail(email) : null;
  const query = { ...placed, state, number, email, sku, owner: account && shopOwner(account.id) };
  const request = readPage(args);
  const found = await orBadInput(stores.orderSearch.find(query, request));
  const isSearched = Boolean(number || email || sku);
  const page = toPage<PagedOrder, Order>(
    request,
    found,
    ({ cursor }) => cursor,
    ({ order }) => order,
    () => (isSearched ? null : stores.orders.countAll(state ?? null, placed)),
  );
  const end = request.backwards ? { startCursor: found.end } : { endCursor: found.end };
  return { ...page, pageInfo: { ...page.pageInfo, ...end } };
}

export interface OrdersExportArguments extends ExportArguments {
  readonly contacts?: boolean | null;
  readonly placedFrom?: Date | null;
  readonly placedBefore?: Date | null;
}

export async function ordersExport(args: OrdersExportArguments, context: Context): Promise<ExportPage> {
  const { format, cursor, contacts, placedFrom: from, placedBefore: before } = args;
  const request = { format: format ?? 'JSON_LINES', after: cursor ?? null, size: orderExportLimits.page };
  const { orderExport } = context.stores;
  const page = await orBadInput(orderExport.page({ ...request, contacts: contacts ?? false, from, before }));
  if (contacts) await noteContacts(args, context);
  return page;
}

const notedAgainMs = 3_600_000;

/** At a first page, and on others if nothing was noted for an hour: the cursor of an export without contacts hides nobody. */
async function noteContacts({ cursor, placedFrom, placedBefore }: OrdersExportArguments, context: Context) {
  const { audit } = context.stores;
  const by = actorOf(context);
  const kind = 'contacts_exported';
  if (cursor != null) {
    const since = new Date(Date.now() - notedAgainMs);
    const noted = { accountId: by.userId, kinds: [kind], from: since };
    const { entries } = await audit.page(noted, { after: null, size: 1, backwards: false });
    if (entries.length > 0) return;
  }
  const reason = exportedOrders({ from: placedFrom, before: placedBefore });
  await audit.write({ kind, userId: by.userId, by, ipAddress: by.ipAddress, reason });
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
