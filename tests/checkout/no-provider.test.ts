// A shop without a payment provider, as in production where none is named: no test card pays, and it is told why.

import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, completeCheckout, startCheckout, startGuest } from '../support/shopper.ts';

const app = await openTestApp({ shop: loadConfig({ NODE_ENV: 'production' }).shop });
const ask = askerOf(app);

it('refuses tok_ok, keeps the checkout, and lets what costs nothing go', async () => {
  const of = (sku: string, minor: bigint) => ({
    sku,
    name: sku,
    tags: [],
    description: null,
    price: { minor, currency: 'EUR' },
  });
  await app.stores.catalogue.setMany([of('mug', 1400n), of('gift', 0n)].map((each) => ({ ...each, active: true })));
  await app.stores.inventory.adjust(['mug', 'gift'].map((sku) => ({ sku, delta: 5 })));
  const token = await startGuest(app);
  const buy = async (sku: string) => {
    await ask(token, addLines, { lines: [{ sku, quantity: 1 }] });
    const { checkout } = (await ask(token, startCheckout)).checkoutStart;
    const input = { id: checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'key' };
    return (await ask(token, completeCheckout, { input })).checkoutComplete;
  };
  expect((await buy('gift')).order.state).toBe('PAID');
  const refused = await buy('mug');
  expect(refused).toMatchObject({ order: null, userErrors: [{ code: 'PAYMENT_UNAVAILABLE' }] });
  expect(await app.stores.inventory.get('mug')).toEqual({ onHand: 5, reserved: 1, available: 4 });
});
