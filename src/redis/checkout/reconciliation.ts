// Compares what the payment provider has charged with the orders. A failover, or a backup that was restored, may have lost an
// order whose charge the provider keeps: it is completed if its checkout is still there, and else the money is given back.

import { mastersOf } from '../base/connect.ts';
import { checkMoment } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import type { OrderActions } from '../order/action.ts';
import type { Orders } from '../order/order.ts';
import type { OrderRecord } from '../order/record.ts';
import type { ListedCharge, PaymentProvider } from '../payment/payment.ts';
import type { Checkouts } from './checkout.ts';
import { checkoutKeys } from './keys.ts';
import { readPaymentKey } from './webhook.ts';

const reconciliationLimits = {
  /** A younger charge may be one that is under way. */
  graceMs: 2 * 60_000,
  /** How far it goes back when Redis has other masters than before. */
  rewindMs: 3_600_000,
  /** Pages of charges that one run looks at; the next goes on from there. */
  pages: 20,
  /** One process at a time does it; another takes over after this time. */
  lockMs: 120_000,
  /** Keys that a report names. */
  named: 100,
} as const;

export interface ReconciliationReport {
  readonly checked: number;
  /** Keys of charges that were given back, or with `mend: false` would be: no order stands for them. */
  readonly refunded: readonly string[];
  /** Orders that were completed since their payment was charged. */
  readonly completed: readonly string[];
  /** Orders that were cancelled since their money had been given back. */
  readonly cancelled: readonly string[];
  /** Keys of charges that could not be compared, as where an order cannot be read. The next run looks at them again. */
  readonly failed: readonly string[];
}

type Verdict = 'fine' | 'refunded' | 'completed' | 'cancelled' | 'failed';

interface Parts {
  readonly orders: Orders;
  readonly orderActions: OrderActions;
  readonly checkouts: Checkouts;
  readonly payments: PaymentProvider | null;
}

/** Where it stands, as the hash has it. */
interface Stored {
  readonly since?: string;
  readonly cursor?: string;
  readonly masters?: string;
  /** When the oldest charge was made that could not be compared in this round. */
  readonly failed?: string;
}

export class Reconciliation {
  readonly #redis: RedisHandle;
  readonly #parts: Parts;
  readonly #graceMs: number;

  /** `graceMs` where it is to differ from the default. */
  constructor(redis: RedisHandle, parts: Parts, graceMs: number = reconciliationLimits.graceMs) {
    this.#redis = redis;
    this.#parts = parts;
    this.#graceMs = graceMs;
  }

  /**
   * Looks at the charges since the last run, and further back where Redis has failed over or was restored. Data that was never
   * looked at begins now. Null where another process is at it, or the provider lists no charges.
   */
  async run(): Promise<ReconciliationReport | null> {
    if (!this.#parts.payments?.charges) return null;
    const { client, prefix } = this.#redis;
    const { lockMs, rewindMs, pages } = reconciliationLimits;
    if ((await client.set(checkoutKeys.reconciling(prefix), '1', 'PX', lockMs, 'NX')) === null) return null;
    const key = checkoutKeys.reconciliation(prefix);
    const stored: Stored = await client.hgetall(key);
    const masters = await this.#masters();
    const until = Date.now() - this.#graceMs;
    let since = Number(stored.since ?? until);
    let cursor = stored.cursor || null;
    if (stored.masters !== undefined && stored.masters !== masters) {
      since = Math.min(since, Date.now() - rewindMs);
      cursor = null;
    }
    await client.hset(key, { since, cursor: cursor ?? '', masters });
    const report = new Report(Number(stored.failed || Number.POSITIVE_INFINITY));
    for (let page = 0; page < pages; page += 1) {
      cursor = await this.#page(since, until, cursor, true, report);
      const isDone = cursor === null;
      if (isDone) since = Math.min(until, report.failedSince);
      const failed = isDone || report.failedSince === Number.POSITIVE_INFINITY ? '' : report.failedSince;
      await client.hset(key, { since, cursor: cursor ?? '', failed });
      if (isDone) break;
    }
    await client.del(checkoutKeys.reconciling(prefix));
    return report;
  }

  /** Looks at all charges since a moment. With `mend` it also puts right what it finds; repeating it changes nothing. */
  async examine(since: Date, { mend }: { readonly mend: boolean }): Promise<ReconciliationReport> {
    checkMoment(since, 'since');
    const report = new Report();
    if (!this.#parts.payments?.charges) return report;
    let cursor: string | null = null;
    do cursor = await this.#page(since.getTime(), Date.now() - this.#graceMs, cursor, mend, report);
    while (cursor !== null);
    return report;
  }

  /** Returns where the next page begins; null after the last one. */
  async #page(
    since: number,
    until: number,
    cursor: string | null,
    mend: boolean,
    report: Report,
  ): Promise<string | null> {
    const { charges = [], next = null } = (await this.#parts.payments?.charges?.(new Date(since), cursor)) ?? {};
    const due = charges.filter(({ chargedAt }) => chargedAt.getTime() <= until);
    const judged = await Promise.allSettled(due.map((charge) => this.#judge(charge, mend)));
    for (const [place, charge] of due.entries()) {
      const verdict = judged[place] as PromiseSettledResult<Verdict>;
      report.note(charge, verdict.status === 'fulfilled' ? verdict.value : 'failed');
    }
    return due.length < charges.length ? null : next;
  }

  async #judge(charge: ListedCharge, mend: boolean): Promise<Verdict> {
    const ours = readPaymentKey(charge.key);
    if (!ours) return 'fine';
    const { id, attempt } = ours;
    const record = await this.#parts.orders.record(id);
    const verdict = verdictOf(record, attempt, charge.refunded);
    if (!mend || verdict === 'fine') return verdict;
    const { checkouts, orderActions, payments } = this.#parts;
    if (verdict === 'completed') return (await checkouts.recover(id, attempt)) ? 'completed' : 'fine';
    if (verdict === 'refunded') await payments?.cancel({ ...charge, reference: null });
    if (verdict === 'cancelled')
      await orderActions.act(id, record?.state === 'PAID' ? 'cancel' : 'refund', {
        note: 'Its payment was given back before Redis lost that.',
      });
    return verdict;
  }

  /** Another text for other servers, or for the same ones after a restart. */
  async #masters(): Promise<string> {
    const infos = await Promise.all(mastersOf(this.#redis.client).map((node) => node.info('server')));
    return infos
      .map((info) => /^run_id:(\w+)/m.exec(info)?.[1] ?? '')
      .sort()
      .join(' ');
  }
}

function verdictOf(record: OrderRecord | null, attempt: number, refunded: boolean): Verdict {
  const state = record?.state;
  const isPaid = state === 'PAID' || state === 'FULFILLED' || state === 'DELIVERED';
  if (refunded) return isPaid && record?.attempt === attempt ? 'cancelled' : 'fine';
  // A worker goes on with it.
  if (state === 'PENDING' && record?.attempt === attempt) return 'fine';
  if (isPaid && record?.attempt === attempt) return 'fine';
  if (state === 'OPEN' && record?.attempt === attempt - 1) return 'completed';
  return 'refunded';
}

class Report implements ReconciliationReport {
  checked = 0;
  readonly refunded: string[] = [];
  readonly completed: string[] = [];
  readonly cancelled: string[] = [];
  readonly failed: string[] = [];
  #failedSince: number;

  constructor(failedSince = Number.POSITIVE_INFINITY) {
    this.#failedSince = failedSince;
  }

  /** When the oldest charge was made that could not be compared. */
  get failedSince(): number {
    return this.#failedSince;
  }

  note({ key, chargedAt }: ListedCharge, verdict: Verdict): void {
    this.checked += 1;
    if (verdict === 'failed') this.#failedSince = Math.min(this.#failedSince, chargedAt.getTime());
    if (verdict !== 'fine' && this[verdict].length < reconciliationLimits.named) this[verdict].push(key);
  }
}
