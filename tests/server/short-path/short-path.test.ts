// A request that comes on the short path is answered as Yoga answers it: the same requests go both ways, and the answers are
// compared. A body without a Content-Length always goes through Yoga, and Yoga writes that name in lower case.

import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import fc from 'fast-check';
import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { openTestApp } from '../../support/app.ts';
import { postGraphql } from '../../support/post.ts';
import { postRaw, type RawReply } from '../../support/raw-http.ts';

const apps = {
  'no other origins': await openTestApp({ graphiql: true }),
  'one other origin': await openTestApp({ allowedOrigins: ['https://shop.example'] }),
  'two other origins': await openTestApp({ allowedOrigins: ['https://shop.example', 'https://desk.example'] }),
} as const;
const app = apps['no other origins'];

await app.stores.catalogue.set({
  sku: 'mug',
  name: 'Mug',
  description: null,
  tags: ['kitchen'],
  price: { minor: 1_400n, currency: 'EUR' },
  active: true,
});

const json = 'application/json';
const isShort = ({ headers }: RawReply): boolean => 'Content-Length' in headers;

/** All but what differs between any two answers. */
function comparable({ status, headers, text }: RawReply) {
  const fields = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.replace(/;r=\d+/g, ';r=0')] as const)
    .filter(([name]) => !['date', 'x-request-id'].includes(name));
  return {
    status,
    fields: fields.sort(),
    text: text.replace(/"available":\d+(?=,"restoredPerSecond")/g, '"available":0'),
  };
}

async function bothWays(
  endpoint: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ yoga: RawReply; direct: RawReply }> {
  const yoga = await postRaw(endpoint, body, headers, { chunked: true });
  const direct = await postRaw(endpoint, body, headers);
  expect(isShort(yoga)).toBe(false);
  expect(comparable(direct)).toEqual(comparable(yoga));
  return { yoga, direct };
}

const queries = {
  hello: '{ __typename }',
  product: 'query Product($sku: String!) { product(sku: $sku) { id sku tags price { amount currency } } }',
  several: 'query A { a: __typename } query B($no: Boolean = false) { b: __typename @include(if: $no) }',
  node: 'query ($id: ID!) { node(id: $id) { __typename id ... on Product { name inventory { available } } } }',
  refused: '{ queues { name } }',
  mutation:
    'mutation ($input: TrackInput!) { track(input: $input) { accepted rejected userErrors { message field } } }',
  list: '{ products(first: 2, sort: NAME) { edges { cursor node { sku } } pageInfo { hasNextPage } } }',
  subscription: 'subscription { stockChanged(skus: []) { sku } }',
  'no syntax': '{ viewer ',
  'no such field': '{ nothing }',
} as const;

/** An event that is refused again each time. */
const nobody = { eventId: 'a', type: 'PAGE_VIEW', visitorId: '', path: '/' };

const node = (value: string): string => Buffer.from(value).toString('base64');

describe('a plain request', () => {
  it.each([
    ['a query', { query: queries.hello }],
    ['with variables', { query: queries.product, variables: { sku: 'mug' } }],
    ['with a variable too few', { query: queries.product, variables: {} }],
    ['with a variable of another type', { query: queries.product, variables: { sku: { a: 1 } } }],
    ['with a variable that is not declared', { query: queries.product, variables: { sku: 'mug', more: 1 } }],
    ['with nulls', { query: queries.hello, variables: null, operationName: null, extensions: null }],
    ['with extensions', { query: queries.hello, extensions: { tracing: true } }],
    ['with an operation name', { query: queries.several, operationName: 'B', variables: { no: true } }],
    ['with an error in a field', { query: queries.node, variables: { id: 'not an id' } }],
    ['for an object', { query: queries.node, variables: { id: node('Product:mug') } }],
    ['for nothing that is there', { query: queries.node, variables: { id: node('Product:none') } }],
    ['without the right', { query: queries.refused }],
    ['a mutation', { query: queries.mutation, variables: { input: { events: [nobody] } } }],
    ['a list', { query: queries.list }],
    ['text of many bytes', { query: queries.product, variables: { sku: 'Tasse ☕ 𝔐' } }],
  ])('%s comes on the short path and is answered alike', async (_what, body) => {
    for (const accept of [json, 'application/graphql-response+json', '*/*']) {
      const { direct } = await bothWays(app.endpoint, JSON.stringify(body), { 'content-type': json, accept });
      expect(isShort(direct)).toBe(true);
    }
  });

  it('is told what it costs', async () => {
    const body = JSON.stringify({ query: queries.list });
    const { direct } = await bothWays(app.endpoint, body, { 'content-type': json, 'x-mortar-cost': '1' });
    expect([isShort(direct), JSON.parse(direct.text).extensions.cost.requested]).toEqual([true, expect.any(Number)]);
  });

  it('that logs in gets its cookie, and one with a cookie is known', async () => {
    const email = `${randomUUID()}@example.com`;
    await app.stores.accounts.create({ email, password: 'a long enough password' });
    const query = `mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { viewer { user { email } } } }`;
    const body = JSON.stringify({ query, variables: { input: { email, password: 'a long enough password' } } });
    await postRaw(app.endpoint, body, { 'content-type': json });
    const logIn = await postRaw(app.endpoint, body, { 'content-type': json });
    expect(isShort(logIn)).toBe(true);
    const cookies = (logIn.headers['Set-Cookie'] as string).split('\n');
    const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
    const viewer = JSON.stringify({ query: '{ viewer { user { email } } }' });
    const { direct } = await bothWays(app.endpoint, viewer, { 'content-type': json, cookie });
    expect([isShort(direct), JSON.parse(direct.text)]).toEqual([true, { data: { viewer: { user: { email } } } }]);
  });

  it('is one whose sender may go away in the middle of it', async () => {
    const headers = { 'content-type': json, 'content-length': '1000' };
    const sent = request(app.endpoint, { method: 'POST', headers });
    sent.on('error', () => {});
    await new Promise<unknown>((resolve) => sent.write('{"query": "{ ', resolve));
    sent.destroy();
    expect((await postGraphql(app.endpoint, { query: queries.hello })).status).toBe(200);
  });
});

describe('what is not plain', () => {
  const hello = JSON.stringify({ query: queries.hello });
  it.each([
    ['a document that is new', JSON.stringify({ query: `{ new${Date.now()}: __typename }` }), {}],
    ['a field that is called as no property of an object', JSON.stringify({ query: '{ __proto__: __typename }' }), {}],
    ['a batch', `[${hello}, ${hello}]`, {}],
    ['a subscription', JSON.stringify({ query: queries.subscription }), {}],
    ['a query that does not parse', JSON.stringify({ query: queries['no syntax'] }), {}],
    ['a query that is not valid', JSON.stringify({ query: queries['no such field'] }), {}],
    ['an operation that is not there', JSON.stringify({ query: queries.several, operationName: 'C' }), {}],
    ['several operations and no name', JSON.stringify({ query: queries.several }), {}],
    ['a name that is none', JSON.stringify({ query: queries.several, operationName: 1 }), {}],
    ['a query that is a number', '{"query": 1}', {}],
    ['variables that are a list', JSON.stringify({ query: queries.hello, variables: [] }), {}],
    ['variables that are text', JSON.stringify({ query: queries.hello, variables: '{}' }), {}],
    ['a parameter too many', JSON.stringify({ query: queries.hello, id: 1 }), {}],
    ['JSON that is none', '{"query": ', {}],
    ['JSON after a byte order mark', `\uFEFF${hello}`, {}],
    ['null', 'null', {}],
    ['text', '"{ __typename }"', {}],
    ['another character set', hello, { 'content-type': 'application/json; charset=latin1' }],
    ['a query as it is', queries.hello, { 'content-type': 'application/graphql' }],
    ['a form', 'query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text that a page may send', hello, { 'content-type': 'text/plain' }],
    ['an encoding', hello, { 'content-encoding': 'br' }],
    ['a client that takes events', hello, { accept: 'text/event-stream' }],
    ['a client that takes web pages', hello, { accept: 'text/html' }],
    ['a client that takes JSON of another character set', hello, { accept: 'application/json; charset=latin1' }],
  ])('%s goes on to Yoga', async (_what, body, headers) => {
    const direct = await postRaw(app.endpoint, body, { 'content-type': json, ...headers });
    expect(isShort(direct)).toBe(false);
    if (!body.includes('new')) await bothWays(app.endpoint, body, { 'content-type': json, ...headers });
  });
});

const mediaTypes = [
  json,
  'application/graphql-response+json',
  '*/*',
  'application/*',
  'text/html',
  'text/event-stream',
];
const anyAccept = fc
  .array(fc.tuple(fc.constantFrom(...mediaTypes), fc.constantFrom('', ';q=0.5', '; q=0', '; charset=utf-8', ';v=1')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((items) => items.map((item) => item.join('')).join(', '));
const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('mug', node('Product:mug'), true, 'B'));
/** Left out most of the time: two oddities at once are seldom told apart. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const params = fc.record({
  query: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...Object.values(queries)) },
    { weight: 1, arbitrary: value },
  ),
  variables: fc.oneof(
    { weight: 8, arbitrary: fc.record({ sku: value, no: value, id: value }, { requiredKeys: [] }) },
    { weight: 1, arbitrary: value },
  ),
  operationName: fc.constantFrom(undefined, undefined, null, null, 'A', 'B', 'Product', '', 7),
  extensions: seldom(value),
  more: seldom(value),
});
const anyRequest = fc.record({
  app: fc.constantFrom(...Object.values(apps)),
  body: fc
    .oneof({ weight: 12, arbitrary: params }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) })
    .map((given) => JSON.stringify(given)),
  headers: fc
    .record({
      accept: fc.oneof(fc.constantFrom(json, undefined), anyAccept),
      'content-type': fc.constantFrom(
        json,
        json,
        'application/json; charset=utf-8',
        'application/json;charset=UTF-8',
        'x/y',
      ),
      origin: fc.constantFrom(
        undefined,
        'https://shop.example',
        'https://desk.example',
        'https://evil.example',
        'null',
      ),
      'x-mortar-cost': seldom(fc.constant('1')),
      authorization: seldom(fc.constantFrom('Bearer none', 'Basic eDp5')),
      'access-control-request-method': seldom(fc.constant('PUT')),
    })
    .map((given) => Object.fromEntries(Object.entries(given).filter(([, text]) => text !== undefined))),
});

it('whatever comes is answered alike both ways', async () => {
  let short = 0;
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ app: { endpoint }, body, headers }) => {
      // What streams has its own tests; it does not end by itself.
      fc.pre(!(body.includes('subscription') && (headers.accept ?? '').includes('event-stream')));
      const { direct } = await bothWays(endpoint, body, headers as Record<string, string>);
      if (isShort(direct)) short++;
    }),
    { numRuns: 300 },
  );
  expect(short).toBeGreaterThan(10);
});

describe('GraphQL over HTTP, as graphql-http audits it', () => {
  const chunkedFetch = (url: string, { body, ...rest }: RequestInit = {}): Promise<Response> =>
    fetch(url, { ...rest, ...(body && { body: new Blob([String(body)]).stream(), duplex: 'half' }) } as RequestInit);
  // A document is remembered once it came: from the second time on it takes the short path.
  const fetchTwice = async (url: string, init?: RequestInit): Promise<Response> => {
    await (await fetch(url, init)).arrayBuffer();
    return fetch(url, init);
  };
  const audit = async (fetchFn: unknown) => {
    const results: Record<string, string> = {};
    for (const { id, name, fn } of serverAudits({ url: app.endpoint, fetchFn })) {
      const { status } = await fn();
      results[`${id} ${name}`] = status;
    }
    return results;
  };

  it('holds both ways', async () => {
    const yoga = await audit(chunkedFetch);
    const short = await audit(fetchTwice);
    expect(short).toEqual(yoga);
    expect(Object.entries(short).filter(([, status]) => status === 'error')).toEqual([]);
    expect(Object.values(short).filter((status) => status === 'ok').length).toBeGreaterThan(50);
  });
});
