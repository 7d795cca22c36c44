// What operations cost: known before they run, taken from a budget, bounded for one operation, and told on demand.

import { describe, expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff, withPolicy } from '../support/policy.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';

const app = await openTestApp();
const { rateLimits } = app.stores;
await turnPoliciesOff(rateLimits);

const post = (body: object, headers: Record<string, string> = {}): Promise<Reply> =>
  postGraphql(app.endpoint, body, { accept: 'application/graphql-response+json', 'x-mortar-cost': '1', ...headers });

async function costOf(body: object): Promise<unknown> {
  const { extensions } = (await post(body)).body;
  return (extensions?.cost as { requested: number } | undefined)?.requested;
}

const page = 'query ($first: Int, $last: Int) { products(first: $first, last: $last) { nodes { sku name } } }';

describe('the cost', () => {
  test.each([
    ['{ __typename }', {}, 1],
    ['{ product(sku: "none") { sku name } }', {}, 3],
    ['{ a: product(sku: "none") { sku } b: product(sku: "none") { sku } }', {}, 4],
    ['{ products(first: 10) { nodes { sku name } } }', {}, 31],
    ['{ products(first: 10) { edges { node { sku name } } } }', {}, 41],
    [page, { first: 10 }, 31],
    [page, { first: 100 }, 301],
    [page, { last: 50 }, 151],
    [page, {}, 61],
  ])('of %s with %j is %i points', async (query, variables, points) => {
    expect(await costOf({ query, variables })).toBe(points);
    expect(await costOf({ query, variables })).toBe(points);
  });

  const enqueue = 'mutation ($input: JobsEnqueueInput!) { jobsEnqueue(input: $input) { userErrors { code } } }';
  const job = { queue: 'q', name: 'n', payload: { list: [1, 2, 3] } };
  const lines = (count: number) => Array(count).fill({ sku: 'a', quantity: 1 });
  const add = 'cartLinesAdd(input: { lines: $lines }) { cart { id } }';
  const literal = `mutation { cartLinesAdd(input: { lines: [${'{ sku: "a", quantity: 1 }'.repeat(7)}] }) { cart { id } } }`;
  test.each([
    ['of jobs, whatever their payload holds', enqueue, { input: { jobs: Array(500).fill(job) } }, 512],
    ['of jobs, none', enqueue, { input: { jobs: [] } }, 12],
    ['of jobs, one that is no list', enqueue, { input: { jobs: job } }, 13],
    ['of lines', `mutation ($lines: [CartLineInput!]!) { ${add} }`, { lines: lines(40) }, 43],
    ['of lines, twice', `mutation ($lines: [CartLineInput!]!) { a: ${add} b: ${add} }`, { lines: lines(40) }, 86],
    [
      'in a fragment',
      `mutation ($lines: [CartLineInput!]!) { ...F } fragment F on Mutation { ${add} }`,
      { lines: lines(9) },
      12,
    ],
    ['in the document', literal, {}, 10],
    [
      'by default',
      `mutation ($lines: [CartLineInput!]! = [{ sku: "a", quantity: 1 }, { sku: "b", quantity: 1 }]) { ${add} }`,
      {},
      5,
    ],
  ])('of a mutation grows with what it is given: %s', async (_what, query, variables, points) => {
    expect(await costOf({ query, variables })).toBe(points);
  });

  test('is that of the operation that is named, whatever else the document holds', async () => {
    const query = `query Small { __typename } query Large { ...Page } fragment Page on Query {
      products(first: 100) { nodes { sku } } }`;
    expect(await costOf({ query, operationName: 'Small' })).toBe(1);
    expect(await costOf({ query, operationName: 'Large' })).toBe(201);
  });

  test('is told to those alone who ask', async () => {
    const quiet = await postGraphql(app.endpoint, { query: '{ __typename }' });
    expect(quiet.body).toEqual({ data: { __typename: 'Query' } });
    expect((await post({ query: '{ __typename }' })).body.extensions).toEqual({
      cost: { requested: 1, maximum: 20_000, budgets: [] },
    });
  });
});

describe('a budget', () => {
  test('is spent by cost, refuses what it cannot pay, and says what is left', () =>
    withPolicy(rateLimits, { limit: 100, targets: ['@cost'] }, async (name) => {
      const ask = () => post({ query: page, variables: { first: 10 } });
      expect((await ask()).body.extensions?.cost).toEqual({
        requested: 31,
        maximum: 20_000,
        budgets: [{ policy: name, capacity: 100, available: 69, restoredPerSecond: 100 / 3600 }],
      });
      await ask();
      const { headers } = await ask();
      expect(headers.get('ratelimit-policy')).toBe(`"${name}";q=100;w=3600;mortar-unit="points"`);
      const refused = await ask();
      expect(refused.status).toBe(429);
      expect(refused.body).not.toHaveProperty('data');
      expect(refused.body.errors?.[0]?.message).toContain('Too many points');
      expect(refused.body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', limit: 100, remaining: 7 });
      expect(refused.body.extensions?.cost).toMatchObject({ requested: 31, budgets: [{ available: 7 }] });
      expect((await post({ query: '{ product(sku: "none") { sku name } }' })).status).toBe(200);
    }));

  test('says how much comes back in a second, as it is counted: by whole microseconds a point', () =>
    withPolicy(rateLimits, { limit: 7_000_000, windowSeconds: 60, targets: ['@cost'] }, async () => {
      const { body } = await post({ query: page, variables: { first: 1 } });
      expect(body.extensions?.cost).toMatchObject({ budgets: [{ restoredPerSecond: 1e6 / 9 }] });
    }));

  test('and limits by field are decided together', () =>
    withPolicy(rateLimits, { limit: 10, targets: ['@cost'] }, () =>
      withPolicy(rateLimits, { limit: 1, targets: ['Query.products'] }, async () => {
        expect((await post({ query: page, variables: { first: 10 } })).status).toBe(429);
        expect((await post({ query: page, variables: { first: 1 } })).status).toBe(200);
      }),
    ));
});

describe('one operation', () => {
  const large = Array.from({ length: 25 }, (_, index) => `a${index}: products(first: 100) { nodes { sku name tags } }`);

  test('that costs more than the most is refused before it runs, and takes nothing', () =>
    withPolicy(rateLimits, { limit: 1, targets: ['Query.*'] }, async () => {
      const query = `{ ${large.slice(0, 24).join(' ')} more: products(first: 100) { nodes { sku
        recommendations(limit: 50) { sku name } } } }`;
      const refused = await post({ query });
      expect(refused.status).toBe(400);
      expect(codeOf(refused)).toBe('OPERATION_TOO_COMPLEX');
      expect(refused.body.errors?.[0]?.message).toMatch(/costs \d+ points, and 20000 is the most/);
      expect(refused.body).not.toHaveProperty('data');
      expect(refused.headers.get('retry-after')).toBeNull();
      expect((await post({ query: '{ __typename }' })).status).toBe(200);
    }));

  test('with too many fields is refused as well', async () => {
    const fields = Array.from({ length: 40 }, (_, index) => `...F${index}`).join(' ');
    const fragments = Array.from(
      { length: 40 },
      (_, index) => `fragment F${index} on Query { p${index}: product(sku: "none") { ${'sku '.repeat(30)} } }`,
    );
    const refused = await post({ query: `{ ${fields} } ${fragments.join(' ')}` });
    expect(codeOf(refused)).toBe('OPERATION_TOO_COMPLEX');
    expect(refused.body.errors?.[0]?.message).toMatch(/has \d+ fields, and 1000 is the most/);
  });

  test('whose variables are wrong is told that', async () => {
    expect(codeOf(await post({ query: page, variables: { first: 'ten' } }))).toBe('BAD_USER_INPUT');
  });
});
