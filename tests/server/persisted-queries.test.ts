// Automatic persisted queries as Apollo Client and urql send them, over POST and GET, and what is kept of them.

import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { persistedExchange } from '@urql/exchange-persisted';
import { Client, fetchExchange } from 'urql';
import { describe, expect, it } from 'vitest';
import { PersistedDocuments } from '../../src/server/document/persisted-documents.ts';
import type { ServerPlugin } from '../../src/server/graphql/server-plugin.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } });

let throughYoga = 0;
const countYoga: ServerPlugin = {
  name: 'count',
  yoga: {
    onParams: () => {
      throughYoga++;
    },
  },
  shortPath: { notNeeded: { onParams: 'It counts what is not on the short path.' } },
};

const app = await openTestApp({ plugins: [countYoga] });
const withoutMemory = await openTestApp({ persistedQueryBytes: 0 });

/** What a client sends, as it sends it. */
function recorder() {
  const sent: { method: string; hasText: boolean; status: number }[] = [];
  const recordingFetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(url, init);
    const hasText = init.body
      ? 'query' in JSON.parse(String(init.body))
      : new URL(String(url)).searchParams.has('query');
    sent.push({ method: init.method ?? 'GET', hasText, status: response.status });
    return response;
  };
  return { sent, fetch: recordingFetch as typeof fetch };
}

function apolloClient({ endpoint }: TestApp, fetch: typeof globalThis.fetch, useGETForHashedQueries = false) {
  const headers = { 'apollo-require-preflight': 'true' };
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([
      new PersistedQueryLink({ sha256, useGETForHashedQueries }),
      new HttpLink({ uri: endpoint, fetch, headers }),
    ]),
  });
}

describe('Apollo Client', () => {
  const post = (hasText: boolean) => ({ method: 'POST', hasText });

  it.each([
    ['POST', false, gql`query ByPost { viewer { user { id } } }`],
    ['GET', true, gql`query ByGet { viewer { user { email } } }`],
  ] as const)('sends the text once, and the hash over %s from then on', async (method, useGet, query) => {
    const { sent, fetch } = recorder();
    for (let round = 0; round < 2; round++) {
      const { data } = await apolloClient(app, fetch, useGet).query({ query });
      expect(data).toMatchObject({ viewer: { user: null } });
    }
    expect(sent).toMatchObject([{ method, hasText: false }, post(true), { method, hasText: false }]);
  });

  it('sends texts only where nothing is kept', async () => {
    const { sent, fetch } = recorder();
    const client = apolloClient(withoutMemory, fetch);
    await client.query({ query: gql`query One { viewer { user { id } } }`, fetchPolicy: 'no-cache' });
    await client.query({ query: gql`query Two { viewer { user { email } } }`, fetchPolicy: 'no-cache' });
    expect(sent).toMatchObject([post(false), post(true), post(true)]);
  });
});

describe('urql', () => {
  it.each([
    ['POST', false],
    ['GET', 'within-url-limit'],
  ] as const)(
    'sends the text once, and the hash over %s from then on',
    async (method, preferGetForPersistedQueries) => {
      const { sent, fetch } = recorder();
      const query = `query Urql${method} { viewer { user { id } } }`;
      for (let round = 0; round < 2; round++) {
        const client = new Client({
          url: app.endpoint,
          fetch,
          fetchOptions: { headers: { 'graphql-require-preflight': '1' } },
          preferGetMethod: false,
          exchanges: [persistedExchange({ preferGetForPersistedQueries }), fetchExchange],
        });
        const { data, error } = await client.query(query, {}).toPromise();
        expect(error).toBeUndefined();
        expect(data).toMatchObject({ viewer: { user: null } });
      }
      expect(sent.map(({ hasText }) => hasText)).toEqual([false, true, false]);
      expect(sent[2]?.method).toBe(method);
    },
  );
});

describe('a hash', () => {
  const post = (body: object, to = app) => postGraphql(to.endpoint, body);

  it('that is known runs on the short path, with variables and a name', async () => {
    const query = 'query Short($sku: String!) { product(sku: $sku) { name } } query Other { __typename }';
    await post({ query, ...byHash(query), operationName: 'Other' });
    const before = throughYoga;
    const reply = await post({ ...byHash(query), operationName: 'Short', variables: { sku: 'none' } });
    expect(reply.body).toEqual({ data: { product: null } });
    expect((await post({ documentId: `sha256:${sha256(query)}`, operationName: 'Other' })).body.data).toEqual({
      __typename: 'Query',
    });
    expect(throughYoga).toBe(before);
  });

  it('that is not known is told as Apollo does', async () => {
    const reply = await post(byHash('{ nobody: __typename }'));
    expect(reply.status).toBe(200);
    expect(reply.body.errors).toEqual([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ]);
    const modern = await postGraphql(app.endpoint, byHash('{ nobody: __typename }'), {
      accept: 'application/graphql-response+json',
    });
    expect(modern.status).toBe(404);
  });

  it('is not supported where nothing is kept, but a text beside it runs', async () => {
    const query = '{ __typename }';
    const reply = await post(byHash(query), withoutMemory);
    expect(reply.body.errors).toEqual([
      { message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
    ]);
    expect((await post({ query, ...byHash(query) }, withoutMemory)).body.data).toEqual({ __typename: 'Query' });
  });

  it.each([
    ['of another text', { query: '{ a: __typename }', ...byHash('{ b: __typename }') }],
    ['of a version that nobody knows', { extensions: { persistedQuery: { version: 2, sha256Hash: 'a' } } }],
    ['that is no text', { extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }],
    ['that is nothing', { extensions: { persistedQuery: 'yes' } }],
    ['of another text, as documentId', { query: '{ a: __typename }', documentId: sha256('{ b: __typename }') }],
  ])('%s is refused', async (_name, body) => {
    const reply = await post(body);
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    expect(reply.body.data).toBeUndefined();
  });

  it('of a document that is not valid is never kept', async () => {
    const query = '{ nothingOfTheKind }';
    for (let round = 0; round < 2; round++) {
      expect(codeOf(await post({ query, ...byHash(query) }))).toBe('BAD_USER_INPUT');
      expect(codeOf(await post(byHash(query)))).toBe('PERSISTED_QUERY_NOT_FOUND');
    }
  });

  it('works in a batch and over GET, where no mutation runs', async () => {
    const query = 'query Batched { __typename }';
    const batch = [{ query, ...byHash(query) }, byHash('{ unknown: __typename }')];
    expect((await post(batch)).body).toMatchObject([
      { data: { __typename: 'Query' } },
      { errors: [{ message: 'PersistedQueryNotFound' }] },
    ]);
    const mutation = 'mutation ByGet { sessionLogOut { userErrors { code } } }';
    await post({ query: mutation, ...byHash(mutation) });
    const get = (parameters: Record<string, string>) =>
      fetch(`${app.endpoint}?${new URLSearchParams(parameters)}`, { headers: { 'x-mortar-csrf': '1' } });
    expect(await (await get({ documentId: sha256(query) })).json()).toEqual({ data: { __typename: 'Query' } });
    expect((await get({ extensions: JSON.stringify(byHash(mutation).extensions) })).status).toBe(405);
  });

  it('works on a socket', async () => {
    const socket = app.socket();
    const query = 'query Socket { __typename }';
    const run = async (text: string) => (await socket.iterate({ query: text, ...byHash(query) }).next()).value;
    await expect(run('')).rejects.toMatchObject([{ message: 'PersistedQueryNotFound' }]);
    await expect(run('{ x: __typename }')).rejects.toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await run(query)).toEqual({ data: { __typename: 'Query' } });
    expect(await run('')).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('what is kept', () => {
  it('is bounded in bytes: what was asked for longest ago goes', () => {
    const documents = new PersistedDocuments(10_000);
    const texts = Array.from({ length: 100 }, (_, index) => `{ ${'a'.repeat(500)}${index} }`);
    for (const text of texts) {
      documents.keep(sha256(text), text);
      documents.find(sha256(texts[0] ?? ''));
      expect(documents.bytes).toBeLessThanOrEqual(10_000);
    }
    const kept = texts.filter((text) => documents.find(sha256(text)));
    expect(kept).toEqual([texts[0], ...texts.slice(-(kept.length - 1))]);
    documents.keep('large', 'a'.repeat(10_000));
    expect(documents.find('large')).toBeUndefined();
  });
});
