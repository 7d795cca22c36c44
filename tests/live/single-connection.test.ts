// The single connection mode of graphql-sse: one stream of server-sent events for all operations of a page.

import { afterEach, describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { SingleConnection } from '../support/single-connection.ts';

const app = await openTestApp({ liveBounds: { perSocket: 3 } });
const bearer = async (...roles: Parameters<typeof app.token>) => ({
  authorization: `Bearer ${await app.token(...roles)}`,
});
const product = (sku: string, name: string) =>
  app.stores.catalogue.set({
    sku,
    name,
    description: null,
    tags: [],
    price: { minor: 100n, currency: 'EUR' },
    active: true,
  });
await product('mug', 'Mug');
const watchMug = 'subscription { stockChanged(skus: ["mug"]) { name } }';
const named = (name: string) => ({ data: { stockChanged: { name } } });

const open: SingleConnection[] = [];
afterEach(async () => {
  for (const connection of open.splice(0)) {
    connection.leave();
    await connection.ended;
  }
  await expect.poll(() => app.live.streams).toBe(0);
});

async function connect(headers: Record<string, string> = {}): Promise<SingleConnection> {
  const connection = await SingleConnection.reserve(app.endpoint, headers);
  open.push(connection);
  expect(await connection.open()).toBe(200);
  return connection;
}

describe('a stream that operations share', () => {
  it('brings the results of queries, mutations and subscriptions, each with the id of its operation', async () => {
    const connection = await connect(await bearer('ADMIN'));
    expect((await connection.post('live', watchMug)).status).toBe(202);
    await expect.poll(() => connection.of('live')).toHaveLength(1);
    await connection.post('query', '{ product(sku: "mug") { name } }');
    await connection.post('mutation', 'mutation { cacheInvalidate(input: { tags: ["a"] }) { userErrors { code } } }');
    await expect.poll(() => connection.of('mutation')).toHaveLength(2);
    expect(connection.of('query')).toEqual([
      { event: 'next', id: 'query', payload: { data: { product: { name: 'Mug' } } } },
      { event: 'complete', id: 'query' },
    ]);
    await product('mug', 'Slate');
    await expect
      .poll(() => connection.of('live').map(({ payload }) => payload))
      .toEqual([named('Mug'), named('Slate')]);
    expect(await connection.stop('live')).toBe(200);
    await expect.poll(() => app.live.streams).toBe(0);
    await product('mug', 'Mug');
    await connection.post('last', '{ product(sku: "mug") { name } }');
    await expect.poll(() => connection.of('last')).toHaveLength(2);
    expect(connection.of('live')).toHaveLength(2);
  });

  it('keeps what comes before it is opened, and brings parts of a deferred query one by one', async () => {
    const connection = await SingleConnection.reserve(app.endpoint);
    open.push(connection);
    await connection.post('early', '{ product(sku: "mug") { id ... @defer { name } } }');
    await connection.open();
    await expect.poll(() => connection.of('early').at(-1)?.event).toBe('complete');
    const payloads = connection.of('early').map(({ payload }) => payload);
    expect(payloads[0]).toEqual({ data: { product: { id: expect.any(String) } }, hasNext: true });
    expect(payloads[1]).toMatchObject({ incremental: [{ data: { name: 'Mug' }, path: ['product'] }] });
  });

  it('belongs to the session that reserved it, and is opened once', async () => {
    const mine = await bearer();
    const connection = await connect(mine);
    for (const other of [await bearer('ADMIN'), {}]) {
      expect(await connection.open(other)).toBe(404);
      expect((await connection.post('a', '{ viewer { id } }', other)).status).toBe(404);
      expect(await connection.stop('a', other)).toBe(404);
    }
    expect(await connection.open()).toBe(409);
    expect((await connection.post('a', '{ viewer { id } }', { authorization: 'Bearer of nothing' })).status).toBe(401);
    const cookie = { cookie: `mortar=${mine.authorization.slice('Bearer '.length)}` };
    expect((await connection.post('b', '{ viewer { user { id } } }', cookie)).status).toBe(202);
    expect(connection.token).toMatch(/^[\w-]{43}$/);
  });

  it('ends with its session, after each subscription was told why', async () => {
    const headers = await bearer('ADMIN');
    const connection = await connect(headers);
    await connection.post('live', watchMug);
    await expect.poll(() => connection.of('live')).toHaveLength(1);
    await app.client(headers.authorization.slice('Bearer '.length)).request('mutation { sessionLogOut { ended } }');
    await connection.ended;
    expect(connection.of('live').slice(1)).toMatchObject([
      { event: 'next', payload: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } },
      { event: 'complete' },
    ]);
    await expect.poll(() => app.live.streams).toBe(0);
    expect((await connection.post('late', '{ viewer { id } }')).status).toBe(401);
  });

  it('may watch no more than one socket may', async () => {
    const connection = await connect();
    for (let index = 0; index < 4; index += 1)
      await product(`cup-${index}`, 'Cup').then(() =>
        connection.post(`live-${index}`, `subscription { stockChanged(skus: ["cup-${index}"]) { name } }`),
      );
    await expect.poll(() => connection.of('live-3')).toHaveLength(2);
    expect(connection.of('live-3')[0]?.payload?.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      limit: 3,
    });
  });
});

describe('an operation of a stream', () => {
  it('is told what is wrong with it as a result', async () => {
    const connection = await connect();
    const codes: Record<string, string> = {
      '{ nobody }': 'BAD_USER_INPUT',
      '{ viewer {': 'BAD_USER_INPUT',
      '{ metrics { id } }': 'UNAUTHENTICATED',
      'subscription { liveMetrics { windowSeconds } }': 'UNAUTHENTICATED',
    };
    for (const [index, query] of Object.keys(codes).entries()) await connection.post(String(index), query);
    await connection.post('hash', '', undefined, { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } });
    const all = [...Object.values(codes), 'PERSISTED_QUERY_NOT_FOUND'];
    for (const [index, code] of all.entries()) {
      const id = index === all.length - 1 ? 'hash' : String(index);
      await expect.poll(() => connection.of(id).at(-1)?.event).toBe('complete');
      expect([id, connection.of(id)[0]?.payload?.errors?.[0]?.extensions]).toEqual([
        id,
        expect.objectContaining({ code }),
      ]);
      expect(connection.of(id)[0]?.payload?.errors?.[0]?.extensions).not.toHaveProperty('http');
    }
  });

  it('is refused if the request is not one', async () => {
    const connection = await connect();
    const header = { 'x-graphql-event-stream-token': connection.token };
    const send = async (init: RequestInit) => (await fetch(app.endpoint, init)).status;
    const json = { ...header, 'content-type': 'application/json' };
    expect(await send({ method: 'POST', headers: json, body: '{"query":"{ viewer { id } }"}' })).toBe(400);
    expect(await send({ method: 'POST', headers: json, body: '[]' })).toBe(400);
    expect(await send({ method: 'POST', headers: { ...header, 'content-type': 'text/plain' }, body: '{}' })).toBe(415);
    expect(await send({ method: 'DELETE', headers: header })).toBe(400);
    expect(await send({ method: 'DELETE' })).toBe(404);
    expect(await send({ method: 'PUT', headers: { origin: 'https://elsewhere.example' } })).toBe(403);
    expect((await connection.post('x'.repeat(129), '{ viewer { id } }')).status).toBe(400);
    await connection.post('live', watchMug);
    expect((await connection.post('live', watchMug)).status).toBe(409);
  });

  it('may name its stream in the address, as an EventSource does', async () => {
    const connection = await SingleConnection.reserve(app.endpoint);
    const leave = new AbortController();
    const { status, headers } = await fetch(`${app.endpoint}?token=${connection.token}`, {
      headers: { accept: 'text/event-stream' },
      signal: leave.signal,
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    leave.abort();
  });
});
