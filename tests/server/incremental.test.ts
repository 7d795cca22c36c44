// @defer and @stream in the dialect of 2022: as Apollo Client takes them, over each transport, within the limits.

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const app = await openTestApp({ operations: { deferred: 3 } });
const admin = await app.token('ADMIN');

afterEach(() => {
  vi.restoreAllMocks();
});

const deferred = '{ __typename ... @defer(label: "later") { viewer { user { roles } } } }';
const parts = 'multipart/mixed;deferSpec=20220824, application/json';
const bearer = { authorization: `Bearer ${admin}` };

/** The payloads of a multipart answer. */
function payloadsOf(text: string): Record<string, unknown>[] {
  return text
    .split(/\r\n--?-?-+(?:--)?(?:\r\n|$)/)
    .map((part) => part.slice(part.indexOf('\r\n\r\n')).trim())
    .filter((json) => json.startsWith('{'))
    .map((json) => JSON.parse(json));
}

const post = (query: string, accept = parts, headers: Record<string, string> = bearer) =>
  postGraphql(app.endpoint, { query }, { accept, ...headers });

describe('a deferred fragment', () => {
  it('comes to Apollo Client after the rest', async () => {
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new HttpLink({ uri: app.endpoint, headers: bearer }),
      incrementalHandler: new Defer20220824Handler(),
    });
    const query = gql`query Later { viewer { __typename ... @defer { user { roles } } } }`;
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      client.watchQuery({ query }).subscribe({
        next: ({ data, dataState }) => {
          seen.push([dataState, JSON.parse(JSON.stringify(data ?? null))]);
          if (dataState === 'complete') resolve();
        },
        error: reject,
      });
    });
    expect(seen).toContainEqual(['streaming', { viewer: { __typename: 'Viewer' } }]);
    expect(seen.at(-1)).toMatchObject(['complete', { viewer: { user: { roles: ['ADMIN'] } } }]);
  });

  it('is a payload of its own over multipart/mixed', async () => {
    for (let round = 0; round < 2; round++) {
      const { headers, text } = await post(deferred);
      expect(headers.get('content-type')).toContain('multipart/mixed');
      expect(payloadsOf(text)).toEqual([
        { data: { __typename: 'Query' }, hasNext: true },
        {
          incremental: [{ data: { viewer: { user: { roles: ['ADMIN'] } } }, path: [], label: 'later' }],
          hasNext: false,
        },
      ]);
    }
  });

  it('is one over server-sent events and WebSocket', async () => {
    const { text } = await post(deferred, 'text/event-stream');
    const events = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) => JSON.parse(json));
    expect(events.map(({ hasNext }) => hasNext)).toEqual([true, false]);
    const results: unknown[] = [];
    for await (const result of app.socket(admin).iterate({ query: deferred })) results.push(result);
    expect(results).toMatchObject([{ hasNext: true }, { incremental: [{ label: 'later' }], hasNext: false }]);
  });

  it.each([
    ['takes JSON only', 'application/json'],
    ['says nothing', '*/*'],
    ['wants another dialect', 'multipart/mixed;incrementalSpec=v0.2, application/json'],
  ])('is in the one answer of a client that %s', async (_name, accept) => {
    for (let round = 0; round < 2; round++)
      expect((await post(deferred, accept)).body).toEqual({
        data: { __typename: 'Query', viewer: { user: { roles: ['ADMIN'] } } },
      });
  });

  it('is in the one answer of a batch', async () => {
    const reply = await postGraphql(app.endpoint, [{ query: deferred }], { accept: parts, ...bearer });
    expect(reply.body).toMatchObject([{ data: { viewer: { user: { roles: ['ADMIN'] } } } }]);
  });

  it('has its errors masked, and coded', async () => {
    vi.spyOn(app.stores.jobs, 'queues').mockRejectedValue(new Error('a secret of the inside'));
    const { text } = await post('{ __typename ... @defer { queues { name } } }');
    expect(text).not.toContain('secret');
    const later = payloadsOf(text).flatMap(({ incremental }) => incremental as { errors?: unknown }[]);
    expect(JSON.stringify(later)).toContain('INTERNAL_SERVER_ERROR');
    const refused = await post('{ __typename ... @defer { queues { name } } }', parts, {});
    expect(refused.text).toContain('"UNAUTHENTICATED"');
  });

  it('ends with the session', async () => {
    const token = await app.token('ADMIN');
    const never = new Promise<never[]>(() => {});
    const names = vi.spyOn(app.stores.jobs, 'queues').mockReturnValue(never);
    const answer = post('{ __typename ... @defer { queues { name } } }', parts, { authorization: `Bearer ${token}` });
    await expect.poll(() => names.mock.calls.length).toBe(1);
    await app.client(token).request('mutation { sessionLogOut { ended } }');
    const payloads = payloadsOf((await answer).text);
    expect(payloads).toEqual([{ data: { __typename: 'Query' }, hasNext: true }, { hasNext: false }]);
  });
});

describe('a streamed list', () => {
  it('comes item by item', async () => {
    const both = { authorization: `Bearer ${await app.token('WORKER', 'ADMIN')}` };
    const { text } = await post('{ viewer { user { roles @stream(initialCount: 1) } } }', parts, both);
    const [first, ...rest] = payloadsOf(text);
    expect(first).toEqual({ data: { viewer: { user: { roles: ['WORKER'] } } }, hasNext: true });
    expect(rest.flatMap(({ incremental = [] }) => incremental)).toEqual([
      { items: ['ADMIN'], path: ['viewer', 'user', 'roles', 1] },
    ]);
    expect(rest.at(-1)).toMatchObject({ hasNext: false });
  });
});

describe('limits', () => {
  const fragments = (count: number) =>
    `{ ${Array.from({ length: count }, (_, i) => `... @defer(label: "${i}") { a${i}: __typename }`).join(' ')} }`;

  it('bound deferred parts, also where fragments bring them in', async () => {
    expect(codeOf(await post(fragments(3), 'application/json'))).toBeUndefined();
    expect(codeOf(await post(fragments(4), 'application/json'))).toBe('OPERATION_TOO_COMPLEX');
    const twice = `{ ...Two ...Again } fragment Two on Query ${fragments(2)} fragment Again on Query { ...Two }`;
    expect(codeOf(await post(twice, 'application/json'))).toBe('OPERATION_TOO_COMPLEX');
  });

  it('count a deferred field as any other', async () => {
    const query = `{ __typename ${Array.from({ length: 12 }, (_, i) => `p${i}: products(first: 100) { nodes { sku recommendations(limit: 20) { sku } } }`).join(' ')} }`;
    const plain = codeOf(await post(query, 'application/json'));
    const later = codeOf(await post(query.replace('{ __typename', '{ __typename ... @defer {').concat(' }')));
    expect(later).toBe(plain);
  });

  it.each([
    ['at the root of a mutation', 'mutation { ... @defer { sessionLogOut { ended } } }'],
    ['with a label twice', '{ ... @defer(label: "a") { a: __typename } ... @defer(label: "a") { b: __typename } }'],
    ['@stream on what is no list', '{ viewer @stream { user { id } } }'],
  ])('refuse %s', async (_name, query) => {
    expect(codeOf(await post(query, 'application/json'))).toBe('BAD_USER_INPUT');
  });
});
