// Reads that replicas answer. Masters are asked where no replica answers.

import { expect, onTestFinished, test } from 'vitest';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { createStores } from '../../src/redis/stores.ts';
import { type RedisMember, ReplicatedRedis } from '../support/replicated-redis.ts';
import { setPrice } from '../support/shop.ts';

async function open(kind: 'pair' | 'sentinel' | 'cluster') {
  const redis = await ReplicatedRedis.open(kind);
  onTestFinished(() => redis.close());
  const handle = await RedisHandle.open(parseRedisUrl(redis.url), { readyTimeoutMs: 10_000 });
  onTestFinished(() => handle.close());
  return { redis, handle, stores: createStores(handle, { replicaReads: true }) };
}

/** How many scripts that only read, and bitmaps that were counted, servers were asked for. */
async function readsOf(members: readonly RedisMember[]): Promise<number> {
  const infos = await Promise.all(members.map(({ client }) => client.info('commandstats')));
  const calls = infos.flatMap((info) => [...info.matchAll(/^cmdstat_(?:evalsha_ro|eval_ro|bitcount):calls=(\d+)/gm)]);
  return calls.reduce((sum, [, each]) => sum + Number(each), 0);
}

test.each(['sentinel', 'cluster'] as const)(
  'behind a %s, pages of products come from replicas, and from masters while no replica answers',
  async (kind) => {
    const { redis, stores } = await open(kind);
    const skus = async () =>
      (await stores.products.page({ size: 10 })).entries.map(({ product }) => 'sku' in product && product.sku);
    await setPrice(stores, 'a', 1000n);
    await expect.poll(skus).toEqual(['a']);
    const [masters, replicas] = [await redis.masters(), await redis.replicas()];
    // The connection to the replicas may not be open from the first moment on.
    await expect
      .poll(async () => {
        await skus();
        return readsOf(replicas);
      })
      .toBeGreaterThan(0);
    const before = await readsOf(masters);
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await skus()).toEqual(['a']);
      expect(await stores.products.count({})).toBe(1);
    }
    expect(await readsOf(masters)).toBe(before);
    // What is written shows once the replicas have it.
    await setPrice(stores, 'b', 1000n);
    await expect.poll(skus).toEqual(['a', 'b']);
    for (const replica of replicas) replica.freeze();
    await setPrice(stores, 'c', 1000n);
    expect(await skus()).toEqual(['a', 'b', 'c']);
    expect(await stores.products.count({})).toBe(3);
    for (const replica of replicas) replica.thaw();
    const asked = await readsOf(replicas);
    await expect
      .poll(async () => {
        expect(await skus()).toEqual(['a', 'b', 'c']);
        return readsOf(replicas);
      })
      .toBeGreaterThan(asked);
  },
);

test('one server, whose replicas nobody tells, answers itself', async () => {
  const { stores } = await open('pair');
  await setPrice(stores, 'a', 1000n);
  expect(await stores.products.count({})).toBe(1);
  expect((await stores.products.page({ size: 10 })).entries).toHaveLength(1);
});
