// The built-in provider for demos and tests. It moves no money but keeps a ledger like a real one's, so that a crash, a
// repetition and a refund can be checked against it.
//
// Tokens: tok_ok, tok_declined, tok_slow (takes two seconds), tok_flaky (no answer the first two times),
// tok_crash_after_charge (moves the money, and then the answer is lost; asked again it answers), tok_action (asks the customer to
// confirm, who does so after two seconds), tok_action_refused (who refuses), tok_action_ignored (who does neither).

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { checkCurrency, checkMoment, checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import type { Money } from '../base/money.ts';
import { loadScript } from '../base/scripts.ts';
import { paymentKeys } from './keys.ts';
import {
  type CaptureOutcome,
  type ChargePage,
  type Dispute,
  type NewPayment,
  type Payment,
  type PaymentNotice,
  type PaymentOutcome,
  type PaymentProvider,
  PaymentUnclear,
  type PaymentWebhook,
  type Refund,
  UnsignedWebhook,
} from './payment.ts';

const testTokens = [
  'tok_ok',
  'tok_declined',
  'tok_slow',
  'tok_flaky',
  'tok_crash_after_charge',
  'tok_action',
  'tok_action_refused',
  'tok_action_ignored',
] as const;

const limits = {
  slowMs: 2_000,
  /** After so long the customer has done what was asked for. */
  actionMs: 2_000,
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

/** What a webhook of the test provider says; see `signedTestWebhook`. */
export type TestEvent =
  | { readonly kind: 'payment'; readonly key: string }
  | {
      readonly kind: 'dispute';
      readonly key: string;
      readonly dispute: Pick<Dispute, 'id' | 'reason' | 'state'> & { readonly minor: string; readonly atMs: number };
    };

const signatureHeader = 'mortar-test-signature';

/** A webhook as the test provider would send it. */
export function signedTestWebhook(event: TestEvent, secret: string): PaymentWebhook {
  const body = Buffer.from(JSON.stringify(event));
  return { body, headers: { [signatureHeader]: createHmac('sha256', secret).update(body).digest('hex') } };
}

type Outcome = 'OK' | 'AGAIN' | 'CAPTURED' | 'REFUNDED' | 'NONE' | 'MORE';

export class TestPaymentProvider implements PaymentProvider {
  readonly #redis: RedisHandle;
  readonly #webhookSecret: string | undefined;

  /** Without `webhookSecret` it takes no webhook. */
  constructor(redis: RedisHandle, { webhookSecret }: { readonly webhookSecret?: string } = {}) {
    this.#redis = redis;
    this.#webhookSecret = webhookSecret;
  }

  async authorise({ key, amount, token }: NewPayment): Promise<PaymentOutcome> {
    checkText(key, 'key', limits.keyLength);
    checkAmount(amount);
    if (!testTokens.some((known) => known === token))
      return {
        outcome: 'declined',
        message: `The test provider knows no token ${token}; try ${testTokens.join(', ')}.`,
      };
    if (token === 'tok_declined') return { outcome: 'declined', message: 'The card was declined.' };
    if (token === 'tok_slow') await new Promise((resolve) => setTimeout(resolve, limits.slowMs));
    if (token === 'tok_flaky') await this.#failAtFirst(key);
    if (token.startsWith('tok_action')) {
      const asked = await this.#askCustomer(key, token);
      if (asked) return asked;
    }
    const outcome = await this.#write(key, 'authorise', amount);
    if (outcome === 'REFUNDED') return { outcome: 'declined', message: 'The payment was called off.' };
    if (token === 'tok_crash_after_charge') await this.#redis.client.hset(this.#ledgerKey(key), 'lossy', 1);
    return { outcome: outcome === 'CAPTURED' ? 'captured' : 'authorised', reference: referenceOf(key) };
  }

  async capture({ key, amount }: Payment): Promise<CaptureOutcome> {
    checkText(key, 'key', limits.keyLength);
    checkAmount(amount);
    await this.#list(key);
    const outcome = await this.#write(key, 'capture', amount);
    if (outcome === 'REFUNDED' || outcome === 'NONE')
      return { outcome: 'declined', message: 'The money is not set aside any more.' };
    if (outcome === 'OK' && (await this.#redis.client.hget(this.#ledgerKey(key), 'lossy')) === '1')
      throw new PaymentUnclear('The answer of the test provider was lost');
    return { outcome: 'captured' };
  }

  async cancel({ key }: Payment): Promise<void> {
    checkText(key, 'key', limits.keyLength);
    await this.#redis.run(chargeScript, [this.#ledgerKey(key)], ['cancel', limits.ledgerTtlMs]);
  }

  async refund({ payment: { key }, refundKey, amount }: Refund): Promise<void> {
    checkText(key, 'key', limits.keyLength);
    checkText(refundKey, 'refundKey', limits.keyLength);
    checkAmount(amount, 1n);
    const outcome = await this.#write(key, 'refund', amount, refundKey);
    if (outcome === 'NONE') throw new Error(`The test provider has no charge ${key} in ${amount.currency}`);
    if (outcome === 'MORE') throw new Error(`The test provider has not so much left of the charge ${key}`);
  }

  async readWebhook({ headers, body }: PaymentWebhook): Promise<readonly PaymentNotice[]> {
    const signature = headers[signatureHeader];
    const secret = this.#webhookSecret;
    if (!secret || typeof signature !== 'string') throw new UnsignedWebhook('The webhook is not signed');
    const expected = createHmac('sha256', secret).update(body).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new UnsignedWebhook('The webhook is not signed by the test provider');
    const event = JSON.parse(body.toString('utf8')) as TestEvent;
    const fields = await this.#redis.client.hgetall(this.#ledgerKey(event.key));
    const currency = fields.currency ?? 'EUR';
    const amount = { minor: BigInt(fields.authorised ?? 0), currency };
    const payment: Payment = { key: event.key, amount, reference: referenceOf(event.key) };
    if (event.kind === 'payment') return [{ kind: 'payment', payment }];
    const { id, reason, state, minor, atMs } = event.dispute;
    const dispute = { id, reason, state, amount: { minor: BigInt(minor), currency }, at: new Date(atMs) };
    return [{ kind: 'dispute', payment, dispute }];
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
      const { charged = 0n, refunded = false, currency = '' } = entries[place] ?? {};
      const chargedAt = new Date(Number(rows[place * 2 + 1]));
      return charged > 0n ? [{ key, amount: { minor: charged, currency }, chargedAt, refunded }] : [];
    });
    return { charges, next: keys.length < limits.chargesPerPage ? null : (keys.at(-1) ?? null) };
  }

  /** What was charged and given back under a key, for audits. */
  async entry(key: string): Promise<LedgerEntry> {
    const fields = await this.#redis.client.hgetall(this.#ledgerKey(key));
    const charged = BigInt(fields.charged ?? 0);
    const parts = Object.entries(fields).flatMap(([field, minor]) =>
      field.startsWith('refund:') ? [BigInt(minor)] : [],
    );
    const isCancelled = fields.refunded === '1';
    const returned = isCancelled ? charged : parts.reduce((sum, part) => sum + part, 0n);
    const refunded = isCancelled || (charged > 0n && returned === charged);
    return { charged, returned, refunded, currency: fields.currency ?? '' };
  }

  #ledgerKey(key: string): string {
    return paymentKeys.testCharge(this.#redis.prefix, key);
  }

  async #write(key: string, verb: string, { minor, currency }: Money, refundKey = ''): Promise<Outcome> {
    const args = [verb, limits.ledgerTtlMs, minor.toString(), currency, refundKey];
    const [outcome] = (await this.#redis.run(chargeScript, [this.#ledgerKey(key)], args)) as [Outcome];
    return outcome;
  }

  async #failAtFirst(key: string): Promise<void> {
    const tries = await this.#redis.client.hincrby(this.#ledgerKey(key), 'tries', 1);
    await this.#redis.client.pexpire(this.#ledgerKey(key), limits.ledgerTtlMs);
    if (tries <= limits.flakyFailures) throw new PaymentUnclear('The test provider gave no answer');
  }

  /** Null where the customer has confirmed. */
  async #askCustomer(key: string, token: string): Promise<PaymentOutcome | null> {
    const { client } = this.#redis;
    await client.hsetnx(this.#ledgerKey(key), 'asked', Date.now());
    await client.pexpire(this.#ledgerKey(key), limits.ledgerTtlMs);
    const [asked, refunded] = await client.hmget(this.#ledgerKey(key), 'asked', 'refunded');
    if (refunded === '1') return { outcome: 'declined', message: 'The payment was called off.' };
    if (token === 'tok_action_ignored' || Date.now() - Number(asked) < limits.actionMs) {
      const action = { clientSecret: `${referenceOf(key)}_secret`, redirectUrl: null };
      return { outcome: 'needsAction', action, reference: referenceOf(key) };
    }
    return token === 'tok_action' ? null : { outcome: 'declined', message: 'The payment was not confirmed.' };
  }

  /** Before its money moves, so that none is missing; one whose money does not move then is not listed. */
  async #list(key: string): Promise<void> {
    const { client, prefix } = this.#redis;
    const index = paymentKeys.testCharges(prefix);
    await client.zadd(index, 'NX', Date.now(), key);
    await client.zremrangebyscore(index, '-inf', Date.now() - limits.ledgerTtlMs);
    await client.pexpire(index, limits.ledgerTtlMs);
  }
}

function referenceOf(key: string): string {
  return `test_${createHash('sha256').update(key).digest('hex').slice(0, 24)}`;
}

function checkAmount({ minor, currency }: Money, least = 0n): void {
  checkWhole(minor, 'amount', least, limits.maxMinor);
  checkCurrency(currency, 'currency');
}
