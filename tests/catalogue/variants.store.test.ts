// Products that are sold as variants, their categories and their prices in other currencies: how they are written, found and bought.

import { expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { catalogueKeys } from '../../src/redis/catalogue/keys.ts';
import { catalogueLimits, type ProductInput } from '../../src/redis/catalogue/product.ts';
import { Reindexing } from '../../src/redis/catalogue/reindex.ts';
import type { ProductQuery } from '../../src/redis/catalogue/search.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { codesOf, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();
const eur = (minor: bigint) => ({ minor, currency: 'EUR' });
const plain = { description: null, tags: [], price: eur(1_000n), active: true };

const shirt: ProductInput = { ...plain, sku: 'shirt', name: 'Linen shirt', options: ['Size', 'Colour'] };

function variant(sku: string, size: string, colour: string, more: Partial<ProductInput> = {}): ProductInput {
  const optionValues = [
    { name: 'Size', value: size },
    { name: 'Colour', value: colour },
  ];
  return { ...plain, sku, name: `Linen shirt ${size}`, variantOf: 'shirt', optionValues, ...more };
}

async function openShirtShop(): Promise<Stores> {
  const shop = await openShop({});
  await shop.categories.set({ slug: 'clothing', name: 'Clothing' });
  await shop.categories.set({ slug: 'clothing/shirts', name: 'Shirts' });
  await shop.catalogue.setMany([
    { ...shirt, categories: ['clothing/shirts'] },
    variant('shirt-s-red', 'S', 'Red'),
    variant('shirt-m-red', 'M', 'Red'),
    variant('shirt-m-blue', 'M', 'Blue'),
    { ...plain, sku: 'mug', name: 'Slate mug' },
  ]);
  return shop;
}

const found = async ({ products }: Stores, query: Partial<ProductQuery>) => {
  const { entries } = await products.page({ sort: 'NAME', size: 20, ...query });
  return readable(entries.map(({ product }) => product)).map(({ sku }) => sku);
};

it('lists a product once, whatever its variants are found by', async () => {
  const shop = await openShirtShop();
  expect(await found(shop, {})).toEqual(['shirt', 'mug']);
  for (const search of ['linen', 'blue', 'red', 'shirt m red', 'shirt-m-blue'])
    expect(await found(shop, { search }), search).toEqual(['shirt']);
  expect((await shop.catalogue.variants('shirt')).map(({ sku }) => sku)).toEqual([
    'shirt-s-red',
    'shirt-m-red',
    'shirt-m-blue',
  ]);
  expect(await shop.products.count({})).toBe(2);
});

it('no more finds a product by a variant that is not for sale, or has become a product of its own', async () => {
  const shop = await openShirtShop();
  const { catalogue } = shop;
  await catalogue.set(variant('shirt-m-blue', 'M', 'Blue', { active: false }));
  expect(await found(shop, { search: 'blue' })).toEqual([]);
  await catalogue.set(variant('shirt-m-blue', 'M', 'Blue'));
  expect(await found(shop, { search: 'blue' })).toEqual(['shirt']);
  await catalogue.set({ ...plain, sku: 'shirt-m-blue', name: 'Blue shirt' });
  expect(await found(shop, { search: 'blue' })).toEqual(['shirt-m-blue']);
  await catalogue.set(variant('shirt-m-blue', 'M', 'Blue'));
  expect(await found(shop, {})).toEqual(['shirt', 'mug']);
  expect(await found(shop, { search: 'blue' })).toEqual(['shirt']);
});

it('filters by category and by the values of options, in every sort and by every page', async () => {
  const shop = await openShirtShop();
  const red = { name: 'colour', values: ['red'] };
  for (const sort of ['NAME', 'PRICE_DESC', 'NEWEST', 'BEST_SELLING', 'RELEVANCE'] as const) {
    expect(await found(shop, { sort, filter: { category: 'clothing' } })).toEqual(['shirt']);
    expect(await found(shop, { sort, filter: { options: [red] }, search: 'shirt' })).toEqual(['shirt']);
  }
  expect(await found(shop, { filter: { category: 'kitchen' } })).toEqual([]);
  expect(await found(shop, { filter: { options: [{ name: 'Size', values: ['xl', 's'] }] } })).toEqual(['shirt']);
  expect(await found(shop, { filter: { options: [red, { name: 'Size', values: ['xl'] }] } })).toEqual([]);
  expect(await shop.products.count({ filter: { category: 'clothing/shirts' } })).toBe(1);
  await shop.catalogue.set(shirt);
  expect(await found(shop, { filter: { category: 'clothing' } })).toEqual([]);
  // Nothing is left of a value that no product has any more.
  for (const [sku, size] of [
    ['shirt-m-red', 'M'],
    ['shirt-s-red', 'S'],
  ] as const)
    await shop.catalogue.set(variant(sku, size, 'Green'));
  const { client, prefix } = shop.redis;
  expect(await client.hkeys(catalogueKeys.part(prefix, 'values'))).not.toContain('o colour=red');
  expect(await client.exists(`${catalogueKeys.part(prefix, 'facet')}:o colour=red`)).toBe(0);
});

it('refuses a variant that does not fit, and writes the others of its batch', async () => {
  const { catalogue, categories } = await openShirtShop();
  const size = { name: 'Size', value: 'S' };
  expect(
    await codesOf(catalogue.set({ ...plain, sku: 'x', name: 'X', variantOf: 'mug', optionValues: [size] })),
  ).toEqual(['NOT_FOUND']);
  await expect(catalogue.set({ ...variant('x', 'S', 'Red'), optionValues: [size] })).rejects.toThrow(
    'Give a value for each option of shirt: colour, size.',
  );
  await expect(catalogue.set(variant('x', 's', 'RED'))).rejects.toThrow(
    'The variant shirt-s-red of shirt has the same',
  );
  expect(await codesOf(catalogue.set({ ...shirt, options: ['Size'] }))).toEqual(['CONFLICT']);
  expect(await codesOf(catalogue.set({ ...shirt, categories: ['none'] }))).toEqual(['NOT_FOUND']);
  expect(await codesOf(categories.delete('clothing'))).toEqual(['CONFLICT']);
  expect(await codesOf(categories.delete('clothing/shirts'))).toEqual(['CONFLICT']);
  const both = [catalogue.set(variant('x', 'S', 'Red')), catalogue.set(variant('y', 'L', 'Red'))];
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(await catalogue.get('x')).toBeNull();
});

it('has at most so many variants of a product', async () => {
  const { catalogue } = await openShirtShop();
  const more = Array.from({ length: catalogueLimits.maxVariants - 3 }, (_, at) =>
    variant(`v${at}`, `size ${at}`, 'Red'),
  );
  await catalogue.setMany(more);
  expect(await codesOf(catalogue.set(variant('one-more', 'XS', 'Red')))).toEqual(['LIMIT_EXCEEDED']);
  expect(await catalogue.variants('shirt')).toHaveLength(catalogueLimits.maxVariants);
});

it('counts what is sold of a variant for its product, and finds all again by new rules', async () => {
  const shop = await openShirtShop();
  await shop.catalogue.countSold('an-order', [{ sku: 'shirt-m-red', quantity: 3 }]);
  expect(await found(shop, { sort: 'BEST_SELLING' })).toEqual(['shirt', 'mug']);
  const german = new Reindexing(shop.redis, 'de');
  expect(await german.run(0, async () => {})).toBeGreaterThan(0);
  expect(await found(shop, { search: 'blue' })).toEqual(['shirt']);
  expect(await found(shop, { search: 'linen' })).toEqual(['shirt']);
});

it('puts variants into carts, never their product, at the price of the currency of the cart', async () => {
  const shop = await openShirtShop();
  const { carts, catalogue, checkouts, inventory } = shop;
  const usd = { minor: 1_200n, currency: 'USD' };
  await catalogue.set(variant('shirt-s-red', 'S', 'Red', { prices: [usd] }));
  await catalogue.set({ ...plain, sku: 'mug', name: 'Slate mug', prices: [{ minor: 700n, currency: 'USD' }] });
  await inventory.adjust([
    { sku: 'shirt-s-red', delta: 5 },
    { sku: 'mug', delta: 5 },
  ]);
  await expect(carts.add('ann', [{ sku: 'shirt', quantity: 1 }])).rejects.toThrow('shirt is sold as its variants');
  const cart = await carts.add('ann', [{ sku: 'shirt-s-red', quantity: 2 }], null, 'USD');
  expect(cart.total).toEqual({ minor: 2_400n, currency: 'USD' });
  expect((await carts.add('ann', [{ sku: 'mug', quantity: 1 }])).total).toEqual({ minor: 3_100n, currency: 'USD' });
  expect(await codesOf(carts.add('ann', [{ sku: 'shirt-m-red', quantity: 1 }]))).toEqual(['INVALID']);
  const { lines, total } = await checkouts.start('ann');
  expect(lines.map(({ unitPrice }) => unitPrice)).toEqual([usd, { minor: 700n, currency: 'USD' }]);
  expect(total).toEqual({ minor: 3_100n, currency: 'USD' });
  // Its price in dollars is gone, and its price in euros does not count here.
  await catalogue.set({ ...plain, sku: 'mug', name: 'Slate mug' });
  expect((await carts.get('ann'))?.warnings.map(({ code, sku }) => [code, sku])).toEqual([['UNAVAILABLE', 'mug']]);
  expect((await carts.add('bob', [{ sku: 'shirt-s-red', quantity: 1 }])).total).toEqual(eur(1_000n));
});
