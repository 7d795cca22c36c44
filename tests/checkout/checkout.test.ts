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
        version: expect.any(Number),
        quantity: 2,
        total: { amount: '28.00', currency: 'EUR' },
        lines: [{ quantity: 2, product: { sku: 'mug' } }],
        warnings: [],
      },
      userErrors: [],
    });
    const { checkout } = (await ask(token, startCheckout, { input: { cartVersion: added.cartLinesAdd.cart.version } }))
      .checkoutStart;
    expect(checkout.total.amount).toBe('28.00');
    expect(await app.stores.inventory.get('mug')).toEqual({ onHand: 10, reserved: 2, available: 8 });

    const input = { id: checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
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
    expect(best?.product).toMatchObject({ sku: 'mug' });
    const now = Date.now();
    const totals = await app.stores.metrics.totals('default', new Date(now - 3_600_000), new Date(now + 3_600_000));
    expect(totals.revenue?.get('EUR')).toBe(2800n);
  });

  it('is found again after a reload, with the cart that each step leaves', async () => {
    const token = await startGuest(app);
    const view = gql`{ viewer { id cart { id quantity } checkout { id total { amount } reservedUntil lines { quantity product { sku } } } } }`;
    const step = 'checkout { id } cart { id quantity } userErrors { code field }';
    expect((await ask(token, `mutation { checkoutStart { ${step} } }`)).checkoutStart).toMatchObject({
      checkout: null,
      cart: { quantity: 0 },
      userErrors: [{ code: 'CART_EMPTY' }],
    });
    await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
    expect((await ask(token, view)).viewer.checkout).toBeNull();
    const start = `mutation ($input: CheckoutStartInput) { checkoutStart(input: $input) { ${step} } }`;
    const started = (await ask(token, start)).checkoutStart;
    const { viewer } = await ask(token, view);
    expect(viewer.checkout).toMatchObject({
      id: started.checkout.id,
      lines: [{ quantity: 1, product: { sku: 'mug' } }],
    });
    expect(started.cart).toEqual(viewer.cart);
    // What is refused shows the cart, and the checkout that is still open.
    expect((await ask(token, start, { input: { cartVersion: 99 } })).checkoutStart).toEqual({
      ...started,
      userErrors: [{ code: 'CART_CHANGED', field: ['cartVersion'] }],
    });
    const complete = `mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) { order { id } ${step} } }`;
    const input = { id: started.checkout.id, paymentToken: 'tok_declined', idempotencyKey: 'a' };
    expect((await ask(token, complete, { input })).checkoutComplete).toMatchObject({
      order: null,
      checkout: started.checkout,
      cart: started.cart,
    });
    const again = { ...input, paymentToken: 'tok_ok', idempotencyKey: 'b' };
    expect((await ask(token, complete, { input: again })).checkoutComplete).toMatchObject({
      order: { id: expect.any(String) },
      checkout: null,
      cart: { id: started.cart.id, quantity: 0 },
    });
    expect((await ask(token, view)).viewer.checkout).toBeNull();
  });

  it('is not shown any more once it was given up, nor to anybody else', async () => {
    const [token, other] = [await startGuest(app), await startGuest(app)];
    await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
    const { checkout } = (await ask(token, startCheckout)).checkoutStart;
    const view = '{ viewer { checkout { id } } }';
    expect((await ask(other, view)).viewer.checkout).toBeNull();
    const cancel =
      'mutation ($id: ID!) { checkoutCancel(input: { id: $id }) { checkout { id } cart { quantity } userErrors { code field } } }';
    expect((await ask(other, cancel, { id: checkout.id })).checkoutCancel).toMatchObject({
      checkout: null,
      userErrors: [{ code: 'NOT_FOUND', field: ['id'] }],
    });
    expect((await ask(token, view)).viewer.checkout).toEqual({ id: checkout.id });
    expect((await ask(token, cancel, { id: checkout.id })).checkoutCancel).toMatchObject({
      cart: { quantity: 1 },
      userErrors: [],
    });
    expect((await ask(token, view)).viewer.checkout).toBeNull();
  });

  it('keeps the reservation when the card is declined, and takes another', async () => {
    const token = await startGuest(app);
    await ask(token, addLines, { lines: [{ sku: 'pen', quantity: 3 }] });
    const { checkout } = (await ask(token, startCheckout)).checkoutStart;
    const input = { id: checkout.id, paymentToken: 'tok_declined', idempotencyKey: 'a' };
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
