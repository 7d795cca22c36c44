// What is recommended: what goes together, and not simply what sells to everybody.

import { describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import { recommendationKeys } from '../../src/redis/recommendation/keys.ts';
import { trendShards } from '../../src/redis/recommendation/shard.ts';
import { Trends } from '../../src/redis/recommendation/trend.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { createHandlers } from '../../src/worker/handlers/index.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();

async function openShop(prefix: string, ...skus: string[]): Promise<Stores> {
  const stores = createStores(new RedisHandle(connection.client, prefix));
  await stores.catalogue.setMany(skus.map((sku) => product(sku)));
  for (const sku of skus) await stores.inventory.adjust([{ sku, delta: 5 }]);
  return stores;
}

const product = (sku: string, active = true) => {
  return { sku, name: sku, description: null, tags: [], price: { minor: 100n, currency: 'EUR' }, active };
};

let event = 0;
const bought = (...skus: string[]) => {
  event += 1;
  return { skus, eventId: `event-${event}` };
};

const namesOf = async (products: Promise<readonly { sku: string }[]>): Promise<string[]> =>
  (await products).map(({ sku }) => sku);

/** Runs the jobs that the events set going, now instead of in half an hour. */
async function runLater(stores: Stores, name: string): Promise<void> {
  const delayed = await stores.jobs.page('orders', 'DELAYED', { after: null, size: 50, backwards: false });
  const jobs = readable(delayed.map(({ job }) => job));
  const handler = createHandlers(stores).find((candidate) => candidate.name === name);
  // The handlers of these jobs look at nothing but their payload and the job's id.
  for (const job of jobs) if (job.name === name) await handler?.run(job.payload, { job } as never);
}

describe('what goes with a product', () => {
  it('is what was bought with it more than by chance, the closest first', async () => {
    const { recommendations } = await openShop(uniquePrefix(), 'tea', 'pot', 'bag', 'milk');
    // Everybody buys a bag: with tea as well, but the pot goes with tea alone.
    await recommendations.learn('purchase', [
      bought('tea', 'pot', 'bag'),
      bought('tea', 'pot'),
      bought('tea', 'bag'),
      ...Array.from({ length: 10 }, () => bought('milk', 'bag')),
    ]);
    expect((await namesOf(recommendations.forProduct('tea', 2)))[0]).toBe('pot');
  });

  it('needs more than one occasion, and the same event counts once', async () => {
    const stores = await openShop(uniquePrefix(), 'a', 'b', 'c');
    const once = bought('a', 'b');
    await stores.recommendations.learn('purchase', [once]);
    await stores.recommendations.learn('purchase', [once]);
    await stores.recommendations.learn('purchase', [bought('c'), bought('c')]);
    // No pair has enough behind it yet, so it is what is wanted at present: c was wanted twice.
    expect(await namesOf(stores.recommendations.forProduct('a', 2))).toEqual(['c', 'b']);
    await stores.recommendations.learn('purchase', [bought('a', 'b')]);
    expect(await namesOf(stores.recommendations.forProduct('a', 1))).toEqual(['b']);
  });

  it('leaves out what is out of stock, not for sale, or owned', async () => {
    const stores = await openShop(uniquePrefix(), 'a', 'b', 'c', 'd');
    await stores.recommendations.learn('purchase', [bought('a', 'b', 'c', 'd'), bought('a', 'b', 'c', 'd')]);
    await stores.inventory.adjust([{ sku: 'b', delta: -5 }]);
    await stores.catalogue.set(product('c', false));
    expect(await namesOf(stores.recommendations.forProduct('a', 5))).toEqual(['d']);
    expect(await namesOf(stores.recommendations.forBasket(['a', 'd'], 5))).toEqual([]);
  });

  it('fades: what was learned counts half after 30 days, and a quarter after 60', async () => {
    const prefix = uniquePrefix();
    const stores = await openShop(prefix, 'a', 'b', 'c');
    const { client } = connection;
    await stores.recommendations.learn('purchase', [bought('a', 'b'), bought('a', 'b')]);
    expect(await namesOf(stores.recommendations.forProduct('a', 1))).toEqual(['b']);

    // As if it had been 60 days ago: what comes later weighs twice as much each half-life, and this came two of them before.
    const weight = Number(await client.zscore(recommendationKeys.of(prefix, 'a', 'together'), 'b'));
    const halfLives = (Date.now() - Date.UTC(2025, 0, 1)) / (30 * 24 * 3_600_000);
    expect(Math.log2(weight / 10)).toBeCloseTo(halfLives, 4);
    await client.zadd(recommendationKeys.of(prefix, 'a', 'together'), weight / 4, 'b');
    await stores.recommendations.learn('cart', [bought('a', 'c'), bought('a', 'c')]);
    // Two purchases then are worth 2.5 now, less than one is; two carts now are worth 6.
    const [first] = await namesOf(stores.recommendations.forProduct('a', 2));
    expect(first).toBe('c');
    expect(await client.zscore(recommendationKeys.of(prefix, 'a', 'top'), 'b')).toBeNull();
  });

  it('is told for a whole cart with the reason: the product of the cart that it was bought with most', async () => {
    const { recommendations, catalogue } = await openShop(uniquePrefix(), 'tea', 'pot', 'pen', 'ink', 'hot', 'old');
    const often = (...skus: string[]) => Array.from({ length: 4 }, () => bought(...skus));
    await recommendations.learn('purchase', [...often('tea', 'pot'), ...often('pen', 'ink'), ...often('pen', 'ink')]);
    await recommendations.learn('cart', [bought('hot')]);
    await catalogue.countSold('an order', [{ sku: 'old', quantity: 3 }]);
    const found = await recommendations.forCart(['tea', 'pen'], 4);
    expect(found.map(({ product, ...why }) => ({ sku: product.sku, ...why }))).toEqual([
      { sku: 'ink', reason: 'BOUGHT_TOGETHER', with: 'pen' },
      { sku: 'pot', reason: 'BOUGHT_TOGETHER', with: 'tea' },
      { sku: 'hot', reason: 'WANTED', with: null },
      { sku: 'old', reason: 'BEST_SELLING', with: null },
    ]);
    expect(await recommendations.forCart([], 1)).toMatchObject([{ reason: 'WANTED', with: null }]);
  });

  it('is filled up with what is wanted at present, then with what sells best', async () => {
    const stores = await openShop(uniquePrefix(), 'old', 'hot', 'new');
    await stores.catalogue.countSold('an order', [{ sku: 'old', quantity: 3 }]);
    await stores.recommendations.learn('cart', [bought('hot')]);
    expect(await namesOf(stores.recommendations.forProduct('new', 5))).toEqual(['hot', 'old']);
  });
});

describe('what is wanted at present', () => {
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}`);

  it('is in the order of how much it is wanted, whatever shards it is in', async () => {
    const skus = names('p', 24);
    const stores = await openShop(uniquePrefix(), 'none', ...skus);
    const shards = trendShards(stores.redis);
    expect(new Set(skus.map((sku) => shards.of(sku))).size).toBeGreaterThan(6);
    // The first is wanted most, and some are wanted as much as others.
    for (const [index, sku] of skus.entries())
      await stores.recommendations.learn(
        index < 12 ? 'purchase' : 'view',
        Array.from({ length: 24 - index }, () => bought(sku)),
      );
    expect(await namesOf(stores.recommendations.forProduct('none', 24))).toEqual(skus);
    expect(await namesOf(stores.recommendations.forBasket(['p-01', 'p-03'], 3))).toEqual(['p-00', 'p-02', 'p-04']);
  });

  it('is found also if all of it is in one shard', async () => {
    const prefix = uniquePrefix();
    const shards = trendShards(new RedisHandle(connection.client, prefix));
    const skus = names('q', 300).filter((sku) => shards.of(sku) === shards.of('q-00'));
    const rest = names('q', 300).filter((sku) => shards.of(sku) !== shards.of('q-00'));
    const [best, other] = [skus.slice(0, 12), rest[0] as string];
    const stores = await openShop(prefix, 'none', ...best, other);
    for (const [index, sku] of best.entries())
      await stores.recommendations.learn('view', [...Array.from({ length: 14 - index }, () => bought(sku))]);
    await stores.recommendations.learn('view', [bought(other)]);
    expect(await namesOf(stores.recommendations.forProduct('none', 20))).toEqual([...best, other]);
  });

  it('counts an event once for each of its products, also if it is given again in part', async () => {
    const prefix = uniquePrefix();
    const skus = names('p', 24);
    const stores = await openShop(prefix, ...skus);
    const trends = new Trends(stores.redis);
    // As after a crash between the scripts of two slots.
    await trends.count(1, skus.slice(0, 12), 'event');
    const shards = trendShards(stores.redis);
    const before = await trends.of(skus);
    await trends.count(1, skus, 'event');
    const after = await trends.of(skus);
    const counted = new Set(skus.slice(0, 12).map((sku) => shards.of(sku)));
    for (const [index, sku] of skus.entries())
      if (counted.has(shards.of(sku))) expect(after[index], sku).toBe(before[index]);
      else expect(after[index], sku).not.toBeNull();
    expect((await trends.top(100)).sort()).toEqual(skus.filter((_sku, index) => after[index] !== null).sort());
  });
});

describe('carts and views', () => {
  it('are learned from once they are over, less than purchases', async () => {
    const stores = await openShop(uniquePrefix(), 'a', 'b', 'c', 'd');
    await stores.recommendations.learn('purchase', [bought('a', 'b')]);
    for (const shopper of ['one', 'two', 'three']) {
      await stores.carts.add(shopper, [{ sku: 'a', quantity: 1 }]);
      await stores.carts.add(shopper, [{ sku: 'b', quantity: 1 }]);
    }
    for (const visitorId of Array.from({ length: 12 }, (_, index) => `visitor-${index}`))
      await stores.metrics.track('shop', [
        { eventId: '1', type: 'PAGE_VIEW', visitorId, path: '/products/c?from=search' },
        { eventId: '2', type: 'CUSTOM', name: 'look', visitorId, properties: { sku: 'd' } },
      ]);
    expect(await stores.cartOutbox.relayAll()).toBe(6);
    expect(await stores.cartOutbox.relayAll()).toBe(0);
    await runLater(stores, 'cart.recommend');
    await runLater(stores, 'views.recommend');
    expect(await namesOf(stores.recommendations.forProduct('a', 1))).toEqual(['b']);
    expect(await namesOf(stores.recommendations.forProduct('c', 1))).toEqual(['d']);
  });
});
