// The stock through the API: adjusted by the shop's people, and watched over a real WebSocket by everybody.

import { gql } from 'graphql-request';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { askerOf, startGuest, watch } from '../support/shopper.ts';

const lines: string[] = [];
const log = pino({}, { write: (line: string) => lines.push(line) });
const app = await openTestApp({ log });
const ask = askerOf(app);
const { catalogue, inventory } = app.stores;

const product = { name: 'Slate mug', tags: [], description: null, price: { minor: 1400n, currency: 'EUR' } };

beforeAll(async () => {
  for (const sku of ['lamp', 'pen']) await catalogue.set({ ...product, sku, active: true });
  await catalogue.set({ ...product, sku: 'secret', active: false });
  for (const sku of ['lamp', 'pen', 'secret']) await inventory.adjust([{ sku, delta: 10 }]);
});

describe('the stock', () => {
  it('is adjusted once a key, and the log tells by whom and why', async () => {
    const admin = await app.token('ADMIN');
    const adjust = gql`
      mutation ($input: InventoryAdjustInput!) {
        inventoryAdjust(input: $input) { product { inventory { onHand } } userErrors { code field } }
      }
    `;
    await app.stores.inventory.adjust([{ sku: 'lamp', delta: -10 }]);
    const input = { sku: 'lamp', delta: 10, reason: 'counted again', idempotencyKey: 'count' };
    for (const _ of [1, 2])
      expect((await ask(admin, adjust, { input })).inventoryAdjust.product.inventory.onHand).toBe(10);
    const told = lines.map((line) => JSON.parse(line).stock).filter((stock) => stock?.reason);
    const changes = [{ sku: 'lamp', delta: 10 }];
    expect(told).toEqual([
      { changes, reason: 'counted again', idempotencyKey: 'count', userId: expect.stringMatching(/./) },
    ]);
    const long = { sku: 'lamp', delta: 1, reason: 'x'.repeat(501) };
    expect((await ask(admin, adjust, { input: long })).inventoryAdjust.userErrors).toEqual([
      { code: 'INVALID', field: ['reason'] },
    ]);
  });
});

describe('stockChanged', () => {
  const query = `subscription ($skus: [String!]!) {
    stockChanged(skus: $skus) { sku active inventory { onHand reserved available } }
  }`;

  it('tells of each product now, and again when its stock or the product itself changes', async () => {
    await catalogue.set({ ...product, sku: 'cup', active: true });
    const stock = watch(app.socket(), query, { skus: ['cup', 'pen'] });
    const first = [await stock.next(), await stock.next()].map(({ stockChanged }) => stockChanged.sku);
    expect(first.sort()).toEqual(['cup', 'pen']);
    await inventory.adjust([{ sku: 'cup', delta: 5 }]);
    const inventoryNow = { onHand: 5, reserved: 0, available: 5 };
    expect((await stock.next()).stockChanged).toEqual({ sku: 'cup', active: true, inventory: inventoryNow });
    await inventory.reserve('hold', [{ sku: 'cup', quantity: 2 }]);
    expect((await stock.next()).stockChanged.inventory).toEqual({ onHand: 5, reserved: 2, available: 3 });
    await stock.close();
  });

  it('keeps what is not for sale from shoppers, also while an administrator watches it', async () => {
    const staff = watch(app.socket(await app.token('ADMIN')), query, { skus: ['secret'] });
    expect((await staff.next()).stockChanged).toMatchObject({ sku: 'secret', active: false });
    for (const shopper of [app.socket(), app.socket(await startGuest(app))])
      await expect(watch(shopper, query, { skus: ['secret'] }).next()).rejects.toThrow('There is no product');
    await staff.close();
  });

  it('ends for shoppers, and goes on for the shop, when a product is taken off sale', async () => {
    await catalogue.set({ ...product, sku: 'jug', active: true });
    const shopper = watch(app.socket(), query, { skus: ['jug'] });
    const staff = watch(app.socket(await app.token('ADMIN')), query, { skus: ['jug'] });
    for (const one of [shopper, staff]) expect((await one.next()).stockChanged.active).toBe(true);
    await catalogue.set({ ...product, sku: 'jug', active: false });
    expect(await shopper.next()).toBeUndefined();
    expect((await staff.next()).stockChanged.active).toBe(false);
    await staff.close();
  });

  it('watches 1 to 50 products', async () => {
    const skus = Array.from({ length: 51 }, (_, index) => `sku-${index}`);
    await expect(watch(app.socket(), query, { skus }).next()).rejects.toThrow('Watch 1 to 50 products.');
    await expect(watch(app.socket(), query, { skus: [] }).next()).rejects.toThrow('Watch 1 to 50 products.');
  });
});
