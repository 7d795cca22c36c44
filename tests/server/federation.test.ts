// Mortar as a subgraph of Apollo Federation: what it declares composes with another subgraph, and a gateway reads entities by their
// keys with the rights of `node`.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { composeServices } from '@theguild/federation-composition';
import { isObjectType, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';
import { type Everything, everyNodeSettings, globalIdsIn, makeEverything } from '../support/every-node.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { countTrips } from '../support/redis-trips.ts';
import { askerOf, startGuest } from '../support/shopper.ts';

const app = await openTestApp({ ...everyNodeSettings, federation: true, graphiql: true });
const ask = askerOf(app);
const nodeTypes = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);
/** What anybody may see. */
const open = new Set(['Category', 'Product']);
const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { __typename ... on Node { id } ... on Product { sku name } }
}`;
const reviews = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@external", "@shareable"])
  type Query { topReviews: [Review!]! }
  type Review @key(fields: "id") { id: ID! text: String! product: Product! price: Money }
  type Product @key(fields: "sku") { sku: String! reviews: [Review!]! }
  type Money @shareable { amount: Decimal! currency: CurrencyCode! }
  scalar Decimal
  scalar CurrencyCode
`;

/**
 * What takes more than one round trip: products and stock of a cart's lines follow from the cart, and a queue that is not listed is looked for
 * among the queues that have a job.
 */
const levels: Readonly<Record<string, number>> = { CartLine: 3, Queue: 2 };
const toBase64 = (text: string): string => Buffer.from(text).toString('base64');

let made: Everything;
const ids = new Map<string, string>();

beforeAll(async () => {
  made = await makeEverything(app);
  for (const { id, typename } of globalIdsIn(made.answers)) if (!ids.has(typename)) ids.set(typename, id);
});

async function readSdl(): Promise<string> {
  return (await ask(undefined, '{ _service { sdl } }'))._service.sdl;
}

describe('the subgraph', () => {
  it('composes with a subgraph that extends its products', async () => {
    const composed = composeServices([
      { name: 'mortar', typeDefs: parse(await readSdl()), url: app.endpoint },
      { name: 'reviews', typeDefs: parse(reviews), url: 'http://reviews' },
    ]);
    expect(composed.errors ?? []).toEqual([]);
    const supergraph = composed.supergraphSdl ?? '';
    expect(supergraph).toMatch(/type Product[^{]*\{[^}]*reviews: \[Review!\]!/s);
    expect(supergraph).toContain('@semanticNonNull');
    for (const name of nodeTypes)
      expect(supergraph).toMatch(new RegExp(`type ${name} [^{]*@join__type\\(graph: MORTAR, key: "id"\\)`));
    for (const key of ['key: "sku"', 'key: "name"', 'key: "key"']) expect(supergraph).toContain(key);
  });

  it('is there only with its setting', async () => {
    const plain = await openTestApp();
    expect(codeOf(await postGraphql(plain.endpoint, { query: '{ _service { sdl } }' }))).toBe('BAD_USER_INPUT');
    expect(schema.getQueryType()?.getFields()._entities).toBeUndefined();
  });

  it('names a package that is missing', async () => {
    const hooks = `export const resolve = (name, context, next) => {
      if (name !== '@apollo/subgraph') return next(name, context);
      throw Object.assign(new Error("Cannot find package '" + name + "' imported from here"), { code: 'ERR_MODULE_NOT_FOUND' });
    }`;
    const program = `import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));
      const { openSchema } = await import('./src/server/graphql/served-schema.ts');
      await openSchema({ federation: true }).catch(({ code, message }) => console.log(code, message));`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', program];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe(
      'ERR_FEDERATION MORTAR_FEDERATION is on, but @apollo/subgraph is not installed: run npm install @apollo/subgraph@~2.14 @pothos/plugin-federation @pothos/plugin-directives\n',
    );
  });

  it('keeps its SDL to itself where introspection is off', async () => {
    const closed = await openTestApp({ federation: true, graphiql: false });
    for (const query of [
      '{ _service { sdl } }',
      '{ viewer { id } ...S } fragment S on Query { a: _service { sdl } }',
    ]) {
      const { body } = await postGraphql(closed.endpoint, { query });
      expect(body.data).toBeUndefined();
      expect(body.errors?.[0]?.message).toContain('introspection has been disabled');
    }
    const { body } = await postGraphql(closed.endpoint, { query: entities, variables: { representations: [] } });
    expect(body).toEqual({ data: { _entities: [] } });
  });
});

describe('_entities', () => {
  it.each(nodeTypes)('gives a %s to whoever may see it, and to no stranger', async (type) => {
    const id = ids.get(type) as string;
    const representations = [{ __typename: type, id }];
    const seen = { _entities: [expect.objectContaining({ __typename: type, id })] };
    const asOwners = [
      await ask(made.customer, entities, { representations }),
      await ask(made.administrator, entities, { representations }),
    ];
    expect(asOwners).toContainEqual(seen);
    const strangers = [undefined, await startGuest(app), await app.token()];
    for (const stranger of open.has(type) ? [] : strangers)
      expect(await ask(stranger, entities, { representations }), type).toEqual({ _entities: [null] });
  });

  it.each([
    ['Category', { slug: 'kitchen' }],
    ['Product', { sku: 'mug' }],
    ['Queue', { name: 'nodes' }],
    ['Topic', { name: 'orders' }],
    ['Service', { name: 'billing' }],
    ['Experiment', { key: 'button' }],
    ['RateLimitPolicy', { name: 'log-in' }],
    ['Site', { name: 'main' }],
  ])('finds a %s by its natural key', async (type, key) => {
    const representations = [{ __typename: type, ...key }];
    const found = await ask(made.administrator, entities, { representations });
    const id = toBase64(`${type}:${Object.values(key)[0]}`);
    expect(found).toMatchObject({ _entities: [{ __typename: type, id }] });
    if (open.has(type)) return;
    expect(await ask(await app.token(), entities, { representations })).toEqual({ _entities: [null] });
  });

  it('leaves a representation that is malformed to itself', async () => {
    const product = { __typename: 'Product', sku: 'mug' };
    const malformed = [
      'text',
      7,
      ['mug'],
      {},
      { sku: 'mug' },
      { __typename: 'Nothing', id: 'x' },
      { __typename: 'Node', id: ids.get('Product') },
      { __typename: 'Query' },
      { __typename: 'Money', amount: '1' },
      { __typename: 'constructor', id: 'x' },
      { __typename: ['Product'], sku: 'mug' },
      { __typename: 'Product' },
      { __typename: 'Product', id: 'no id' },
      { __typename: 'Product', id: 7 },
      { __typename: 'Product', sku: { a: 1 } },
      { __typename: 'Order', number: 'M-1' },
      { __typename: 'Order', id: null },
    ];
    const absent = [
      { __typename: 'Product', sku: 'none' },
      { __typename: 'Product', sku: '' },
      { __typename: 'Product', id: ids.get('Order') },
      { __typename: 'Order', id: toBase64('Order:no such thing') },
    ];
    const representations = [product, ...malformed, ...absent, product];
    const { body } = await postGraphql(app.endpoint, { query: entities, variables: { representations } });
    const found = expect.objectContaining({ __typename: 'Product', sku: 'mug', name: 'Mug' });
    const nothing = [...malformed, ...absent].map(() => null);
    expect(body.data).toEqual({ _entities: [found, ...nothing, found] });
    expect(body.errors?.map((error) => (error as unknown as { path: unknown }).path)).toEqual(
      malformed.map((_, index) => ['_entities', index + 1]),
    );
    for (const { extensions, message } of body.errors ?? []) {
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: expect.any(Array) });
      expect(message).toMatch(/[.]$/);
    }
  });

  it('is bounded by number and by cost', async () => {
    const ofProducts = (count: number) => Array.from({ length: count }, () => ({ __typename: 'Product', sku: 'mug' }));
    const many = await postGraphql(app.endpoint, {
      query: entities,
      variables: { representations: ofProducts(1_000) },
    });
    expect(many.body.errors).toBeUndefined();
    const tooMany = await postGraphql(app.endpoint, {
      query: entities,
      variables: { representations: ofProducts(1_001) },
    });
    expect(tooMany.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const prices = Array.from({ length: 10 }, (_, index) => `p${index}: price { amount }`).join(' ');
    const costly = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Product { ${prices} } }
    }`;
    const expensive = await postGraphql(app.endpoint, {
      query: costly,
      variables: { representations: ofProducts(1_000) },
    });
    expect(codeOf(expensive)).toBe('OPERATION_TOO_COMPLEX');
    const report = async (count: number) => {
      const body = { query: entities, variables: { representations: ofProducts(count) } };
      const { extensions } = (await postGraphql(app.endpoint, body, { 'x-mortar-cost': '1' })).body;
      return (extensions as { cost: { requested: number } }).cost.requested;
    };
    expect(await report(100)).toBeGreaterThan(10 * (await report(5)));
  });

  it('refuses a token that opens no session', async () => {
    const representations = [{ __typename: 'Product', sku: 'mug' }];
    const reply = await postGraphql(
      app.endpoint,
      { query: entities, variables: { representations } },
      { authorization: 'Bearer g.nobody.nothing' },
    );
    expect(codeOf(reply)).toBe('UNAUTHENTICATED');
  });

  it('works as a persisted query and as a trusted document', async () => {
    const variables = { representations: [{ __typename: 'Product', sku: 'mug' }] };
    const sha256Hash = createHash('sha256').update(entities).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const found = { _entities: [expect.objectContaining({ sku: 'mug' })] };
    expect(codeOf(await postGraphql(app.endpoint, { variables, extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    for (const body of [
      { query: entities, variables, extensions },
      { variables, extensions },
    ])
      expect((await postGraphql(app.endpoint, body)).body.data).toEqual(found);
    const folder = await mkdtemp(join(tmpdir(), 'mortar-federation-'));
    afterAll(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'gateway.json'), JSON.stringify({ entities }));
    const trusting = await openTestApp({ federation: true, trustedDocuments: { path: folder, only: true } });
    expect((await postGraphql(trusting.endpoint, { documentId: 'entities', variables })).body).toEqual({
      data: { _entities: [null] },
    });
    expect(codeOf(await postGraphql(trusting.endpoint, { query: '{ _service { sdl } }' }))).toBe(
      'DOCUMENT_NOT_TRUSTED',
    );
  });

  it('reads a cart or an order once, however many of its lines are asked for', async () => {
    for (const type of ['CartLine', 'OrderLine']) {
      const [holder] = Buffer.from(ids.get(type) as string, 'base64')
        .toString()
        .slice(type.length + 1)
        .split('.');
      const representations = Array.from({ length: 100 }, (_, line) => ({
        __typename: type,
        id: toBase64(`${type}:${holder}.none-${line}`),
      }));
      const work = () => ask(made.customer, entities, { representations });
      await work();
      const { commands } = await countTrips(app.stores.redis.client, work);
      expect(commands.filter((command) => command.startsWith('hgetall')).length, type).toBeLessThanOrEqual(1);
    }
  });

  it('reads all representations of a type in one round trip', async () => {
    const keys = new Map<string, string[]>();
    for (const { id, typename } of globalIdsIn(made.answers)) keys.set(typename, [...(keys.get(typename) ?? []), id]);
    // The least of some, since the process asks Redis by itself from time to time.
    const tripsOf = async (token: string, representations: unknown) => {
      const some = [];
      for (let time = 0; time < 4; time++)
        some.push(await countTrips(app.stores.redis.client, () => ask(token, entities, { representations })));
      return some.reduce((least, one) => (one.roundTrips < least.roundTrips ? one : least));
    };
    const found: Record<string, number> = {};
    for (const [type, of] of keys) {
      const representations = [
        ...of,
        ...Array.from({ length: 5 }, (_, index) => `${type}:none.${index}`).map(toBase64),
      ].map((id) => ({ __typename: type, id }));
      const token = type === 'Viewer' || type.startsWith('Cart') ? made.customer : made.administrator;
      const nothing = await tripsOf(token, []);
      const trips = await tripsOf(token, representations);
      found[type] = trips.roundTrips - nothing.roundTrips;
    }
    expect(Object.entries(found).filter(([type, trips]) => trips > (levels[type] ?? 1))).toEqual([]);
  });
});
