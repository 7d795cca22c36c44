// The smallest requests that once ended the process, or made it show what is inside, and their relatives.

import { describe, expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openErrorLog } from '../support/error-log.ts';
import { sendBytes, statusesOf } from '../support/raw-connection.ts';

const { log, errors } = openErrorLog();
const app = await openTestApp({ log });

const get = (target: string, head = 'Host: localhost'): Promise<string> =>
  sendBytes(app.url, `GET ${target} HTTP/1.1\r\n${head}\r\n\r\n`);

const upgrade = (target: string, head = 'Host: localhost'): Promise<string> =>
  get(
    target,
    `${head}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==`,
  );

async function expectAlive(): Promise<void> {
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  expect(errors).toEqual([]);
}

describe('a request target that is no path', () => {
  const targets = [
    '//',
    '///',
    '//evil.example/graphql',
    '/\\',
    'http://[',
    'http://x:99999/',
    'http://localhost/graphql',
    '*',
    '/graphql#a',
  ];

  test.each(targets)('%s is refused with 400', async (target) => {
    expect(statusesOf(await get(target))).toEqual([400]);
    await expectAlive();
  });

  test.each(targets)('%s is refused with 400 in an upgrade', async (target) => {
    expect(statusesOf(await upgrade(target))).toEqual([400]);
    await expectAlive();
  });
});

describe('a Host that is none', () => {
  const hosts = [
    'Host: a b[',
    'Host: ',
    'Host: localhost:99999',
    'Host: user@localhost',
    'Host: a/b',
    'Host: a\r\nHost: b',
    'X: y',
  ];

  test.each(hosts)('%j is refused with 400 and without a word of the inside', async (head) => {
    for (const target of ['/graphql?query={__typename}', '/health/live', '/nothing']) {
      const answer = await get(target, `${head}\r\nX-Mortar-CSRF: 1`);
      expect(statusesOf(answer)).toEqual([400]);
      expect(answer).not.toMatch(/node_modules|\.ts:|\.js:|Error:/);
    }
    expect(statusesOf(await upgrade('/graphql', head))).toEqual([400]);
    await expectAlive();
  });

  test('HTTP/1.0 needs none', async () => {
    expect(statusesOf(await sendBytes(app.url, 'GET /health/live HTTP/1.0\r\n\r\n'))).toEqual([200]);
    const query = 'GET /graphql?query={__typename} HTTP/1.0\r\nX-Mortar-CSRF: 1\r\n\r\n';
    expect(await sendBytes(app.url, query)).toContain('"__typename":"Query"');
  });
});

describe('what no route answers', () => {
  test.each([
    ['TRACE', '/health/live', 405],
    ['DELETE', '/health/ready', 405],
    ['POST', '/metrics', 405],
    ['PUT', '/collect', 405],
    ['POST', '/collect.js', 405],
    ['POST', '/dashboard', 405],
    ['TRACE', '/graphql', 405],
    ['PATCH', '/graphql', 405],
    ['OPTIONS', '/health/live', 204],
    ['OPTIONS', '/dashboard/x', 204],
    ['BREW', '/graphql', 400],
    ['POST', '/dashboard/%', 405],
  ])('%s %s is answered with %i', async (method, target, status) => {
    const answer = await sendBytes(
      app.url,
      `${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesOf(answer)).toEqual([status]);
    if (status === 405) expect(answer).toMatch(/^allow: /im);
  });

  test('CONNECT is refused with 405', async () => {
    const answer = await sendBytes(app.url, 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n');
    expect(statusesOf(answer)).toEqual([405]);
  });

  test('header fields of more than 16 kB are refused with 431', async () => {
    expect(statusesOf(await get('/health/live', `Host: localhost\r\nX-Long: ${'x'.repeat(20_000)}`))).toEqual([431]);
  });

  test('an expectation that Mortar does not know is refused with 417', async () => {
    expect(statusesOf(await get('/health/live', 'Host: localhost\r\nExpect: miracles'))).toEqual([417]);
  });
});

describe('where a request ends', () => {
  const smuggled = '0\r\n\r\nGET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';

  test.each([
    ['two lengths', `Content-Length: 5\r\nContent-Length: ${smuggled.length}`],
    ['a length and chunks', `Content-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked`],
    ['chunks that are not last', 'Transfer-Encoding: chunked, identity'],
    ['a length that is none', 'Content-Length: +5'],
  ])('is not told by %s: the request and what follows are refused', async (_what, head) => {
    const answer = await sendBytes(app.url, `POST /collect HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n${smuggled}`);
    expect(statusesOf(answer)).toEqual([400]);
  });
});

test('a mutation over GET is refused', async () => {
  const target = '/graphql?query=mutation{sessionStart{viewer{session{id}}}}';
  const answer = await get(target, 'Host: localhost\r\nX-Mortar-CSRF: 1\r\nAccept: application/graphql-response+json');
  expect(statusesOf(answer)).toEqual([405]);
  expect(answer).not.toMatch(/^set-cookie/im);
});

test('requests that follow each other on a connection are answered in order, up to the first that is none', async () => {
  const head = 'Host: localhost\r\n\r\n';
  const pipeline = ['/health/live', '/nothing', '//', '/health/live'].map(
    (target) => `GET ${target} HTTP/1.1\r\n${head}`,
  );
  expect(statusesOf(await sendBytes(app.url, pipeline.join('')))).toEqual([200, 404, 400]);
});

test('clients that break off are no errors', async () => {
  const heads = [
    'GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'POST /collect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{',
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n{',
  ];
  for (const head of heads) for (let turn = 0; turn < 5; turn++) await sendBytes(app.url, head, { reset: true });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expectAlive();
});
