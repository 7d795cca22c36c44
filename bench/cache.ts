// The cache against bentocache (two levels with a bus) and cacheable (two levels) over the same Redis: what a hit costs in
// each level, what a crowd before a cold key loads, what readers of a hot key wait when it runs out, and what the end of ten
// thousand values takes. Neither peer loads before a value runs out; both can hand out the old one for a while after, as Mortar can,
// and none of the three is set to here.

import { setTimeout as wait } from 'node:timers/promises';
import type { RedisHandle } from '../src/redis/base/handle.ts';
import { Cache } from '../src/redis/cache/cache.ts';
import { type Comparison, compare, ratePerSecond } from './compare.ts';
import type { BenchContext } from './context.ts';
import { importPeer } from './peer.ts';

/** A peer's reads are fewer: they take longer. */
const memoryReads = { mortar: 400_000, peer: 20_000 } as const;
const redisReads = { mortar: 40_000, peer: 8_000 } as const;
const keys = 1_000;
const crowd = 1_000;
const processes = 4;
const tagged = 10_000;
const settleMs = 100;
/** A value that is asked for all the time runs out so often in a run. */
const hot = { ttlSeconds: 1, loadMs: 50, runMs: 5_000, lanes: 64 } as const;
const options = { ttlSeconds: 600, tags: ['products'] };
const product = { sku: 'mug', name: 'A mug', prices: [{ amount: '19.99', currency: 'EUR' }], text: 'x'.repeat(200) };

/** One process' cache, as the benches use it. */
interface Peer {
  get(key: string, load: () => Promise<unknown>, ttlSeconds?: number): Promise<unknown>;
  /** Ends all that was stored, by its tag. */
  end(): Promise<unknown>;
  close(): Promise<unknown>;
}

type Open = (levels: 'both' | 'redis') => Promise<Peer>;

/** Mortar's cache beside one peer's. */
interface Pair {
  readonly mortar: Open;
  readonly peer: Open;
  readonly peerName: string;
  report(row: Omit<Comparison, 'bench' | 'peerName'>): Promise<void>;
}

export async function benchCache({ redis, redisUrl, report }: BenchContext): Promise<void> {
  const mortar: Open = async (levels) => openMortar(redis, levels);
  const peers: readonly (readonly [string, Open])[] = [
    ['bentocache', (levels) => openBento(redisUrl, levels)],
    ['cacheable', (levels) => openCacheable(redisUrl, levels)],
  ];
  for (const [peerName, peer] of peers) {
    const pair: Pair = {
      mortar,
      peer,
      peerName,
      report: async (row) => report(await compare({ bench: 'cache', peerName, ...row })),
    };
    await benchMemoryReads(pair);
    await benchRedisReads(pair);
    await benchColdAndHot(pair);
    await benchEnd(pair);
  }
}

async function benchMemoryReads({ mortar, peer, report }: Pair): Promise<void> {
  await withBoth('both', mortar, peer, async (ours, theirs) => {
    const read = (one: Peer, who: keyof typeof memoryReads) => () =>
      ratePerSecond(memoryReads[who], 64, (index) => one.get(keyOf(index), unexpected));
    await report({
      case: `hit in the process' memory, ${keys} keys, 64 in flight`,
      unit: 'reads/s',
      rounds: 3,
      mortar: read(ours, 'mortar'),
      peer: read(theirs, 'peer'),
    });
  });
}

async function benchRedisReads({ mortar, peer, report }: Pair): Promise<void> {
  await withBoth('redis', mortar, peer, async (ours, theirs) => {
    for (const inFlight of [64, 512]) {
      const read = (one: Peer, who: keyof typeof redisReads) => () =>
        ratePerSecond(redisReads[who], inFlight, (index) => one.get(keyOf(index), unexpected));
      await report({
        case: `hit in Redis, with a tag, ${keys} keys, ${inFlight} in flight`,
        unit: 'reads/s',
        rounds: 3,
        mortar: read(ours, 'mortar'),
        peer: read(theirs, 'peer'),
      });
    }
  });
}

/** Many callers in several processes: before a key that nobody has loaded, and of one that runs out again and again. */
async function benchColdAndHot({ mortar, peer, peerName, report }: Pair): Promise<void> {
  const ours = await Promise.all(Array.from({ length: processes }, () => mortar('both')));
  const theirs = await Promise.all(Array.from({ length: processes }, () => peer('both')));
  let round = 0;
  const loads = new Map<string, number>();
  const stampede = (crew: readonly Peer[], who: string) => async (): Promise<number> => {
    const { ms, made } = await stampedeOf(crew, `cold-${who}-${round++}`);
    loads.set(who, made);
    return ms;
  };
  await report({
    case: `${crowd} callers in ${processes} processes before a cold key that takes 20 ms`,
    unit: 'ms',
    lessIsBetter: true,
    rounds: 3,
    mortar: stampede(ours, 'mortar'),
    peer: stampede(theirs, peerName),
  });
  await report({
    case: `the same: loads of the source`,
    unit: 'loads',
    lessIsBetter: true,
    rounds: 1,
    mortar: async () => loads.get('mortar') as number,
    peer: async () => loads.get(peerName) as number,
  });
  await report({
    case: `of a hot key that runs out each second and takes ${hot.loadMs} ms, ${hot.lanes} readers in ${processes} processes: the longest read in a thousand`,
    unit: 'ms',
    lessIsBetter: true,
    rounds: 3,
    mortar: () => longestOfHot(ours, `hot-${round++}`),
    peer: () => longestOfHot(theirs, `hot-${round++}`),
  });
  for (const one of [...ours, ...theirs]) await one.close();
}

/** How long the crowd waited for a key, and how often it was loaded. */
async function stampedeOf(crew: readonly Peer[], key: string): Promise<{ ms: number; made: number }> {
  let made = 0;
  const started = performance.now();
  const load = async () => {
    made += 1;
    await wait(20);
    return product;
  };
  await Promise.all(Array.from({ length: crowd }, (_each, index) => crew[index % processes]?.get(key, load)));
  return { ms: performance.now() - started, made };
}

async function benchEnd({ mortar, peer, report }: Pair): Promise<void> {
  await withBoth('both', mortar, peer, async (ours, theirs) => {
    const end = (one: Peer) => async (): Promise<number> => {
      for (let from = 0; from < tagged; from += 500)
        await Promise.all(
          Array.from({ length: 500 }, (_each, index) => one.get(`tagged-${from + index}`, async () => product)),
        );
      // What followed from storing them is not what is measured: closures of this process, messages to the others.
      await wait(settleMs);
      const started = performance.now();
      await one.end();
      return performance.now() - started;
    };
    await report({
      case: `end ${tagged} values by their tag`,
      unit: 'ms',
      lessIsBetter: true,
      rounds: 3,
      mortar: end(ours),
      peer: end(theirs),
    });
  });
}

/** The 99.9th percentile of what reads took: loads before the end spare readers the wait. */
async function longestOfHot(crew: readonly Peer[], key: string): Promise<number> {
  const load = async () => {
    await wait(hot.loadMs);
    return product;
  };
  await crew[0]?.get(key, load, hot.ttlSeconds);
  const times: number[] = [];
  const endMs = performance.now() + hot.runMs;
  const lane = async (peer: Peer): Promise<void> => {
    while (performance.now() < endMs) {
      const started = performance.now();
      await peer.get(key, load, hot.ttlSeconds);
      times.push(performance.now() - started);
      await wait(2);
    }
  };
  await Promise.all(Array.from({ length: hot.lanes }, (_each, index) => lane(crew[index % crew.length] as Peer)));
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length * 0.999)] as number;
}

const keyOf = (index: number): string => `key-${index % keys}`;

async function unexpected(): Promise<never> {
  throw new Error('a value that was stored is gone');
}

/** Opens both, stores the keys in each and in its memory, and closes them at the end. */
async function withBoth(
  levels: 'both' | 'redis',
  mortar: Open,
  open: Open,
  work: (ours: Peer, theirs: Peer) => Promise<void>,
): Promise<void> {
  const [ours, theirs] = [await mortar(levels), await open(levels)];
  for (const peer of [ours, theirs])
    for (let turn = 0; turn < 2; turn++)
      await Promise.all(Array.from({ length: keys }, (_each, index) => peer.get(keyOf(index), async () => product)));
  await work(ours, theirs);
  await Promise.all([ours.close(), theirs.close()]);
}

async function openMortar(redis: RedisHandle, levels: 'both' | 'redis'): Promise<Peer> {
  // As long in memory as the peers hold it there.
  const cache = new Cache(redis, { memorySeconds: levels === 'both' ? 30 : 0 });
  await cache.get('anything');
  while (!cache.state.hears) await wait(5);
  return {
    get: (key, load, ttlSeconds) => cache.get(key, load, ttlSeconds ? { ...options, ttlSeconds } : options),
    end: () => cache.invalidate({ tags: ['products'] }),
    close: () => cache.close(),
  };
}

interface Store {
  useL1Layer(driver: unknown): Store;
  useL2Layer(driver: unknown): Store;
  useBus(driver: unknown): Store;
}
interface Bento {
  bentostore(): Store;
  BentoCache: new (settings: {
    default: string;
    stores: Record<string, Store>;
  }) => {
    getOrSet(call: { key: string; ttl: string; tags: string[]; factory(): Promise<unknown> }): Promise<unknown>;
    deleteByTag(call: { tags: string[] }): Promise<unknown>;
    disconnectAll(): Promise<unknown>;
  };
}
interface BentoRedis {
  redisDriver(settings: { connection: unknown; prefix: string }): unknown;
  redisBusDriver(settings: { connection: unknown }): unknown;
}

async function openBento(redisUrl: string, levels: 'both' | 'redis'): Promise<Peer> {
  const { BentoCache, bentostore } = await importPeer<Bento>('bentocache');
  const { redisDriver, redisBusDriver } = await importPeer<BentoRedis>('bentocache/drivers/redis');
  const { memoryDriver } = await importPeer<{ memoryDriver(settings: object): unknown }>('bentocache/drivers/memory');
  const { hostname: host, port } = new URL(redisUrl);
  const connection = { host, port: Number(port) };
  const l2 = redisDriver({ connection, prefix: `bento-${levels}` });
  const store =
    levels === 'redis'
      ? bentostore().useL2Layer(l2)
      : bentostore()
          .useL1Layer(memoryDriver({ maxItems: 20_000 }))
          .useL2Layer(l2)
          .useBus(redisBusDriver({ connection }));
  const bento = new BentoCache({ default: 'one', stores: { one: store } });
  return {
    get: (key, factory, ttlSeconds = options.ttlSeconds) =>
      bento.getOrSet({ key, ttl: `${ttlSeconds}s`, tags: options.tags, factory }),
    end: () => bento.deleteByTag({ tags: options.tags }),
    close: () => bento.disconnectAll(),
  };
}

interface Cacheable {
  Cacheable: new (
    settings: object,
  ) => {
    getOrSet(key: string, load: () => Promise<unknown>, options: { ttl: string; tags: string[] }): Promise<unknown>;
    tags: { invalidateTag(tag: string): Promise<unknown> };
    disconnect(): Promise<unknown>;
  };
}

async function openCacheable(redisUrl: string, levels: 'both' | 'redis'): Promise<Peer> {
  const { Cacheable } = await importPeer<Cacheable>('cacheable');
  const { createKeyv } = await importPeer<{ createKeyv(url: string, options: object): unknown }>('@keyv/redis');
  const namespace = `cacheable-${levels}`;
  const store = createKeyv(redisUrl, { namespace });
  const cache = new Cacheable({ [levels === 'redis' ? 'primary' : 'secondary']: store, namespace, tags: true });
  return {
    get: (key, load, ttlSeconds = options.ttlSeconds) =>
      cache.getOrSet(key, load, { ttl: `${ttlSeconds}s`, tags: options.tags }),
    end: () => cache.tags.invalidateTag('products'),
    close: () => cache.disconnect(),
  };
}
