// GraphQL over HTTP: Mortar as it is served, with sessions, guards, limits and counters, and with its response cache on, against Mercurius
// with its JIT, bare, which has none of them, and as its users run it, with a limit and sessions in Redis; Apollo Server; and Hive Gateway
// in front of a bare Mercurius. Each server is a process of its own over the same Redis, built as for production; the client is this one.

import type { RedisHandle } from '../src/redis/base/handle.ts';
import { Catalogue } from '../src/redis/catalogue/catalogue.ts';
import { Inventory } from '../src/redis/inventory/inventory.ts';
import { Sessions } from '../src/redis/session/session.ts';
import { newUser } from '../tests/support/account.ts';
import { BuiltServers } from './built-servers.ts';
import { median, toRow } from './compare.ts';
import type { BenchContext } from './context.ts';
import { importPeer } from './peer.ts';
import { type BenchServer, startServerProcess } from './server-process.ts';

const products = 200;
const seconds = 1;
/** That count; one more before them warms up. */
const rounds = 3;

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
  readonly latency: { readonly p99: number };
  readonly non2xx: number;
  readonly errors: number;
}

const fields = 'sku name description tags price { amount currency } inventory { onHand available }';
const queries = {
  hello: '{ __typename }',
  'a product and its stock': `query ($sku: String!) { product(sku: $sku) { ${fields} } }`,
  'a page of 20 products and their stock': `{ products(first: 20) { nodes { ${fields} } } }`,
} as const;
type What = keyof typeof queries;

/** A server that is asked, and what for. */
interface Side {
  readonly name: string;
  readonly server: BenchServer;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Measured {
  readonly rate: number;
  readonly p99: number;
}

type Autocannon = (load: Load) => Promise<LoadResult>;

export async function benchHttp(context: BenchContext): Promise<void> {
  await fill(context.redis);
  const token = await openSession(context.redis);
  const { default: autocannon } = await importPeer<{ default: Autocannon }>('autocannon');
  const built = new BuiltServers('http');
  const { mortar, cached, bare, usual, apollo, hive } = await openSides(context, built);
  const bench = new HttpBench(context, autocannon);
  for (const what of Object.keys(queries) as What[]) {
    // Whether there is a request to the cache at all: hello reads nothing.
    const ours = what === 'hello' ? [mortar] : [mortar, cached];
    await bench.measure(what, 32, ours, [bare]);
    await bench.measure(what, 64, ours, [bare, usual, apollo, hive]);
  }
  const product = 'a product and its stock';
  const withToken = { ...mortar, name: 'with a session', headers: { authorization: `Bearer ${token}` } };
  const withCookie = {
    ...usual,
    name: `${usual.name}, with a session`,
    headers: { cookie: await logIn(usual.server.url) },
  };
  await bench.measure(product, 32, [withToken], [bare, withCookie]);
  for (const { server } of [mortar, cached, hive, bare, usual, apollo]) await server.close();
  built.remove();
}

async function openSides({ redis, redisUrl }: BenchContext, built: BuiltServers) {
  const peer = await built.build('http/mercurius.ts');
  const mortar = await built.build('http/mortar.ts');
  const start = async (name: string, file: URL, settings = {}): Promise<Side> => ({
    name,
    server: await startServerProcess(file, redis, redisUrl, settings),
  });
  const bare = await start('Mercurius with JIT, without sessions and limits', peer);
  const usualName = 'Mercurius with JIT, @fastify/rate-limit and @fastify/session, both in Redis';
  const behind = { behind: bare.server.url };
  return {
    bare,
    mortar: await start('', mortar),
    cached: await start('with the response cache', mortar, { responseCacheSeconds: 5 }),
    usual: await start(usualName, peer, { usual: true }),
    apollo: await start('Apollo Server, without sessions and limits', await built.build('http/apollo.ts')),
    hive: await start('Hive Gateway in front of the bare Mercurius', await built.build('http/hive.ts'), behind),
  };
}

class HttpBench {
  readonly #report: BenchContext['report'];
  readonly #autocannon: Autocannon;

  constructor({ report }: BenchContext, autocannon: Autocannon) {
    this.#report = report;
    this.#autocannon = autocannon;
  }

  /** Asks all of them in turn, several times, and reports each of ours against each peer. */
  async measure(what: What, connections: number, ours: readonly Side[], peers: readonly Side[]): Promise<void> {
    const sides = [...ours, ...peers];
    const results = new Map<Side, Measured[]>(sides.map((side) => [side, []]));
    for (let round = 0; round <= rounds; round += 1)
      for (const side of sides) {
        const measured = await this.#ask(what, connections, side);
        if (round > 0) results.get(side)?.push(measured);
      }
    const of = (side: Side, key: keyof Measured): number => median((results.get(side) ?? []).map((one) => one[key]));
    // The bare one is enough for what is not as usual.
    for (const [index, own] of ours.entries())
      for (const peer of index === 0 ? peers : peers.slice(0, 1)) {
        const name = `${[what, own.name].filter(Boolean).join(', ')}, ${connections} connections`;
        const head = { bench: 'http', case: name, peerName: peer.name };
        this.#report(toRow({ ...head, unit: 'requests/s' }, of(own, 'rate'), of(peer, 'rate')));
        this.#report(toRow({ ...head, unit: 'ms, p99', lessIsBetter: true }, of(own, 'p99'), of(peer, 'p99')));
      }
  }

  async #ask(what: What, connections: number, { server: { url }, headers }: Side): Promise<Measured> {
    const query = queries[what];
    const load = {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify({ query, ...(query.includes('$sku') && { variables: { sku: sku(7) } }) }),
      connections,
      duration: seconds,
    } as const;
    const answer = await (await fetch(url, load)).text();
    if (!answer.startsWith('{"data":{') || answer.includes('"errors"')) throw new Error(`${url} answers ${answer}`);
    const { requests, latency, non2xx, errors } = await this.#autocannon(load);
    if (non2xx + errors > 0) throw new Error(`${url} failed ${non2xx + errors} requests`);
    return { rate: requests.average, p99: latency.p99 };
  }
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
