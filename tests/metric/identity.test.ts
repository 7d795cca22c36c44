// What a sender calls an event is text: it cannot pass for the global id of another object in the store of a client.

import {
  type FieldNode,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
const globalId = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString('base64');

/** The document as Relay's compiler sends it: with the `id` of each object that has one. */
function withIds(document: string): string {
  const types = new TypeInfo(schema);
  const id: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'id' } };
  const visitor = visitWithTypeInfo(types, {
    SelectionSet(node) {
      const type = types.getParentType();
      const hasId = isCompositeType(type) && (isObjectType(type) || isInterfaceType(type)) && type.getFields().id;
      return hasId ? { ...node, selections: [...node.selections, id] } : undefined;
    },
  });
  return print(visit(parse(document), visitor));
}

/** A normalised store as Relay's: what has an `id` is one record, into which each later object of that id is merged. */
function merge(value: unknown, store: Map<string, object>): void {
  if (value === null || typeof value !== 'object') return;
  if ('id' in value) store.set(value.id as string, { ...store.get(value.id as string), ...value });
  for (const part of Object.values(value)) merge(part, store);
}

test('an event of a stranger cannot touch a product in the store of an administrator', async () => {
  const token = await app.token('ADMIN');
  const price = { minor: 450n, currency: 'EUR' };
  await app.stores.catalogue.setMany([
    { sku: 'tea-assam', name: 'Assam tea', description: null, tags: [], price, active: true },
  ]);
  const store = new Map<string, object>();
  merge(await app.client(token).request(withIds('{ product(sku: "tea-assam") { name } }')), store);
  const id = globalId('Product', 'tea-assam');
  expect(store.get(id)).toEqual({ id, name: 'Assam tea' });

  const view = { type: 'PAGE_VIEW', path: '/' };
  await app.stores.metrics.track('default', [{ type: 'CART', eventId: 'before', visitorId: 'before' }]);
  const after = await app.stores.metrics.feed.head('default');
  const events = [
    { ...view, eventId: id, visitorId: id },
    { ...view, id, visitorId: globalId('Product', 'other') },
  ];
  const sent = await fetch(`${app.url}/collect`, { method: 'POST', body: JSON.stringify({ events }) });
  expect(await sent.json()).toMatchObject({ accepted: 2 });
  const query = withIds('subscription ($after: String!) { analyticsEvents(after: $after) { event { eventId name } } }');
  let delivered = 0;
  for await (const { data } of app.socket(token).iterate({ query, variables: { after } })) {
    merge(data, store);
    expect(data).toEqual({ analyticsEvents: { event: { eventId: id, name: '/' } } });
    delivered += 1;
    if (delivered === events.length) break;
  }
  expect(store.get(id)).toEqual({ id, name: 'Assam tea' });
  expect([...store.keys()]).toEqual([id]);
});

test('the numbers of a site are one object, which `node` returns to administrators only', async () => {
  const id = globalId('Metrics', 'shop');
  const administrator = app.client(await app.token('ADMIN'));
  expect(await administrator.request('{ metrics(site: "shop") { id site } }')).toEqual({
    metrics: { id, site: 'shop' },
  });
  const node = 'query ($id: ID!) { node(id: $id) { id ... on Metrics { site live { pageViews } } } }';
  expect(await administrator.request(node, { id })).toEqual({ node: { id, site: 'shop', live: { pageViews: 0 } } });
  const nowhere = { node: null };
  expect(await app.client().request(node, { id })).toEqual(nowhere);
  expect(await app.client(await app.token('WORKER')).request(node, { id })).toEqual(nowhere);
  expect(await administrator.request(node, { id: globalId('Metrics', 'no site') })).toEqual(nowhere);
  const wrong = administrator.request('{ metrics(site: "no site") { id } }');
  await expect(wrong).rejects.toMatchObject({
    response: { errors: [{ extensions: { code: 'BAD_USER_INPUT', field: ['site'] } }] },
  });
});
