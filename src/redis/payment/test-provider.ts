// The built-in provider for demos and tests. It moves no money but keeps a ledger like a real one's, so that a crash, a
// repetition and a refund can be checked against it.
//
// Tokens: tok_ok, tok_declined, tok_slow (takes two seconds), tok_flaky (no answer the first two times),
// tok_crash_after_charge (charges, and then the answer is lost; asked again it answers).

import { checkCurrency, checkMoment, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { paymentKeys } from './keys.ts';
import {
  type Charge,
  type ChargeOutcome,
  type ChargePage,
  type PaymentProvider,
  PaymentUnclear,
  type Refund,
} from './payment.ts';

const testTokens = ['tok_ok', 'tok_declined', 'tok_slow', 'tok_flaky', 'tok_crash_after_charge'] as const;

const limits = {
  slowMs: 2_000,
  flakyFailures: 2,
  ledgerTtlMs: 30 * 24 * 3_600_000,
  keyLength: 200,
  maxMinor: 10n ** 18n,
  chargesPerPage: 100,
} as const;

const chargeScript = loadScript('payment/test-charge');

export interface LedgerEntry {
  readonly charged: bigint;
  /** Whether all of it was given back, or it was called off. */
  readonly refunded: boolean;
  /** How much of it was given back. */
  readonly returned: bigint;
  readonly currency: string;
}

export class TestPaymentProvider implements PaymentProvider {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    this.#redis = redis;
  }

  async charge({ key, amount, token }: Charge): Promise<ChargeOutcome> {
    checkText(key, 'key', limits.keyLength);
    checkWhole(amount.minor, 'amount', 0n, limits.maxMinor);
    checkCurrency(amount.currency, 'currency');
    if (!testTokens.some((known) => known === token))
      return {
        outcome: 'declined',
        message: `The test provider knows no token ${token}; try ${testTokens.join(', ')}.`,
      };
    if (token === 'tok_declined') return { outcome: 'declined', message: 'The card was declined.' };
    if (token === 'tok_slow') await new Promise((resolve) => setTimeout(resolve, limits.slowMs));
    const ledgerKey = paymentKeys.testCharge(this.#redis.prefix, key);
    if (token === 'tok_flaky') {
      const tries = await this.#redis.client.hincrby(ledgerKey, 'tries', 1);
      await this.#redis.client.pexpire(ledgerKey, limits.ledgerTtlMs);
      if (tries <= limits.flakyFailures) throw new PaymentUnclear('The test provider gave no answer');
    }
    await this.#note(key);
    const [outcome] = (await this.#redis.run(
      chargeScript,
      [ledgerKey],
      ['charge', limits.ledgerTtlMs, amount.minor.toString(), amount.currency],
    )) as ['OK' | 'AGAIN' | 'REFUNDED'];
    if (outcome === 'REFUNDED') return { outcome: 'declined', message: 'The payment was given back.' };
    if (token === 'tok_crash_after_charge' && outcome === 'OK')
      throw new PaymentUnclear('The answer of the test provider was lost');
    return { outcome: 'charged' };
  }

  async cancel(key: string): Promise<void> {
    checkText(key, 'key', limits.keyLength);
    await this.#redis.run(
      chargeScript,
      [paymentKeys.testCharge(this.#redis.prefix, key)],
      ['cancel', limits.ledgerTtlMs],
    );
  }

  async refund({ key, refundKey, amount }: Refund): Promise<void> {
    checkText(key, 'key', limits.keyLength);
    checkText(refundKey, 'refundKey', limits.keyLength);
    checkWhole(amount.minor, 'amount', 1n, limits.maxMinor);
    checkCurrency(amount.currency, 'currency');
    const [outcome] = (await this.#redis.run(
      chargeScript,
      [paymentKeys.testCharge(this.#redis.prefix, key)],
      ['refund', limits.ledgerTtlMs, amount.minor.toString(), amount.currency, refundKey],
    )) as ['OK' | 'AGAIN' | 'REFUNDED' | 'NONE' | 'MORE'];
    if (outcome === 'NONE') throw new Error(`The test provider has no charge ${key} in ${amount.currency}`);
    if (outcome === 'MORE') throw new Error(`The test provider has not so much left of the charge ${key}`);
  }

  async charges(since: Date, cursor: string | null): Promise<ChargePage> {
    checkMoment(since, 'since');
    const { client, prefix } = this.#redis;
    const index = paymentKeys.testCharges(prefix);
    const before = cursor === null ? null : await client.zrank(index, cursor);
    const first = before === null ? await client.zcount(index, '-inf', `(${since.getTime()}`) : before + 1;
    const rows = await client.zrange(index, String(first), String(first + limits.chargesPerPage - 1), 'WITHSCORES');
    const keys = rows.filter((_, place) => place % 2 === 0);
    const entries = await Promise.all(keys.map((key) => this.entry(key)));
    const charges = keys.flatMap((key, place) => {
      const { charged = 0n, refunded = false } = entries[place] ?? {};
      return charged > 0n ? [{ key, chargedAt: new Date(Number(rows[place * 2 + 1])), refunded }] : [];
    });
    return { charges, next: keys.length < limits.chargesPerPage ? null : (keys.at(-1) ?? null) };
  }

  /** Before it is charged, so that none is missing; one that is not charged then is not listed. */
  async #note(key: string): Promise<void> {
    const { client, prefix } = this.#redis;
    const index = paymentKeys.testCharges(prefix);
    await client.zadd(index, 'NX', Date.now(), key);
    await client.zremrangebyscore(index, '-inf', Date.now() - limits.ledgerTtlMs);
    await client.pexpire(index, limits.ledgerTtlMs);
  }

  /** What was charged and given back under a key, for audits. */
  async entry(key: string): Promise<LedgerEntry> {
    const fields = await this.#redis.client.hgetall(paymentKeys.testCharge(this.#redis.prefix, key));
    const charged = BigInt(fields.charged ?? 0);
    const parts = Object.entries(fields).flatMap(([field, minor]) =>
      field.startsWith('refund:') ? [BigInt(minor)] : [],
    );
    const isCancelled = fields.refunded === '1';
    const returned = isCancelled ? charged : parts.reduce((sum, part) => sum + part, 0n);
    const refunded = isCancelled || (charged > 0n && returned === charged);
    return { charged, returned, refunded, currency: fields.currency ?? '' };
  }
}
