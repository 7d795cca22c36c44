// Apollo Client: its cache, subscriptions over WebSocket and HTTP, persisted queries and @defer. It may warn of nothing.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { createClient } from 'graphql-ws';
import { connectionPolicies, possibleTypes, typePolicies } from 'mortar/graphql';
import { WebSocket } from 'ws';

const { MORTAR_ENDPOINT: uri, MORTAR_CONTROL: control, MORTAR_TOKEN: token } = process.env;
const headers = { authorization: `Bearer ${token}` };
const warnings = [];
for (const level of ['warn', 'error']) console[level] = (...words) => warnings.push(words.join(' '));

const connect = (link = new HttpLink({ uri, headers }), more = {}) =>
  new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { ...typePolicies, ...connectionPolicies(relayStylePagination) },
    }),
    link,
    ...more,
  });

const rename = (name) => fetch(`${control}/product?sku=mug&name=${name}`);

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

after(() => assert.deepEqual(warnings, []));

test('queries of different fields of one value share it', { timeout: 30_000 }, async () => {
  let sent = 0;
  const fetchAndCount = (...args) => {
    sent += 1;
    return fetch(...args);
  };
  const client = connect(new HttpLink({ uri, headers, fetch: fetchAndCount }));
  const documents = [
    gql`{ product(sku: "mug") { id price { amount } inventory { onHand } } viewer { id user { id } } }`,
    gql`{ product(sku: "mug") { id price { currency } inventory { available } } viewer { id cart { id quantity } } }`,
    gql`{ metrics { id live { pageViews } } }`,
    gql`{ metrics { id live { activeVisitors } } }`,
  ];
  for (const query of documents) await client.query({ query });
  for (const query of documents) await client.query({ query });
  assert.equal(sent, documents.length);
  const { data } = await client.query({ query: gql`{ product(sku: "mug") { id price { amount currency } } }` });
  assert.deepEqual([data.product.price.amount, data.product.price.currency], ['14.00', 'EUR']);
  assert.equal(sent, documents.length);
});

test('pages of a connection are joined', { timeout: 30_000 }, async () => {
  const client = connect();
  const query = gql`query ($after: String) {
    products(first: 1, after: $after) { edges { node { id name } } pageInfo { hasNextPage endCursor } }
  }`;
  const pages = client.watchQuery({ query });
  const names = () => pages.getCurrentResult().data?.products?.edges.map(({ node }) => node.name) ?? [];
  const watching = pages.subscribe(() => {});
  await until(() => names().length === 1);
  await pages.fetchMore({ variables: { after: pages.getCurrentResult().data.products.pageInfo.endCursor } });
  await until(() => names().length === 2);
  assert.deepEqual(names().sort(), ['Cup', 'Mug']);
  watching.unsubscribe();
});

const webSocket = () =>
  createClient({ url: uri.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: { token } });

for (const over of ['WebSocket', 'multipart HTTP'])
  test(`a subscription over ${over} changes what a query has read`, { timeout: 30_000 }, async () => {
    const socket = over === 'WebSocket' ? webSocket() : undefined;
    const client = connect();
    const subscriber = socket ? new ApolloClient({ cache: client.cache, link: new GraphQLWsLink(socket) }) : client;
    const names = [];
    const query = client.watchQuery({ query: gql`{ product(sku: "mug") { id name } }` });
    const watching = query.subscribe(({ data }) => data && names.push(data.product.name));
    const live = [];
    const subscription = subscriber
      .subscribe({ query: gql`subscription { stockChanged(skus: ["mug"]) { id name } }` })
      .subscribe(({ data }) => live.push(data.stockChanged.name));
    await until(() => live.length > 0 && names.length > 0);
    await rename(encodeURIComponent(over));
    await until(() => names.at(-1) === over);
    assert.equal(live.at(-1), over);
    subscription.unsubscribe();
    watching.unsubscribe();
    await socket?.dispose();
  });

for (const method of ['GET', 'POST'])
  test(`automatic persisted queries by ${method}`, { timeout: 30_000 }, async () => {
    const sent = [];
    const record = (target, init) => {
      const text = init.method === 'GET' ? decodeURIComponent(new URL(target).search) : init.body;
      sent.push([init.method, text.includes('query PersistedBy')]);
      return fetch(target, init);
    };
    const sha256 = (text) => createHash('sha256').update(text).digest('hex');
    const once = () =>
      connect(
        new PersistedQueryLink({ sha256, useGETForHashedQueries: method === 'GET' }).concat(
          new HttpLink({ uri, headers, fetch: record }),
        ),
      ).query({ query: gql(`query PersistedBy${method} { viewer { id user { id email } } }`) });
    const first = await once();
    assert.deepEqual(
      sent.splice(0).map(([, hasText]) => hasText),
      [false, true],
    );
    const second = await once();
    assert.deepEqual(sent, [[method, false]]);
    assert.deepEqual(second.data, first.data);
  });

test('@defer brings the rest later', { timeout: 30_000 }, async () => {
  const client = connect(undefined, { incrementalHandler: new Defer20220824Handler() });
  const states = [];
  const query = gql`{ viewer { id ... @defer { user { id roles } } } }`;
  const watching = client
    .watchQuery({ query })
    .subscribe(({ data, dataState }) => states.push([dataState, data?.viewer?.user?.roles]));
  await until(() => states.at(-1)?.[0] === 'complete');
  assert.deepEqual(states.at(-1), ['complete', ['ADMIN']]);
  assert.ok(states.some(([state]) => state === 'streaming'));
  watching.unsubscribe();
});
