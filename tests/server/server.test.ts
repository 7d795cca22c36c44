// What every request meets before any subject: codes, limits, CSRF, CORS, health, request ids.

import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';

const app = await openTestApp({
  allowedOrigins: ['https://shop.example'],
  graphiql: true,
  metrics: { operations: ['CountMe'] },
});

const post = (body: unknown, headers?: Record<string, string>): Promise<Reply> =>
  postGraphql(app.endpoint, body, headers);

describe('a request that cannot be run', () => {
  it.each([
    ['a query that does not parse', { query: '{ viewer ' }],
    ['a field that does not exist', { query: '{ nothing }' }],
    ['an unknown operation name', { query: 'query A { __typename }', operationName: 'B' }],
    [
      'a variable of the wrong type',
      { query: 'query A($id: ID!) { node(id: $id) { id } }', variables: { id: { a: 1 } } },
    ],
    ['a missing variable', { query: 'query A($id: ID!) { node(id: $id) { id } }' }],
    ['an id that is none', { query: '{ node(id: "not an id") { id } }' }],
    ['no query at all', {}],
    ['JSON that is none', '{"query": '],
  ])('%s is BAD_USER_INPUT with a message and no stack trace', async (_name, body) => {
    const reply = await post(body);
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    expect(reply.status).toBeLessThan(500);
    expect(JSON.stringify(reply.body)).not.toMatch(/\bat .*\.(ts|js):\d+/);
  });

  it('is told its request id', async () => {
    const reply = await post({ query: '{ __typename }' }, { 'x-request-id': 'my-request-0001' });
    expect(reply.headers.get('x-request-id')).toBe('my-request-0001');
  });
});

describe('limits of size and shape', () => {
  it('refuses a body of 2 MB with 413', async () => {
    const reply = await post({ query: '{ __typename }', variables: { filler: 'x'.repeat(2_000_000) } });
    expect(reply.status).toBe(413);
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
  });

  it('refuses a deep query', async () => {
    const query = `{ node(id: "x") ${'{ ... on Node '.repeat(40)}{ id ${'}'.repeat(41)} }`;
    expect(codeOf(await post({ query }))).toBe('OPERATION_TOO_COMPLEX');
  });

  it('refuses many aliases', async () => {
    const fields = Array.from({ length: 301 }, (_, index) => `a${index}: __typename`).join(' ');
    expect(codeOf(await post({ query: `{ ${fields} }` }))).toBe('OPERATION_TOO_COMPLEX');
  });

  it('refuses introspection where GraphiQL is off', async () => {
    const closed = await openTestApp();
    const reply = await postGraphql(closed.endpoint, { query: '{ __schema { queryType { name } } }' });
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    expect((await postGraphql(closed.endpoint, { query: '{ __typename }' })).body.data).toEqual({
      __typename: 'Query',
    });
  });

  it('lets introspection through', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const reply = await post({ query: getIntrospectionQuery() });
    expect(reply.body.errors).toBeUndefined();
  });
});

const preflightHeaders = [
  'x-mortar-csrf',
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
  'authorization',
];

describe('browsers', () => {
  it('cannot post a form without a preflight', async () => {
    const reply = await post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(reply.status).toBe(403);
    expect(codeOf(reply)).toBe('FORBIDDEN');
    const { message } = reply.body.errors?.[0] ?? {};
    expect(message).toContain('application/json');
    for (const name of preflightHeaders) expect(message).toContain(name);
  });

  it.each(preflightHeaders)('may send a form or a GET with the header %s', async (name) => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', [name]: 'Basic Zm9vOmJhcg==' };
    expect((await post('query=%7B__typename%7D', form)).body.data).toEqual({ __typename: 'Query' });
    const got = await fetch(`${app.endpoint}?query=%7B__typename%7D`, { headers: { [name]: 'Basic Zm9vOmJhcg==' } });
    expect(await got.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('of a foreign origin get no CORS headers, those of an allowed one do', async () => {
    const foreign = await post({ query: '{ __typename }' }, { origin: 'https://evil.example' });
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('*');
    const allowed = await post({ query: '{ __typename }' }, { origin: 'https://shop.example' });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('are given GraphiQL that loads nothing from elsewhere', async () => {
    const response = await fetch(app.endpoint, { headers: { accept: 'text/html' } });
    const html = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(html).toContain('Mortar');
    expect(html).not.toMatch(/<(script|link)[^>]+(src|href)="https?:\/\//);
  });
});

describe('health', () => {
  it('is alive and ready', async () => {
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${app.url}/health/ready`)).json()).toMatchObject({ status: 'ready', redis: true });
  });

  it('counts operations by name and result, and Redis commands', async () => {
    await post({ query: 'query CountMe { __typename }' });
    await post({ query: 'query CountMe { node(id: "bad") { id } }' });
    const text = await (await fetch(`${app.url}/metrics`)).text();
    expect(text).toContain('mortar_graphql_operations_total{operation="CountMe",kind="query",result="ok"} 1');
    expect(text).toContain(
      'mortar_graphql_operations_total{operation="CountMe",kind="query",result="BAD_USER_INPUT"} 1',
    );
    expect(text).toMatch(/mortar_redis_command_duration_seconds_count\{command="evalsha"\} [1-9]/);
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('keeps an idle connection for longer than proxies do, and says so', async () => {
    expect((await fetch(`${app.url}/health/live`)).headers.get('keep-alive')).toBe('timeout=75');
  });

  it('answers an unknown path with 404', async () => {
    expect((await fetch(`${app.url}/nothing`)).status).toBe(404);
  });
});
