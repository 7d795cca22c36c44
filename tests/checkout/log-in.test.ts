// Guests who sign up or log in amid a purchase, through the API: what a front end sees afterwards.

import { randomUUID } from 'node:crypto';
import { gql } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, completeCheckout, startCheckout, startGuest } from '../support/shopper.ts';

const app = await openTestApp({ workQueues: ['orders'] });
const ask = askerOf(app);
const password = 'a long enough password';

const signUp = gql`mutation ($email: String!, $password: String!) {
  it: accountCreate(input: { email: $email, password: $password, transport: BEARER }) { token userErrors { message } }
}`;
const logIn = gql`mutation ($email: String!, $password: String!) {
  it: sessionLogIn(input: { email: $email, password: $password, transport: BEARER }) { token userErrors { message } }
}`;
const view = gql`{ viewer { cart { quantity } checkout { id } orders { nodes { id state } } } }`;

beforeAll(async () => {
  const price = { minor: 1400n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', tags: [], description: null, price, active: true });
  await app.stores.inventory.adjust([{ sku: 'mug', delta: 100 }]);
});

/** The account's token, of a guest who becomes one that is new or was there before. */
async function become(way: 'signs up' | 'logs in', guest: string): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  if (way === 'logs in') await app.stores.accounts.create({ email, password });
  const { it } = await ask(guest, way === 'signs up' ? signUp : logIn, { email, password });
  expect(it.userErrors).toEqual([]);
  return it.token;
}

async function startedBy(guest: string): Promise<string> {
  await ask(guest, addLines, { lines: [{ sku: 'mug', quantity: 1 }] });
  return (await ask(guest, startCheckout)).checkoutStart.checkout.id;
}

describe.each(['signs up', 'logs in'] as const)('a guest who %s', (way) => {
  it('after paying finds the order listed, by its id and by its key', async () => {
    const guest = await startGuest(app);
    const input = { id: await startedBy(guest), paymentToken: 'tok_ok', idempotencyKey: 'key' };
    const { order } = (await ask(guest, completeCheckout, { input })).checkoutComplete;
    const token = await become(way, guest);
    expect((await ask(token, view)).viewer.orders.nodes).toEqual([{ id: order.id, state: 'PAID' }]);
    const node = gql`query ($id: ID!) { node(id: $id) { id } }`;
    expect((await ask(token, node, { id: order.id })).node).toEqual({ id: order.id });
    expect((await ask(token, completeCheckout, { input })).checkoutComplete.order.id).toBe(order.id);
  });

  it('with an open checkout sees it and pays it', async () => {
    const guest = await startGuest(app);
    const id = await startedBy(guest);
    const token = await become(way, guest);
    expect((await ask(token, view)).viewer.checkout).toEqual({ id });
    const input = { id, paymentToken: 'tok_ok', idempotencyKey: 'key' };
    expect((await ask(token, completeCheckout, { input })).checkoutComplete.order.state).toBe('PAID');
    expect((await ask(token, view)).viewer.cart.quantity).toBe(0);
  });

  it('during a slow payment has the order, and an empty cart', async () => {
    const guest = await startGuest(app);
    const id = await startedBy(guest);
    const input = { id, paymentToken: 'tok_slow', idempotencyKey: 'key' };
    const paying = ask(guest, completeCheckout, { input });
    const key = Buffer.from(id, 'base64').toString().slice('Checkout:'.length);
    await expect.poll(async () => (await app.stores.orders.get(key))?.state).toBe('PENDING');
    const token = await become(way, guest);
    const again = (await ask(token, startCheckout)).checkoutStart;
    if (again.checkout === null) expect(['CONFLICT', 'CART_EMPTY']).toContain(again.userErrors[0].code);
    const { order } = (await paying).checkoutComplete;
    expect(order.state).toBe('PAID');
    const { viewer } = await ask(token, view);
    expect(viewer.orders.nodes).toEqual([{ id: order.id, state: 'PAID' }]);
    expect(viewer.cart.quantity).toBe(0);
    expect((await ask(token, completeCheckout, { input })).checkoutComplete.order.id).toBe(order.id);
  });
});
