// What every payment provider must keep, whoever wrote it. Each test asks as Mortar does: again, and again at the same time, for as long
// as the answer is unclear.

import { describe, expect, it } from 'vitest';
import {
  type NewPayment,
  type Payment,
  type PaymentOutcome,
  type PaymentProvider,
  PaymentUnclear,
  type PaymentWebhook,
  UnsignedWebhook,
} from '../../src/redis/payment/payment.ts';

export interface ProviderBench {
  readonly provider: PaymentProvider;
  readonly tokens: { readonly ok: string; readonly declined: string; readonly action: string };
  /** Does what the customer was asked for. */
  confirm(payment: Payment, reference: string): Promise<void>;
  /** What has moved, by the provider's own books. */
  books(key: string): Promise<{ readonly captured: bigint; readonly returned: bigint }>;
  /** A signed webhook that tells of the payment. */
  webhook(payment: Payment, reference: string): Promise<PaymentWebhook>;
}

const mostAsked = 60;

/** Asks until the answer is clear. */
async function surely<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let asked = 1; ; asked++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof PaymentUnclear) || asked === mostAsked) throw error;
    }
  }
}

function atOnce<Answer>(times: number, ask: () => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: times }, () => surely(ask)));
}

let payments = 0;

function newPayment(token: string, minor = 1_999n, currency = 'EUR'): NewPayment {
  payments += 1;
  return { key: `payment-${process.pid}-${payments}:1`, amount: { minor, currency }, reference: null, token };
}

/** Call it in a test file, with what opens a provider of its own for each test. */
export function testPaymentProvider(name: string, open: () => Promise<ProviderBench>): void {
  describe(`${name}: a payment`, () => testPayments(open));
  describe(`${name}: a cancelling`, () => testCancelling(open));
  describe(`${name}: a refund`, () => testRefunds(open));
  describe(`${name}: a webhook`, () => testWebhooks(open));
}

function testPayments(open: () => Promise<ProviderBench>): void {
  it('moves nothing before it is collected, and then once, however often it is asked for', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok);
    const asked = await atOnce(4, () => provider.authorise(payment));
    expect(asked.map(({ outcome }) => outcome)).toEqual(Array(4).fill('authorised'));
    expect(await books(payment.key)).toEqual({ captured: 0n, returned: 0n });
    const collected = await atOnce(4, () => provider.capture(payment));
    expect(collected.map(({ outcome }) => outcome)).toEqual(Array(4).fill('captured'));
    expect(await books(payment.key)).toEqual({ captured: 1_999n, returned: 0n });
    expect((await surely(() => provider.authorise(payment))).outcome).toBe('captured');
  });

  it('is the same by what the provider calls it', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok);
    const { reference = null } = (await surely(() => provider.authorise(payment))) as { reference?: string };
    const named = { ...payment, reference };
    expect((await surely(() => provider.capture(named))).outcome).toBe('captured');
    await surely(() => provider.cancel(named));
    expect(await books(payment.key)).toEqual({ captured: 1_999n, returned: 1_999n });
  });

  it('that is declined says so to the customer, and moves nothing', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.declined);
    for (const asked of await atOnce(2, () => provider.authorise(payment)))
      expect(asked).toEqual({ outcome: 'declined', message: expect.stringMatching(/./) });
    expect((await books(payment.key)).captured).toBe(0n);
  });

  it.each([
    ['JPY', 1_000n],
    ['KWD', 12_300n],
  ] as const)('is exact in %s', async (currency, minor) => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok, minor, currency);
    await surely(() => provider.authorise(payment));
    await surely(() => provider.capture(payment));
    const part = minor / 10n;
    const refund = { payment, amount: { minor: part, currency }, refundKey: `${payment.key}:refund:1` };
    await surely(() => provider.refund(refund));
    expect(await books(payment.key)).toEqual({ captured: minor, returned: part });
  });

  it('that needs the customer waits for the customer, and tells the browser what to do', async () => {
    const { provider, tokens, books, confirm } = await open();
    const payment = newPayment(tokens.action);
    const [first, again] = (await atOnce(2, () => provider.authorise(payment))) as PaymentOutcome[];
    for (const asked of [first, again])
      expect(asked).toMatchObject({ outcome: 'needsAction', action: { clientSecret: expect.stringMatching(/./) } });
    expect((await books(payment.key)).captured).toBe(0n);
    await confirm(payment, (first as { reference: string }).reference);
    await expect.poll(async () => (await surely(() => provider.authorise(payment))).outcome).toBe('authorised');
    expect((await surely(() => provider.capture(payment))).outcome).toBe('captured');
  });
}

function testCancelling(open: () => Promise<ProviderBench>): void {
  it('is final where the payment comes later', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok);
    await atOnce(2, () => provider.cancel(payment));
    expect((await surely(() => provider.authorise(payment))).outcome).toBe('declined');
    expect((await surely(() => provider.capture(payment))).outcome).toBe('declined');
    expect((await books(payment.key)).captured).toBe(0n);
  });

  it('lets go of what was set aside', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok);
    await surely(() => provider.authorise(payment));
    await atOnce(2, () => provider.cancel(payment));
    expect((await surely(() => provider.capture(payment))).outcome).toBe('declined');
    expect((await books(payment.key)).captured).toBe(0n);
  });

  it('gives back the rest of what has moved, once', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok);
    await surely(() => provider.authorise(payment));
    await surely(() => provider.capture(payment));
    const part = { payment, amount: { minor: 500n, currency: 'EUR' }, refundKey: `${payment.key}:refund:1` };
    await surely(() => provider.refund(part));
    await atOnce(3, () => provider.cancel(payment));
    expect(await books(payment.key)).toEqual({ captured: 1_999n, returned: 1_999n });
    await surely(() => provider.refund({ ...part, refundKey: `${payment.key}:refund:2` }));
    expect((await books(payment.key)).returned).toBe(1_999n);
  });

  it('ends the wait for the customer', async () => {
    const { provider, tokens } = await open();
    const payment = newPayment(tokens.action);
    expect((await surely(() => provider.authorise(payment))).outcome).toBe('needsAction');
    await surely(() => provider.cancel(payment));
    expect((await surely(() => provider.authorise(payment))).outcome).toBe('declined');
  });
}

function testRefunds(open: () => Promise<ProviderBench>): void {
  it('gives back each part once for its key, and never more than there is', async () => {
    const { provider, tokens, books } = await open();
    const payment = newPayment(tokens.ok);
    await surely(() => provider.authorise(payment));
    await surely(() => provider.capture(payment));
    const part = (number: number, minor: bigint) => ({
      payment,
      amount: { minor, currency: 'EUR' },
      refundKey: `${payment.key}:refund:${number}`,
    });
    await atOnce(4, () => provider.refund(part(1, 700n)));
    await surely(() => provider.refund(part(2, 1n)));
    expect((await books(payment.key)).returned).toBe(701n);
    await expect(surely(() => provider.refund(part(3, 1_500n)))).rejects.toThrow();
    await surely(() => provider.refund(part(4, 1_298n)));
    expect(await books(payment.key)).toEqual({ captured: 1_999n, returned: 1_999n });
  });
}

function testWebhooks(open: () => Promise<ProviderBench>): void {
  it('names its payment, also when it comes twice, and is taken from nobody else', async () => {
    const { provider, tokens, webhook } = await open();
    const read = provider.readWebhook?.bind(provider);
    if (!read) return;
    const payment = newPayment(tokens.ok);
    const { reference } = (await surely(() => provider.authorise(payment))) as { reference: string };
    const told = await webhook(payment, reference);
    for (const [notice] of await atOnce(2, () => read(told)))
      expect(notice).toMatchObject({ kind: 'payment', payment: { key: payment.key, amount: payment.amount } });
    const altered = Buffer.from(told.body);
    altered[altered.length - 2] = (altered[altered.length - 2] as number) ^ 1;
    await expect(read({ ...told, body: altered })).rejects.toBeInstanceOf(UnsignedWebhook);
    await expect(read({ ...told, headers: {} })).rejects.toBeInstanceOf(UnsignedWebhook);
  });
}
