// The adapter to Stripe against a double of its API: as every provider, with a network that loses and delays, and in whole purchases.

import { afterAll, describe, expect, it } from 'vitest';
import { isOrder } from '../../src/redis/order/record.ts';
import { fromStripe, StripePaymentProvider, toStripe } from '../../src/redis/payment/stripe-provider.ts';
import { paymentProviderCases } from '../../src/testing.ts';
import { expireLock, shopOpener } from '../support/shop.ts';
import { StripeDouble, type StripeFaults } from '../support/stripe-double.ts';

const doubles: StripeDouble[] = [];
afterAll(() => Promise.all(doubles.map((double) => double.close())));

async function open(faults?: StripeFaults) {
  const double = await StripeDouble.open(faults);
  doubles.push(double);
  const provider = new StripePaymentProvider(double.client, { webhookSecret: double.webhookSecret });
  return { double, provider };
}

async function openBench(faults?: StripeFaults) {
  const { double, provider } = await open(faults);
  let currency = 'EUR';
  const { authorise } = provider;
  provider.authorise = (payment) => {
    currency = payment.amount.currency;
    return authorise.call(provider, payment);
  };
  return {
    provider,
    tokens: { ok: 'pm_card_visa', declined: 'pm_card_chargeDeclined', action: 'pm_card_threeDSecure' },
    confirm: async (_payment: unknown, reference: string) => double.confirm(reference),
    books: async (key: string) => {
      const { captured, returned } = double.books(key);
      return { captured: fromStripe(captured, currency).minor, returned: fromStripe(returned, currency).minor };
    },
    webhook: async (_payment: unknown, reference: string) => double.eventOf(reference),
  };
}

describe.each([
  ['Stripe', undefined],
  [
    'Stripe over a network that loses and delays answers, so that they come twice and out of order',
    { lost: 0.3, late: 0.3 },
  ],
])('%s', (_name, faults) => {
  for (const { title, run } of paymentProviderCases(() => openBench(faults))) it(title, run);
});

describe('an amount for Stripe', () => {
  it('has the decimal places that Stripe counts, and is exact or refused', () => {
    expect(toStripe({ minor: 1_999n, currency: 'EUR' })).toBe(1_999);
    expect(toStripe({ minor: 500n, currency: 'JPY' })).toBe(500);
    expect(toStripe({ minor: 5n, currency: 'ISK' })).toBe(500);
    expect(fromStripe(500, 'isk')).toEqual({ minor: 5n, currency: 'ISK' });
    expect(toStripe({ minor: 12_340n, currency: 'KWD' })).toBe(12_340);
    for (const [minor, currency] of [
      [12_345n, 'KWD'],
      [150n, 'MGA'],
      [2n ** 60n, 'EUR'],
    ] as const)
      expect(() => toStripe({ minor, currency })).toThrow('exactly');
  });
});

const openShop = await shopOpener();

async function openStripeShop(faults?: StripeFaults) {
  const { double, provider } = await open(faults);
  const shop = await openShop({ a: 500 }, { payments: provider, holdBounds: { holdsPerShopper: 50 } });
  return { double, shop };
}

describe('a purchase by Stripe', () => {
  it('that the customer has to confirm is paid when Stripe tells of it, and disputes are recorded', async () => {
    const { double, shop } = await openStripeShop();
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    const waiting = await shop.checkouts.complete('me', id, 'pm_card_threeDSecure', 'key');
    expect(waiting).toMatchObject({ state: 'PENDING', action: { clientSecret: 'pi_1_secret', redirectUrl: null } });
    double.confirm('pi_1');
    const told = double.signed(double.events.at(-1)?.payload as string);
    await Promise.all([shop.paymentWebhooks.receive(told), shop.paymentWebhooks.receive(told)]);
    await expect.poll(async () => (await shop.orders.get(id))?.state).toBe('PAID');
    expect(await shop.orders.get(id)).toMatchObject({ action: null, reference: 'pi_1' });
    // The newer one comes first.
    double.dispute('pi_1', 'lost', 2_000);
    double.dispute('pi_1', 'needs_response', 1_000);
    for (const { payload } of double.events.slice(-2)) await shop.paymentWebhooks.receive(double.signed(payload));
    expect((await shop.orders.get(id))?.disputes).toMatchObject([{ id: 'dp_1', state: 'LOST', reason: 'fraudulent' }]);
  });

  it('whose answers are lost and late, and whose webhooks come late, twice and out of order, is charged once', async () => {
    const { double, shop } = await openStripeShop({ lost: 0.15, late: 0.2 });
    const cards = ['pm_card_visa', 'pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_threeDSecure'];
    const ids = await Promise.all(
      Array.from({ length: 24 }, async (_unused, at) => {
        const owner = `shopper ${at}`;
        await shop.carts.add(owner, [{ sku: 'a', quantity: 1 }]);
        const { id } = await shop.checkouts.start(owner);
        await shop.checkouts.complete(owner, id, cards[at % cards.length] as string, 'key').catch(() => null);
        return id;
      }),
    );
    for (let intent = 1; intent <= double.keys().length; intent++) double.confirm(`pi_${intent}`, intent % 3 > 0);
    const late = [...double.events, ...double.events].sort(() => Math.random() - 0.5);
    for (const { payload } of late) await shop.paymentWebhooks.receive(double.signed(payload)).catch(() => {});
    const isPending = async (id: string) => (await shop.orders.get(id))?.state === 'PENDING';
    for (const id of ids)
      for (let tried = 0; tried < 40 && (await isPending(id)); tried++) {
        await expireLock(shop, id);
        await shop.checkouts.resume(id);
      }
    let paid = 0;
    for (const id of ids) {
      const record = await shop.orders.record(id);
      const state = record && isOrder(record) ? record.state : 'OPEN';
      const { captured, returned } = double.books(`${id}:1`);
      expect([state, captured - returned]).toEqual([state, state === 'PAID' ? 1_000 : 0]);
      expect(state).not.toBe('PENDING');
      if (state === 'PAID') paid += 1;
    }
    expect(new Set(double.keys()).size).toBe(double.keys().length);
    expect((await shop.inventory.get('a')).onHand).toBe(500 - paid);
  });
});
