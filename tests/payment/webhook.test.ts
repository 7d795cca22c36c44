// The webhook of a payment provider over HTTP: taken if it is signed, refused if not, and asked for again where it could not be taken in.

import { expect, it } from 'vitest';
import { signedTestWebhook, TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { openTestApp } from '../support/app.ts';
import { openTestRedis } from '../support/redis.ts';
import { addLines, askerOf, completeCheckout, startCheckout, startGuest } from '../support/shopper.ts';

const webhookSecret = 'a secret of the webhook';
const payments = new TestPaymentProvider(await openTestRedis(), { webhookSecret });
const app = await openTestApp({ shop: { payments } });
const ask = askerOf(app);

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/payments/webhook`, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });

it('pays an order that waits for its customer, and records a dispute for administrators', async () => {
  const price = { minor: 1400n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', tags: [], description: null, price, active: true });
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 5 }]);
  const token = await startGuest(app);
  await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
  const { checkout } = (await ask(token, startCheckout)).checkoutStart;
  const input = { id: checkout.id, paymentToken: 'tok_action', idempotencyKey: 'key' };
  const { order } = (await ask(token, completeCheckout, { input })).checkoutComplete;
  const view = `query ($id: ID!) { node(id: $id) { ... on Order { state paymentAction { clientSecret redirectUrl } } } }`;
  expect((await ask(token, view, { id: order.id })).node).toEqual({
    state: 'PENDING',
    paymentAction: { clientSecret: expect.stringMatching(/^test_\w+_secret$/), redirectUrl: null },
  });
  const id = Buffer.from(order.id, 'base64').toString().slice('Order:'.length);
  const paid = signedTestWebhook({ kind: 'payment', key: `${id}:1` }, webhookSecret);
  await expect
    .poll(
      async () => {
        expect((await post(paid.body, paid.headers as Record<string, string>)).status).toBe(200);
        return (await app.stores.orders.get(id))?.state;
      },
      { timeout: 15_000 },
    )
    .toBe('PAID');
  const told = { id: 'dp_1', reason: 'fraudulent', state: 'OPEN', minor: '1400', atMs: 1_000 } as const;
  const dispute = signedTestWebhook({ kind: 'dispute', key: `${id}:1`, dispute: told }, webhookSecret);
  for (let sent = 0; sent < 2; sent++) await post(dispute.body, dispute.headers as Record<string, string>);
  const disputes = `query ($id: ID!) { node(id: $id) { ... on Order { disputes { reference state amount { amount } } } } }`;
  expect((await ask(await app.token('ADMIN'), disputes, { id: order.id })).node.disputes).toEqual([
    { reference: 'dp_1', state: 'OPEN', amount: { amount: '14.00' } },
  ]);
});

it('is refused where nobody we know has signed it, and where it is too long', async () => {
  expect((await post('{}')).status).toBe(400);
  expect((await post('{}', { 'mortar-test-signature': 'ff' })).status).toBe(400);
  expect((await fetch(`${app.url}/payments/webhook`)).status).toBe(405);
  expect((await post('x'.repeat(2_000_000))).status).toBe(413);
});
