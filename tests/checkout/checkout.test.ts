// A purchase through the API: a guest fills a cart, pays, and a worker does what follows.

import { gql } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, completeCheckout, startCheckout, startGuest } from '../support/shopper.ts';

const app = await openTestApp({ workQueues: ['orders'] });
const ask = askerOf(app);

beforeAll(async () => {
  await app.stores.catalogue.setMany(
    [
      { sku: 'mug', name: 'Slate mug', tags: ['kitchen'], minor: 1400n },
      { sku: 'pen', name: 'Brass pen', tags: ['desk'], minor: 2600n },
    ].map(({ minor, ...product }) => ({
      ...product,
      description: null,
      price: { minor, currency: 'EUR' },
      active: true,
    })),
  );
  for (const sku of ['mug', 'pen']) await app.stores.inventory.adjust([{ sku, delta: 10 }]);
});

describe('a purchase', () => {
  it('goes from cart to paid order once, takes the stock, empties the cart and is followed up by jobs', async () => {
    const token = await startGuest(app);
    const added = await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 2 }] });
    expect(added.cartLinesAdd).toEqual({
      cart: {
        version: 1,
        quantity: 2,
        total: { amount: '28.00', currency: 'EUR' },
        lines: [{ quantity: 2, product: { sku: 'mug' } }],
        warnings: [],
      },
      userErrors: [],
    });
    const { checkout } = (await ask(token, startCheckout, { input: { cartVersion: 1 } })).checkoutStart;
    expect(checkout.total.amount).toBe('28.00');
    expect(await app.stores.inventory.get('mug')).toEqual({ onHand: 10, reserved: 2, available: 8 });

    const input = { checkoutId: checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
    const [first, second] = await Promise.all([
      ask(token, completeCheckout, { input }),
      ask(token, completeCheckout, { input }),
    ]);
    const { order, userErrors } = first.checkoutComplete;
    expect(userErrors).toEqual([]);
    expect(order.state).toBe('PAID');
    expect(order.history.map((event: { state: string }) => event.state)).toEqual(['PENDING', 'PAID']);
    expect(second.checkoutComplete.order.id).toBe(order.id);
    expect(await app.stores.inventory.get('mug')).toEqual({ onHand: 8, reserved: 0, available: 8 });

    const other = await ask(token, completeCheckout, { input: { ...input, paymentToken: 'tok_slow' } });
    expect(other.checkoutComplete.userErrors[0].code).toBe('CONFLICT');

    const view = gql`{ viewer { cart { quantity } orders { nodes { id state } } } }`;
    expect((await ask(token, view)).viewer).toEqual({
      cart: { quantity: 0 },
      orders: { nodes: [{ id: order.id, state: 'PAID' }] },
    });
    await expect.poll(async () => (await app.stores.jobs.queue('orders'))?.counts.completed).toBe(5);
    const [best] = (await app.stores.products.page({ sort: 'BEST_SELLING', size: 1 })).entries;
    expect(best?.product.sku).toBe('mug');
    const now = Date.now();
    const totals = await app.stores.metrics.totals('default', new Date(now - 3_600_000), new Date(now + 3_600_000));
    expect(totals.revenue.get('EUR')).toBe(2800n);
  });

  it('keeps the reservation when the card is declined, and takes another', async () => {
    const token = await startGuest(app);
    await ask(token, addLines, { lines: [{ sku: 'pen', quantity: 3 }] });
    const { checkout } = (await ask(token, startCheckout)).checkoutStart;
    const input = { checkoutId: checkout.id, paymentToken: 'tok_declined', idempotencyKey: 'a' };
    const declined = (await ask(token, completeCheckout, { input })).checkoutComplete;
    expect(declined).toMatchObject({ order: null, userErrors: [{ code: 'PAYMENT_DECLINED' }] });
    expect(await app.stores.inventory.get('pen')).toMatchObject({ reserved: 3 });
    expect((await ask(token, completeCheckout, { input })).checkoutComplete.userErrors[0].code).toBe(
      'PAYMENT_DECLINED',
    );
    const again = { ...input, paymentToken: 'tok_flaky', idempotencyKey: 'b' };
    expect((await ask(token, completeCheckout, { input: again })).checkoutComplete.order.state).toBe('PAID');
  });
});
