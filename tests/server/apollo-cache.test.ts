// Apollo Client keeps what Mortar answers in its normalized cache, without a type policy.

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { beforeAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { addLines, askerOf, startGuest } from '../support/shopper.ts';

const app = await openTestApp();
const ask = askerOf(app);

beforeAll(async () => {
  await app.stores.catalogue.setMany([
    { sku: 'mug', name: 'Mug', description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active: true },
  ]);
});

/** Clients of two sessions that share one cache, as a page does whose user changes without a reload. */
function clientsOf(tokens: readonly string[]) {
  const cache = new InMemoryCache();
  const clients = tokens.map(
    (token) =>
      new ApolloClient({
        cache,
        link: new HttpLink({ uri: app.endpoint, headers: { authorization: `Bearer ${token}` } }),
      }),
  );
  return { cache, clients };
}

it('keeps two active queries of the viewer, and neither asks again because of the other', async () => {
  const token = await startGuest(app);
  await ask(token, addLines, { lines: [{ sku: 'mug', quantity: 2 }] });
  const { clients } = clientsOf([token]);
  const [client] = clients as [ApolloClient];
  let asked = 0;
  const fetchBefore = client.link.request.bind(client.link);
  client.link.request = (...args) => {
    asked++;
    return fetchBefore(...args);
  };
  const seen: unknown[] = [];
  const session = client.watchQuery({ query: gql`{ viewer { id session { id current } } }` });
  const cart = client.watchQuery({ query: gql`{ viewer { id cart { id quantity lines { id quantity } } } }` });
  const subscriptions = [session, cart].map((query) => query.subscribe(({ data }) => seen.push(data)));
  await expect
    .poll(() => [session, cart].every((query) => query.getCurrentResult().dataState === 'complete'))
    .toBe(true);
  await client.query({ query: gql`{ viewer { id checkout { id } recommendations { id } } }` });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(session.getCurrentResult().data).toMatchObject({ viewer: { session: { current: true } } });
  expect(cart.getCurrentResult().data).toMatchObject({ viewer: { cart: { quantity: 2, lines: [{ quantity: 2 }] } } });
  expect(asked).toBe(3);
  for (const subscription of subscriptions) subscription.unsubscribe();
});

it('keeps two carts apart', async () => {
  const tokens = [await startGuest(app), await startGuest(app)];
  for (const [index, token] of tokens.entries())
    await ask(token, addLines, { lines: [{ sku: 'mug', quantity: index + 1 }] });
  const { cache, clients } = clientsOf(tokens);
  for (const client of clients)
    await client.query({
      query: gql`{ viewer { id cart { id quantity lines { id quantity } } } }`,
      fetchPolicy: 'network-only',
    });
  const kept = Object.values(cache.extract() as Record<string, { __typename?: string; quantity?: number }>);
  const quantities = (type: string) =>
    kept.filter(({ __typename }) => __typename === type).map(({ quantity }) => quantity);
  expect(quantities('Cart')).toEqual([1, 2]);
  expect(quantities('CartLine')).toEqual([1, 2]);
});
