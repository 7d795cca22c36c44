// One plugin gives orders a field, a mutation, a job and a rate limit, and nothing else of Mortar knows of it.

import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { gql } from 'graphql-request';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { setPrice } from '../support/shop.ts';
import { askerOf, buy, startGuest } from '../support/shopper.ts';
import { giftMessagePlugin } from './gift-message.ts';

const printed: unknown[] = [];
const app = await openTestApp({
  program: { plugins: [giftMessagePlugin((card) => printed.push(card))] },
  workQueues: ['default'],
  introspection: true,
  federation: true,
});
const plain = await openTestApp();
const ask = askerOf(app);

const setMessage = gql`
  mutation ($orderId: ID!, $message: String!) {
    orderGiftMessageSet(orderId: $orderId, message: $message) { order { id giftMessage } userErrors { code field } }
  }
`;

let token: string;
let orderId: string;

beforeAll(async () => {
  await setPrice(app.stores, 'tea', 1000n);
  await app.stores.inventory.adjust([{ sku: 'tea', delta: 10 }]);
  token = await startGuest(app);
  orderId = await buy(ask, token, { sku: 'tea', quantity: 1 });
});

describe('giftMessage', () => {
  it('is set by who has the order, is read with the order, and has its card printed by a job', async () => {
    const { orderGiftMessageSet } = await ask(token, setMessage, { orderId, message: 'For you' });
    expect(orderGiftMessageSet).toEqual({ order: { id: orderId, giftMessage: 'For you' }, userErrors: [] });
    const read = gql`query ($id: ID!) { node(id: $id) { ... on Order { number giftMessage } } }`;
    expect((await ask(token, read, { id: orderId })).node.giftMessage).toBe('For you');
    await expect.poll(() => printed).toEqual([{ order: expect.any(String), copies: 1 }]);
  });

  it('is not found by others', async () => {
    const refused = (await ask(await startGuest(app), setMessage, { orderId, message: 'Mine' })).orderGiftMessageSet;
    expect(refused).toEqual({ order: null, userErrors: [{ code: 'NOT_FOUND', field: ['orderId'] }] });
    const product = btoa('Product:tea');
    expect((await ask(token, setMessage, { orderId: product, message: 'x' })).orderGiftMessageSet.order).toBeNull();
  });

  it('needs a session, as its scopes say', async () => {
    await expect(ask(undefined, setMessage, { orderId, message: 'x' })).rejects.toThrow('needs a session');
  });

  it('is described with its right', async () => {
    const { __type } = await ask(undefined, '{ __type(name: "Mutation") { fields { name description } } }');
    expect(__type.fields).toContainEqual({
      name: 'orderGiftMessageSet',
      description: 'Sets the words on the gift card of an order. Requires a session.',
    });
  });

  it('has a cost, which is counted before anything runs', async () => {
    const field = 'orderGiftMessageSet(orderId: "x", message: "x") { userErrors { code } }';
    const many = Array.from({ length: 25 }, (_, index) => `a${index}: ${field}`);
    await expect(ask(token, `mutation { ${many.join(' ')} }`)).rejects.toThrow('OPERATION_TOO_COMPLEX');
  });

  it('has a rate limit like those of Mortar', async () => {
    const guest = await startGuest(app);
    for (let i = 0; i < 10; i += 1) await ask(guest, setMessage, { orderId, message: 'x' }).catch(() => {});
    await expect(ask(guest, setMessage, { orderId, message: 'x' })).rejects.toThrow('RATE_LIMITED');
    const policies = await app.stores.rateLimits.policies.all();
    expect(policies.map(({ name }) => name)).toContain('gift-message');
  });

  it('keeps its data under keys of its own, of one slot per order', async () => {
    const { client, prefix } = app.stores.redis;
    const key = atob(orderId).slice('Order:'.length);
    expect(await client.get(`${prefix}:plugin:{gift-message:${key}}:text`)).toBe('For you');
  });
});

it('is part of the subgraph', async () => {
  const { sdl } = (await ask(undefined, '{ _service { sdl } }'))._service;
  const subgraph = { name: 'mortar', typeDefs: parse(sdl) };
  const { errors = [], supergraphSdl = '' } = composeServices([subgraph]) as {
    errors?: readonly Error[];
    supergraphSdl?: string;
  };
  expect(errors.map(({ message }) => message)).toEqual([]);
  expect(supergraphSdl).toMatch(/type Order[^}]* giftMessage: String/s);
  expect(supergraphSdl).toContain('orderGiftMessageSet(');
});

it('another Mortar in the same process knows nothing of it', async () => {
  const order = gql`query ($id: ID!) { node(id: $id) { ... on Order { giftMessage } } }`;
  await expect(plain.client().request(order, { id: orderId })).rejects.toThrow('giftMessage');
});
