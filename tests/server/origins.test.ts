// Which pages may call, by each of the four ways: requests, preflights, server-sent events and sockets, and /collect.

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openTestApp, type TestApp } from '../support/app.ts';

const shop = 'https://shop.example';
const alone = await openTestApp();
const one = await openTestApp({ allowedOrigins: [shop] });
const two = await openTestApp({ allowedOrigins: [shop, 'https://admin.example'] });
const behind = await openTestApp({ allowedOrigins: [shop, 'https://admin.example'], trustedProxies: ['127.0.0.1'] });

interface Asked {
  readonly status: number;
  /** The CORS header fields of the answer. */
  readonly cors: Readonly<Record<string, string>>;
}

async function ask(app: TestApp, path: string, init: RequestInit): Promise<Asked> {
  const response = await fetch(`${app.url}${path}`, init);
  await response.body?.cancel();
  const fields = [...response.headers].filter(([name]) => name.startsWith('access-control-'));
  return { status: response.status, cors: Object.fromEntries(fields) };
}

const views = JSON.stringify({ events: [{ eventId: 'a', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }] });
const query = JSON.stringify({ query: '{ __typename }' });
const json = { 'content-type': 'application/json' };
const sse = { accept: 'text/event-stream', 'x-mortar-csrf': '1' };
const ways: readonly (readonly [string, string, RequestInit])[] = [
  ['a request', '/graphql', { method: 'POST', headers: json, body: query }],
  ['a request through Yoga', '/graphql?query={__typename}', { headers: { 'x-mortar-csrf': '1' } }],
  ['a request that fails', '/graphql', { method: 'POST', headers: json, body: '{' }],
  ['server-sent events', '/graphql?query=subscription{cartUpdated{quantity}}', { headers: sse }],
  ['events of a page', '/collect', { method: 'POST', body: views }],
];
const preflights = ['/graphql', '/collect'];

/** Whether a socket opens. */
function opens(app: TestApp, origin: string | undefined, headers: Record<string, string> = {}): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(app.endpoint.replace('http', 'ws'), 'graphql-transport-ws', { origin, headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

describe('a page of an origin that is not listed', () => {
  const origins = [
    'https://evil.example',
    'null',
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://SHOP.example',
  ];

  test.each(origins)('%s gets no CORS header field, 403 to a preflight, and no socket', async (origin) => {
    for (const app of [alone, one, two]) {
      for (const [, path, init] of ways)
        expect((await ask(app, path, { ...init, headers: { ...init.headers, origin } })).cors).toEqual({});
      for (const path of preflights) {
        const headers = { origin, 'access-control-request-method': 'POST' };
        expect(await ask(app, path, { method: 'OPTIONS', headers })).toEqual({ status: 403, cors: {} });
      }
      expect(await opens(app, origin)).toBe(false);
    }
  });

  test('counts no events', async () => {
    expect(
      (await ask(two, '/collect', { method: 'POST', headers: { origin: 'https://evil.example' }, body: views })).status,
    ).toBe(403);
  });
});

describe('a page of a listed origin', () => {
  test.each(ways)('is named in the answer to %s', async (_way, path, init) => {
    for (const app of [one, two])
      expect((await ask(app, path, { ...init, headers: { ...init.headers, origin: shop } })).cors).toMatchObject({
        'access-control-allow-origin': shop,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': expect.stringContaining('X-Request-Id'),
      });
  });

  test.each(preflights)('gets leave for %s', async (path) => {
    const headers = {
      origin: shop,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, x-mortar-csrf',
    };
    const { status, cors } = await ask(two, path, { method: 'OPTIONS', headers });
    expect(status).toBe(204);
    expect(cors).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': path === '/graphql' ? 'GET, POST, PUT, DELETE' : 'POST',
      'access-control-allow-headers': 'content-type, x-mortar-csrf',
    });
  });

  test('opens a socket', async () => {
    expect(await opens(two, shop)).toBe(true);
    expect(await opens(alone, undefined)).toBe(true);
  });
});

describe("a page of the server's own", () => {
  const collect = async (app: TestApp, headers: Record<string, string>): Promise<number> =>
    (await ask(app, '/collect', { method: 'POST', headers, body: views })).status;

  test('has its scheme', async () => {
    const { host } = new URL(alone.url);
    expect(await collect(alone, { origin: `http://${host}` })).toBe(200);
    expect(await collect(alone, { origin: `https://${host}` })).toBe(403);
    expect(await opens(alone, `http://${host}`)).toBe(true);
    expect(await opens(alone, `https://${host}`)).toBe(false);
  });

  test('has the scheme that a trusted proxy names, and no other may name one', async () => {
    const [secure, plain] = [`https://${new URL(behind.url).host}`, `http://${new URL(behind.url).host}`];
    const forwarded = { 'x-forwarded-proto': 'https' };
    expect(await collect(behind, { origin: secure, ...forwarded })).toBe(200);
    expect(await collect(behind, { origin: plain, ...forwarded })).toBe(403);
    expect(await opens(behind, secure, forwarded)).toBe(true);
    expect(await opens(behind, plain, forwarded)).toBe(false);
    const untrusted = `https://${new URL(alone.url).host}`;
    expect(await collect(alone, { origin: untrusted, ...forwarded })).toBe(403);
    expect(await opens(alone, untrusted, forwarded)).toBe(false);
  });
});
