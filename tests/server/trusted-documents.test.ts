// Trusted documents: those of a client and of the dashboard run, and in the mode `only` nothing else does, whatever its door.

import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentNode, print } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import * as dashboard from '../../dashboard/src/generated/graphql.ts';
import { openTestApp } from '../support/app.ts';
import { readEventStream } from '../support/event-stream.ts';
import { codeOf, postGraphql, type Reply } from '../support/post.ts';

const trustedQuery = 'query Trusted { viewer { user { id email } } }';
const trustedSubscription = 'subscription TrustedStock { stockChanged(skus: ["a"]) { sku } }';
const otherQuery = '{ viewer { user { id } } }';
const otherSubscription = 'subscription { stockChanged(skus: ["a"]) { available } }';

const folder = await mkdtemp(join(tmpdir(), 'mortar-trusted-'));
afterAll(() => rm(folder, { recursive: true }));
const documentsFolder = join(folder, 'documents');
const dashboardFolder = join(folder, 'dashboard');
await mkdir(documentsFolder);
await mkdir(dashboardFolder);
const file = join(documentsFolder, 'web.json');
await writeFile(file, JSON.stringify({ abc123: trustedQuery }));
await writeFile(join(documentsFolder, 'app.json'), JSON.stringify({ 'sha256:def': trustedSubscription }));
await copyFile('dashboard/src/generated/persisted-documents.json', join(dashboardFolder, 'persisted-documents.json'));

const trustedDocuments = { path: documentsFolder, only: true };
const only = await openTestApp({ trustedDocuments, dashboardFolder, graphiql: true });
const also = await openTestApp({ trustedDocuments: { ...trustedDocuments, only: false }, dashboardFolder });

const post = (body: unknown, headers?: Record<string, string>): Promise<Reply> =>
  postGraphql(only.endpoint, body, headers);

const byId = (id: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: id } } });

const nobody = { data: { viewer: { user: null } } };

describe('in the mode only, a trusted document runs', () => {
  it.each([
    ['by its text', { query: trustedQuery }],
    ['whatever the white space, comments and order', { query: 'query Trusted{viewer{user{email,id}}} # hello' }],
    ['by its id, as Apollo Client and urql send it', byId('abc123')],
    ['by its documentId', { documentId: 'abc123' }],
    ['by both', { query: trustedQuery, ...byId('abc123') }],
  ])('%s', async (_name, body) => {
    for (let round = 0; round < 2; round++) expect((await post(body)).body).toEqual(nobody);
  });

  it('over GET, in a batch, on a socket and as server-sent events', async () => {
    const got = await fetch(`${only.endpoint}?documentId=abc123`, { headers: { 'x-mortar-csrf': '1' } });
    expect(await got.json()).toEqual(nobody);
    expect((await post([{ documentId: 'abc123' }, { query: trustedQuery }])).body).toEqual([nobody, nobody]);
    const socket = only.socket();
    expect((await socket.iterate({ query: trustedQuery }).next()).value).toEqual(nobody);
    expect((await socket.iterate({ query: '', ...byId('abc123') }).next()).value).toEqual(nobody);
    const stream = await fetch(only.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ documentId: 'sha256:def' }),
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await stream.body?.cancel();
  });
});

describe('in the mode only, nothing else runs', () => {
  const refused = 'DOCUMENT_NOT_TRUSTED';

  it.each([
    ['a POST of JSON', { query: otherQuery }, {}],
    ['a trusted document with one field more', { query: trustedQuery.replace('id', 'id roles') }, {}],
    ['introspection', { query: '{ __schema { queryType { name } } }' }, {}],
    ['a POST of text', otherQuery, { 'content-type': 'application/graphql' }],
    [
      'a POST of a form',
      `query=${encodeURIComponent(otherQuery)}`,
      { 'content-type': 'application/x-www-form-urlencoded', 'x-mortar-csrf': '1' },
    ],
    ['server-sent events', { query: otherSubscription }, { accept: 'application/json, text/event-stream;q=0.1' }],
    [
      'a multipart subscription',
      { query: otherSubscription },
      { accept: 'multipart/mixed;subscriptionSpec=1.0, application/json' },
    ],
  ])('%s', async (_name, body, headers) => {
    for (let round = 0; round < 2; round++) {
      const reply = await post(body, headers);
      expect(reply.text).toContain(refused);
      expect(reply.text).not.toContain('viewer"');
    }
  });

  it('over GET, in a batch, on a socket and as server-sent events', async () => {
    const got = await fetch(`${only.endpoint}?query=${encodeURIComponent(otherQuery)}`, {
      headers: { 'x-mortar-csrf': '1', accept: 'application/graphql-response+json' },
    });
    expect(got.status).toBe(403);
    expect((await post([{ query: trustedQuery }, { query: otherQuery }])).body).toMatchObject([
      nobody,
      { errors: [{ extensions: { code: refused } }] },
    ]);
    for (const query of [otherQuery, otherSubscription]) {
      const result = only.socket().iterate({ query }).next();
      await expect(result).rejects.toMatchObject([{ extensions: { code: refused } }]);
    }
    const { value } = await readEventStream(only.endpoint, '', otherSubscription).next();
    expect(value?.errors).toMatchObject([{ extensions: { code: refused } }]);
  });

  it('and no hash is registered', async () => {
    expect(codeOf(await post(byId('unknown')))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  it('uploads are no door', async () => {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query: otherQuery }));
    form.set('map', '{}');
    const reply = await fetch(only.endpoint, { method: 'POST', headers: { 'x-mortar-csrf': '1' }, body: form });
    expect(reply.status).toBe(415);
  });

  it('GraphiQL is off', async () => {
    expect(only.graphiql).toBe(false);
    const page = await fetch(only.endpoint, { headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain('<html');
  });
});

describe('the documents of the dashboard', () => {
  const documents = Object.entries(dashboard).filter((entry): entry is [string, (typeof entry)[1] & DocumentNode] =>
    entry[0].endsWith('Document'),
  );

  it.each(documents)('%s is trusted', async (_name, document) => {
    expect(codeOf(await post({ query: print(document) }))).not.toBe('DOCUMENT_NOT_TRUSTED');
  });
});

describe('in the mode also', () => {
  it('everything runs, and trusted documents have their ids', async () => {
    expect((await postGraphql(also.endpoint, { documentId: 'abc123' })).body).toEqual(nobody);
    expect((await postGraphql(also.endpoint, { query: otherQuery })).body).toEqual(nobody);
    expect(codeOf(await postGraphql(also.endpoint, byId('unknown')))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

it('are counted by their names, and others are not', async () => {
  await postGraphql(also.endpoint, { documentId: 'abc123' });
  await postGraphql(also.endpoint, { query: 'query Stranger { __typename }' });
  const metrics = await (await fetch(`${also.url}/metrics`)).text();
  expect(metrics).toContain('operation="Trusted"');
  expect(metrics).not.toContain('Stranger');
});

describe('a start fails with a message', () => {
  const start = (path: string) => openTestApp({ trustedDocuments: { path, only: true } });

  it('if there is no such file or folder, or nothing in it', async () => {
    await expect(start(join(folder, 'missing'))).rejects.toThrow(`at ${join(folder, 'missing')}`);
    await expect(start(dashboardFolder.replace('dashboard', 'empty'))).rejects.toThrow('empty');
  });

  it.each([
    ['no JSON', 'query { viewer }', 'is no file of trusted documents'],
    ['no texts', '{"a": 1}', 'is no file of trusted documents'],
    ['a text that is no document', '{"a1": "query {"}', 'the document a1 cannot be parsed'],
  ])('if a file has %s', async (name, content, message) => {
    const bad = join(folder, `${name}.json`);
    await writeFile(bad, content);
    await expect(start(bad)).rejects.toThrow(message);
  });
});
