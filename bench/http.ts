// GraphQL over HTTP: Mortar as it is served, with sessions, guards, limits and counters, against Mercurius with its JIT: bare, which
// has none of them, and as its users run it, with a limit and sessions in Redis. Each server is a process of its own over the same
// Redis, built as for production; the client is this one.

import type { RedisHandle } from '../src/redis/base/handle.ts';
import { Catalogue } from '../src/redis/catalogue/catalogue.ts';
import { Inventory } from '../src/redis/inventory/inventory.ts';
import { Sessions } from '../src/redis/session/session.ts';
import { newUser } from '../tests/support/account.ts';
import { BuiltServers } from './built-servers.ts';
import { compare } from './compare.ts';
import type { BenchContext } from './context.ts';
import { importPeer } from './peer.ts';
import { startServerProcess } from './server-process.ts';

const products = 200;
const seconds = 2;

interface Load {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connections: number;
  readonly duration: number;
}
interface LoadResult {
  readonly requests: { readonly average: number };
  readonly non2xx: number;
  readonly errors: number;
}

const fields = 'sku name description tags price { amount currency } inventory { onHand available }';
const cases = [
  { what: 'hello', query: '{ __typename }' },
  { what: 'a product and its stock', query: `query ($sku: String!) { product(sku: $sku) { ${fields} } }` },
  { what: 'a page of 20 products and their stock', query: `{ products(first: 20) { nodes { ${fields} } } }` },
] as const;

export async function benchHttp({ redis, redisUrl, report }: BenchContext): Promise<void> {
  await fill(redis);
  const token = await openSession(redis);
  const { default: autocannon } = await importPeer<{ default(load: Load): Promise<LoadResult> }>('autocannon');
  const built = new BuiltServers('http');
  const peer = await built.build('http/mercurius.ts');
  const mortar = await startServerProcess(await built.build('http/mortar.ts'), redis, redisUrl);
  const bare = await startServerProcess(peer, redis, redisUrl);
  const usual = await startServerProcess(peer, redis, redisUrl, { usual: true });

  const rate = async (url: string, query: string, connections: number, headers: object = {}): Promise<number> => {
    const load = {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query, ...(query.includes('$sku') && { variables: { sku: sku(7) } }) }),
      connections,
      duration: seconds,
    } as const;
    const answer = await (await fetch(url, load)).text();
    if (answer.includes('"errors"')) throw new Error(`${url} answers ${answer}`);
    const { requests, non2xx, errors } = await autocannon(load);
    if (non2xx + errors > 0) throw new Error(`${url} failed ${non2xx + errors} requests`);
    return requests.average;
  };
  const against = async (
    peerName: string,
    what: string,
    connections: number,
    ask: { readonly mortar: () => Promise<number>; readonly peer: () => Promise<number> },
  ): Promise<void> => {
    const name = `${what}, ${connections} connections`;
    report(await compare({ bench: 'http', case: name, unit: 'requests/s', peerName, ...ask }));
  };
  const bareName = 'Mercurius with JIT, without sessions and limits';
  const usualName = 'Mercurius with JIT, @fastify/rate-limit and @fastify/session, both in Redis';
  for (const { what, query } of cases)
    for (const connections of [32, 64])
      await against(bareName, what, connections, {
        mortar: () => rate(mortar.url, query, connections),
        peer: () => rate(bare.url, query, connections),
      });
  for (const { what, query } of cases)
    await against(usualName, what, 64, {
      mortar: () => rate(mortar.url, query, 64),
      peer: () => rate(usual.url, query, 64),
    });
  const { what, query } = cases[1];
  const withToken = { authorization: `Bearer ${token}` };
  const withCookie = { cookie: await logIn(usual.url) };
  await against(bareName, `${what}, with a session`, 32, {
    mortar: () => rate(mortar.url, query, 32, withToken),
    peer: () => rate(bare.url, query, 32),
  });
  await against(usualName, `${what}, with a session on both sides`, 32, {
    mortar: () => rate(mortar.url, query, 32, withToken),
    peer: () => rate(usual.url, query, 32, withCookie),
  });
  await Promise.all([mortar, bare, usual].map((server) => server.close()));
  built.remove();
}

/** A session of the peer's, as a Cookie header. */
async function logIn(url: string): Promise<string> {
  const cookie = (await fetch(new URL('/log-in', url))).headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Error('The peer gave no session');
  return cookie;
}

const sku = (index: number): string => `mug-${String(index).padStart(3, '0')}`;

/** The same products for both, each in its own keys. */
async function fill(redis: RedisHandle): Promise<void> {
  const inventory = new Inventory(redis);
  const made = await new Catalogue(redis).setMany(
    Array.from({ length: products }, (_, index) => ({
      sku: sku(index),
      name: `Mug number ${index}`,
      description: 'Stoneware, 350 ml, safe in the dishwasher.',
      tags: ['kitchen', 'coffee'],
      price: { minor: 1_400n + BigInt(index), currency: 'EUR' },
      active: true,
    })),
  );
  const pipeline = redis.client.pipeline();
  for (const { price, createdAt: _createdAt, ...product } of made) {
    await inventory.adjust([{ sku: product.sku, delta: 100 }]);
    const amount = `${price.minor / 100n}.${String(price.minor % 100n).padStart(2, '0')}`;
    const stored = { ...product, price: { amount, currency: price.currency } };
    pipeline.set(`peer:product:${product.sku}`, JSON.stringify(stored));
    pipeline.set(`peer:stock:${product.sku}`, JSON.stringify({ onHand: 100, reserved: 0 }));
    pipeline.zadd('peer:names', 0, product.sku);
  }
  await pipeline.exec();
}

async function openSession(redis: RedisHandle): Promise<string> {
  const client = { ipAddress: '127.0.0.1', userAgent: null };
  const issued = await new Sessions(redis).start({ userId: await newUser(redis), transport: 'BEARER', client });
  if (!issued) throw new Error('the session was refused');
  return issued.token;
}
