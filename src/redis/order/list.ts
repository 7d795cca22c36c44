// Lists of orders: an owner's, and everybody's. On one server a list is one round trip, since one script finds the orders and reads
// them. On a cluster they are in other slots than the list, which makes two.

import { checkMoment } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError, orErrorLater } from '../base/or-error.ts';
import type { PageOfEntries, PageRequest } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { orderKeys } from './keys.ts';
import { orderLimits } from './limits.ts';
import {
  isOrder,
  type Order,
  type OrderRecord,
  type OrderState,
  orderStates,
  parseOrder,
  recordLimits,
  type StoredOrder,
} from './record.ts';
import { orderShards } from './shard.ts';

/** When orders were placed. */
export interface Placed {
  /** Not before this moment. */
  readonly from?: Date | null | undefined;
  /** Before this moment. */
  readonly before?: Date | null | undefined;
}

/** @throws Refusal INVALID that names the field. */
export function checkPlaced({ from, before }: Placed): void {
  if (from) checkMoment(from, 'placedFrom', recordLimits.firstYear);
  if (before) checkMoment(before, 'placedBefore', recordLimits.firstYear);
}

/** How the places of orders begin that were placed at a moment; see lua/include/place.lua. */
function placeOf(at: Date): string {
  return `${String(Math.max(0, at.getTime())).padStart(15, '0')}:`;
}

export interface PagedOrder {
  readonly cursor: string;
  readonly order: Order | Error;
}

export interface FoundOrders extends PageOfEntries<PagedOrder> {
  /** The last place that was looked at: the next page begins behind it. Null where none was. */
  readonly end: string | null;
}

/** Fields and values in turn, as a script reads an order; null if it could not. */
export type StoredReply = readonly string[] | null;

const indexScript = loadScript('order/index');
const listedScript = loadScript('order/listed');
const mergedScript = loadScript('order/merged');

/** What the keys of orders begin with, by shard, for scripts that find and read them; none if they cannot. */
export function orderStarts(redis: RedisHandle): string[] {
  if (!redis.findsByScript) return [];
  return orderShards(redis).numbers.map((shard) => orderKeys.order(redis.prefix, shard, ''));
}

export function readStored(id: string, stored: readonly string[]): OrderRecord | null {
  const fields: Record<string, string> = {};
  for (let at = 0; at < stored.length; at += 2) fields[stored[at] as string] = stored[at + 1] as string;
  return parseOrder(id, fields as StoredOrder);
}

export class OrderLists {
  readonly #redis: RedisHandle;
  readonly #record: (id: string) => Promise<OrderRecord | null>;

  constructor(redis: RedisHandle, record: (id: string) => Promise<OrderRecord | null>) {
    this.#redis = redis;
    this.#record = record;
  }

  /**
   * An owner's orders, newest first, from a cursor on: and whether there are more. `backwards` walks towards the newest and
   * gives the page newest first all the same.
   */
  async page(owner: string, { after, size, backwards }: PageRequest): Promise<PageOfEntries<PagedOrder>> {
    const found: PagedOrder[] = [];
    for (let place = 0; ; ) {
      const { prefix } = this.#redis;
      const [outcome, ...read] = (await this.#redis.run(
        listedScript,
        [orderKeys.ofOwner(prefix, owner)],
        [backwards ? 'b' : '', after ?? '', place, size + 1, ...orderStarts(this.#redis)],
      )) as ['OK' | 'NONE', ...(string | string[] | null)[]];
      if (outcome === 'NONE') refuse('INVALID', 'That is not a cursor of this list.', backwards ? 'before' : 'after');
      const ids = read.filter((_each, index) => index % 2 === 0) as string[];
      const orders = await Promise.all(ids.map((id, index) => this.#read(id, read[2 * index + 1] as StoredReply)));
      for (const [index, order] of orders.entries()) if (order) found.push({ cursor: ids[index] as string, order });
      place += ids.length;
      if (found.length > size || ids.length <= size) break;
    }
    const entries = found.slice(0, size);
    if (backwards) entries.reverse();
    return { entries, more: found.length > size };
  }

  /** Notes an order in a list, and takes out of its oldest two what is forgotten. Repeating it changes nothing. */
  async note(key: string, { id, placedAt }: Pick<Order, 'id' | 'placedAt'>): Promise<void> {
    const { listTtlMs, orderTtlMs } = orderLimits;
    const args = [id, placedAt.getTime(), listTtlMs, orderTtlMs];
    const oldest = (await this.#redis.run(indexScript, [key], args)) as string[];
    const found = await Promise.all(oldest.map((each) => this.#record(each)));
    const gone = oldest.filter((_, index) => found[index] === null);
    if (gone.length > 0) await this.#redis.client.zrem(key, ...gone);
  }

  /** What a script read of an order, or it is read now where the script could not. One that cannot be read is an error. */
  async #read(id: string, stored: StoredReply): Promise<Order | Error | null> {
    const read = stored === null ? this.#record(id) : orError(() => readStored(id, stored));
    const record = await (read instanceof Promise ? orErrorLater(read) : read);
    return record === null || record instanceof Error || isOrder(record) ? record : null;
  }

  /**
   * Everybody's orders, in one state or in all, the newest first, from a cursor on; as `page`. One round trip. On a cluster one for
   * each shard at once, and one for the orders.
   */
  async list(
    state: OrderState | null,
    { after, size, backwards }: PageRequest,
    { from, before }: Placed,
  ): Promise<FoundOrders> {
    if (after !== null && !/^\d{15}:[0-9a-f]{24}$/.test(after))
      refuse('INVALID', 'That is not a cursor of this list.', backwards ? 'before' : 'after');
    const [oldest, newest] = [from ? placeOf(from) : '', before ? placeOf(before) : ''];
    const near = backwards ? oldest : newest;
    // A bound is no place of an order, so that to begin behind it and to end at it leave none out.
    const start = after === null || (near !== '' && (backwards ? after < near : after > near)) ? near : after;
    const read = await Promise.all(
      this.#indexes(state).map(
        (keys) =>
          this.#redis.run(mergedScript, keys, [
            backwards ? 'b' : '',
            start,
            backwards ? newest : oldest,
            size,
            ...orderStarts(this.#redis),
          ]) as Promise<(string | StoredReply)[]>,
      ),
    );
    const places = read
      .flatMap((each) =>
        Array.from({ length: each.length / 2 }, (_unused, at) => ({
          cursor: each[2 * at] as string,
          stored: each[2 * at + 1] as StoredReply,
        })),
      )
      .sort((a, b) => (a.cursor < b.cursor === backwards ? -1 : 1));
    const page = places.slice(0, size);
    if (backwards) page.reverse();
    const orders = await Promise.all(
      page.map(({ cursor, stored }) => this.#read(cursor.slice(cursor.indexOf(':') + 1), stored)),
    );
    const entries = page.flatMap(({ cursor }, index) => {
      const order = orders[index];
      return order ? [{ cursor, order }] : [];
    });
    return { entries, more: places.length > size, end: page.at(backwards ? 0 : -1)?.cursor ?? null };
  }

  /** The indexes of one state or of all, those that one script may read together. */
  #indexes(state: OrderState | null): string[][] {
    const states = state === null ? orderStates : [state];
    const groups = new Map<number, string[]>();
    for (const shard of orderShards(this.#redis).numbers) {
      const keys = states.map((one) => orderKeys.byState(this.#redis.prefix, shard, one));
      const group = this.#redis.groupOf(keys[0] as string);
      groups.set(group, [...(groups.get(group) ?? []), ...keys]);
    }
    return [...groups.values()];
  }

  /** How many orders there are, in one state or in all. One round trip a shard, all at once. */
  async countAll(state: OrderState | null, { from, before }: Placed): Promise<number> {
    const [least, most] = [from ? `[${placeOf(from)}` : '-', before ? `(${placeOf(before)}` : '+'];
    const sizes = this.#indexes(state).map(async (keys) => {
      const pipeline = this.#redis.client.pipeline();
      for (const key of keys) pipeline.zlexcount(key, least, most);
      return ((await pipeline.exec()) ?? []).reduce((sum, [error, size]) => {
        if (error) throw error;
        return sum + (size as number);
      }, 0);
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
}
