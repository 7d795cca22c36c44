// The limits of an operation that are settings: what each refuses, and what the defaults let through.

import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { AppSettings } from '../../src/app.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const app = await openTestApp();

const aliases = (count: number, fields = '__typename'): string =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${fields}`).join(' ')} }`;

describe('the defaults', () => {
  it('let a gateway stitch 100 keys in one operation', async () => {
    const query = aliases(100, 'product(sku: "tea-assam") { b: sku c: name }');
    const reply = await postGraphql(app.endpoint, { query });
    expect(reply.body.errors).toBeUndefined();
    expect(Object.keys(reply.body.data ?? {})).toHaveLength(100);
  });

  it('take ten operations in one request, and no eleventh', async () => {
    const batch = (size: number) => postGraphql(app.endpoint, Array(size).fill({ query: '{ __typename }' }));
    expect((await batch(10)).body).toHaveLength(10);
    expect((await batch(11)).status).toBe(413);
  });
});

describe('settings', () => {
  it.each<[string, AppSettings['operations'], string, string]>([
    ['depth', { depth: 3 }, '{ viewer { user { id } } }', '{ orders(first: 1) { edges { node { id } } } }'],
    ['aliases', { aliases: 2 }, aliases(2), aliases(3)],
    [
      'directives',
      { directives: 1 },
      aliases(1, '__typename @skip(if: false)'),
      aliases(2, '__typename @skip(if: false)'),
    ],
    ['tokens', { tokens: 20 }, aliases(4), aliases(10)],
    ['fields', { fields: 4 }, aliases(4), aliases(5)],
    ['cost', { cost: 10 }, '{ __typename }', '{ products(first: 100) { edges { node { name } } } }'],
  ])('%s', async (_name, operations, allowed, refused) => {
    const narrow = await openTestApp({ operations });
    const ask = async (query: string) => codeOf(await postGraphql(narrow.endpoint, { query }));
    expect(await ask(allowed)).not.toBe('OPERATION_TOO_COMPLEX');
    expect(await ask(refused)).toBe('OPERATION_TOO_COMPLEX');
  });

  it('batched: 1 refuses batches', async () => {
    const single = await openTestApp({ operations: { batched: 1 } });
    expect((await postGraphql(single.endpoint, [{ query: '{ __typename }' }])).status).toBe(400);
    expect((await postGraphql(single.endpoint, { query: '{ __typename }' })).status).toBe(200);
  });

  it('cost is what a cost report names as the maximum', async () => {
    const narrow = await openTestApp({ operations: { cost: 123 } });
    const reply = await postGraphql(narrow.endpoint, { query: '{ __typename }' }, { 'x-mortar-cost': '1' });
    expect(reply.body.extensions?.cost).toMatchObject({ maximum: 123 });
  });
});

describe('introspection', () => {
  const introspects = async ({ endpoint }: TestApp) =>
    codeOf(await postGraphql(endpoint, { query: getIntrospectionQuery() })) === undefined;

  it('goes with GraphiQL unless it is set', async () => {
    expect(await introspects(await openTestApp({ graphiql: true }))).toBe(true);
    expect(await introspects(await openTestApp({ graphiql: false }))).toBe(false);
  });

  it('can be there without GraphiQL', async () => {
    const open = await openTestApp({ graphiql: false, introspection: true });
    expect(await introspects(open)).toBe(true);
    const page = await fetch(open.endpoint, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type') ?? '').not.toContain('text/html');
  });

  it('can be off with GraphiQL on', async () => {
    expect(await introspects(await openTestApp({ graphiql: true, introspection: false }))).toBe(false);
  });
});
