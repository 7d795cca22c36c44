// Orders of the past, from another shop's books: written as they ended, without payment, stock or jobs.

import { createHash } from 'node:crypto';
import { Batch, HeldBytes } from '../base/batch.ts';
import { checkCountry } from '../base/country.ts';
import { checkCount, checkMoment, checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import type { Money } from '../base/money.ts';
import { orErrorLater } from '../base/or-error.ts';
import { Refusal } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import type { Adjustment } from '../pricing/adjustment.ts';
import { noDetails, type OrderDetails } from './details.ts';
import { orderKeys } from './keys.ts';
import { orderLimits } from './limits.ts';
import {
  checkRecord,
  fieldPairs,
  type NewRecord,
  type OrderField,
  type OrderLine,
  type OrderState,
  orderStates,
  recordFields,
  recordLimits,
  type StoredOrder,
} from './record.ts';
import { newRefund, type OrderRefund, refundLimits, refundsText } from './refund.ts';
import { orderShards } from './shard.ts';

/** What was given back of its payment. */
export interface PastRefund {
  readonly amount: Money;
  readonly at: Date;
}

export interface PastOrder {
  /** Its number in those books: the same number again is the same order. */
  readonly number: string;
  readonly owner: string;
  readonly state: OrderState;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly placedAt: Date;
  /** With these, lines and adjustments must make the total. */
  readonly adjustments?: readonly Adjustment[];
  readonly details?: OrderDetails;
  readonly refunds?: readonly PastRefund[];
}

/** UNFINISHED: written before, but `finish` was not called. OTHER: there is one of this number with other content. */
export type ImportOutcome = 'NEW' | 'UNFINISHED' | 'KNOWN' | 'OTHER';

const importLimits = { ordersAtOnce: 50, lengthAtOnce: 1_048_576 } as const;

const importScript = loadScript('order/import');

export function pastOrderId(number: string): string {
  return createHash('sha256').update(`import\n${number}`).digest('hex').slice(0, 24);
}

/** An order as it is to be written. */
interface Writing {
  readonly order: PastOrder;
  readonly record: NewRecord;
  readonly length: number;
}

export class OrderImports {
  readonly #redis: RedisHandle;
  readonly #writes: Batch<Writing, ImportOutcome>;
  readonly #held = new HeldBytes();

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    // Each order is a script of its own.
    this.#writes = new Batch({
      group: ({ record }) => redis.groupOf(this.#keyOf(record.id)),
      run: (writings) => Promise.all(writings.map(({ order, record }) => orErrorLater(this.#write(order, record)))),
      maxCalls: importLimits.ordersAtOnce,
      size: {
        bytesOf: ({ length }) => length,
        maxBytes: importLimits.lengthAtOnce,
        maxWaiting: Number.POSITIVE_INFINITY,
      },
    });
  }

  /**
   * Writes orders, each once; what became of each, in their order. A refusal, INVALID, stands in the place of each bad one.
   * @throws Overloaded where too much waits to be written: nothing is written.
   */
  async write(orders: readonly PastOrder[]): Promise<(ImportOutcome | Refusal)[]> {
    const writings = orders.map((order) => {
      const record = recordOf(order);
      return record instanceof Refusal ? record : { order, record, length: lengthOf(order) };
    });
    const length = writings.reduce((sum, each) => sum + (each instanceof Refusal ? 0 : each.length), 0);
    return this.#held.hold(length, () =>
      Promise.all(writings.map((each) => (each instanceof Refusal ? each : this.#writes.add(each)))),
    );
  }

  /** Notes that all that follows from these orders is done. */
  async finish(numbers: readonly string[]): Promise<void> {
    const finished: OrderField = 'finished';
    const imported: OrderField = 'imported';
    await Promise.all(
      numbers.map(async (number) => {
        const key = this.#keyOf(pastOrderId(number));
        if (await this.#redis.client.hexists(key, imported)) await this.#redis.client.hset(key, finished, 1);
      }),
    );
  }

  async #write({ number, state, placedAt, refunds = [] }: PastOrder, record: NewRecord): Promise<ImportOutcome> {
    const { prefix } = this.#redis;
    const { id } = record;
    const shard = orderShards(this.#redis).of(id);
    const { state: _open, ...own } = recordFields(record);
    const history = JSON.stringify([{ state, at: placedAt.getTime(), note: 'Imported' }]);
    const given = refundsText(refunds.map(({ amount, at }, index) => refundOf(index + 1, amount, at)));
    const fields: StoredOrder = { ...own, number, history, ...(refunds.length > 0 && { refunds: given }) };
    const digest = createHash('sha256').update(`${state}\n${placedAt.getTime()}\n${fields.lines}`).digest('base64url');
    const args = [id, digest, state, placedAt.getTime(), orderLimits.orderTtlMs];
    const [outcome] = (await this.#redis.run(
      importScript,
      [this.#keyOf(id), orderKeys.byState(prefix, shard, ''), orderKeys.order(prefix, shard, '')],
      [...args, ...fieldPairs(fields)],
    )) as ['OK' | Exclude<ImportOutcome, 'NEW'>];
    return outcome === 'OK' ? 'NEW' : outcome;
  }

  #keyOf(id: string): string {
    return orderKeys.order(this.#redis.prefix, orderShards(this.#redis).of(id), id);
  }
}

/** Characters of the texts of an order. */
function lengthOf({ number, owner, lines }: PastOrder): number {
  return lines.reduce((sum, { sku, name }) => sum + sku.length + name.length, number.length + owner.length);
}

function checkRefunds(refunds: readonly PastRefund[], total: Money): void {
  checkCount(refunds, 'refunds', refundLimits.most);
  for (const [index, { amount, at }] of refunds.entries()) {
    checkWhole(amount.minor, ['refunds', String(index), 'amount'], 1n, total.minor);
    checkMoment(at, ['refunds', String(index), 'at'], recordLimits.firstYear);
  }
  const all = refunds.reduce((sum, { amount }) => sum + amount.minor, 0n);
  if (all > total.minor) refuseField('refunds', 'are more than the total');
}

/** What was chosen and is not typed: a checkout has it from what the shop offers. */
function checkChosen({ code, shippingMethod, country }: OrderDetails): void {
  checkText(code ?? '', 'discountCode', recordLimits.maxNameLength, 0);
  checkText(shippingMethod ?? '', 'shippingMethod', recordLimits.maxNameLength, 0);
  if (country !== null) checkCountry(country, 'country');
}

function refundOf(number: number, amount: Money, at: Date): OrderRefund {
  return { ...newRefund(number, amount), state: 'REFUNDED', at, refundedAt: at };
}

function recordOf(order: PastOrder): NewRecord | Refusal {
  const { number, owner, state, lines, total, placedAt, adjustments, details, refunds = [] } = order;
  try {
    checkText(number, 'number', recordLimits.maxNameLength);
    if (!orderStates.includes(state)) refuseField('state', 'is no state of an order', orderStates);
    checkMoment(placedAt, 'placedAt', recordLimits.firstYear);
    const record = {
      ...{ id: pastOrderId(number), owner, visitor: owner, lines, total, reservedUntil: placedAt },
      ...(adjustments && { adjustments }),
      ...(details && { details }),
    };
    checkRecord(record);
    checkRefunds(refunds, total);
    checkChosen(details ?? noDetails);
    return record;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
