// What shoppers and the shop's people watch over a real WebSocket: a cart, an order, the stock; and who sees what.

import { gql } from 'graphql-request';
import type { Client } from 'graphql-ws';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const { catalogue, inventory } = app.stores;

const product = { name: 'Slate mug', tags: [], description: null, price: { minor: 1400n, currency: 'EUR' } };

beforeAll(async () => {
  for (const sku of ['mug', 'pen']) await catalogue.set({ ...product, sku, active: true });
  await catalogue.set({ ...product, sku: 'secret', active: false });
  for (const sku of ['mug', 'pen', 'secret']) await inventory.adjust([{ sku, delta: 10 }]);
});

// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests assert.
type Delivery = any;

/** The deliveries of a subscription, one after the other; undefined when it has ended. */
function watch(socket: Client, query: string, variables: Record<string, unknown> = {}) {
  const stream = socket.iterate<Delivery>({ query, variables });
  return {
    async next(): Promise<Delivery> {
      const { value, done } = await stream.next();
      if (done) return undefined;
      if (value.errors) throw new Error(value.errors[0]?.message);
      return value.data;
    },
    close: () => stream.return?.(),
  };
}

async function guest(): Promise<string> {
  const { sessionStart } = await app
    .client()
    .request<{ sessionStart: { token: string } }>(
      gql`mutation { sessionStart(input: { transport: BEARER }) { token } }`,
    );
  return sessionStart.token;
}

const add = gql`mutation ($sku: String!) { cartLinesAdd(input: { lines: [{ sku: $sku, quantity: 2 }] }) { cart { id } } }`;

async function buy(token: string): Promise<string> {
  const ask = (document: string, variables = {}): Promise<Delivery> => app.client(token).request(document, variables);
  await ask(add, { sku: 'mug' });
  const { checkoutStart } = await ask(gql`mutation { checkoutStart { checkout { id } } }`);
  const input = { checkoutId: checkoutStart.checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
  const pay = gql`mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) { order { id } } }`;
  return (await ask(pay, { input })).checkoutComplete.order.id;
}

describe('cartUpdated', () => {
  const query = 'subscription { cartUpdated { quantity total { amount } lines { product { sku } } } }';

  it("tells of the caller's cart now and after each change, and of nobody else's", async () => {
    const [mine, other] = [await guest(), await guest()];
    const cart = watch(app.socket(mine), query);
    expect((await cart.next()).cartUpdated).toMatchObject({ quantity: 0, lines: [] });
    await app.client(other).request(add, { sku: 'pen' });
    await app.client(mine).request(add, { sku: 'mug' });
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

describe('orderUpdated', () => {
  const query = 'subscription ($id: ID!) { orderUpdated(id: $id) { state history { state note } } }';

  it('tells the customer of each move, with its note', async () => {
    const token = await guest();
    const id = await buy(token);
    const order = watch(app.socket(token), query, { id });
    expect((await order.next()).orderUpdated).toMatchObject({ state: 'PAID' });
    const admin = app.client(await app.token('ADMIN'));
    await admin.request(
      gql`mutation ($id: ID!) { orderFulfil(input: { id: $id, note: "parcel 7" }) { order { id } } }`,
      {
        id,
      },
    );
    const { orderUpdated } = await order.next();
    expect(orderUpdated.state).toBe('FULFILLED');
    expect(orderUpdated.history.at(-1)).toEqual({ state: 'FULFILLED', note: 'parcel 7' });
    await order.close();
  });

  it("is not for another's order, and for any order of an administrator", async () => {
    const id = await buy(await guest());
    await expect(watch(app.socket(await guest()), query, { id }).next()).rejects.toThrow('no such order of yours');
    const order = watch(app.socket(await app.token('ADMIN')), query, { id });
    expect((await order.next()).orderUpdated.state).toBe('PAID');
    await order.close();
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
    expect(await watch(app.socket(), query, { skus: ['secret'] }).next()).toBeUndefined();
    expect(await watch(app.socket(await guest()), query, { skus: ['secret'] }).next()).toBeUndefined();
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
