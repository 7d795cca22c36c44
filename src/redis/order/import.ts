// Orders of the past, from another shop's books: written as they ended, without payment, stock or jobs.

import { createHash } from 'node:crypto';
import type { RedisHandle } from '../base/handle.ts';
import type { Money } from '../base/money.ts';
import { loadScript } from '../base/scripts.ts';
import { orderKeys } from './keys.ts';
import { orderLimits } from './order.ts';
import {
  fieldPairs,
  type OrderField,
  type OrderLine,
  type OrderState,
  recordFields,
  type StoredOrder,
} from './record.ts';
import { shardOf } from './shard.ts';

export interface PastOrder {
  /** Its number in those books: the same number again is the same order. */
  readonly number: string;
  readonly owner: string;
  readonly state: OrderState;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly placedAt: Date;
}

/** UNFINISHED: written before, but `finish` was not called. OTHER: there is one of this number with other content. */
export type ImportOutcome = 'NEW' | 'UNFINISHED' | 'KNOWN' | 'OTHER';

const importScript = loadScript('order/import');

export function pastOrderId(number: string): string {
  return createHash('sha256').update(`import\n${number}`).digest('hex').slice(0, 24);
}

export class OrderImports {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  /** Writes orders, each once; what became of each, in their order. */
  async write(orders: readonly PastOrder[]): Promise<ImportOutcome[]> {
    return Promise.all(orders.map((order) => this.#write(order)));
  }

  /** Notes that all that follows from these orders is done. */
  async finish(numbers: readonly string[]): Promise<void> {
    const finished: OrderField = 'finished';
    await Promise.all(numbers.map((number) => this.#redis.client.hset(this.#keyOf(pastOrderId(number)), finished, 1)));
  }

  async #write({ number, owner, state, lines, total, placedAt }: PastOrder): Promise<ImportOutcome> {
    const { prefix } = this.#redis;
    const id = pastOrderId(number);
    const { state: _open, ...own } = recordFields({
      id,
      owner,
      visitor: owner,
      lines,
      total,
      reservedUntil: placedAt,
    });
    const history = JSON.stringify([{ state, at: placedAt.getTime(), note: 'Imported' }]);
    const fields: StoredOrder = { ...own, number, history };
    const digest = createHash('sha256').update(`${state}\n${placedAt.getTime()}\n${fields.lines}`).digest('base64url');
    const args = [id, digest, state, placedAt.getTime(), orderLimits.orderTtlMs];
    const [outcome] = (await this.#redis.run(
      importScript,
      [this.#keyOf(id), orderKeys.byState(prefix, shardOf(id), ''), orderKeys.order(prefix, shardOf(id), '')],
      [...args, ...fieldPairs(fields)],
    )) as ['OK' | Exclude<ImportOutcome, 'NEW'>];
    return outcome === 'OK' ? 'NEW' : outcome;
  }

  #keyOf(id: string): string {
    return orderKeys.order(this.#redis.prefix, shardOf(id), id);
  }
}
