// The built-in provider for demos and tests. It moves no money but keeps a ledger like a real one's, so that a crash, a
// repetition and a refund can be checked against it.
//
// Tokens: tok_ok, tok_declined, tok_slow (takes two seconds), tok_flaky (no answer the first two times),
// tok_crash_after_charge (charges, and then the answer is lost; asked again it answers).

import { checkCurrency, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { paymentKeys } from './keys.ts';
import { type Charge, type ChargeOutcome, type PaymentProvider, PaymentUnclear } from './payment.ts';

const testTokens = ['tok_ok', 'tok_declined', 'tok_slow', 'tok_flaky', 'tok_crash_after_charge'] as const;

const limits = {
  slowMs: 2_000,
  flakyFailures: 2,
  ledgerTtlMs: 30 * 24 * 3_600_000,
  keyLength: 200,
  maxMinor: 10n ** 18n,
} as const;

const chargeScript = loadScript('payment/test-charge');

export interface LedgerEntry {
  readonly charged: bigint;
  readonly refunded: boolean;
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

  async refund(key: string): Promise<void> {
    checkText(key, 'key', limits.keyLength);
    await this.#redis.run(
      chargeScript,
      [paymentKeys.testCharge(this.#redis.prefix, key)],
      ['refund', limits.ledgerTtlMs],
    );
  }

  /** What was charged and given back under a key, for audits. */
  async entry(key: string): Promise<LedgerEntry> {
    const fields = await this.#redis.client.hgetall(paymentKeys.testCharge(this.#redis.prefix, key));
    return {
      charged: BigInt(fields.charged ?? 0),
      refunded: fields.refunded === '1',
      currency: fields.currency ?? '',
    };
  }
}
