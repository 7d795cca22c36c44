// A catalogue of 100,000 products, each with five variants: how long a page, a count and the facets keep Redis busy, against the 5 ms that each
// may take; and what it costs to write a product, against writing it without any search.

import type { RedisHandle } from '../src/redis/base/handle.ts';
import { Catalogue } from '../src/redis/catalogue/catalogue.ts';
import { Facets } from '../src/redis/catalogue/facet-counts.ts';
import type { ProductInput } from '../src/redis/catalogue/product.ts';
import { type ProductPage, type ProductQuery, ProductSearch } from '../src/redis/catalogue/search.ts';
import { BusyTime } from './catalogue/busy.ts';
import { fillCatalogue, inBatches } from './catalogue/fill.ts';
import { categories, heading, plainProduct, productCount, valueCount, variantsOf } from './catalogue/sample.ts';
import { type Comparison, toRow } from './compare.ts';
import type { BenchContext } from './context.ts';

const limitMs = 5;
const calls = { pages: 50, ends: 15, counts: 50 } as const;
/** Products that are written to see what it costs. */
const written = 20_000;

const byOptions = {
  options: [
    { name: 'Size', values: ['s', 'm'] },
    { name: 'Colour', values: ['oak', 'clay', 'felt'] },
  ],
};

const queries: Record<string, Omit<ProductQuery, 'size'>> = {
  'by name': { sort: 'NAME' },
  'the cheapest first': { sort: 'PRICE_ASC' },
  'the dearest first': { sort: 'PRICE_DESC' },
  'the newest first': { sort: 'NEWEST' },
  'the best selling first': { sort: 'BEST_SELLING' },
  'a word in 8,000 products': { search: 'mug' },
  'a word in 8,000, by price': { search: 'mug', sort: 'PRICE_ASC' },
  'two frequent words that meet in 700': { search: 'slate mug' },
  'beginnings of two words, by price': { search: 'sl mu', sort: 'PRICE_ASC' },
  'one letter, in every product': { search: 's' },
  'two letters, by name': { search: 'sl', sort: 'NAME' },
  'a word in 500 products, by name': { search: 'series77', sort: 'NAME' },
  'a tag and a word': { tags: ['oak'], search: 'lamp', sort: 'NEWEST' },
  'a tag, the best selling first': { tags: ['oak'], sort: 'BEST_SELLING' },
  'three beginnings, one rare': { search: 'sku mu ev' },
  'eight beginnings': { search: 's m o t f n e a', sort: 'NAME' },
  'two words in other forms': { search: 'slates mugs' },
  'words that are corrected': { search: 'slaet mgu' },
  'words that are not found': { search: 'xylophones quarterbacks' },
  'half of all, at the far end of the order': { tags: ['budget'], sort: 'PRICE_DESC' },
  'half of all and a letter, at the far end': { tags: ['budget'], search: 'm', sort: 'PRICE_DESC' },
  'a category, in stock, by price': { filter: { category: 'kitchen', inStock: true }, sort: 'PRICE_ASC' },
  'two options, by name': { filter: byOptions, sort: 'NAME' },
  'a word in 8,000, within prices': { search: 'mug', filter: { minPrice: '100', maxPrice: '400' } },
  'one letter, within prices, by name': { search: 's', filter: { minPrice: '100', maxPrice: '120' }, sort: 'NAME' },
  'within prices, the best selling first': { filter: { minPrice: '900', maxPrice: '930' }, sort: 'BEST_SELLING' },
  'within prices, by price': { filter: { minPrice: '300', maxPrice: '600' }, sort: 'PRICE_ASC' },
  'within prices, at the far end of a word': { search: 'mug', filter: { maxPrice: '30' }, sort: 'PRICE_DESC' },
  'all filters, the newest first': {
    filter: { ...byOptions, category: 'kitchen', inStock: true, minPrice: '100', maxPrice: '800' },
    sort: 'NEWEST',
  },
};

const facetsOf: Record<string, Pick<ProductQuery, 'search' | 'filter'>> = {
  'of all products': {},
  'of a word in 8,000': { search: 'mug' },
  'of a word in 8,000 in other forms, with all filters': {
    search: 'mugs',
    filter: { ...byOptions, category: 'kitchen', inStock: true, minPrice: '100', maxPrice: '800' },
  },
  'of two letters': { search: 'sl mu' },
};
const bounds = ['50', '100', '200', '400', '800'];

export async function benchCatalogue({ redis, report }: BenchContext): Promise<void> {
  const [catalogue, busy] = [new Catalogue(redis), await BusyTime.on(redis.client)];
  const began = performance.now();
  await fillCatalogue(redis, catalogue);
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.error(`${productCount.toLocaleString('en')} products with five variants each were written in ${seconds} s`);
  const tell = (what: string, ms: readonly number[]): void => {
    for (const [name, share] of [
      ['median', 0.5],
      ['p99', 0.99],
    ] as const)
      report(
        toRow({ ...against('what is allowed', 'ms of Redis'), case: `${what}: ${name}` }, quantile(ms, share), limitMs),
      );
  };
  const search = new ProductSearch(redis);
  for (const [name, query] of Object.entries(queries)) tell(`page of 20, ${name}`, await pagesOf(busy, search, query));
  tell('totalCount of a word in 8,000, within prices', await busy.ofEach(calls.counts, () => search.count(inRange)));
  const facets = new Facets(redis);
  for (const [name, query] of Object.entries(facetsOf))
    tell(
      `counts of ${categories.length} categories, ${valueCount} values and ${bounds.length + 1} ranges of prices ${name}`,
      await busy.ofEach(calls.counts, () => facets.count(query, bounds)),
    );
  await benchWrites(redis, catalogue, busy, report);
}

const inRange = { search: 'mug', filter: { minPrice: '100', maxPrice: '400' } };

const against = (peerName: string, unit: string): Omit<Comparison, 'case' | 'mortar' | 'peer'> => ({
  bench: 'catalogue',
  unit,
  lessIsBetter: true,
  peerName,
});

/** Of the first page, of the last one, and of one after another. */
async function pagesOf(busy: BusyTime, search: ProductSearch, query: Omit<ProductQuery, 'size'>): Promise<number[]> {
  const page = (more: Partial<ProductQuery>): Promise<ProductPage> => search.page({ ...query, ...more, size: 20 });
  const first = await busy.ofEach(calls.ends, () => page({ after: null }));
  const last = await busy.ofEach(calls.ends, () => page({ after: null, backwards: true }));
  let cursor: string | null = null;
  const walk = await busy.ofEach(calls.pages, async () => {
    const found = await page({ after: cursor });
    cursor = found.more ? found.cursor : null;
  });
  return [...first, ...last, ...walk];
}

/** Against the least that keeps a product in the same orders. */
async function benchWrites(
  redis: RedisHandle,
  catalogue: Catalogue,
  busy: BusyTime,
  report: BenchContext['report'],
): Promise<void> {
  const usEach = (
    write: (batch: readonly ProductInput[]) => Promise<unknown>,
    productsOf: (index: number) => ProductInput[],
  ) =>
    busy.usEach(written * productsOf(0).length, () =>
      inBatches(written, 'products are written', (batch) => write(batch.flatMap(productsOf))),
    );
  const cases: Record<string, (index: number) => ProductInput[]> = {
    'a product without variants, new': (index) => [plainProduct(productCount + index)],
    'a product without variants, with another price': (index) => [plainProduct(productCount + index, 7)],
    'a product with five variants, with another price': (index) => [heading(index, 7)],
    'one of five variants, with another price': (index) => variantsOf(index, 7),
  };
  for (const [name, productsOf] of Object.entries(cases)) {
    const ours = await usEach((batch) => catalogue.setMany(batch), productsOf);
    const theirs = await usEach((batch) => writePlainly(redis, batch), productsOf);
    const row = { ...against('HSET and four ZADD, without a search', 'us of Redis'), case: `writing ${name}` };
    report(toRow(row, ours, theirs));
  }
}

async function writePlainly({ client }: RedisHandle, batch: readonly ProductInput[]): Promise<void> {
  const pipeline = client.pipeline();
  for (const { sku, name, price, ...rest } of batch) {
    pipeline.hset('plain', sku, JSON.stringify({ sku, name, ...rest }));
    pipeline.zadd('plain:name', 0, `${name}\0${sku}`);
    pipeline.zadd('plain:price', Number(price.minor), sku);
    pipeline.zadd('plain:newest', Date.now(), sku);
    pipeline.zadd('plain:sold', 0, sku);
  }
  await pipeline.exec();
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] as number;
}
