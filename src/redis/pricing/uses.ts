// How often discounts are used: by an order from the moment that its payment begins, unless that comes to nothing.

import { Batch } from '../base/batch.ts';
import { checkText, checkWhole, refuseField } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import type { Adjustment } from './adjustment.ts';
import { pricingKeys } from './keys.ts';
import { type Discount, isCode, ruleLimits } from './rule.ts';

const usesLimits = {
  maxNameLength: 200,
  /** Far more than an order may have payments. */
  maxAttempt: 1_000_000,
  /** Of a discount that was deleted, as it may be made again. */
  deletedTtlMs: 7 * 24 * 3_600_000,
  readAtOnce: 200,
} as const;

const claimScript = loadScript('pricing/claim-use');
const releaseScript = loadScript('pricing/release-use');
const giveScript = loadScript('pricing/give-use');

/** Whose use it is. */
export interface Use {
  readonly orderId: string;
  /** The number of the payment: what a later one uses, an earlier one does not give back. */
  readonly attempt: number;
  readonly customer: string;
}

export class DiscountUses {
  readonly #redis: RedisHandle;
  readonly #counts: Batch<string, number | Error>;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
    this.#counts = new Batch({
      group: (code) => redis.groupOf(pricingKeys.uses(redis.prefix, code)),
      run: (codes) => this.#readCounts(codes),
      maxCalls: usesLimits.readAtOnce,
    });
  }

  /** Uses a discount for an order. Safe to repeat. ALL, or CUSTOMER, where it was used as often as may be. */
  async claim(
    { code, maxUses, maxUsesPerCustomer }: Pick<Discount, 'code' | 'maxUses' | 'maxUsesPerCustomer'>,
    use: Use,
  ): Promise<'OK' | 'ALL' | 'CUSTOMER'> {
    checkUse(code, use);
    checkText(use.customer, 'customer', usesLimits.maxNameLength);
    for (const [field, most] of Object.entries({ maxUses, maxUsesPerCustomer }))
      if (most !== null) checkWhole(most, field, 0, ruleLimits.maxUses);
    const args = [use.orderId, use.attempt, use.customer, maxUses ?? '', maxUsesPerCustomer ?? ''];
    const [outcome] = (await this.#redis.run(claimScript, this.#keysOf(code), args)) as ['OK' | 'ALL' | 'CUSTOMER'];
    return outcome;
  }

  /** Gives back what a payment that came to nothing has used. Safe to repeat. */
  async release(code: string, use: Omit<Use, 'customer'>): Promise<void> {
    checkUse(code, use);
    await this.#redis.run(releaseScript, this.#keysOf(code), [use.orderId, use.attempt]);
  }

  /** Puts another customer in the place of one who is erased, for one order. False where that one does not use the discount. */
  async give(code: string, orderId: string, customer: string, other: string): Promise<boolean> {
    checkUse(code, { orderId, attempt: 0 });
    for (const [field, text] of Object.entries({ customer, other })) checkText(text, field, usesLimits.maxNameLength);
    const [outcome] = (await this.#redis.run(giveScript, this.#keysOf(code), [orderId, customer, other])) as [
      'OK' | 'NONE',
    ];
    return outcome === 'OK';
  }

  /** As `release`, of all that the adjustments of an order count. */
  async releaseAll(adjustments: readonly Adjustment[], use: Omit<Use, 'customer'>): Promise<void> {
    for (const { counted, source } of adjustments) if (counted) await this.release(source, use);
  }

  /** How often a discount is used. Counts of one tick share a round trip. */
  async count(code: string): Promise<number> {
    if (!isCode(code)) return 0;
    const count = await this.#counts.add(code);
    if (count instanceof Error) throw count;
    return count;
  }

  /** How often a customer uses it. */
  async countOf(code: string, customer: string): Promise<number> {
    checkText(customer, 'customer', usesLimits.maxNameLength);
    if (!isCode(code)) return 0;
    return Number(await this.#redis.client.hget(pricingKeys.customers(this.#redis.prefix, code), customer)) || 0;
  }

  /** The discount was deleted: what was used is known for a while, in case it is made again. */
  async forget(code: string): Promise<void> {
    if (!isCode(code)) return;
    for (const key of this.#keysOf(code)) await this.#redis.client.pexpire(key, usesLimits.deletedTtlMs);
  }

  async #readCounts(codes: readonly string[]): Promise<(number | Error)[]> {
    const pipeline = this.#redis.client.pipeline();
    for (const code of codes) pipeline.hlen(pricingKeys.uses(this.#redis.prefix, code));
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, count]) => error ?? (count as number));
  }

  #keysOf(code: string): [string, string] {
    const { prefix } = this.#redis;
    return [pricingKeys.uses(prefix, code), pricingKeys.customers(prefix, code)];
  }
}

function checkUse(code: string, { orderId, attempt }: Omit<Use, 'customer'>): void {
  if (!isCode(code)) refuseField('code', 'is no code of a discount');
  checkText(orderId, 'orderId', usesLimits.maxNameLength);
  checkWhole(attempt, 'attempt', 0, usesLimits.maxAttempt);
}
