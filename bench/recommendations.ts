// What is recommended, judged by what was bought next: the first four fifths of a shop's invoices are learned from, and each product
// of a later one is asked for five others. A hit is an answer that has something of the rest of that invoice. Beside it what sells
// best everywhere, and the cosine of an exact count in memory.

import { Catalogue } from '../src/redis/catalogue/catalogue.ts';
import { createStores } from '../src/redis/stores.ts';
import { type Basket, basketsOf, countsOf } from '../tests/support/baskets.ts';
import { toRow } from './compare.ts';
import type { BenchContext } from './context.ts';

const shown = 5;
const learnedShare = 0.8;
/** Of one invoice: a wholesaler's of 500 lines counts no more than another. */
const askedOfBasket = 20;

export async function benchRecommendations({ redis, report }: BenchContext): Promise<void> {
  const folder = process.env.MORTAR_TEST_DATA;
  if (!folder) throw new Error('MORTAR_TEST_DATA is not set. Set it to a folder that contains online-retail-10k.csv.');
  const baskets = basketsOf(`${folder}/online-retail-10k.csv`);
  const learned = baskets.slice(0, Math.floor(baskets.length * learnedShare));
  const later = baskets.slice(learned.length);
  const { recommendations, inventory } = createStores(redis);
  const { bought, together } = countsOf(learned);
  const skus = [...bought.keys()];
  const catalogue = new Catalogue(redis);
  for (let start = 0; start < skus.length; start += 500) {
    const some = skus.slice(start, start + 500);
    const price = { minor: 100n, currency: 'GBP' };
    await catalogue.setMany(some.map((sku) => ({ sku, name: sku, description: null, tags: [], price, active: true })));
    await inventory.adjust(some.map((sku) => ({ sku, delta: 10 })));
  }
  for (const [index, basket] of learned.entries())
    await recommendations.learn('purchase', [{ skus: [...basket], eventId: `invoice-${index}` }]);

  const best = [...bought].sort(([, a], [, b]) => b - a).map(([sku]) => sku);
  const mortar = await hitRate(later, bought, async (sku) =>
    (await recommendations.forProduct(sku, shown)).map((product) => product.sku),
  );
  const popular = await hitRate(later, bought, async (sku) => best.filter((other) => other !== sku).slice(0, shown));
  const cosine = await hitRate(later, bought, async (sku) => {
    const cosines = [...together(sku)].map(([other, count]) => ({
      other,
      of: count / Math.sqrt(bought.get(other) ?? 1),
    }));
    const closest = cosines.sort((a, b) => b.of - a.of).map(({ other }) => other);
    return [...new Set([...closest, ...best.slice(0, shown + 1)])].filter((other) => other !== sku).slice(0, shown);
  });
  const row = { bench: 'recommendations', case: 'hit rate at 5, online-retail-10k split by time', unit: 'of 1' };
  report(toRow({ ...row, peerName: 'what sells best' }, mortar, popular));
  report(toRow({ ...row, peerName: 'cosine of an exact count' }, mortar, cosine));
}

async function hitRate(
  baskets: readonly Basket[],
  known: ReadonlyMap<string, number>,
  recommend: (sku: string) => Promise<readonly string[]>,
): Promise<number> {
  let asked = 0;
  let hits = 0;
  for (const basket of baskets) {
    if (basket.size < 2) continue;
    for (const sku of [...basket].filter((each) => known.has(each)).slice(0, askedOfBasket)) {
      asked += 1;
      if ((await recommend(sku)).some((other) => basket.has(other))) hits += 1;
    }
  }
  return hits / asked;
}
