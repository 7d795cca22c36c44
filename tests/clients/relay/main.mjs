// Relay's store over Mortar: what a stranger sends as an event changes no object in the store of an administrator.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import runtime from 'relay-runtime';
import events from './src/__generated__/operationsEventsSubscription.graphql.js';
import node from './src/__generated__/operationsNodeQuery.graphql.js';
import shop from './src/__generated__/operationsShopQuery.graphql.js';
import track from './src/__generated__/operationsTrackMutation.graphql.js';

const { commitMutation, Environment, fetchQuery, Network, Observable, RecordSource, requestSubscription, Store } =
  runtime;
const { MORTAR_ENDPOINT: url, MORTAR_TOKEN: token } = process.env;
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

async function send({ text: query }, variables) {
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
}

/** As server-sent events. */
const subscribe = ({ text: query }, variables) =>
  Observable.create((sink) => {
    const leave = new AbortController();
    const read = async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, accept: 'text/event-stream' },
        body: JSON.stringify({ query, variables }),
        signal: leave.signal,
      });
      let text = '';
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
        const parts = (text + chunk).split('\n\n');
        text = parts.pop();
        for (const [, json] of parts.map((part) => /^event: next\n(?:id: .*\n)?data: (.*)$/.exec(part) ?? []))
          if (json) sink.next(JSON.parse(json));
      }
    };
    read().then(
      () => sink.complete(),
      (error) => !leave.signal.aborted && sink.error(error),
    );
    return () => leave.abort();
  });

const source = new RecordSource();
const environment = new Environment({ network: Network.create(send, subscribe), store: new Store(source) });
const records = () => Object.entries(source.toJSON());
const product = () => records().find(([, record]) => record?.sku === 'mug')?.[1];

test('queries, mutations and nodes are kept by their id', { timeout: 30_000 }, async () => {
  const data = await fetchQuery(environment, shop, { first: 10 }).toPromise();
  assert.equal(data.products.totalCount, 2);
  assert.equal(product().name, 'Mug');
  const again = await fetchQuery(environment, node, { id: product().id }).toPromise();
  assert.deepEqual(again.node.name, 'Mug');
  assert.equal(records().filter(([, record]) => record?.sku === 'mug').length, 1);
});

test('no event poisons the store', { timeout: 30_000 }, async () => {
  const victims = records().flatMap(([, record]) => (record?.id ? [record] : []));
  assert.ok(victims.length >= 4, 'products, a viewer and a cart');
  const before = structuredClone(victims);
  const seen = [];
  const subscription = requestSubscription(environment, {
    subscription: events,
    variables: {},
    onNext: ({ analyticsEvents }) => seen.push(analyticsEvents.event.eventId),
  });
  const collect = (event) =>
    fetch(new URL('/collect', url), { method: 'POST', body: JSON.stringify({ events: [event] }) });
  for (let sent = 0; seen.length === 0; sent += 1) {
    await collect({ type: 'CART', visitorId: 'first', eventId: `first-${sent}` });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const names = (id) => ({ name: 'Poison', path: '/', properties: { id, name: 'Poison', sku: 'poison' } });
  for (const { id } of victims) {
    await collect({ type: 'CUSTOM', visitorId: id, eventId: id, ...names(id) });
    await collect({ type: 'CUSTOM', visitorId: `${id}-older`, id: `${id}`, ...names(id) });
    await collect({ type: 'CUSTOM', visitorId: 'client:root', eventId: 'client:root', ...names('client:root') });
  }
  await new Promise((resolve, reject) =>
    commitMutation(environment, {
      mutation: track,
      variables: {
        input: {
          events: victims.map(({ id }) => ({ type: 'CUSTOM', visitorId: `v-${id}`, eventId: `t-${id}`, name: 'x' })),
        },
      },
      onCompleted: resolve,
      onError: reject,
    }),
  );
  const last = `t-${victims.at(-1).id}`;
  while (!seen.includes(last)) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(victims.every(({ id }) => seen.includes(id)));
  for (const record of before) assert.deepEqual(source.toJSON()[record.__id], record);
  // No record of an event has the key of an object, and no object the key of an event.
  for (const [key, record] of records())
    if (record?.__typename?.startsWith('AnalyticsEvent')) assert.match(key, /^client:/);
  subscription.dispose();
});
