// A catalogue of 100,000 products, each with five variants: how long a page keeps Redis busy, as Redis itself counts it, against the 5 ms that a page may
// take; and what it costs to write a product, against writing it without any search.

import type { RedisClient } from '../src/redis/base/connect.ts';
import type { RedisHandle } from '../src/redis/base/handle.ts';
import { Catalogue } from '../src/redis/catalogue/catalogue.ts';
import { Categories } from '../src/redis/catalogue/category.ts';
import { Facets } from '../src/redis/catalogue/facet-counts.ts';
import type { ProductInput } from '../src/redis/catalogue/product.ts';
import { type ProductPage, type ProductQuery, ProductSearch } from '../src/redis/catalogue/search.ts';
import { compare } from './compare.ts';
import type { BenchContext } from './context.ts';

const products = 100_000;
const batchSize = 1_000;
const pages = 50;
const limitMs = 5;

const things = ['mug', 'lamp', 'kettle', 'clock', 'pen', 'vase', 'chair', 'table', 'shelf', 'bowl', 'knife', 'pan'];
const looks = ['slate', 'sand', 'oak', 'brass', 'linen', 'smoke', 'iron', 'felt', 'clay', 'wool', 'steel', 'cork'];

const queries: Record<string, Omit<ProductQuery, 'size'>> = {
  'by name': { sort: 'NAME' },
  'the dearest first': { sort: 'PRICE_DESC' },
  'the newest first': { sort: 'NEWEST' },
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
  'a word in 8,000, within prices': { search: 'mug', filter: { minPrice: '100', maxPrice: '400' } },
  'within prices, the best selling first': { filter: { minPrice: '900', maxPrice: '930' }, sort: 'BEST_SELLING' },
  'within prices, by price': { filter: { minPrice: '300', maxPrice: '600' }, sort: 'PRICE_ASC' },
  'within prices, at the far end of a word': { search: 'mug', filter: { maxPrice: '30' }, sort: 'PRICE_DESC' },
  'two options, by name': {
    filter: {
      options: [
        { name: 'Size', values: ['s', 'm'] },
        { name: 'Colour', values: ['oak', 'clay'] },
      ],
    },
    sort: 'NAME',
  },
};

const facetsOf: Record<string, Omit<ProductQuery, 'size'>> = {
  'of all products': {},
  'of a word in 8,000': { search: 'mug' },
  'of a word in 8,000 in other forms, with all filters': {
    search: 'mugs',
    filter: {
      category: 'kitchen',
      options: [
        { name: 'Size', values: ['s', 'm'] },
        { name: 'Colour', values: ['oak', 'clay', 'felt'] },
      ],
      minPrice: '100',
      maxPrice: '800',
      inStock: true,
    },
  },
  'of two letters': { search: 'sl mu' },
};

export async function benchCatalogue({ redis, report }: BenchContext): Promise<void> {
  const catalogue = new Catalogue(redis);
  const search = new ProductSearch(redis);
  await benchWrites(redis, catalogue, report);
  await addVariants(redis, catalogue);
  await sellSome(catalogue);
  for (const [name, query] of Object.entries(queries))
    report(
      await compare({
        bench: 'catalogue',
        case: `page of 20, ${name}: the slowest of the first, the 1st to 50th on average, the last`,
        unit: 'ms of Redis',
        lessIsBetter: true,
        peerName: 'what is allowed',
        mortar: () => slowestPage(redis.client, search, query),
        peer: async () => limitMs,
        rounds: 3,
      }),
    );
  const facets = new Facets(redis);
  const bounds = ['50', '100', '200', '400', '800'];
  for (const [name, query] of Object.entries(facetsOf))
    report(
      await compare({
        bench: 'catalogue',
        case: `counts of ${categories.length} categories, 118 values and ${bounds.length + 1} ranges of prices ${name}`,
        unit: 'ms of Redis',
        lessIsBetter: true,
        peerName: 'what is allowed',
        mortar: () => busyMs(redis.client, () => facets.count(query, bounds)),
        peer: async () => limitMs,
        rounds: 3,
      }),
    );
}

function product(index: number, shift = 0): ProductInput {
  const thing = things[index % things.length];
  const look = looks[Math.floor(index / things.length) % looks.length] as string;
  const cents = 100 + (((index + shift) * 7_919) % 100_000);
  return {
    sku: `sku-${index}`,
    name: `${look} ${thing} series${index % 200} ${index}`,
    description: `A ${thing} of ${look}, for every day, number ${index}.`,
    tags: cents < 50_000 ? [look, 'budget'] : [look],
    price: { minor: BigInt(cents), currency: 'EUR' },
    active: true,
  };
}

const sizes = ['xs', 's', 'm', 'l', 'xl', 'xxl'];
const categories = ['kitchen', 'desk', ...Array.from({ length: 40 }, (_, index) => `shelf-${index}`)];

/** Gives each product options, categories and five variants, of which some are in stock. The catalogue has 118 values then. */
async function addVariants(redis: RedisHandle, catalogue: Catalogue): Promise<void> {
  const kept = new Categories(redis);
  for (const slug of categories) await kept.set({ slug, name: slug });
  for (let start = 0; start < products; start += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, index) => start + index);
    await catalogue.setMany(batch.map(head));
    await catalogue.setMany(batch.flatMap(variantsOf));
    await catalogue.putInStock(
      batch.slice(0, batchSize / 2).map((index) => ({ sku: `sku-${index}-${sizes[index % 6]}`, inStock: true })),
    );
  }
}

function head(index: number): ProductInput {
  const slugs = [categories[index % 3] ?? 'kitchen', `shelf-${index % 40}`];
  return { ...product(index, 7), categories: slugs, options: ['Size', 'Colour', 'Fit'] };
}

function variantsOf(index: number): ProductInput[] {
  const { description: _description, tags: _tags, ...own } = product(index, 7);
  return Array.from({ length: 5 }, (_, at) => ({
    ...own,
    sku: `sku-${index}-${sizes[(index + at) % sizes.length]}`,
    description: null,
    tags: [],
    variantOf: own.sku,
    optionValues: [
      { name: 'Size', value: sizes[(index + at) % sizes.length] as string },
      { name: 'Colour', value: looks[(index + at) % looks.length] as string },
      { name: 'Fit', value: `fit ${index % 100}` },
    ],
  }));
}

/** Writes all products, then all with another price, against the least that keeps them in the same orders. */
async function benchWrites(redis: RedisHandle, catalogue: Catalogue, report: BenchContext['report']): Promise<void> {
  const { client } = redis;
  const plainly = async (batch: readonly ProductInput[]): Promise<void> => {
    const pipeline = client.pipeline();
    for (const { sku, name, price, ...rest } of batch) {
      pipeline.hset('plain', sku, JSON.stringify({ sku, name, ...rest }));
      pipeline.zadd('plain:name', 0, `${name}\0${sku}`);
      pipeline.zadd('plain:price', Number(price.minor), sku);
      pipeline.zadd('plain:newest', Date.now(), sku);
      pipeline.zadd('plain:sold', 0, sku);
    }
    await pipeline.exec();
  };
  for (const [name, shift] of [
    ['new', 0],
    ['with another price', 7],
  ] as const) {
    const usEach = async (commands: string, write: (batch: ProductInput[]) => Promise<unknown>): Promise<number> => {
      const before = await busyMicros(client, commands);
      for (let start = 0; start < products; start += batchSize)
        await write(Array.from({ length: batchSize }, (_, index) => product(start + index, shift)));
      return ((await busyMicros(client, commands)) - before) / products;
    };
    const mortar = await usEach('eval(?:sha)?', (batch) => catalogue.setMany(batch));
    const peer = await usEach('(?:hset|zadd)', plainly);
    report({
      bench: 'catalogue',
      case: `writing a product ${name}, of ${products.toLocaleString('en')}`,
      unit: 'us of Redis',
      mortar: Number(mortar.toPrecision(3)),
      peer: Number(peer.toPrecision(3)),
      peerName: 'HSET and four ZADD, without a search',
      ratio: Number((peer / mortar).toPrecision(3)),
    });
  }
}

/** A few products sell much, most of them little or nothing. */
async function sellSome(catalogue: Catalogue): Promise<void> {
  for (let order = 0; order < 1_000; order += 1) {
    const lines = Array.from({ length: 40 }, (_, line) => ({
      sku: `sku-${(order * 7_907 + line * 6_007) % products}`,
      quantity: 1 + Math.floor(2_000 / (1 + ((order * 31 + line) % 900))),
    }));
    await catalogue.countSold(`order-${order}`, lines);
  }
}

type Query = Omit<ProductQuery, 'size'>;

/** Milliseconds of Redis a page, wherever it costs most. */
async function slowestPage(client: RedisClient, search: ProductSearch, query: Query): Promise<number> {
  const page = (more: Partial<Query>): Promise<ProductPage> => search.page({ ...query, ...more, size: 20 });
  const first = await busyMs(client, () => page({ after: null }));
  const last = await busyMs(client, () => page({ after: null, backwards: true }));
  let cursor: string | null = null;
  const walk = await busyMs(client, async () => {
    const found = await page({ after: cursor });
    cursor = found.more ? found.cursor : null;
  });
  return Math.max(first, last, walk);
}

/** Milliseconds of Redis a call, of as many as there are pages. */
async function busyMs(client: RedisClient, call: () => Promise<unknown>): Promise<number> {
  const before = await busyMicros(client, 'eval(?:sha)?');
  for (let page = 0; page < pages; page += 1) await call();
  return ((await busyMicros(client, 'eval(?:sha)?')) - before) / 1_000 / pages;
}

async function busyMicros(client: RedisClient, commands: string): Promise<number> {
  const stats = await client.info('commandstats');
  return [...stats.matchAll(new RegExp(`cmdstat_${commands}:calls=\\d+,usec=(\\d+)`, 'g'))].reduce(
    (sum, [, usec]) => sum + Number(usec),
    0,
  );
}
