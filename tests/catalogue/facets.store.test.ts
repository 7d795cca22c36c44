// Counting what the products of a list have, against a plain count, and which of them are in stock.

import { expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import type { FacetCounts } from '../../src/redis/catalogue/facet-counts.ts';
import { catalogueKeys } from '../../src/redis/catalogue/keys.ts';
import type { ProductInput } from '../../src/redis/catalogue/product.ts';
import type { ProductQuery } from '../../src/redis/catalogue/search.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { Migration } from '../../src/redis/migration.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { codesOf, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();
const plain = { description: null, tags: [], active: true };

const sizes = ['S', 'M', 'L'];
const colours = ['Red', 'Blue', 'Green', 'Black'];
const kinds = ['clothing/shirts', 'clothing/trousers', 'kitchen'];

interface Thing {
  readonly sku: string;
  readonly word: string;
  readonly category: string;
  readonly cents: number;
  readonly variants: readonly { readonly size: string; readonly colour: string; readonly stock: number }[];
}

/** Different in each of what is counted, with periods that share nothing. */
const things: readonly Thing[] = Array.from({ length: 60 }, (_, index) => ({
  sku: `thing-${index}`,
  word: index % 4 === 0 ? 'linen' : 'cotton',
  category: kinds[index % 3] as string,
  cents: 500 + ((index * 37) % 60) * 100,
  variants: Array.from({ length: index % 5 }, (_, at) => ({
    size: sizes[(index + at) % 3] as string,
    colour: colours[(index + at * at) % 4] as string,
    stock: (index + at) % 7 === 0 ? 3 : 0,
  })).filter(
    ({ size, colour }, at, all) => all.findIndex((other) => other.size === size && other.colour === colour) === at,
  ),
}));

const priceOf = (cents: number) => ({ minor: BigInt(cents), currency: 'EUR' });

function inputsOf({ sku, word, category, cents, variants }: Thing): ProductInput[] {
  const options = variants.length > 0 ? ['Size', 'Colour'] : [];
  const own = { ...plain, sku, name: `${word} ${sku}`, price: priceOf(cents), categories: [category], options };
  return [
    own,
    ...variants.map(({ size, colour }) => ({
      ...plain,
      sku: `${sku}-${size}-${colour}`,
      name: `${sku} ${size}`,
      price: priceOf(cents),
      variantOf: sku,
      optionValues: [
        { name: 'Size', value: size },
        { name: 'Colour', value: colour },
      ],
    })),
  ];
}

async function openThings(): Promise<Stores> {
  const shop = await openShop({});
  for (const slug of ['clothing', ...kinds]) await shop.categories.set({ slug, name: slug });
  const inputs = things.flatMap(inputsOf);
  await shop.catalogue.setMany(inputs.filter(({ variantOf }) => !variantOf));
  await shop.catalogue.setMany(inputs.filter(({ variantOf }) => variantOf));
  await shop.inventory.adjust(
    things.flatMap(({ sku, variants }) =>
      variants.flatMap(({ size, colour, stock }) =>
        stock > 0 ? [{ sku: `${sku}-${size}-${colour}`, delta: stock }] : [],
      ),
    ),
  );
  await shop.availability.relay();
  return shop;
}

type Filter = NonNullable<ProductQuery['filter']>;
const isInStock = ({ variants }: Thing) => variants.some(({ stock }) => stock > 0);
const has = (name: string, values: readonly string[]) => (thing: Thing) =>
  thing.variants.some((variant) => values.includes(name === 'Size' ? variant.size : variant.colour));

/** What each part of a filter lets through, by what is counted without it. */
function partsOf({ category, options, minPrice, maxPrice, inStock }: Filter): [string, (thing: Thing) => boolean][] {
  return [
    ...(category ? [['category', isIn(category)] as [string, (thing: Thing) => boolean]] : []),
    ...(options ?? []).map(({ name, values }): [string, (thing: Thing) => boolean] => [name, has(name, values)]),
    ['price', ({ cents }) => cents >= Number(minPrice ?? 0) * 100 && cents <= Number(maxPrice ?? 1e9) * 100],
    ['stock', (thing) => !inStock || isInStock(thing)],
  ];
}

const isIn = (slug: string) => (thing: Thing) => thing.category === slug || thing.category.startsWith(`${slug}/`);

function counted(search: string, filter: Filter, bounds: readonly number[]): FacetCounts {
  const among = (name: string) =>
    things.filter(
      (thing) =>
        thing.word.startsWith(search) && partsOf(filter).every(([part, passes]) => part === name || passes(thing)),
    );
  const prices = among('price').map(({ cents }) => cents);
  const text = (cents: number) => (cents / 100).toFixed(2);
  const edges = [0, ...bounds, Number.POSITIVE_INFINITY];
  const below = ['clothing', 'clothing/shirts', 'clothing/trousers', 'kitchen'].filter(
    (slug) => slug.slice(0, Math.max(0, slug.lastIndexOf('/'))) === (filter.category ?? ''),
  );
  const valuesOf = (name: string, values: readonly string[]) =>
    values.map((value) => ({ value, count: among(name).filter(has(name, [value])).length }));
  return {
    count: among('').length,
    inStock: among('stock').filter(isInStock).length,
    minPrice: prices.length > 0 ? text(Math.min(...prices)) : null,
    maxPrice: prices.length > 0 ? text(Math.max(...prices)) : null,
    priceRanges: edges.slice(1).map((to, at) => ({
      from: at === 0 ? null : text(edges[at] as number),
      to: to === Number.POSITIVE_INFINITY ? null : text(to),
      count: prices.filter((cents) => cents >= (edges[at] as number) && cents < to).length,
    })),
    categories: below
      .map((slug) => ({ slug, count: among('category').filter(isIn(slug)).length }))
      .filter(({ count }) => count > 0),
    options: [
      { name: 'Size', values: valuesOf('Size', sizes) },
      { name: 'Colour', values: valuesOf('Colour', colours) },
    ],
  };
}

/** In an order of their own, and without values that no product has. */
function sorted(counts: FacetCounts | null): unknown {
  const options = (counts?.options ?? [])
    .map(({ name, values }) => [
      name,
      values.filter(({ count }) => count > 0).sort((a, b) => (a.value < b.value ? -1 : 1)),
    ])
    .filter(([, values]) => (values as unknown[]).length > 0)
    .sort();
  return { ...counts, options };
}

const filters: readonly Filter[] = [
  {},
  { category: 'clothing' },
  { category: 'clothing/shirts', inStock: true },
  { options: [{ name: 'Size', values: ['S', 'm'].map((value) => value.toUpperCase()) }] },
  {
    options: [
      { name: 'Size', values: ['S'] },
      { name: 'Colour', values: ['Red', 'Blue'] },
    ],
    minPrice: '12.00',
  },
  { minPrice: '10.00', maxPrice: '30.00', inStock: true },
  { minPrice: '64.00' },
  { maxPrice: '4.99' },
];

it('counts categories, values, prices and stock, each without its own part of the filter', async () => {
  const shop = await openThings();
  const bounds = [1_000, 2_500];
  for (const filter of filters)
    for (const search of ['', 'linen', 'c']) {
      const facets = await shop.facets.count({ search, filter }, ['25', '10.00']);
      const right = counted(search, filter, bounds);
      expect(sorted(facets), `${search} ${JSON.stringify(filter)}`).toEqual(sorted(right));
      const { entries } = await shop.products.page({ search, filter, size: 100 });
      expect(readable(entries.map(({ product }) => product))).toHaveLength(right.count);
    }
  expect(await shop.facets.count({ search: '...' }, [])).toMatchObject({ count: 0, options: [] });
  const { client, prefix } = shop.redis;
  expect(await client.exists(`${catalogueKeys.part(prefix, 'passing')}:1`)).toBe(0);
});

it('counts the values that products of the list have, where the catalogue has more than are counted', async () => {
  const shop = await openShop({});
  const sku = (at: number) => `p${at}`;
  const values = (at: number) => Array.from({ length: 8 }, (_, value) => `v${at * 8 + value}`);
  await shop.categories.set({ slug: 'rare', name: 'Rare' });
  const products = Array.from({ length: 30 }, (_, at) => at);
  await shop.catalogue.setMany(
    products.map((at) => ({
      ...{ ...plain, sku: sku(at), name: `Thing ${at}`, price: priceOf(100), options: ['Kind'] },
      categories: at === 29 ? ['rare'] : [],
    })),
  );
  await shop.catalogue.setMany(
    products.flatMap((at) =>
      values(at).map((value) => ({
        ...{ ...plain, sku: `${sku(at)}-${value}`, name: value, price: priceOf(100), variantOf: sku(at) },
        optionValues: [{ name: 'Kind', value }],
      })),
    ),
  );
  const facets = await shop.facets.count({ filter: { category: 'rare' } });
  const [kind] = facets?.options ?? [];
  expect(kind?.values.map(({ value }) => value).sort()).toEqual(values(29).sort());
  // Of a value of the filter, too, the count is told.
  const chosen = await shop.facets.count({ filter: { options: [{ name: 'Kind', values: ['v3'] }] } });
  expect(chosen?.options[0]?.values).toContainEqual({ value: 'v3', count: 1 });
  expect(chosen?.options[0]?.values).toHaveLength(120);
});

it('knows what is in stock: by its own pieces or by those of a variant for sale, and no more once they are reserved', async () => {
  const shop = await openThings();
  const { availability, catalogue, inventory, products } = shop;
  await catalogue.set({ ...plain, sku: 'mug', name: 'Mug', price: priceOf(1_400) });
  const listed = async (search: string) => {
    await availability.relay();
    const { entries } = await products.page({ search, filter: { inStock: true }, size: 20 });
    return readable(entries.map(({ product }) => product)).map(({ sku }) => sku);
  };
  expect(await listed('mug')).toEqual([]);
  await inventory.adjust([{ sku: 'mug', delta: 2 }]);
  expect(await listed('mug')).toEqual(['mug']);
  await inventory.reserve('hold', [{ sku: 'mug', quantity: 2 }]);
  expect(await listed('mug')).toEqual([]);
  await inventory.release('hold');
  expect(await listed('mug')).toEqual(['mug']);
  // A turn that comes while another is told is told, too.
  await inventory.adjust([{ sku: 'mug', delta: -2 }]);
  await Promise.all([availability.relay(), availability.relay()]);
  expect(await listed('mug')).toEqual([]);
  expect(await shop.redis.client.hlen(inventoryKeys.part(shop.redis.prefix, 'turned'))).toBe(0);

  const family = things.find(({ variants }) => variants.length > 1 && variants.every(({ stock }) => stock === 0));
  const [first] = family?.variants ?? [];
  const sku = `${family?.sku}-${first?.size}-${first?.colour}`;
  await inventory.adjust([{ sku, delta: 1 }]);
  expect(await listed(family?.sku ?? '')).toContain(family?.sku);
  const variant = await catalogue.get(sku);
  await catalogue.set({ ...(variant as ProductInput), active: false });
  expect(await listed(family?.sku ?? '')).not.toContain(family?.sku);
});

it('tells the catalogue of all stock that there is, of an earlier release', async () => {
  const shop = await openThings();
  const { client, prefix } = shop.redis;
  const before = await shop.facets.count({});
  await client.del(catalogueKeys.part(prefix, 'stocked'), `${catalogueKeys.part(prefix, 'facet')}:s`);
  expect((await shop.facets.count({}))?.inStock).toBe(0);
  const report = await new Migration(shop.redis).run();
  expect(report.changed.stock).toBeGreaterThan(0);
  expect(await shop.facets.count({})).toEqual(before);
});

it.each([
  ['minPrice', '1e3'],
  ['maxPrice', '-1'],
  ['minPrice', ''],
])('refuses %s %j', async (field, value) => {
  const shop = await openShop({});
  expect(await codesOf(shop.products.page({ filter: { [field]: value }, size: 5 }))).toEqual(['INVALID']);
  expect(await codesOf(shop.facets.count({ filter: { [field]: value } }))).toEqual(['INVALID']);
});
