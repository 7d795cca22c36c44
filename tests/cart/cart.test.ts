// Carts through the API: of guests, at log-in, and watched over a real WebSocket.

import { gql } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, cartFields, startGuest, watch } from '../support/shopper.ts';

const app = await openTestApp();
const ask = askerOf(app);

beforeAll(async () => {
  await app.stores.catalogue.setMany(
    [
      { sku: 'mug', name: 'Slate mug', tags: ['kitchen'], minor: 1400n },
      { sku: 'pen', name: 'Brass pen', tags: ['desk'], minor: 2600n },
      { sku: 'lamp', name: 'Desk lamp', tags: ['desk', 'light'], minor: 6900n },
    ].map(({ minor, ...product }) => ({
      ...product,
      description: null,
      price: { minor, currency: 'EUR' },
      active: true,
    })),
  );
  for (const sku of ['mug', 'pen', 'lamp']) await app.stores.inventory.adjust([{ sku, delta: 10 }]);
});

describe('a cart', () => {
  it('gives a first-time browser a guest session with its first line', async () => {
    const answer = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: addLines, variables: { lines: [{ sku: 'lamp', quantity: 1 }] } }),
    });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(await answer.json()).toMatchObject({ data: { cartLinesAdd: { cart: { quantity: 1 }, userErrors: [] } } });
  });

  it("brings the guest's cart along at log-in, once, and never shows it to another", async () => {
    const token = await startGuest(app);
    await ask(token, addLines, { lines: [{ sku: 'lamp', quantity: 2 }] });
    const create = gql`
      ${cartFields}
      mutation {
        accountCreate(input: { email: "ada@example.org", password: "a long enough passphrase", transport: BEARER }) {
          token viewer { cart { ...CartFields } } userErrors { code }
        }
      }
    `;
    const { accountCreate } = await ask(token, create);
    expect(accountCreate.viewer.cart).toMatchObject({
      quantity: 2,
      warnings: [{ code: 'MERGED', sku: 'lamp' }],
    });
    expect((await ask(await startGuest(app), gql`{ viewer { cart { quantity } } }`)).viewer.cart).toBeNull();
  });
});

describe('cartUpdated', () => {
  const query = 'subscription { cartUpdated { quantity total { amount } lines { product { sku } } } }';

  it("tells of the caller's cart now and after each change, and of nobody else's", async () => {
    const [mine, other] = [await startGuest(app), await startGuest(app)];
    const cart = watch(app.socket(mine), query);
    expect((await cart.next()).cartUpdated).toMatchObject({ quantity: 0, lines: [] });
    await ask(other, addLines, { lines: [{ sku: 'pen', quantity: 2 }] });
    await ask(mine, addLines, { lines: [{ sku: 'mug', quantity: 2 }] });
    expect((await cart.next()).cartUpdated).toEqual({
      quantity: 2,
      total: { amount: '28.00' },
      lines: [{ product: { sku: 'mug' } }],
    });
    await app.client(mine).request(gql`mutation { cartClear { cart { id } } }`);
    expect((await cart.next()).cartUpdated).toMatchObject({ quantity: 0 });
    await cart.close();
  });

  it('needs a session', async () => {
    await expect(watch(app.socket(), query).next()).rejects.toThrow('needs a session');
  });
});
