// Finds orders by what their customers and the shop know of them: the number, the e-mail address, a product, the time. Orders are listed
// by product and by a digest of the address once they are paid; an address leaves its list when the customer is erased.

import { createHash } from 'node:crypto';
import { checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError, orErrorLater } from '../base/or-error.ts';
import { accountIdOf } from '../base/owner.ts';
import type { PageRequest } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { detailsLimits } from './details.ts';
import { pastOrderId } from './import.ts';
import { orderKeys } from './keys.ts';
import { orderLimits } from './limits.ts';
import { checkPlaced, type FoundOrders, OrderLists, type PagedOrder, type Placed } from './list.ts';
import type { Orders } from './order.ts';
import {
  isOrder,
  type Order,
  type OrderRecord,
  type OrderState,
  parseOrder,
  recordLimits,
  type StoredOrder,
} from './record.ts';
import { isOrderId, orderShards } from './shard.ts';

const searchLimits = {
  /** Orders that one search looks at. Where most of a list are of other states, a page has fewer than were asked for. */
  looked: 1_000,
  /** Lists that are written to at once. */
  atOnce: 50,
} as const;

/** States of orders that are listed by what they are found by. */
export const searchedStates: ReadonlySet<OrderState> = new Set([
  'PAID',
  'FULFILLED',
  'DELIVERED',
  'CANCELLED',
  'REFUNDED',
]);

export interface OrderQuery extends Placed {
  readonly state?: OrderState | null | undefined;
  readonly number?: string | null | undefined;
  readonly sku?: string | null | undefined;
  readonly email?: string | null | undefined;
  /** Whose account has that e-mail address. */
  readonly owner?: string | null | undefined;
}

interface Place {
  readonly id: string;
  readonly at: number;
}

const foundScript = loadScript('order/found');

export class OrderSearch {
  readonly #redis: RedisHandle;
  readonly #orders: Orders;
  readonly #lists: OrderLists;

  constructor(redis: RedisHandle, orders: Orders) {
    this.#redis = redis;
    this.#orders = orders;
    this.#lists = new OrderLists(redis, (id) => orders.record(id));
  }

  /** Lists an order by what it is found by. Repeating it changes nothing. */
  async add(order: Pick<Order, 'id' | 'placedAt' | 'lines' | 'details'>): Promise<void> {
    const { email } = order.details;
    const [first, ...others] = new Set(order.lines.map(({ sku }) => skuTerm(sku)));
    for (let at = 0; at < others.length; at += searchLimits.atOnce) {
      const some = others.slice(at, at + searchLimits.atOnce);
      await Promise.all(some.map((term) => this.#lists.note(this.#keyOf(term), order)));
    }
    if (email !== null) await this.#addEmail(order, email);
    // The last, so that one that is listed by its first product is listed by all.
    if (first !== undefined) await this.#lists.note(this.#keyOf(first), order);
  }

  async #addEmail(order: Pick<Order, 'id' | 'placedAt'>, email: string): Promise<void> {
    await this.#lists.note(this.#keyOf(emailTerm(email)), order);
    const record = await this.#orders.record(order.id);
    const isOfGuest = record !== null && accountIdOf(record.owner) === null;
    if (isOfGuest) await this.#lists.note(this.#keyOf(guestTerm(email)), order);
    // The customer may have been erased meanwhile.
    const now = isOfGuest ? await this.#orders.record(order.id) : record;
    if (now?.details.email !== email) await this.forget(order.id, email);
  }

  /** The oldest ids of the orders that guests have placed with an address. */
  async ofGuests(email: string, count: number): Promise<string[]> {
    checkText(email, 'email', detailsLimits.maxEmailLength);
    checkWhole(count, 'count', 1, orderLimits.maxPage);
    return this.#redis.client.zrange(this.#keyOf(guestTerm(email)), '0', String(count - 1));
  }

  /** Takes an order out of the list of those that guests have placed with an address. */
  async forgetGuest(id: string, email: string): Promise<void> {
    checkText(email, 'email', detailsLimits.maxEmailLength);
    await this.#redis.client.zrem(this.#keyOf(guestTerm(email)), id);
  }

  /**
   * Lists an order of an earlier release by its number, and by what else it is found by. Repeating it changes nothing. False where it is
   * listed already, there is none, or it cannot be read.
   */
  async enter(id: string): Promise<boolean> {
    if (!isOrderId(id)) return false;
    const { client, prefix } = this.#redis;
    const shard = orderShards(this.#redis).of(id);
    const stored: StoredOrder = await client.hgetall(orderKeys.order(prefix, shard, id));
    const order = orError(() => parseOrder(id, stored));
    if (order === null || order instanceof Error || !isOrder(order) || !stored.history) return false;
    // The numbers of imported orders are of other books.
    const counted = stored.imported ? undefined : countedOf(order.number);
    const place = counted && `${counted}:${id}`;
    const byNumber = orderKeys.shard(prefix, shard, 'by-number');
    const isNew = place !== undefined && (await client.zadd(byNumber, 0, place)) === 1;
    const isListed = !searchedStates.has(order.state) || (await this.has(order));
    if (!isListed) await this.add(order);
    return isNew || !isListed;
  }

  /** Whether it is listed by its first product. */
  async has({ id, lines }: Pick<Order, 'id' | 'lines'>): Promise<boolean> {
    const [first] = lines;
    if (!first) return true;
    return (await this.#redis.client.zscore(this.#keyOf(skuTerm(first.sku)), id)) !== null;
  }

  /** Takes an order out of the lists of an e-mail address. */
  async forget(id: string, email: string): Promise<void> {
    await this.forgetGuest(id, email);
    await this.#redis.client.zrem(this.#keyOf(emailTerm(email)), id);
  }

  /** The orders that have all that is asked for, the newest first, from a cursor on. @throws Refusal INVALID. */
  async find(query: OrderQuery, request: PageRequest): Promise<FoundOrders> {
    checkQuery(query);
    checkWhole(request.size, 'size', 1, orderLimits.maxPage);
    const { number, sku, email, owner, state } = query;
    if (number) return this.#byNumber(number, query);
    const keys: string[] = [];
    if (email) keys.push(this.#keyOf(emailTerm(email)));
    if (email && owner) keys.push(orderKeys.ofOwner(this.#redis.prefix, owner));
    if (!email && sku) keys.push(this.#keyOf(skuTerm(sku)));
    if (keys.length > 0) return this.#byLists(keys, query, request);
    return this.#orders.list(state ?? null, request, query);
  }

  async #byNumber(text: string, query: OrderQuery): Promise<FoundOrders> {
    const number = text.trim().toUpperCase();
    const counted = countedOf(number);
    const ids = [pastOrderId(text.trim()), ...(counted === undefined ? [] : await this.#numbered(counted))];
    const records = await Promise.all(ids.map((id) => this.#orders.record(id)));
    const entries = records.flatMap((record) =>
      record && isFound(record, query) && [text.trim(), number].includes(record.number)
        ? [{ cursor: cursorOf({ id: record.id, at: record.placedAt.getTime() }), order: record }]
        : [],
    );
    return { entries, more: false, end: entries.at(-1)?.cursor ?? null };
  }

  async #numbered(start: string): Promise<string[]> {
    const found = await Promise.all(
      orderShards(this.#redis).numbers.map((shard) => {
        const key = orderKeys.shard(this.#redis.prefix, shard, 'by-number');
        return this.#redis.client.zrangebylex(key, `[${start}:`, `(${start};`, 'LIMIT', 0, orderLimits.maxPage);
      }),
    );
    return found.flat().map((place) => place.slice(place.indexOf(':') + 1));
  }

  async #byLists(keys: readonly string[], query: OrderQuery, request: PageRequest): Promise<FoundOrders> {
    const { after, size, backwards } = request;
    let from = after === null ? null : readCursor(after, backwards);
    const entries: PagedOrder[] = [];
    for (let looked = 0; ; ) {
      const places = await this.#next(keys, query, from, backwards, size + 1);
      const read = await Promise.all(places.map(({ id }) => orErrorLater(this.#orders.record(id))));
      for (const [index, place] of places.entries()) {
        const order = read[index] as OrderRecord | Error | null;
        const isOne = order instanceof Error || (order !== null && isFound(order, query));
        if (isOne && entries.length === size) return pageOf(entries, true, from, backwards);
        if (isOne) entries.push({ cursor: cursorOf(place), order: order as Order | Error });
        from = place;
      }
      looked += places.length;
      if (places.length <= size) return pageOf(entries, false, from, backwards);
      if (looked >= searchLimits.looked) return pageOf(entries, true, from, backwards);
    }
  }

  /** The next places of several lists together, each once. */
  async #next(
    keys: readonly string[],
    { from: least, before }: Placed,
    after: Place | null,
    backwards: boolean,
    count: number,
  ): Promise<Place[]> {
    const args = [
      backwards ? 'b' : '',
      least ? least.getTime() : '-inf',
      before ? before.getTime() - 1 : '+inf',
      after?.at ?? '',
      after?.id ?? '',
      count,
    ];
    const read = await Promise.all(keys.map((key) => this.#redis.run(foundScript, [key], args) as Promise<string[]>));
    const places = new Map<string, Place>();
    for (const each of read)
      for (let at = 0; at < each.length; at += 2)
        places.set(each[at] as string, { id: each[at] as string, at: Number(each[at + 1]) });
    const direction = backwards ? 1 : -1;
    const sorted = [...places.values()].sort(
      (a, b) => direction * (a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    );
    return sorted.slice(0, count);
  }

  #keyOf(term: string): string {
    return orderKeys.byTerm(this.#redis.prefix, term);
  }
}

function pageOf(entries: PagedOrder[], more: boolean, last: Place | null, backwards: boolean): FoundOrders {
  if (backwards) entries.reverse();
  return { entries, more, end: last && cursorOf(last) };
}

function isFound(record: OrderRecord, { state, sku, email, owner, from, before }: OrderQuery): record is Order {
  if (!isOrder(record)) return false;
  const at = record.placedAt.getTime();
  return (
    (!state || record.state === state) &&
    (!sku || record.lines.some((line) => line.sku === sku)) &&
    (!email || record.details.email?.toLowerCase() === email.trim().toLowerCase() || record.owner === owner) &&
    (!from || at >= from.getTime()) &&
    (!before || at < before.getTime())
  );
}

/** @throws Refusal INVALID that names the field. */
function checkQuery(query: OrderQuery): void {
  const { number, sku, email, owner } = query;
  for (const [field, text] of Object.entries({ number, sku, owner }))
    checkText(text ?? '', field, recordLimits.maxNameLength, 0);
  checkText(email ?? '', 'email', detailsLimits.maxEmailLength, 0);
  checkPlaced(query);
}

/** What is counted of a number, as it begins the places of lua/include/number.lua. Those of an earlier release have no letters. */
function countedOf(number: string): string | undefined {
  return /^(\d{5,15})(?:-[0-9A-Z]{6})?$/.exec(number)?.[1]?.padStart(15, '0');
}

function skuTerm(sku: string): string {
  return `sku:${sku}`;
}

function emailTerm(email: string): string {
  return `email:${digestOf(email)}`;
}

function guestTerm(email: string): string {
  return `guest:${digestOf(email)}`;
}

/** No address is kept in the name of a key. */
function digestOf(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('base64url').slice(0, 22);
}

function cursorOf({ id, at }: Place): string {
  return `${at}:${id}`;
}

function readCursor(cursor: string, backwards: boolean): Place {
  const [, at, id] = /^(-?\d{1,15}):([0-9a-f]{24})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined)
    refuse('INVALID', 'That is not a cursor of this list.', backwards ? 'before' : 'after');
  return { at: Number(at), id };
}
