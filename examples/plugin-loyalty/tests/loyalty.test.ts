// An account buys for 150 euros, and has 150 points and a level; a guest has none.

import { openTestMortar } from 'mortar/testing';
import { afterAll, expect, it } from 'vitest';
import config from '../mortar.config.ts';

const mortar = await openTestMortar(config);
afterAll(() => mortar.close());

// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the test expects.
async function ask(token: string, query: string): Promise<any> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${mortar.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return ((await response.json()) as { data: unknown }).data;
}

async function buy(token: string, quantity: number): Promise<void> {
  await ask(
    token,
    `mutation { cartLinesAdd(input: { lines: [{ sku: "tea", quantity: ${quantity} }] }) { cart { id } } }`,
  );
  const { checkoutStart } = await ask(token, 'mutation { checkoutStart { checkout { id } } }');
  const input = `{ id: "${checkoutStart.checkout.id}", paymentToken: "tok_ok", idempotencyKey: "one" }`;
  const { checkoutComplete } = await ask(token, `mutation { checkoutComplete(input: ${input}) { order { state } } }`);
  expect(checkoutComplete.order.state).toBe('PAID');
}

it('orders bring points and levels', async () => {
  const { catalogue, inventory, sessions, jobs } = mortar.stores;
  const price = { minor: 7_500n, currency: 'EUR' };
  await catalogue.setMany([{ sku: 'tea', name: 'Tea', description: null, tags: [], price, active: true }]);
  await inventory.adjust([{ sku: 'tea', delta: 10 }]);

  const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
  await buy((await sessions.start({ userId: null, transport: 'BEARER', client }))?.token ?? '', 1);
  const token = await mortar.token('CUSTOMER');
  await buy(token, 2);

  const loyalty = async () =>
    (await ask(token, '{ viewer { user { loyalty { points level } } } }')).viewer.user.loyalty;
  await expect.poll(loyalty, { timeout: 30_000 }).toEqual({ points: 150, level: 1 });
  const done = async () => (await jobs.queue('loyalty'))?.counts.completed;
  await expect.poll(done, { timeout: 30_000 }).toBe(1);
}, 60_000);
