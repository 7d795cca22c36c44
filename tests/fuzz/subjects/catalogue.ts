// Products and their search.

import { RedisHandle } from '../../../src/redis/base/handle.ts';
import { catalogueKeys } from '../../../src/redis/catalogue/keys.ts';
import { Reindexing } from '../../../src/redis/catalogue/reindex.ts';
import { ProductSearch } from '../../../src/redis/catalogue/search.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject, World } from '../subject.ts';

export const product = (sku: string) => ({
  sku,
  name: `Product ${sku}`,
  description: 'A thing of wood',
  tags: ['wood', 'all'],
  price: { minor: 1_000n, currency: 'EUR' },
  active: true,
  weightGrams: 250,
  taxClass: 'reduced',
});

/** With all that a product can have. */
const described = (sku: string) => ({
  ...product(sku),
  prices: [{ minor: 1_200n, currency: 'USD' }],
  categories: ['things', 'things/small'],
  images: [{ url: 'https://images.example/thing.png', alt: 'A thing' }],
  options: ['Size', 'Colour'],
});

const variant = (sku: string, parent: string, size: string) => ({
  ...product(sku),
  variantOf: parent,
  optionValues: [
    { name: 'Size', value: size },
    { name: 'Colour', value: 'red' },
  ],
});

/** A product with a variant. */
async function family(world: World): Promise<string> {
  const parent = sku(world);
  await world.stores.catalogue.setMany([described(parent), variant(`${parent}-s`, parent, 's')]);
  return parent;
}

const sku = ({ next }: World): string => `c${next()}`;

/** Another handle on the same Redis, which notes what it runs. */
class Replica extends RedisHandle {
  readonly #redis: RedisHandle;

  constructor(redis: RedisHandle) {
    super(redis.client, redis.prefix, redis.shards);
    this.#redis = redis;
  }

  override run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    return this.#redis.run(...call);
  }
}

export const catalogueSubject: FuzzSubject = {
  name: 'catalogue',
  objects: ({ redis, stores }) => ({
    catalogue: stores.catalogue,
    categories: stores.categories,
    productExport: stores.productExport,
    facets: stores.facets,
    synonyms: stores.synonyms,
    suggestions: stores.suggestions,
    missedSearches: stores.missedSearches,
    products: stores.products,
    productsOfReplica: new ProductSearch(redis, undefined, undefined, new Replica(redis)),
    reindexing: new Reindexing(redis),
  }),
  async prepare({ stores }) {
    await stores.categories.set({ slug: 'things', name: 'Things' });
    await stores.categories.set({ slug: 'things/small', name: 'Small things' });
  },
  methods: {
    'catalogue.set': { good: (world) => [product(sku(world))] },
    'catalogue.set#described': { good: (world) => [described(sku(world))] },
    'catalogue.set#variant': {
      good: async (world) => {
        const parent = await family(world);
        return [variant(sku(world), parent, `size ${world.next()}`)];
      },
    },
    'catalogue.variants': { good: async (world) => [await family(world)] },
    'catalogue.family': { good: async (world) => [await family(world)] },
    'productExport.page': {
      good: async (world) => {
        await family(world);
        return [{ format: fixed('CSV'), after: '0', size: 20 }];
      },
    },
    'productExport.count': { good: () => [] },
    'categories.set': { good: (world) => [{ slug: `things/a${world.next()}`, name: 'Other things' }] },
    'categories.delete': {
      good: async (world) => {
        const { slug } = await world.stores.categories.set({ slug: `d${world.next()}`, name: 'Gone' });
        return [slug];
      },
    },
    'categories.get': { good: () => ['things'] },
    'categories.list': { good: () => [] },
    'catalogue.add': { good: (world) => [product(sku(world))] },
    'catalogue.setMany': { good: (world) => [[product(sku(world)), product(sku(world))]] },
    'catalogue.countSold': {
      good: async (world) => {
        const { sku } = await world.stores.catalogue.set(product(`s${world.next()}`));
        return [`order-${world.next()}`, [{ sku, quantity: 2 }]];
      },
    },
    'catalogue.changedChannel': { good: (world) => [sku(world)] },
    'catalogue.get': { good: (world) => [sku(world)] },
    'catalogue.many': { good: (world) => [[sku(world), sku(world)]] },
    'catalogue.readable': { good: (world) => [[sku(world), sku(world)]] },
    'reindexing.run': {
      good: async (world) => {
        await family(world);
        return [fixed(0), fixed(async () => {})];
      },
    },
    'reindexing.forgetDerived': {
      good: async ({ redis, stores }) => {
        await stores.catalogue.set({ ...product('mugs'), name: 'Mugs' });
        await redis.client.hset(catalogueKeys.part(redis.prefix, 'frequent'), '~mug~', 'ready');
        return [];
      },
    },
    'products.page': {
      good: async ({ stores }) => {
        const { cursor } = await stores.products.page({ sort: 'NAME', size: 1 });
        return [{ search: null, tags: ['wood'], sort: fixed('NAME'), size: 2, after: cursor, backwards: false }];
      },
    },
    'products.page#filter': {
      good: async (world) => {
        await family(world);
        const filter = { category: 'things', options: [{ name: 'size', values: ['s', 'm'] }] };
        return [{ filter, sort: fixed('NAME'), size: 2 }];
      },
    },
    'products.page#prices': {
      good: () => [
        { filter: { minPrice: '5.00', maxPrice: '20', inStock: false }, sort: fixed('BEST_SELLING'), size: fixed(2) },
      ],
    },
    'productsOfReplica.page': { good: () => [{ search: 'thing', tags: ['wood'], size: 2 }] },
    'productsOfReplica.count': { good: () => [{ search: 'thing', filter: { minPrice: '5.00' } }] },
    'facets.count': {
      good: () => {
        const filter = {
          category: 'things',
          options: [{ name: 'size', values: ['s'] }],
          maxPrice: '20',
          inStock: true,
        };
        return [{ search: 'thing', tags: ['wood'], filter }, ['12.50']];
      },
    },
    'synonyms.set': { good: (world) => [{ word: `word${sku(world)}`, synonyms: ['wood', 'timber'] }] },
    'synonyms.list': { good: () => [] },
    'synonyms.renew': {
      good: async ({ stores }) => {
        await stores.synonyms.set({ word: 'things', synonyms: ['product'] });
        return [];
      },
    },
    'suggestions.suggest': { good: () => ['wood pro'] },
    'missedSearches.note': { good: ({ next }) => [`nothing ${next()}`, '192.0.2.1'] },
    'missedSearches.list': { good: () => [] },
    'missedSearches.forget': { good: () => ['nothing'] },
    'catalogue.putInStock': { good: async (world) => [[{ sku: `${await family(world)}-s`, inStock: true }]] },
    'products.count': { good: () => [{ search: 'thing', tags: ['wood'] }] },
    'products.page#search': { good: () => [{ search: 'thing wood', size: 2 }] },
    'products.page#corrected': { good: () => [{ search: 'thingg wodo', size: 2 }] },
  },
  async broken({ redis, stores }) {
    const { client, prefix } = redis;
    const part = (name: Parameters<typeof catalogueKeys.part>[1]): string => catalogueKeys.part(prefix, name);
    const problems: string[] = [];
    const stored = await client.hgetall(part('products'));
    const numbers = await client.hgetall(part('numbers'));
    const [byName, names, byPrice, bySold] = await Promise.all(
      (['name', 'names', 'price', 'sold'] as const).map((name) => client.zcard(part(name))),
    );
    const parents = await client.hgetall(part('parents'));
    const active = Object.entries(stored).filter(
      ([sku, text]) => !Object.hasOwn(parents, sku) && text.includes('"active":true'),
    ).length;
    for (const [name, count] of Object.entries({ byName, names, byPrice, bySold }))
      if (count !== active) problems.push(`${active - (count ?? 0)} products for sale are not in the order ${name}`);
    if (Object.keys(stored).some((sku) => !Object.hasOwn(numbers, sku) && !Object.hasOwn(parents, sku)))
      problems.push('a product that is no variant has no number');
    for (const [sku, parent] of Object.entries(parents))
      if (!(await client.hexists(catalogueKeys.family(prefix, parent), sku)))
        problems.push(`the variant ${sku} is missing at its product`);
    for (const score of await client.zrange(part('sold'), '0', '-1', 'WITHSCORES'))
      if (!Number.isFinite(Number(score))) problems.push(`a score is ${score}`);
    await stores.catalogue.many(Object.keys(stored).slice(-20));
    return problems;
  },
};
