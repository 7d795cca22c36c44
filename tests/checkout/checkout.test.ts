// A visit to the shop through the API: a guest fills a cart, logs in, pays, and a worker does what follows.

import { gql } from 'graphql-request';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';

const lines: string[] = [];
const log = pino({}, { write: (line: string) => lines.push(line) });
const app = await openTestApp({ workQueues: ['orders'], log });

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

const cartFields = gql`
  fragment CartFields on Cart {
    version quantity total { amount currency } lines { quantity product { sku } } warnings { code sku }
  }
`;
const add = gql`
  ${cartFields}
  mutation ($lines: [CartLineInput!]!) {
    cartLinesAdd(input: { lines: $lines }) { cart { ...CartFields } userErrors { code field message } }
  }
`;
const start = gql`
  mutation ($input: CheckoutStartInput) {
    checkoutStart(input: $input) { checkout { id total { amount } lines { quantity } reservedUntil } userErrors { code field } }
  }
`;
const complete = gql`
  mutation ($input: CheckoutCompleteInput!) {
    checkoutComplete(input: $input) {
      order { id number state total { amount } lines { sku quantity } history { state } }
      userErrors { code field message }
    }
  }
`;

async function guest(): Promise<string> {
  const { sessionStart } = await app
    .client()
    .request<{ sessionStart: { token: string } }>(
      gql`mutation { sessionStart(input: { transport: BEARER }) { token } }`,
    );
  return sessionStart.token;
}

// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests assert.
async function ask(token: string | undefined, document: string, variables: Record<string, unknown> = {}): Promise<any> {
  return app.client(token).request(document, variables);
}

describe('the catalogue', () => {
  it('finds products by the beginnings of words, by tags and in the order asked for', async () => {
    const find = gql`
      query ($search: String, $tags: [String!], $sort: ProductSort) {
        products(search: $search, tags: $tags, sort: $sort) { nodes { sku } }
      }
    `;
    expect((await ask(undefined, find, { search: 'sla' })).products.nodes).toEqual([{ sku: 'mug' }]);
    expect((await ask(undefined, find, { tags: ['desk'], sort: 'PRICE_DESC' })).products.nodes).toEqual([
      { sku: 'lamp' },
      { sku: 'pen' },
    ]);
  });
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

describe('a purchase', () => {
  it('goes from cart to paid order once, takes the stock, empties the cart and is followed up by jobs', async () => {
    const token = await guest();
    const added = await ask(token, add, { lines: [{ sku: 'mug', quantity: 2 }] });
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
    const { checkout } = (await ask(token, start, { input: { cartVersion: 1 } })).checkoutStart;
    expect(checkout.total.amount).toBe('28.00');
    expect(await app.stores.inventory.get('mug')).toEqual({ onHand: 10, reserved: 2, available: 8 });

    const input = { checkoutId: checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
    const [first, second] = await Promise.all([ask(token, complete, { input }), ask(token, complete, { input })]);
    const { order, userErrors } = first.checkoutComplete;
    expect(userErrors).toEqual([]);
    expect(order.state).toBe('PAID');
    expect(order.history.map((event: { state: string }) => event.state)).toEqual(['PENDING', 'PAID']);
    expect(second.checkoutComplete.order.id).toBe(order.id);
    expect(await app.stores.inventory.get('mug')).toEqual({ onHand: 8, reserved: 0, available: 8 });

    const other = await ask(token, complete, { input: { ...input, paymentToken: 'tok_slow' } });
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
    const token = await guest();
    await ask(token, add, { lines: [{ sku: 'pen', quantity: 3 }] });
    const { checkout } = (await ask(token, start)).checkoutStart;
    const input = { checkoutId: checkout.id, paymentToken: 'tok_declined', idempotencyKey: 'a' };
    const declined = (await ask(token, complete, { input })).checkoutComplete;
    expect(declined).toMatchObject({ order: null, userErrors: [{ code: 'PAYMENT_DECLINED' }] });
    expect(await app.stores.inventory.get('pen')).toMatchObject({ reserved: 3 });
    expect((await ask(token, complete, { input })).checkoutComplete.userErrors[0].code).toBe('PAYMENT_DECLINED');
    const again = { ...input, paymentToken: 'tok_flaky', idempotencyKey: 'b' };
    expect((await ask(token, complete, { input: again })).checkoutComplete.order.state).toBe('PAID');
  });

  it('gives a first-time browser a guest session with its first line', async () => {
    const answer = await fetch(app.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: add, variables: { lines: [{ sku: 'lamp', quantity: 1 }] } }),
    });
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(await answer.json()).toMatchObject({ data: { cartLinesAdd: { cart: { quantity: 1 }, userErrors: [] } } });
  });

  it("brings the guest's cart along at log-in, once, and never shows it to another", async () => {
    const token = await guest();
    await ask(token, add, { lines: [{ sku: 'lamp', quantity: 2 }] });
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
    expect((await ask(await guest(), gql`{ viewer { cart { quantity } } }`)).viewer.cart).toBeNull();
  });
});

describe("everybody's orders", () => {
  const list = gql`
    query ($state: OrderState, $first: Int, $after: String, $last: Int, $before: String) {
      orders(state: $state, first: $first, after: $after, last: $last, before: $before) {
        edges { cursor node { id state number } } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }
  `;

  it('are for administrators, by state and page by page, and are moved from there', async () => {
    const customer = await guest();
    const bought: string[] = [];
    for (const key of ['x', 'y', 'z']) {
      await ask(customer, add, { lines: [{ sku: 'lamp', quantity: 1 }] });
      const { checkout } = (await ask(customer, start)).checkoutStart;
      const input = { checkoutId: checkout.id, paymentToken: 'tok_ok', idempotencyKey: key };
      bought.unshift((await ask(customer, complete, { input })).checkoutComplete.order.id);
    }
    await expect(ask(customer, list, { first: 3 })).rejects.toThrow(/UNAUTHENTICATED/);
    const admin = await app.token('ADMIN');
    const ids = (page: { orders: { edges: { node: { id: string } }[] } }) =>
      page.orders.edges.map(({ node }) => node.id);
    const newest = await ask(admin, list, { state: 'PAID', first: 2 });
    expect(ids(newest)).toEqual(bought.slice(0, 2));
    expect(newest.orders.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const next = await ask(admin, list, { state: 'PAID', first: 1, after: newest.orders.pageInfo.endCursor });
    expect(ids(next)).toEqual(bought.slice(2));
    const back = await ask(admin, list, { state: 'PAID', last: 2, before: next.orders.edges[0].cursor });
    expect(ids(back)).toEqual(bought.slice(0, 2));

    const fulfil = gql`mutation ($id: ID!) { orderFulfil(input: { id: $id }) { order { state } userErrors { code } } }`;
    await ask(admin, fulfil, { id: bought[1] });
    expect(ids(await ask(admin, list, { state: 'FULFILLED', first: 5 }))).toEqual([bought[1]]);
    expect(ids(await ask(admin, list, { first: 3 }))).toEqual(bought);
    expect((await ask(customer, fulfil, { id: bought[0] }).catch((error) => error)).message).toMatch(/UNAUTHENTICATED/);
  });
});
