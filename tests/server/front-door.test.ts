// Whatever comes over a bare connection, Mortar lives on and answers it as the client's mistake. fast-check makes it up.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openErrorLog } from '../support/error-log.ts';
import { sendBytes, statusesOf } from '../support/raw-connection.ts';
import { RawSocket } from '../support/raw-socket.ts';

const { log, errors } = openErrorLog();
const dashboardFolder = await mkdtemp(join(tmpdir(), 'mortar-dashboard-'));
await writeFile(join(dashboardFolder, 'index.html'), '<!doctype html>');
afterAll(() => rm(dashboardFolder, { recursive: true }));
const app = await openTestApp({ log, graphiql: true, dashboardFolder });
const runs = 150;

/** Any character that one byte can be. */
const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
});
const junk = fc.oneof(
  bytes,
  fc.stringMatching(/^[!-~]{0,40}$/),
  fc.constantFrom('%', '%00', '%ff', '..', '//', '\\', '[', '#', '?a=%'),
);
const paths = [
  '/graphql',
  '/health/live',
  '/metrics',
  '/collect',
  '/collect.js',
  '/dashboard',
  '/dashboard/assets/',
  '/',
  '//',
  '*',
  'http://[',
];

const method = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PUT', 'PATCH', 'PURGE', 'get'),
  },
  { weight: 1, arbitrary: junk },
);
const query = fc.constantFrom(
  '?query={__typename}',
  '?query={',
  '?query={__typename}&variables={',
  '?query={__typename}&variables=[1]&extensions=1',
  '?query=subscription{cartUpdated{quantity}}',
  '?%',
);
const target = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...paths), fc.oneof(fc.constant(''), query, junk))
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: junk },
);
const version = fc.oneof(
  { weight: 8, arbitrary: fc.constant('HTTP/1.1') },
  { weight: 1, arbitrary: fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9', 'JUNK/1.1', '') },
);
const known: Record<string, readonly string[]> = {
  Host: ['localhost', '', 'a b[', '[::1]', '[', 'localhost:99999', 'x@y'],
  Accept: ['text/html', 'text/event-stream', 'application/json', 'multipart/mixed', '*/*;q=2', ';;,'],
  'Content-Type': [
    'application/json',
    'application/json; charset=utf-7',
    'multipart/form-data; boundary=',
    'text/plain',
    '/',
  ],
  'Content-Encoding': ['gzip', 'br', 'identity', 'junk', 'gzip, gzip'],
  'Content-Length': ['0', '5', '-1', '1e9', '99999999999999999999', 'x'],
  'Transfer-Encoding': ['chunked', 'gzip, chunked', 'junk'],
  Connection: ['close', 'Upgrade', 'keep-alive, Upgrade', 'Host'],
  Upgrade: ['websocket', 'h2c', 'junk'],
  'Sec-WebSocket-Key': ['AAAAAAAAAAAAAAAAAAAAAA==', 'short'],
  'Sec-WebSocket-Version': ['13', '99'],
  'Sec-WebSocket-Protocol': ['graphql-transport-ws', 'junk', ', ,'],
  'Sec-WebSocket-Extensions': ['permessage-deflate', 'permessage-deflate; server_max_window_bits=99', ';'],
  Expect: ['100-continue', 'junk'],
  Origin: ['null', 'https://evil.example', 'http://localhost', 'http://['],
  Cookie: ['mortar=%', 'mortar=', '=;;=', 'mortar="'],
  Authorization: ['Bearer x', 'Bearer ', 'Basic %'],
  'If-None-Match': ['*', '"'],
  'Access-Control-Request-Method': ['POST', 'junk'],
  'X-Mortar-CSRF': ['1'],
  'X-Forwarded-For': ['1.2.3.4, junk', '::::'],
  'X-Forwarded-Proto': ['https', ','],
};
const field = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...Object.entries(known).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...Object.keys(known)), junk).map(([name, value]) => `${name}: ${value}`),
  },
  { weight: 1, arbitrary: junk },
);
const body = fc.oneof(
  fc.constantFrom(
    '',
    '{}',
    '[]',
    '[{}]',
    '[null]',
    'null',
    '"',
    '{"query":1}',
    '{"query":"{__typename}"}',
    '{"query":"{","variables":1}',
    '{"events":[{}]}',
    '5\r\nhello\r\n0\r\n\r\n',
    'zz\r\nhello',
  ),
  junk,
);
const request = fc
  .tuple(method, target, version, fc.boolean(), fc.array(field, { maxLength: 8 }), fc.boolean(), body)
  .map(([verb, path, protocol, withHost, fields, withLength, content]) => {
    const head = [...(withHost ? ['Host: localhost'] : []), ...fields];
    if (withLength) head.push(`Content-Length: ${content.length}`, 'Connection: close');
    return `${verb} ${path} ${protocol}\r\n${head.join('\r\n')}\r\n\r\n${content}`;
  });

async function expectAlive(): Promise<void> {
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  expect(errors).toEqual([]);
}

test('requests', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 3 }), async (requests) => {
      const answer = await sendBytes(app.url, requests.join(''));
      for (const status of statusesOf(answer)) expect(status).toBeLessThan(500);
      expect(answer).not.toMatch(/node_modules|\.(ts|js):\d+/);
      await expectAlive();
    }),
    { numRuns: runs },
  );
});

test('what is no operation, in an address, a form or a batch, is the client’s mistake', async () => {
  const guarded = { 'x-mortar-csrf': '1' };
  const send = (type: string, body: string) =>
    fetch(app.endpoint, { method: 'POST', headers: { ...guarded, 'content-type': type }, body });
  const form = 'application/x-www-form-urlencoded';
  const get = (search: string) => fetch(`${app.endpoint}?query={__typename}&${search}`, { headers: guarded });
  const answers = [
    await get('variables=%7B'),
    await get('extensions=nope'),
    await send(form, 'query={__typename}&variables=%7B%22a%22'),
    await send('application/json', '[null]'),
    await send('application/json', '[{"query":"{__typename}"},7]'),
    await send('application/json', '{"query"'),
  ];
  for (const answer of answers) {
    expect(answer.status).toBe(400);
    const { errors: told } = (await answer.json()) as { errors: unknown[] };
    expect(told).toEqual([{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  await expectAlive();
});

describe('what is nested deeper than a stack holds is refused', () => {
  const deep = (levels: number, open = '[', close = ']', middle = '') =>
    open.repeat(levels) + middle + close.repeat(levels);
  const json = (body: string, headers: Record<string, string> = {}) =>
    fetch(app.endpoint, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const stream = { accept: 'text/event-stream' };
  const watch = 'subscription { stockChanged(skus: [\\"a\\"]) { sku } }';

  test.each([
    ['fields', deep(1_900, '{a', '}')],
    ['fields that never close', '{a'.repeat(3_000)],
    ['inline fragments', deep(900, '{...', '}', '{__typename}')],
    ['lists', `{product(sku:${deep(1_900)}){id}}`],
    ['objects', `{product(sku:${deep(900, '{a:', '}', '1')}){id}}`],
    ['types', `query($a:${deep(1_900, '[', ']', 'Int')}){__typename}`],
  ])('%s of a document', async (_what, query) => {
    const answer = await json(JSON.stringify({ query }));
    expect(await answer.text()).toContain('"code":"OPERATION_TOO_COMPLEX"');
    const socket = new RawSocket(app.endpoint, {});
    await socket.until('connection_ack');
    socket.subscribe('deep', query);
    expect((await socket.until('error', 'deep')).payload).toMatchObject([
      { message: 'The document has more than 200 brackets in each other.' },
    ]);
    socket.close();
    await expectAlive();
  });

  test.each([700, 5_000, 400_000])('JSON of %i levels', async (levels) => {
    const variables = deep(levels);
    for (const [body, headers] of [
      [`{"query":"${watch}","variables":{"v":${variables}}}`, stream],
      [`{"query":"${watch}","extensions":{"v":${variables}}}`, stream],
      [`{"query":"{__typename}","variables":{"v":${variables}}}`, {}],
      [`[{"query":"{__typename}","variables":{"v":${variables}}}]`, {}],
      [variables, {}],
    ] as const) {
      const answer = await json(body, headers);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('Lists and objects may be nested 600 levels deep.');
    }
    await expectAlive();
  });

  test.each([
    [
      'the variables',
      (text: string) => `{"id":"1","type":"subscribe","payload":{"query":"${watch}","variables":${text}}}`,
    ],
    ['a ping', (text: string) => `{"type":"ping","payload":${text}}`],
    ['what opens the connection', (text: string) => `{"type":"connection_init","payload":${text}}`],
  ])('%s of a socket', async (_what, messageOf) => {
    const socket = new RawSocket(app.endpoint, {});
    await socket.until('connection_ack');
    socket.send(messageOf(deep(5_000, '{"v":', '}', '1')));
    expect(await socket.closed).toBe(4400);
    await expectAlive();
  });

  test('and brackets in texts, and a value that Mortar may keep, are not', async () => {
    const brackets = '['.repeat(2_000);
    for (const body of [
      JSON.stringify({ query: `{ product(sku: "${brackets}") { id } } # ${brackets}` }),
      JSON.stringify({ query: 'query ($s: String!) { product(sku: $s) { id } }', variables: { s: `\\"${brackets}` } }),
    ]) {
      const text = await (await json(body)).text();
      expect(text).toBe('{"data":{"product":null}}');
    }
    const kept = await json(`{"query":"{__typename}","variables":{"v":${deep(500)}}}`);
    expect(await kept.text()).toBe('{"data":{"__typename":"Query"}}');
  });
});

const message = fc.oneof(
  fc.constantFrom(
    '{"type":"connection_init"}',
    '{"type":"connection_init","payload":1}',
    '{"type":"connection_init","payload":{"token":{}}}',
    '{"type":"connection_init","payload":{"token":"none"}}',
    '{"type":"ping","payload":null}',
    '{"type":"complete","id":"1"}',
    '{"type":"complete","id":1}',
    '{"type":"subscribe","id":"1","payload":{"query":"{__typename}"}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{"}}',
    '{"type":"subscribe","id":"1","payload":{"query":1}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{__typename}","variables":1,"operationName":1}}',
    '{"type":"subscribe","id":"","payload":null}',
    '{"type":"subscribe","id":"2","payload":{"query":"subscription{cartUpdated{quantity}}"}}',
    '{"type":"__proto__"}',
    '[]',
    'null',
  ),
  fc.json(),
  junk,
);
const byte = fc.integer({ min: 0, max: 255 });

/** A frame of a client: masked, as it has to be, with anything in the place of the rest. */
const frame = fc.tuple(fc.oneof(fc.constant(0x81), byte), fc.boolean(), message).map(([first, isMasked, text]) => {
  const payload = Buffer.from(text.slice(0, 125), 'latin1');
  return Buffer.concat([
    Buffer.from([first, payload.length | (isMasked ? 0x80 : 0)]),
    Buffer.alloc(isMasked ? 4 : 0),
    payload,
  ]);
});
const wholeFrame = message.map((text) => {
  const payload = Buffer.from(text.slice(0, 125), 'latin1');
  return Buffer.concat([Buffer.from([0x81, payload.length | 0x80, 0, 0, 0, 0]), payload]);
});
const handshake = Buffer.from(
  [
    'GET /graphql HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n'),
);

test('frames', async () => {
  const frames = fc.array(fc.oneof(frame, wholeFrame, wholeFrame, fc.uint8Array({ maxLength: 40 })), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(frames, fc.boolean(), async (sent, reset) => {
      const answer = await sendBytes(app.url, Buffer.concat([handshake, ...sent]), { reset });
      if (!reset) expect(statusesOf(answer)).toEqual([101]);
      expect(answer).not.toMatch(/node_modules|\.(ts|js):\d+/);
      await expectAlive();
    }),
    { numRuns: runs },
  );
});
