// Who reads /metrics, and what a stranger can write into it.

import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { freePort } from '../../src/embedded-redis/embedded-redis.ts';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';
import { sendBytes } from '../support/raw-connection.ts';

const token = 'a-token-for-prometheus';
const ownPort = await freePort();
const open = await openTestApp({ host: '0.0.0.0', metrics: { operations: ['Known', `Long${'x'.repeat(100)}`] } });
const guarded = await openTestApp({ metrics: { token } });
const apart = await openTestApp({ metrics: { port: ownPort } });
const behind = await openTestApp({ trustedProxies: ['127.0.0.1'] });

function status(url: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}

const local = `http://127.0.0.1:${new URL(open.url).port}/metrics`;

test('by default this machine reads them', async () => {
  expect(await status(local)).toBe(200);
  expect(await status(local, { host: 'localhost:4000' })).toBe(200);
});

test.each([
  [{ 'x-forwarded-for': '203.0.113.1' }],
  [{ 'x-forwarded-proto': 'https' }],
  [{ forwarded: 'for=203.0.113.1' }],
  [{ via: '1.1 proxy' }],
  [{ 'x-real-ip': '203.0.113.1' }],
  [{ host: 'rebound.example' }],
  [{ host: '127.0.0.1.rebound.example' }],
])('by default a request with %j reads nothing', async (headers) => {
  expect(await status(local, headers as Record<string, string>)).toBe(403);
});

test('by default no other machine reads them, nor a trusted proxy on this one', async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outer = addresses.find(({ internal, family }) => !internal && family === 'IPv4');
  if (outer) expect(await status(`http://${outer.address}:${new URL(open.url).port}/metrics`)).toBe(403);
  expect(await status(`${behind.url}/metrics`)).toBe(403);
});

test('with a token everybody needs it', async () => {
  expect(await status(`${guarded.url}/metrics`)).toBe(401);
  expect(await status(`${guarded.url}/metrics`, { authorization: 'Bearer something-else-now' })).toBe(401);
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.1' };
  expect(await status(`${guarded.url}/metrics`, headers)).toBe(200);
});

test('on a port of their own they are not on the public one', async () => {
  expect(await status(`http://127.0.0.1:${ownPort}/metrics`, { 'x-forwarded-for': '203.0.113.1' })).toBe(200);
  expect(await status(`${apart.url}/metrics`)).toBe(404);
  expect(await status(`http://127.0.0.1:${ownPort}/graphql`)).toBe(404);
});

test('a stranger adds no label, whatever he sends', async () => {
  const before = (await (await fetch(local)).text()).length;
  for (let index = 0; index < 300; index++)
    await postGraphql(open.endpoint, { query: `query Junk${index} { __typename }` });
  for (let again = 0; again < 3; again++)
    await postGraphql(open.endpoint, { query: `query Long${'x'.repeat(400_000)} { __typename }` });
  for (const method of ['PURGE', 'TRACE', 'M-SEARCH', 'PROPFIND', 'SUBSCRIBE', 'LOCK'])
    await sendBytes(open.url, `${method} /x${method} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await postGraphql(open.endpoint, { query: 'query Known { __typename }' });
  await postGraphql(open.endpoint, { query: `query Long${'x'.repeat(100)} { __typename }` });
  const text = await (await fetch(local)).text();
  expect(text).toContain('{operation="Known",kind="query",result="ok"} 1');
  expect(text).toContain(`{operation="Long${'x'.repeat(60)}",kind="query",result="ok"} 1`);
  expect(text).toContain('{operation="(other)",kind="query",result="ok"} 303');
  expect(text).not.toMatch(/Junk|PURGE|PROPFIND/);
  expect(text.length).toBeLessThan(before + 20_000);
});
