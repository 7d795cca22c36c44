// What every payment provider must keep, whoever wrote it: cases for any test runner. Each asks as Mortar does: again, and again at the
// same time, for as long as the answer is unclear.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type NewPayment,
  type Payment,
  type PaymentProvider,
  PaymentUnclear,
  type PaymentWebhook,
  UnsignedWebhook,
} from './payment.ts';

/** A provider that is tried, and what else the cases need of it. */
export interface PaymentProviderBench {
  readonly provider: PaymentProvider;
  /** Payment tokens: one that works, one that is declined, one whose customer has to confirm. */
  readonly tokens: { readonly ok: string; readonly declined: string; readonly action: string };
  /** Does what the customer was asked for. */
  confirm(payment: Payment, reference: string): Promise<void>;
  /** What has moved, by the provider's own books. */
  books(key: string): Promise<{ readonly captured: bigint; readonly returned: bigint }>;
  /** A signed webhook that tells of the payment. */
  webhook(payment: Payment, reference: string): Promise<PaymentWebhook>;
}

/** One case, for a test of a test runner. `run` rejects if the provider does not keep it. */
export interface PaymentProviderCase {
  readonly title: string;
  run(): Promise<void>;
}

type Trial = (bench: PaymentProviderBench) => Promise<void>;

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

/** Asks until the outcome is as expected, for half a minute. */
async function until(expected: string, ask: () => Promise<{ readonly outcome: string }>): Promise<void> {
  for (let asked = 1; ; asked++) {
    const { outcome } = await surely(ask);
    if (outcome === expected) return;
    if (asked === 300) assert.equal(outcome, expected);
    await wait(100);
  }
}

let payments = 0;

function newPayment(token: string, minor = 1_999n, currency = 'EUR'): NewPayment {
  payments += 1;
  return { key: `payment-${process.pid}-${payments}:1`, amount: { minor, currency }, reference: null, token };
}

/** What a provider calls a payment, as it has told. */
function referenceIn(outcome: object): string {
  const { reference } = outcome as { reference?: string };
  assert.ok(reference, 'The provider names no reference');
  return reference;
}

/**
 * The cases that a payment provider must pass.
 * @param open opens a provider of its own for each case.
 */
export function paymentProviderCases(open: () => Promise<PaymentProviderBench>): readonly PaymentProviderCase[] {
  const trials: Readonly<Record<string, Trial>> = { ...ofPayments, ...ofCancelling, ...ofRefunds, ...ofWebhooks };
  return Object.entries(trials).map(([title, trial]) => ({ title, run: async () => trial(await open()) }));
}

const isExact =
  (currency: string, minor: bigint): Trial =>
  async ({ provider, tokens, books }) => {
    const payment = newPayment(tokens.ok, minor, currency);
    await surely(() => provider.authorise(payment));
    await surely(() => provider.capture(payment));
    const part = minor / 10n;
    const refund = { payment, amount: { minor: part, currency }, refundKey: `${payment.key}:refund:1` };
    await surely(() => provider.refund(refund));
    assert.deepEqual(await books(payment.key), { captured: minor, returned: part });
  };

const ofPayments: Readonly<Record<string, Trial>> = {
  'a payment moves nothing before it is collected, and then once, however often it is asked for': async (bench) => {
    const { provider, tokens, books } = bench;
    const payment = newPayment(tokens.ok);
    const asked = await atOnce(4, () => provider.authorise(payment));
    assert.deepEqual(
      asked.map(({ outcome }) => outcome),
      Array(4).fill('authorised'),
    );
    assert.deepEqual(await books(payment.key), { captured: 0n, returned: 0n });
    const collected = await atOnce(4, () => provider.capture(payment));
    assert.deepEqual(
      collected.map(({ outcome }) => outcome),
      Array(4).fill('captured'),
    );
    assert.deepEqual(await books(payment.key), { captured: 1_999n, returned: 0n });
    assert.equal((await surely(() => provider.authorise(payment))).outcome, 'captured');
  },
  'a payment is the same by what the provider calls it': async ({ provider, tokens, books }) => {
    const payment = newPayment(tokens.ok);
    const { reference = null } = (await surely(() => provider.authorise(payment))) as { reference?: string };
    const named = { ...payment, reference };
    assert.equal((await surely(() => provider.capture(named))).outcome, 'captured');
    await surely(() => provider.cancel(named));
    assert.deepEqual(await books(payment.key), { captured: 1_999n, returned: 1_999n });
  },
  'a declined payment has a message for the customer, and moves nothing': async ({ provider, tokens, books }) => {
    const payment = newPayment(tokens.declined);
    for (const asked of await atOnce(2, () => provider.authorise(payment))) {
      assert.equal(asked.outcome, 'declined');
      assert.ok((asked as { message: string }).message);
    }
    assert.equal((await books(payment.key)).captured, 0n);
  },
  'a payment is exact in JPY': isExact('JPY', 1_000n),
  'a payment is exact in KWD': isExact('KWD', 12_300n),
  'a payment that needs the customer waits, and tells the browser what to do': async (bench) => {
    const { provider, tokens, books, confirm } = bench;
    const payment = newPayment(tokens.action);
    const asked = await atOnce(2, () => provider.authorise(payment));
    for (const each of asked) {
      assert.ok(each.outcome === 'needsAction', `The outcome is ${each.outcome}`);
      assert.ok(each.action.clientSecret);
    }
    assert.equal((await books(payment.key)).captured, 0n);
    await confirm(payment, referenceIn(asked[0] as object));
    await until('authorised', () => provider.authorise(payment));
    assert.equal((await surely(() => provider.capture(payment))).outcome, 'captured');
  },
};

const ofCancelling: Readonly<Record<string, Trial>> = {
  'a cancelling is final where the payment comes later': async ({ provider, tokens, books }) => {
    const payment = newPayment(tokens.ok);
    await atOnce(2, () => provider.cancel(payment));
    assert.equal((await surely(() => provider.authorise(payment))).outcome, 'declined');
    assert.equal((await surely(() => provider.capture(payment))).outcome, 'declined');
    assert.equal((await books(payment.key)).captured, 0n);
  },
  'a cancelling releases what was set aside': async ({ provider, tokens, books }) => {
    const payment = newPayment(tokens.ok);
    await surely(() => provider.authorise(payment));
    await atOnce(2, () => provider.cancel(payment));
    assert.equal((await surely(() => provider.capture(payment))).outcome, 'declined');
    assert.equal((await books(payment.key)).captured, 0n);
  },
  'a cancelling gives back the rest of what has moved, once': async ({ provider, tokens, books }) => {
    const payment = newPayment(tokens.ok);
    await surely(() => provider.authorise(payment));
    await surely(() => provider.capture(payment));
    const part = { payment, amount: { minor: 500n, currency: 'EUR' }, refundKey: `${payment.key}:refund:1` };
    await surely(() => provider.refund(part));
    await atOnce(3, () => provider.cancel(payment));
    assert.deepEqual(await books(payment.key), { captured: 1_999n, returned: 1_999n });
    await surely(() => provider.refund({ ...part, refundKey: `${payment.key}:refund:2` }));
    assert.equal((await books(payment.key)).returned, 1_999n);
  },
  'a cancelling ends the wait for the customer': async ({ provider, tokens }) => {
    const payment = newPayment(tokens.action);
    assert.equal((await surely(() => provider.authorise(payment))).outcome, 'needsAction');
    await surely(() => provider.cancel(payment));
    assert.equal((await surely(() => provider.authorise(payment))).outcome, 'declined');
  },
};

const ofRefunds: Readonly<Record<string, Trial>> = {
  'a refund gives back each part once for its key, and never more than there is': async (bench) => {
    const { provider, tokens, books } = bench;
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
    assert.equal((await books(payment.key)).returned, 701n);
    await assert.rejects(surely(() => provider.refund(part(3, 1_500n))));
    await surely(() => provider.refund(part(4, 1_298n)));
    assert.deepEqual(await books(payment.key), { captured: 1_999n, returned: 1_999n });
  },
};

const ofWebhooks: Readonly<Record<string, Trial>> = {
  'a webhook names its payment, also when it comes twice, and is taken from nobody else': async (bench) => {
    const { provider, tokens, webhook } = bench;
    const read = provider.readWebhook?.bind(provider);
    if (!read) return;
    const payment = newPayment(tokens.ok);
    const told = await webhook(payment, referenceIn(await surely(() => provider.authorise(payment))));
    for (const [notice] of await atOnce(2, () => read(told))) {
      assert.equal(notice?.kind, 'payment');
      assert.equal(notice.payment.key, payment.key);
      assert.deepEqual(notice.payment.amount, payment.amount);
    }
    const altered = Buffer.from(told.body);
    altered[altered.length - 2] = (altered[altered.length - 2] as number) ^ 1;
    await assert.rejects(read({ ...told, body: altered }), UnsignedWebhook);
    await assert.rejects(read({ ...told, headers: {} }), UnsignedWebhook);
  },
};
