// Orders through the API: everybody's for administrators, and one's own as it moves.

import { gql } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { askerOf, buy, startGuest, watch } from '../support/shopper.ts';

const app = await openTestApp({ workQueues: ['orders'] });
const ask = askerOf(app);

beforeAll(async () => {
  await app.stores.catalogue.setMany(
    [
      { sku: 'mug', name: 'Slate mug', tags: ['kitchen'], minor: 1400n },
      { sku: 'lamp', name: 'Desk lamp', tags: ['desk', 'light'], minor: 6900n },
    ].map(({ minor, ...product }) => ({
      ...product,
      description: null,
      price: { minor, currency: 'EUR' },
      active: true,
    })),
  );
  for (const sku of ['mug', 'lamp']) await app.stores.inventory.adjust([{ sku, delta: 10 }]);
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
    const customer = await startGuest(app);
    const bought: string[] = [];
    for (const key of ['x', 'y', 'z']) bought.unshift(await buy(ask, customer, { sku: 'lamp', quantity: 1 }, key));
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

describe('an order', () => {
  const view = gql`
    query {
      viewer { orders { totalCount nodes { id lines { id sku product { id name } } } } }
    }
  `;

  it('shows its products as they are now, and how many orders there are', async () => {
    const customer = await startGuest(app);
    await buy(ask, customer, { sku: 'mug', quantity: 1 }, 'p');
    await buy(ask, customer, { sku: 'lamp', quantity: 1 }, 'q');
    const { orders } = (await ask(customer, view)).viewer;
    expect(orders.totalCount).toBe(2);
    expect(orders.nodes.map((node: { lines: unknown }) => node.lines)).toMatchObject([
      [{ sku: 'lamp', product: { name: 'Desk lamp' } }],
      [{ sku: 'mug', product: { name: 'Slate mug' } }],
    ]);
    const count = 'query ($state: OrderState) { orders(state: $state) { totalCount } }';
    const admin = await app.token('ADMIN');
    const [all, paid, failed] = [null, 'PAID', 'FAILED'].map((state) => ask(admin, count, { state }));
    expect((await all).orders.totalCount).toBeGreaterThanOrEqual(2);
    expect((await paid).orders.totalCount).toBeGreaterThanOrEqual(2);
    expect((await failed).orders.totalCount).toBe(0);
  });

  it('that may not be moved so is shown as it is, with the states that allow it', async () => {
    const customer = await startGuest(app);
    const id = await buy(ask, customer, { sku: 'mug', quantity: 1 }, 'r');
    const deliver =
      'mutation ($id: ID!) { orderDeliver(input: { id: $id }) { order { id state } userErrors { code field allowed } } }';
    expect((await ask(await app.token('ADMIN'), deliver, { id })).orderDeliver).toEqual({
      order: { id, state: 'PAID' },
      userErrors: [{ code: 'ILLEGAL_STATE', field: ['id'], allowed: ['FULFILLED'] }],
    });
  });
});

describe('orderUpdated', () => {
  const query = 'subscription ($id: ID!) { orderUpdated(id: $id) { state history { state note } } }';

  it('tells the customer of each move, with its note', async () => {
    const token = await startGuest(app);
    const id = await buy(ask, token, { sku: 'mug', quantity: 2 });
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
    const id = await buy(ask, await startGuest(app), { sku: 'mug', quantity: 2 });
    await expect(watch(app.socket(await startGuest(app)), query, { id }).next()).rejects.toThrow(
      'no such order of yours',
    );
    const order = watch(app.socket(await app.token('ADMIN')), query, { id });
    expect((await order.next()).orderUpdated.state).toBe('PAID');
    await order.close();
  });
});
