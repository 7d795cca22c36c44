// What an answer gives away in production: nothing of the inside, and what browsers need to be safe.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openErrorLog } from '../support/error-log.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { RawSocket } from '../support/raw-socket.ts';

const { log, errors } = openErrorLog();
const app = await openTestApp({
  log,
  secureCookies: true,
  suggestions: false,
  trustedProxies: ['127.0.0.1'],
  metrics: { token: 'a-token-for-prometheus' },
});
const behindTls = { 'x-forwarded-proto': 'https' };
const secret = 'secret at /srv/internal/file.ts:12';

const json = { 'content-type': 'application/json' };
const routes: readonly (readonly [string, RequestInit])[] = [
  ['/graphql', { method: 'POST', headers: json, body: '{"query":"{ __typename }"}' }],
  ['/graphql', { method: 'POST', headers: json, body: '{' }],
  ['/graphql?query={__typename}', { headers: { 'x-mortar-csrf': '1' } }],
  ['/graphql', { method: 'PUT' }],
  ['/graphql', { headers: { accept: 'text/html' } }],
  ['/dashboard', {}],
  ['/collect', { method: 'POST', body: '{' }],
  ['/collect.js', {}],
  ['/health/live', {}],
  ['/health/ready', {}],
  ['/metrics', {}],
  ['/nothing', {}],
];

describe('header fields', () => {
  test.each(routes)('%s %j has those that browsers need', async (path, init) => {
    const response = await fetch(`${app.url}${path}`, { ...init, headers: { ...init.headers, ...behindTls } });
    const { headers } = response;
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const policy = headers.get('content-security-policy');
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(part);
    expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe(path === '/collect.js' ? 'cross-origin' : 'same-origin');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    if ((await response.text()) !== '') expect(headers.get('content-type')).toMatch(/; ?charset=utf-8/i);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  test('without TLS there is no Strict-Transport-Security, whatever a stranger writes', async () => {
    const stranger = await openTestApp();
    for (const headers of [{}, behindTls] as Record<string, string>[]) {
      const response = await fetch(`${stranger.url}/health/live`, { headers });
      expect(response.headers.get('strict-transport-security')).toBeNull();
    }
  });

  test('proxies do not hold server-sent events back', async () => {
    const query = 'subscription { stockChanged(skus: ["a"]) { sku } }';
    const headers = { ...json, accept: 'text/event-stream' };
    const response = await fetch(app.endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    await response.body?.cancel();
  });

  test.each([
    ['a refused subscription', 'subscription { cartUpdated { quantity } }', 'text/event-stream'],
    ['a query in parts', '{ ... @defer { __typename } }', 'text/event-stream'],
    ['a query in parts', '{ ... @defer { __typename } }', 'multipart/mixed'],
  ])('nor %s: %s as %s', async (_, query, accept) => {
    const headers = { ...json, accept };
    const response = await fetch(app.endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(response.headers.get('content-type')).toContain(accept);
    expect(response.headers.get('x-accel-buffering')).toBe('no');
    await response.body?.cancel();
  });
});

describe('suggestions', () => {
  test.each([
    ['a field', { query: '{ viewe { user { id } } }' }],
    ['an argument', { query: '{ product(sk: "a") { sku } }' }],
    ['a type', { query: '{ node(id: "x") { ... on Produc { sku } } }' }],
    ['a fragment', { query: '{ node(id: "x") { sku } }' }],
    ['a value in a document', { query: '{ products(sortBy: NAM) { nodes { sku } } }' }],
    [
      'an input field in a variable',
      {
        query: 'mutation A($i: SessionLogInInput!) { sessionLogIn(input: $i) { token } }',
        variables: { i: { emai: 'a', password: 'b' } },
      },
    ],
  ])('%s that does not exist is told without what exists', async (_what, body) => {
    const reply = await postGraphql(app.endpoint, body);
    expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    expect(reply.text).not.toContain('Did you mean');
    const socket = new RawSocket(app.endpoint, {});
    await socket.until('connection_ack');
    socket.subscribe('1', body.query);
    const message = await Promise.race([socket.until('error', '1'), socket.until('next', '1')]);
    expect(JSON.stringify(message)).not.toContain('Did you mean');
  });

  test('outside production they help', async () => {
    const development = await openTestApp();
    const { text } = await postGraphql(development.endpoint, { query: '{ viewe { user { id } } }' });
    expect(text).toContain('Did you mean');
  });
});

describe('what fails inside', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    errors.length = 0;
  });

  const fail = (): never => {
    throw new Error(secret);
  };

  test('stays inside on /graphql', async () => {
    vi.spyOn(app.stores.sessions, 'validate').mockImplementation(fail);
    const headers = { authorization: 'Bearer some-token-of-a-session' };
    for (const accept of ['application/json', 'text/event-stream', 'application/graphql-response+json']) {
      const reply = await postGraphql(app.endpoint, { query: '{ viewer { user { id } } }' }, { ...headers, accept });
      expect(reply.text).toContain('INTERNAL_SERVER_ERROR');
      expect(reply.text).not.toMatch(/secret|srv|node_modules/);
    }
    const get = await fetch(`${app.endpoint}?query={viewer{user{id}}}`, {
      headers: { ...headers, 'x-mortar-csrf': '1' },
    });
    expect(await get.text()).not.toMatch(/secret|srv|node_modules/);
    expect(JSON.stringify(errors)).toContain(secret);
  });

  test('stays inside on sockets', async () => {
    vi.spyOn(app.stores.sessions, 'validate').mockImplementation(fail);
    const socket = new RawSocket(app.endpoint, { token: 'some-token-of-a-session' });
    expect(await socket.closed).toBe(4500);
    expect(JSON.stringify(socket.messages)).not.toMatch(/secret|srv|node_modules/);
    expect(JSON.stringify(errors)).toContain(secret);
  });

  test('stays inside on /collect', async () => {
    vi.spyOn(app.stores.metrics, 'track').mockImplementation(fail);
    const events = [{ eventId: 'a', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }];
    const response = await fetch(`${app.url}/collect`, { method: 'POST', body: JSON.stringify({ events }) });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"error":"Something went wrong on our side."}');
    expect(JSON.stringify(errors)).toContain(secret);
  });
});
