// What open subscriptions may watch is bounded per socket, session, address and process, and what is refused leaves the rest alone.

import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { postGraphql } from '../support/post.ts';
import { RawSocket } from '../support/raw-socket.ts';

const bounds = { perSocket: 20, perSession: 30, perAddress: 50, perProcess: 80 };
const app = await openTestApp({
  liveBounds: bounds,
  trustedProxies: ['127.0.0.0/8'],
  exemptAddresses: ['198.51.100.7'],
});
// A product that does not exist has nothing to watch.
await app.stores.catalogue.setMany(
  Array.from({ length: 1_000 }, (_, index) => ({
    sku: `sku-${index}`,
    name: 'Watched',
    description: null,
    tags: [],
    price: { minor: 100n, currency: 'EUR' },
    active: true,
  })),
);
/** How many products are watched. */
const open = () => app.live.streams;

async function socketFrom(address: string, token?: string): Promise<RawSocket> {
  const socket = new RawSocket(app.endpoint, token ? { token } : {}, { 'x-forwarded-for': address });
  await socket.until('connection_ack');
  return socket;
}

let made = 0;
/** A subscription to so many products that nobody else watches. */
function stock(count: number): string {
  const skus = Array.from({ length: count }, () => `"sku-${made++}"`);
  return `subscription { stockChanged(skus: [${skus.join(' ')}]) { sku } }`;
}

function subscribeMany(socket: RawSocket, count: number): void {
  for (let index = 0; index < count; index++) socket.subscribe(`s${made}`, stock(1));
}

/** The errors that subscriptions were refused with: before they were looked at, or where others were quicker. */
const refusals = (socket: RawSocket): unknown[] =>
  socket.messages.flatMap(({ type, payload }) => {
    if (type === 'error') return [payload];
    const errors = type === 'next' ? (payload as { errors?: unknown }).errors : undefined;
    return errors ? [errors] : [];
  });

async function until(socket: RawSocket, refused: number): Promise<unknown> {
  await expect.poll(() => refusals(socket).length, { timeout: 10_000 }).toBe(refused);
  return refusals(socket)[0];
}

async function closed(...sockets: RawSocket[]): Promise<void> {
  for (const socket of sockets) socket.close();
  await expect.poll(open).toBe(0);
}

describe('live subscriptions', () => {
  it('are bounded per socket; those that are open go on, and one that ends makes room', async () => {
    const socket = await socketFrom('203.0.113.1');
    subscribeMany(socket, 100);
    expect(await until(socket, 80)).toMatchObject([
      {
        message: expect.stringContaining('this connection may watch 20 objects'),
        extensions: { code: 'RATE_LIMITED' },
      },
    ]);
    await expect.poll(open).toBe(20);
    socket.complete('s0');
    await expect.poll(open).toBe(19);
    subscribeMany(socket, 1);
    await expect.poll(open).toBe(20);
    await closed(socket);
  });

  it('count by the products that they watch', async () => {
    const socket = await socketFrom('203.0.113.2');
    socket.subscribe('large', stock(15));
    await expect.poll(open).toBe(15);
    socket.subscribe('more', stock(6));
    expect(await until(socket, 1)).toMatchObject([{ extensions: { code: 'RATE_LIMITED', limit: 20 } }]);
    socket.subscribe('fits', stock(5));
    await expect.poll(open).toBe(20);
    await closed(socket);
  });

  it('are bounded per session and per address, of IPv6 by network, over all sockets and streams', async () => {
    const token = await app.token('CUSTOMER');
    const first = await socketFrom('203.0.113.3', token);
    const second = await socketFrom('203.0.113.4', token);
    subscribeMany(first, 20);
    await expect.poll(open).toBe(20);
    subscribeMany(second, 20);
    expect(await until(second, 10)).toMatchObject([{ message: expect.stringContaining('your session may watch 30') }]);
    await closed(first, second);

    const sockets = [];
    for (const host of [1, 2, 3]) sockets.push(await socketFrom(`2001:db8:0:7::${host}`));
    for (const socket of sockets.slice(0, 2)) subscribeMany(socket, 20);
    await expect.poll(open).toBe(40);
    subscribeMany(sockets[2] as RawSocket, 20);
    expect(await until(sockets[2] as RawSocket, 10)).toMatchObject([
      { message: expect.stringContaining('your address may watch 50') },
    ]);
    const headers = { 'x-forwarded-for': '2001:db8:0:7::9', accept: 'text/event-stream' };
    const stream = await postGraphql(app.endpoint, { query: stock(1) }, headers);
    expect(stream.status).toBe(429);
    expect(stream.text).toContain('your address may watch 50');
    await closed(...sockets);
  });

  it('are bounded per process alone for an address that many share', async () => {
    const sockets = [];
    for (let index = 0; index < 5; index++) sockets.push(await socketFrom('198.51.100.7'));
    for (const socket of sockets.slice(0, 4)) subscribeMany(socket, 20);
    await expect.poll(open).toBe(80);
    const [last] = sockets.slice(4) as [RawSocket];
    subscribeMany(last, 1);
    expect(await until(last, 1)).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    await closed(...sockets);
  });

  it('that are refused by their field or their own text take no place', async () => {
    const socket = await socketFrom('203.0.113.5');
    for (let index = 0; index < 30; index++) socket.subscribe(`f${index}`, 'subscription { liveMetrics { sequence } }');
    await expect.poll(() => socket.messages.filter(({ type }) => type === 'complete').length).toBe(30);
    subscribeMany(socket, 20);
    await expect.poll(open).toBe(20);
    await closed(socket);
    const query = `subscription ($skus: [String!]! = []) { stockChanged(skus: $skus) { sku } }`;
    const variables = { skus: ['x'.repeat(100_000)] };
    const large = await postGraphql(app.endpoint, { query, variables }, { accept: 'text/event-stream' });
    expect(large.text).toContain('OPERATION_TOO_COMPLEX');
  });

  it('count by products that stand in the default of a variable too', async () => {
    const skus = Array.from({ length: 21 }, (_, index) => `"sku-${index}"`).join(' ');
    const query = `subscription ($skus: [String!]! = [${skus}]) { stockChanged(skus: $skus) { sku } }`;
    const socket = await socketFrom('203.0.113.6');
    socket.subscribe('defaults', query);
    expect(await until(socket, 1)).toMatchObject([{ message: expect.stringContaining('asks for 21 more') }]);
    await closed(socket);
  });
});
