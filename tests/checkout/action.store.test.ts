// Payments that the customer has to confirm: waited for, so long and no longer, and money that comes when nobody waits any more.

import { describe, expect, it } from 'vitest';
import { PaymentWebhooks } from '../../src/redis/checkout/webhook.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import type { PaymentOutcome, PaymentProvider } from '../../src/redis/payment/payment.ts';
import { signedTestWebhook, TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { captured, codesOf, expireHold, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();
const webhookSecret = 'a secret';

type Shop = Awaited<ReturnType<typeof openShop>>;

const action: PaymentOutcome = {
  outcome: 'needsAction',
  action: { clientSecret: 'secret', redirectUrl: 'https://bank.example/confirm' },
  reference: 'reference',
};

/** A shop whose provider says what it is told to, and notes what it is asked for. */
async function openWith(stock: Record<string, number>) {
  const bank = { answer: action, asked: [] as string[] };
  const payments: PaymentProvider = {
    authorise: async () => bank.answer,
    capture: async ({ key }) => {
      bank.asked.push(`capture ${key}`);
      return captured();
    },
    cancel: async ({ key, reference }) => void bank.asked.push(`cancel ${key} ${reference}`),
    refund: async () => {},
    readWebhook: async ({ body }) => [
      {
        kind: 'payment',
        payment: { key: body.toString(), amount: { minor: 1000n, currency: 'EUR' }, reference: 'late' },
      },
    ],
  };
  const shop = await openShop(stock, { payments });
  const tell = (key: string) => shop.paymentWebhooks.receive({ headers: {}, body: Buffer.from(key) });
  return { shop, bank, tell };
}

async function begin(shop: Shop): Promise<string> {
  await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
  const { id } = await shop.checkouts.start('me');
  const order = await shop.checkouts.complete('me', id, 'card', 'key');
  expect(order).toMatchObject({ state: 'PENDING', reference: 'reference' });
  expect(order.action).toEqual({ clientSecret: 'secret', redirectUrl: 'https://bank.example/confirm' });
  return id;
}

async function age({ redis }: Shop, id: string): Promise<void> {
  const key = orderKeys.order(redis.prefix, orderShards(redis).of(id), id);
  await redis.client.hset(key, 'placedAt', Date.now() - 16 * 60_000);
}

describe('a payment that the customer has to confirm', () => {
  it('is paid by the same call afterwards, and its stock is held meanwhile', async () => {
    const { shop, bank } = await openWith({ a: 1 });
    const id = await begin(shop);
    expect((await shop.inventory.get('a')).reserved).toBe(1);
    await expireHold(shop, id);
    // Somebody looks, and renews the hold.
    expect((await shop.checkouts.resume(id))?.state).toBe('PENDING');
    await shop.carts.add('you', [{ sku: 'a', quantity: 1 }]);
    expect(await codesOf(shop.checkouts.start('you'))).toEqual(['OUT_OF_STOCK']);
    bank.answer = { outcome: 'authorised', reference: 'reference' };
    expect(await shop.checkouts.complete('me', id, 'card', 'key')).toMatchObject({ state: 'PAID', action: null });
    expect(bank.asked).toEqual([`capture ${id}:1`]);
  });

  it('is paid when the provider tells of it, however often it does', async () => {
    const { shop, bank, tell } = await openWith({ a: 1 });
    const id = await begin(shop);
    bank.answer = { outcome: 'authorised' };
    await Promise.all([tell(`${id}:1`), tell(`${id}:1`), tell(`${id}:1`)]);
    await expect.poll(async () => (await shop.orders.get(id))?.state).toBe('PAID');
    await tell(`${id}:1`);
    expect(bank.asked).toEqual([`capture ${id}:1`]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('and is not confirmed in time is called off, with the stock free, and what comes later goes back', async () => {
    const { shop, bank, tell } = await openWith({ a: 1 });
    const id = await begin(shop);
    await age(shop, id);
    expect((await shop.checkouts.resume(id))?.state).toBe('FAILED');
    await shop.orderActions.compensate(id, 'failed');
    expect(bank.asked).toEqual([`cancel ${id}:1 reference`]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 1, reserved: 0, available: 1 });
    bank.answer = { outcome: 'captured' };
    await tell(`${id}:1`);
    expect(bank.asked.at(-1)).toBe(`cancel ${id}:1 late`);
    expect((await shop.orders.get(id))?.state).toBe('FAILED');
  });

  it('and comes after its hold ran out takes the stock if it is there, and else goes back', async () => {
    const { shop, bank, tell } = await openWith({ a: 2 });
    const there = await begin(shop);
    await expireHold(shop, there);
    await shop.inventory.sweep();
    expect((await shop.inventory.get('a')).reserved).toBe(0);
    bank.answer = { outcome: 'authorised', reference: 'reference' };
    await tell(`${there}:1`);
    expect((await shop.orders.get(there))?.state).toBe('PAID');
    expect(await shop.inventory.get('a')).toEqual({ onHand: 1, reserved: 0, available: 1 });

    bank.answer = action;
    await shop.carts.add('late', [{ sku: 'a', quantity: 1 }]);
    const { id: gone } = await shop.checkouts.start('late');
    await shop.checkouts.complete('late', gone, 'card', 'key');
    await expireHold(shop, gone);
    await shop.inventory.sweep();
    await shop.inventory.adjust([{ sku: 'a', delta: -1 }]);
    bank.answer = { outcome: 'captured', reference: 'reference' };
    await tell(`${gone}:1`);
    expect((await shop.orders.get(gone))?.state).toBe('FAILED');
    await shop.orderActions.compensate(gone, 'failed');
    expect(bank.asked).toEqual([`capture ${there}:1`, `cancel ${gone}:1 reference`]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('and is refused is a checkout again; money of that attempt goes back, that of the next one stays', async () => {
    const { shop, bank, tell } = await openWith({ a: 1 });
    const id = await begin(shop);
    bank.answer = { outcome: 'declined', message: 'No.' };
    await tell(`${id}:1`);
    expect((await shop.checkouts.get(id))?.state).toBe('OPEN');
    bank.answer = { outcome: 'authorised' };
    expect((await shop.checkouts.complete('me', id, 'other', 'key')).state).toBe('PAID');
    for (const attempt of [1, 2]) await tell(`${id}:${attempt}`);
    expect(bank.asked).toEqual([`capture ${id}:2`, `cancel ${id}:1 late`]);
  });

  it('of another shop, or of nobody, is left alone or given back', async () => {
    const { bank, tell } = await openWith({ a: 1 });
    await tell('something else');
    await tell('0123456789abcdef01234567:1');
    expect(bank.asked).toEqual(['cancel 0123456789abcdef01234567:1 late']);
  });
});

it('the test provider’s customers confirm, refuse or forget it', async () => {
  const shop = await openShop({ a: 9 });
  const payments = new TestPaymentProvider(shop.redis, { webhookSecret });
  const webhooks = new PaymentWebhooks({ ...shop, payments });
  const ids: Record<string, string> = {};
  for (const token of ['tok_action', 'tok_action_refused', 'tok_action_ignored']) {
    await shop.carts.add(token, [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start(token);
    ids[token] = id;
    expect((await shop.checkouts.complete(token, id, token, 'key')).state).toBe('PENDING');
  }
  const told = (token: string) =>
    webhooks.receive(signedTestWebhook({ kind: 'payment', key: `${ids[token]}:1` }, webhookSecret));
  const stateOf = async (token: string) => {
    await told(token);
    return (await shop.orders.record(ids[token] as string))?.state;
  };
  await expect.poll(() => stateOf('tok_action'), { timeout: 10_000 }).toBe('PAID');
  await expect.poll(() => stateOf('tok_action_refused'), { timeout: 10_000 }).toBe('OPEN');
  expect(await stateOf('tok_action_ignored')).toBe('PENDING');
});
