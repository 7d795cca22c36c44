// Shards lie evenly on the masters of a cluster, and a data set keeps those with which it was made.

import calculateSlot from 'cluster-key-slot';
import { describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { baseKeys } from '../../src/redis/base/keys.ts';
import { claimLayout, UnknownLayout } from '../../src/redis/base/layout.ts';
import { type ShardCount, ShardPlan } from '../../src/redis/base/shards.ts';
import { cacheKeys } from '../../src/redis/cache/keys.ts';
import { cacheShards } from '../../src/redis/cache/shared.ts';
import { cartKeys } from '../../src/redis/cart/keys.ts';
import { cartShards } from '../../src/redis/cart/outbox.ts';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { newOrderId, orderShards } from '../../src/redis/order/shard.ts';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import { callerShards } from '../../src/redis/rate-limit/shard.ts';
import { recommendationKeys } from '../../src/redis/recommendation/keys.ts';
import { trendShards } from '../../src/redis/recommendation/shard.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { sessionShards } from '../../src/redis/session/shard.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const space = (count: ShardCount) => new RedisHandle(redis.client, uniquePrefix(), new ShardPlan(count));

/** As `redis-cli --cluster create` deals the slots out. */
const masterOf = (key: string, masters: number): number => Math.floor((calculateSlot(key) * masters) / 16_384);

/** How many of some things each master has. */
function spread(keys: readonly string[], masters: number): number[] {
  const counts = Array.from({ length: masters }, () => 0);
  for (const key of keys) counts[masterOf(key, masters)] = (counts[masterOf(key, masters)] as number) + 1;
  return counts;
}

const subjects: Record<string, (handle: RedisHandle) => string[]> = {
  orders: (handle) => orderShards(handle).numbers.map((shard) => orderKeys.shard(handle.prefix, shard, 'outbox')),
  sessions: (handle) => sessionShards(handle).numbers.map((shard) => sessionKeys.version(handle.prefix, shard)),
  carts: (handle) => cartShards(handle).numbers.map((shard) => cartKeys.outbox(handle.prefix, shard)),
  cache: (handle) => cacheShards(handle).numbers.map((shard) => cacheKeys.count(handle.prefix, shard)),
  limits: (handle) =>
    callerShards(handle).numbers.map((shard) => rateLimitKeys.state(handle.prefix, shard, 'g', '', '')),
  services: (handle) => serviceShards(handle).numbers.map((shard) => serviceKeys.services(handle.prefix, shard)),
  trends: (handle) => trendShards(handle).numbers.map((shard) => recommendationKeys.trending(handle.prefix, shard)),
  'a site': (handle) =>
    siteShards(handle, 'shop.example').numbers.map((shard) =>
      metricKeys.bucket(handle.prefix, 'shop.example', shard, 'rev'),
    ),
  'another site': (handle) =>
    siteShards(handle, 'default').numbers.map((shard) => metricKeys.bucket(handle.prefix, 'default', shard, 'rev')),
};

describe.each(Object.entries(subjects))('the shards of %s', (_name, keysOf) => {
  it.each([
    [12, [1, 2, 3, 4, 6, 12]],
    [24, [1, 2, 3, 4, 6, 8, 12, 24]],
  ] as const)('are %i, as many on each of %j masters', (count, clusters) => {
    for (const masters of clusters)
      expect(spread(keysOf(space(count)), masters)).toEqual(Array.from({ length: masters }, () => count / masters));
  });

  it('differ by at most two on other clusters', () => {
    for (const masters of [5, 7, 9, 10, 11]) {
      const counts = spread(keysOf(space(24)), masters);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    }
  });
});

it('gives each master as much of what has ids', () => {
  const handle = space(12);
  const ids = Array.from({ length: 24_000 }, newOrderId);
  const keys = ids.map((id) => orderKeys.order(handle.prefix, orderShards(handle).of(id), id));
  const owners = ids.map((id) => sessionKeys.index(handle, `u${Buffer.from(id, 'hex').toString('base64url')}`));
  const services = ids.map((id) => serviceKeys.services(handle.prefix, serviceShards(handle).of(id)));
  const skus = ids.map((_id, number) =>
    recommendationKeys.trending(handle.prefix, trendShards(handle).of(`SKU-${number}`)),
  );
  for (const each of [keys, owners, services, skus])
    for (const masters of [3, 6, 12])
      expect((Math.max(...spread(each, masters)) * masters) / ids.length).toBeLessThan(1.15);
});

describe('a data set', () => {
  const open = (prefix: string, shards?: ShardCount) => RedisHandle.on(redis.client, { prefix, shards });

  it('keeps the number of shards with which it was made', async () => {
    const prefix = uniquePrefix();
    expect((await open(prefix, 24)).shards.count).toBe(24);
    expect((await open(prefix, 12)).shards.count).toBe(24);
    expect((await open(prefix)).shards.count).toBe(24);
    expect((await open(uniquePrefix())).shards.count).toBe(12);
  });

  it.each(['{limit}:version', '{cache}:totals'])('of layout 1, told by %s alone, keeps its keys', async (mark) => {
    const prefix = uniquePrefix();
    await redis.client.set(`${prefix}:${mark}`, '1');
    const former = await open(prefix);
    expect(orderShards(former).numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(orderShards(former).of('0b'.padEnd(24, '0'))).toBe(3);
    expect(await redis.client.get(baseKeys.layout(prefix))).toBe('1');
  });

  it.each([
    ['2.24', 24, 24, 1],
    ['3.24', 24, 24, 24],
    ['1', undefined, 1, 1],
  ] as const)('of layout %s keeps what it has in one slot', async (stored, count, callers, services) => {
    const prefix = uniquePrefix();
    await redis.client.set(baseKeys.layout(prefix), stored);
    const handle = await open(prefix);
    expect(handle.shards.count).toBe(count);
    expect(callerShards(handle).numbers).toHaveLength(callers);
    expect(serviceShards(handle).numbers).toHaveLength(services);
    expect(trendShards(handle).numbers).toHaveLength(services);
    if (services > 1) return;
    expect(serviceKeys.services(prefix, serviceShards(handle).of('any'))).toBe(`${prefix}:{svc}:`);
    expect(recommendationKeys.trending(prefix, trendShards(handle).of('any'))).toBe(`${prefix}:{trend}:products`);
  });

  it.each(['4.12', '3', '2.13', '2', ''])('of layout %j is refused', async (stored) => {
    const prefix = uniquePrefix();
    await redis.client.set(baseKeys.layout(prefix), stored);
    await expect(open(prefix)).rejects.toBeInstanceOf(UnknownLayout);
  });

  it('is made once, whoever comes at the same time', async () => {
    const { client } = redis;
    const prefix = uniquePrefix();
    const plans = await Promise.all(([12, 24, 12, 24] as const).map((count) => claimLayout({ client, prefix }, count)));
    expect(new Set(plans.map(({ count }) => count)).size).toBe(1);
  });
});
