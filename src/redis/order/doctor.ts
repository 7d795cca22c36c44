// Finds orders whose parts do not go together, as a crash of an earlier release left them, and puts them right.

import { mastersOf } from '../base/connect.ts';
import type { RedisHandle } from '../base/handle.ts';
import { globLiteral } from '../base/scan.ts';
import { loadScript } from '../base/scripts.ts';
import { orderKeys } from './keys.ts';
import { orderLimits } from './limits.ts';
import type { Orders } from './order.ts';
import type { OrderEventName } from './outbox.ts';
import { type OrderField, type OrderState, orderStates } from './record.ts';
import { type OrderSearch, searchedStates } from './search.ts';
import { isOrderId, orderShards } from './shard.ts';

const doctorLimits = {
  /** Keys that one step of a scan looks at. */
  scanned: 1_000,
  /** A move and the time that its order is kept from then on are of one script. */
  slackMs: 1_000,
  /** How long the job that makes an order found by search may take. */
  graceMs: 3_600_000,
} as const;

const examineScript = loadScript('order/examine');

/** The event that a move to a state writes into the outbox. Whether a refund gave stock back is not known any more. */
const eventOf: Readonly<Partial<Record<OrderState, OrderEventName>>> = {
  PAID: 'paid',
  FULFILLED: 'fulfilled',
  DELIVERED: 'delivered',
  CANCELLED: 'cancelled',
  REFUNDED: 'refunded',
  FAILED: 'failed',
};

const sentences = {
  history: 'has a history that does not end with its state',
  outbox: 'has moved, but nothing follows from it: its outbox entry is missing',
  unlisted: 'is missing from the list of its state',
  listed: 'is in the list of another state',
  lost: 'is PENDING, and no worker will continue its payment',
  'in-flight': 'is listed as being paid, but is not PENDING',
  endless: 'is kept without an end',
  unnumbered: 'is not found by its number',
  unfound: 'is not found by its products and its e-mail address',
} as const;

export interface OrderFinding {
  readonly id: string;
  /** A sentence that goes on from the order's id. */
  readonly problem: string;
}

export class OrderDoctor {
  readonly #redis: RedisHandle;
  readonly #orders: Orders;
  readonly #search: OrderSearch;

  constructor(redis: RedisHandle, orders: Orders, search: OrderSearch) {
    this.#redis = redis;
    this.#orders = orders;
    this.#search = search;
  }

  /** Looks at every order there is. With `mend` it also puts right what it finds; repeating it changes nothing. */
  async examine({ mend = false }: { readonly mend?: boolean } = {}): Promise<OrderFinding[]> {
    const { client, prefix } = this.#redis;
    const found: OrderFinding[] = [];
    for (const node of mastersOf(client)) {
      let cursor = '0';
      do {
        const pattern = `${globLiteral(prefix)}:{ord:*}:order:*`;
        const [next, keys] = await node.scan(cursor, 'MATCH', pattern, 'COUNT', doctorLimits.scanned);
        const ids = keys.map((key) => key.slice(key.lastIndexOf(':') + 1)).filter(isOrderId);
        for (const problems of await Promise.all(ids.map((id) => this.#examine(id, mend)))) found.push(...problems);
        cursor = next;
      } while (cursor !== '0');
    }
    return found;
  }

  async #examine(id: string, mend: boolean): Promise<OrderFinding[]> {
    const { prefix } = this.#redis;
    const shard = orderShards(this.#redis).of(id);
    const words = (await this.#redis.run(
      examineScript,
      [
        orderKeys.order(prefix, shard, id),
        orderKeys.shard(prefix, shard, 'in-flight'),
        orderKeys.shard(prefix, shard, 'outbox'),
        orderKeys.byState(prefix, shard, ''),
        orderKeys.shard(prefix, shard, 'by-number'),
      ],
      [
        id,
        mend ? '1' : '',
        orderLimits.orderTtlMs,
        doctorLimits.slackMs,
        ...orderStates.flatMap((state) => [state, eventOf[state] ?? '']),
      ],
    )) as (keyof typeof sentences)[];
    const isFound = await this.#isFound(id, mend);
    return [...words, ...(isFound ? [] : (['unfound'] as const))].map((word) => ({ id, problem: sentences[word] }));
  }

  /** An import that broke off goes on as it is run again. */
  async #isBeingImported(id: string): Promise<boolean> {
    const key = orderKeys.order(this.#redis.prefix, orderShards(this.#redis).of(id), id);
    const fields = ['imported', 'finished'] as const satisfies readonly OrderField[];
    const [imported, finished] = await this.#redis.client.hmget(key, ...fields);
    return Boolean(imported) && !finished;
  }

  /** Those that were paid a moment ago are only about to be. */
  async #isFound(id: string, mend: boolean): Promise<boolean> {
    const order = await this.#orders.get(id).catch(() => null);
    // What has no history has no time either.
    if (!order?.history || !searchedStates.has(order.state)) return true;
    if (Date.now() - order.placedAt.getTime() < doctorLimits.graceMs || (await this.#search.has(order))) return true;
    if (await this.#isBeingImported(id)) return true;
    if (mend) await this.#search.add(order);
    return false;
  }
}
