// Recommendations of a real shop, imported, against a count of its own that leaves nothing out.

import { describe, expect, it } from 'vitest';
import { importOrders } from '../../src/import/import-orders.ts';
import { importProducts } from '../../src/import/import-products.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { recommendationLimits } from '../../src/redis/recommendation/limits.ts';
import { createStores } from '../../src/redis/stores.ts';
import { basketsOf, countsOf } from '../support/baskets.ts';
import { testData } from '../support/data.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();

describe('the recommendations of a real shop', () => {
  it('are those of an exact count, for all that sold ten times and more', async () => {
    const file = testData('online-retail-10k.csv');
    const stores = createStores(new RedisHandle(connection.client, uniquePrefix()));
    await importProducts(stores, file, { currency: 'GBP', stock: 10 });
    await importOrders(stores, file, { currency: 'GBP', site: 'default' });

    const { bought, together } = countsOf(basketsOf(file));
    const often = [...bought].filter(([, count]) => count >= 10).map(([sku]) => sku);
    expect(often.length).toBeGreaterThan(200);
    let same = 0;
    for (const sku of often) {
      const exact = together(sku);
      // What was bought with it as often as the fifth belongs to the five.
      const fifth = [...exact.values()].sort((a, b) => b - a)[4] ?? 0;
      const recommended = await stores.recommendations.forProduct(sku, 5);
      same += recommended.filter((other) => (exact.get(other.sku) ?? 0) >= fifth).length / 5;
    }
    expect(same / often.length).toBeGreaterThan(0.9);
  });

  it('draw by lot from an order of more products than are paired, the same ones again', async () => {
    const prefix = uniquePrefix();
    const { recommendations } = createStores(new RedisHandle(connection.client, prefix));
    const { maxTogether } = recommendationLimits;
    const skus = Array.from({ length: maxTogether + 100 }, (_, index) => `sku-${index}`);
    await recommendations.learn('purchase', [{ skus, eventId: 'large' }]);
    const paired = async () => (await connection.client.keys(`${prefix}:{rec:*:together`)).sort();
    const first = await paired();
    expect(first).toHaveLength(maxTogether);
    expect(first.some((key) => key.includes(`sku-${maxTogether + 50}}`))).toBe(true);
    await recommendations.learn('purchase', [{ skus: [...skus].reverse(), eventId: 'large' }]);
    expect(await paired()).toEqual(first);
  });
});
