// What is recommended, judged by what was bought next: the first four fifths of a shop's invoices are learned from. Each product of a
// later one is asked for five others: a hit is an answer that has something of the rest of that invoice. And each is taken out of its
// invoice, and the rest asked as a cart: a hit is an answer that has it. Beside it what sells best everywhere, and the cosine of an
// exact count in memory.

import { createStores, type Stores } from '../src/redis/stores.ts';
import { type Basket, basketsOf, type Counts, countsOf } from '../tests/support/baskets.ts';
import { toRow } from './compare.ts';
import type { BenchContext } from './context.ts';

const shown = 5;
const learnedShare = 0.8;
/** Of one invoice: a wholesaler's of 500 lines counts no more than another. */
const askedOfBasket = 20;

/** Recommends products for some. */
type Recommender = (skus: readonly string[]) => Promise<readonly string[]>;

export async function benchRecommendations({ redis, report }: BenchContext): Promise<void> {
  const folder = process.env.MORTAR_TEST_DATA;
  if (!folder) throw new Error('MORTAR_TEST_DATA is not set. Set it to a folder that contains online-retail-10k.csv.');
  const baskets = basketsOf(`${folder}/online-retail-10k.csv`);
  const learned = baskets.slice(0, Math.floor(baskets.length * learnedShare));
  const counts = countsOf(learned);
  const later = baskets
    .slice(learned.length)
    .map((basket) => [...basket].filter((sku) => counts.bought.has(sku)))
    .filter((skus) => skus.length > 1);
  const { recommendations } = await openShop(redis, learned);
  const best = [...counts.bought].sort(([, a], [, b]) => b - a).map(([sku]) => sku);
  const popular: Recommender = async (skus) => best.filter((sku) => !skus.includes(sku)).slice(0, shown);
  const cosine = byCosine(counts, best);
  const skusOf = (products: readonly { readonly sku: string }[]) => products.map(({ sku }) => sku);
  const cases: readonly [name: string, HitRate, mortar: Recommender][] = [
    ['a product', ofProducts, async ([sku = '']) => skusOf(await recommendations.forProduct(sku, shown))],
    [
      'a cart, its left-out product',
      ofCarts,
      async (skus) => skusOf((await recommendations.forCart(skus, shown)).map(({ product }) => product)),
    ],
  ];
  for (const [name, hitRate, recommend] of cases) {
    const mortar = await hitRate(later, recommend);
    const row = {
      bench: 'recommendations',
      case: `${name}: hit rate at 5, online-retail-10k split by time`,
      unit: 'of 1',
    };
    report(toRow({ ...row, peerName: 'what sells best' }, mortar, await hitRate(later, popular)));
    report(toRow({ ...row, peerName: 'cosine of an exact count' }, mortar, await hitRate(later, cosine)));
  }
}

/** A shop that has learned from the invoices. */
async function openShop(redis: BenchContext['redis'], learned: readonly Basket[]): Promise<Stores> {
  const stores = createStores(redis);
  const skus = [...new Set(learned.flatMap((basket) => [...basket]))];
  const price = { minor: 100n, currency: 'GBP' };
  for (let start = 0; start < skus.length; start += 500) {
    const some = skus.slice(start, start + 500);
    await stores.catalogue.setMany(
      some.map((sku) => ({ sku, name: sku, description: null, tags: [], price, active: true })),
    );
    await stores.inventory.adjust(some.map((sku) => ({ sku, delta: 10 })));
  }
  for (const [index, basket] of learned.entries())
    await stores.recommendations.learn('purchase', [{ skus: [...basket], eventId: `invoice-${index}` }]);
  return stores;
}

/** By the sum of the cosines with each, filled up with what sells best. */
function byCosine({ bought, together }: Counts, best: readonly string[]): Recommender {
  const times = (sku: string): number => bought.get(sku) ?? 1;
  return async (skus) => {
    const cosines = new Map<string, number>();
    for (const sku of skus)
      for (const [other, count] of together(sku))
        cosines.set(other, (cosines.get(other) ?? 0) + count / Math.sqrt(times(sku) * times(other)));
    const closest = [...cosines].sort(([, a], [, b]) => b - a).map(([other]) => other);
    return [...new Set([...closest, ...best])].filter((other) => !skus.includes(other)).slice(0, shown);
  };
}

type HitRate = (invoices: readonly (readonly string[])[], recommend: Recommender) => Promise<number>;

/** How often what goes with a product has another one of its invoice. */
const ofProducts: HitRate = (invoices, recommend) =>
  shareOf(invoices, async (sku, others) => (await recommend([sku])).some((other) => others.includes(other)));

/** How often what goes with the rest of an invoice has the product that was taken out of it. */
const ofCarts: HitRate = (invoices, recommend) =>
  shareOf(invoices, async (sku, others) => (await recommend(others)).includes(sku));

async function shareOf(
  invoices: readonly (readonly string[])[],
  isHit: (sku: string, others: readonly string[]) => Promise<boolean>,
): Promise<number> {
  let asked = 0;
  let hits = 0;
  for (const skus of invoices)
    for (const sku of skus.slice(0, askedOfBasket)) {
      asked += 1;
      const others = skus.filter((other) => other !== sku);
      if (await isHit(sku, others)) hits += 1;
    }
  return hits / asked;
}
