// A catalogue is indexed again, as after an upgrade, while its pages are read and its products are written.

import { expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import type { ProductInput } from '../../src/redis/catalogue/product.ts';
import { Reindexing } from '../../src/redis/catalogue/reindex.ts';
import { type ProductQuery, ProductSearch, productSorts, searchLimits } from '../../src/redis/catalogue/search.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();
/** So that most words have bitmaps, and that these are filled in many steps. */
const tightTerms = { from: 20, maxTerms: 300, fillStep: 30, sampleEvery: 1 };
const tight = { ...searchLimits, maxListed: 30, maxSorted: 20 };
const count = 400;

const sku = (index: number) => `p-${String(index).padStart(3, '0')}`;
const kindOf = (index: number) => (index % 2 ? 'mug' : 'lamp');
const product = (index: number, cents = 100 + ((index * 37) % 90)): ProductInput => ({
  sku: sku(index),
  name: `Brass ${kindOf(index)} ${index % 10}`,
  description: 'Made by hand in small workshops',
  tags: index % 3 ? [] : ['new'],
  price: { minor: BigInt(cents), currency: 'EUR' },
  active: true,
});

/** What is found by words as they are written, before and after, and the products that it finds. */
const queries: readonly { readonly query: Omit<ProductQuery, 'size'>; finds(index: number): boolean }[] = [
  ...productSorts.flatMap((sort) => [
    { query: { sort }, finds: () => true },
    { query: { sort, search: 'mug' }, finds: (index: number) => kindOf(index) === 'mug' },
  ]),
  { query: { search: 'brass lamp' }, finds: (index) => kindOf(index) === 'lamp' },
  { query: { search: 'bra hand', sort: 'NAME' }, finds: () => true },
  { query: { tags: ['new'], sort: 'NEWEST' }, finds: (index) => index % 3 === 0 },
  {
    query: { search: 'mug', filter: { minPrice: '1.20', maxPrice: '1.60' }, sort: 'NAME' },
    finds: (index) => kindOf(index) === 'mug' && between(Number(product(index).price.minor), 120, 160),
  },
];
const between = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** A walk over pages that goes on by one at a time. */
class Walk {
  readonly #search: ProductSearch;
  readonly #query: Omit<ProductQuery, 'size'>;
  readonly seen: string[] = [];
  #cursor: string | null = null;
  isOver = false;

  constructor(search: ProductSearch, query: Omit<ProductQuery, 'size'>) {
    this.#search = search;
    this.#query = query;
  }

  async goOn(): Promise<void> {
    if (this.isOver) return;
    const page = await this.#search.page({ ...this.#query, size: 40, after: this.#cursor });
    this.seen.push(...readable(page.entries.map((entry) => entry.product)).map((found) => found.sku));
    this.#cursor = page.cursor;
    this.isOver = !page.more;
  }
}

const indexes = Array.from({ length: count }, (_, index) => index);
const expected = (finds: (index: number) => boolean): string[] => indexes.filter(finds).map(sku);

/** By the rules of another language: their forms are not those of English. */
async function openCatalogue() {
  const redis = new RedisHandle(connection.client, uniquePrefix());
  await new Catalogue(redis, tightTerms, 'de').setMany(indexes.map((index) => product(index)));
  const handles = [redis, new RedisHandle(connection.client, redis.prefix)];
  const searches = handles.map((reading) => new ProductSearch(redis, tight, 'en', reading));
  return {
    redis,
    searches,
    reindexing: new Reindexing(redis, 'en', tightTerms),
    catalogue: new Catalogue(redis, tightTerms, 'en'),
  };
}

it('pages that are read while all products are indexed again show each product once', async () => {
  const { searches, reindexing, catalogue } = await openCatalogue();
  await reindexing.forgetDerived();
  const walks = searches.flatMap((search) =>
    queries.map(({ query, finds }) => ({ walk: new Walk(search, query), finds })),
  );
  let steps = 0;
  const changed = await reindexing.run(0, async (reached) => {
    steps += 1;
    // One page of each between two steps; some products are written meanwhile, as they were.
    await Promise.all(walks.map(({ walk }) => walk.goOn()));
    await catalogue.setMany([product(reached % count), product((reached + 70) % count), product(steps)]);
  });
  expect(steps).toBe(count / 50);
  expect(changed).toBeGreaterThan(0);
  for (const { walk } of walks) while (!walk.isOver) await walk.goOn();
  for (const { walk, finds } of walks) expect([...walk.seen].sort()).toEqual(expected(finds));
});

it('whole lists that are read beside it have each product once, and other forms are found when it is done', async () => {
  const { redis, searches, reindexing } = await openCatalogue();
  let isDone = false;
  const done = reindexing
    .run(0, async () => {})
    .finally(() => {
      isDone = true;
    });
  const read = async (search: ProductSearch): Promise<void> => {
    do
      for (const { query, finds } of queries) {
        const walk = new Walk(search, query);
        while (!walk.isOver) await walk.goOn();
        expect([...walk.seen].sort()).toEqual(expected(finds));
      }
    while (!isDone);
  };
  await Promise.all([done, ...searches.map(read)]);
  const mugs = expected((index) => kindOf(index) === 'mug').length;
  expect(await new ProductSearch(redis).count({ search: 'brass mugs' })).toBe(mugs);
  // What was indexed already is left as it is.
  expect(await reindexing.run(0, async () => {})).toBe(0);
});
