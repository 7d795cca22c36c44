// A flood of operations that nobody has sent before: refused early, by address, and without memory that grows.

import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Turns } from '../../src/redis/base/turns.ts';
import { AddressBuckets } from '../../src/server/guard/address-buckets.ts';
import { operationDefaults, serverLimits } from '../../src/server/limits.ts';
import { KnownDocuments } from '../../src/server/plan/index.ts';
import { openTestApp } from '../support/app.ts';
import { codeOf, postGraphql } from '../support/post.ts';
import { RawSocket } from '../support/raw-socket.ts';

// As many bytes as by default.
const app = await openTestApp({
  newDocumentBytesPerMinute: serverLimits.newDocuments.bytesPerMinute,
  trustedProxies: ['127.0.0.0/8'],
  exemptAddresses: ['198.51.100.7'],
});

/** A query of about 11 kB whose fields are none. */
const invalid = (index: number): string =>
  `{ ${Array.from({ length: 900 }, (_, field) => `nope${index}x${field}`).join(' ')} }`;

const post = (query: string, address: string, headers = {}) =>
  postGraphql(app.endpoint, { query }, { 'x-forwarded-for': address, ...headers });

describe('distinct invalid operations of 11 kB', () => {
  it('are refused with 429 and Retry-After once their address has used its allowance up; known ones pass', async () => {
    const known = '{ __typename }';
    await post(known, '203.0.113.1');
    const statuses: number[] = [];
    let refused: Awaited<ReturnType<typeof post>> | undefined;
    for (let index = 0; index < 269; index++) {
      const reply = await post(invalid(index), '203.0.113.1');
      statuses.push(reply.status);
      if (reply.status === 429) refused ??= reply;
      else expect(codeOf(reply)).toBe('BAD_USER_INPUT');
    }
    expect(statuses.filter((status) => status !== 429).length).toBeLessThan(60);
    expect(refused && codeOf(refused)).toBe('RATE_LIMITED');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(known, '203.0.113.1')).status).toBe(200);
    // Everybody else is not held responsible.
    expect(codeOf(await post(invalid(1_000), '203.0.113.2'))).toBe('BAD_USER_INPUT');
  });

  it('take from one allowance by whatever door they come', async () => {
    const address = '2001:db8:5:5::';
    // So many bytes that what comes back of the allowance meanwhile is too little for them.
    const large = (index: number): string => invalid(index).padEnd(60_000, '#');
    for (let index = 2_000; index < 2_030; index++) await post(large(index), `${address}${index.toString(16)}`);
    expect(codeOf(await post(large(5_000), `${address}1`))).toBe('RATE_LIMITED');
    // An address of a page is too short for as many bytes; several are not.
    const gets = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        fetch(`${app.endpoint}?query=${encodeURIComponent(invalid(6_000 + index))}`, {
          headers: { 'x-forwarded-for': `${address}2`, 'x-mortar-csrf': '1' },
        }),
      ),
    );
    expect(gets.map(({ status }) => status)).toContain(429);
    const stream = await post(large(5_002), `${address}3`, { accept: 'text/event-stream' });
    expect(stream.status).toBe(429);
    const batch = await postGraphql(
      app.endpoint,
      [5_003, 5_004].map((index) => ({ query: large(index) })),
      { 'x-forwarded-for': `${address}4` },
    );
    expect(batch.status).toBe(429);
    const socket = new RawSocket(app.endpoint, {}, { 'x-forwarded-for': `${address}5` });
    await socket.until('connection_ack');
    socket.subscribe('flood', large(5_005));
    expect((await socket.until('error', 'flood')).payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    socket.subscribe('known', '{ __typename }');
    expect((await socket.until('next', 'known')).payload).toEqual({ data: { __typename: 'Query' } });
    socket.close();
  });

  it('of an address that many share are not charged to it', async () => {
    for (let index = 3_000; index < 3_070; index++)
      expect(codeOf(await post(invalid(index), '198.51.100.7'))).toBe('BAD_USER_INPUT');
  });
});

it('refuses a document with too many fields before it compares them', async () => {
  const fields = '{ product(sku: "a") { '.padEnd(21, ' ') + 'sku '.repeat(operationDefaults.fields + 1);
  const reply = await post(`${fields} } }`, '203.0.113.9');
  expect(reply.body.errors).toHaveLength(1);
  expect(codeOf(reply)).toBe('OPERATION_TOO_COMPLEX');
});

describe('a document that validation would compare for long', () => {
  const repeated = (count: number): string => `{ ${'product(sku: "a") { sku } '.repeat(count)} }`;
  const spreads = (count: number): string => {
    const names = Array.from({ length: count }, (_, index) => `F${index}`);
    const fragments = names.map((name) => `fragment ${name} on Query { product(sku: "a") { ...In${name} } }`);
    const inside = names.map((name) => `fragment In${name} on Product { sku }`);
    return [`{ ${names.map((name) => `...${name}`).join(' ')} }`, ...fragments, ...inside].join(' ');
  };
  const ring = (count: number): string => {
    const fragments = Array.from(
      { length: count },
      (_, index) => `fragment F${index} on Query { node(id: "a") { ... on Query { ...F${(index + 1) % count} } } }`,
    );
    return `{ ${fragments.map((_, index) => `...F${index}`).join(' ')} } ${fragments.join(' ')}`;
  };

  it.each([
    ['the same field again and again', repeated(400)],
    ['fragments that select the same', spreads(150)],
    ['fragments that go round in a ring', ring(120)],
  ])('is refused before that: %s', async (_, query) => {
    const reply = await post(query, '203.0.113.10');
    expect(reply.body.errors).toHaveLength(1);
    expect(reply.body.errors?.[0]?.message).toMatch(/selects the same fields of the same object too often/);
    expect(codeOf(reply)).toBe('OPERATION_TOO_COMPLEX');
  });

  it('and no other: a page whose parts select the same runs, and so do many aliases', async () => {
    expect((await post(repeated(40), '203.0.113.11')).body.errors).toBeUndefined();
    expect((await post(spreads(40), '203.0.113.11')).body.errors).toBeUndefined();
    const aliases = Array.from({ length: 250 }, (_, index) => `p${index}: product(sku: "a") { sku name }`);
    expect((await post(`{ ${aliases.join(' ')} }`, '203.0.113.11')).body.errors).toBeUndefined();
  });
});

describe('a flood', () => {
  it('of new documents makes its own address wait, and not those of others', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const take = (key: string) => turns.next(key).then(() => order.push(key));
    const all = [...Array.from({ length: 500 }, () => take('flood')), take('a'), take('b'), take('a')];
    await Promise.all(all);
    expect(order).toHaveLength(503);
    expect(
      order
        .slice(0, 6)
        .filter((key) => key !== 'flood')
        .sort(),
    ).toEqual(['a', 'a', 'b']);
  });

  it('of messages that came at once on a socket lets other requests in between', async () => {
    const socket = new WebSocket(app.endpoint.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    const count = 2_000;
    let pongs = 0;
    const first = new Promise<void>((resolve) =>
      socket.on('message', () => {
        pongs++;
        resolve();
      }),
    );
    const last = new Promise<void>((resolve) => socket.on('message', () => pongs === count && resolve()));
    for (let sent = 0; sent < count; sent++) socket.send('{"type":"ping"}');
    await first;
    await (await fetch(`${app.url}/health/live`)).text();
    expect(pongs).toBeLessThan(count);
    await last;
    socket.close();
  });
});

describe('the documents that are kept', () => {
  const megabyte = 1_048_576;
  const text = (name: string, index: number): string => `query ${name}${index} { __typename } #`.padEnd(2_000, 'x');

  /** As Yoga calls it. */
  function validated(documents: KnownDocuments, source: string): void {
    const { yoga } = documents.plugin() as unknown as {
      yoga: {
        onParse(given: object): (after: object) => void;
        onValidate(given: object): ((after: object) => void) | undefined;
      };
    };
    let document: object = { kind: 'Document', definitions: [] };
    const afterParse = yoga.onParse({
      params: { source },
      setParsedDocument: (parsed: object) => {
        document = parsed;
      },
    });
    afterParse({ result: document });
    yoga.onValidate({ params: { schema: {}, documentAST: document }, setResult: () => {} })?.({ valid: true });
  }

  it('take no more bytes than they may, and one that is in use outlives a flood of others', () => {
    const documents = new KnownDocuments(4 * megabyte);
    const used = text('Used', 0);
    validated(documents, used);
    validated(documents, used);
    for (let index = 0; index < 1_000; index++) validated(documents, text('Flood', index));
    expect(documents.bytes).toBeLessThanOrEqual(4 * megabyte);
    expect(documents.has(used)).toBe(true);
    expect(documents.has(text('Flood', 999))).toBe(true);
    expect(documents.has(text('Flood', 0))).toBe(false);
  });

  it('do not include invalid ones', async () => {
    const address = '203.0.113.70';
    const wrong = `{ ${'wrong '.repeat(20_000)} }`.slice(0, 100_000);
    expect(codeOf(await post(wrong, address))).not.toBe('RATE_LIMITED');
    expect(codeOf(await post(wrong, address))).not.toBe('RATE_LIMITED');
    // The third time its bytes are charged as well: nothing remembers it.
    expect(codeOf(await post(wrong, address))).toBe('RATE_LIMITED');
  });
});

describe('an allowance for each address', () => {
  it('comes back with time, and is kept for so many addresses', () => {
    const buckets = new AddressBuckets({ burst: 100, perSecond: 10, addresses: 3, isExempt: () => false });
    expect(buckets.take('203.0.113.1', 100, 0)).toBe(0);
    expect(buckets.take('203.0.113.1', 10, 0)).toBe(1_000);
    expect(buckets.take('203.0.113.1', 10, 999)).toBe(1);
    expect(buckets.take('203.0.113.1', 10, 1_000)).toBe(0);
    expect(buckets.take('203.0.113.1', 101, 1_000)).toBe(Number.POSITIVE_INFINITY);
    for (let host = 0; host < 10; host++) buckets.take(`198.51.100.${host}`, 1, 1_000);
    expect(buckets.size).toBe(3);
  });
});
