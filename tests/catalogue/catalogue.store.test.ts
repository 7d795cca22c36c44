// The catalogue's pages from end to end, and words that a product has lost.

import { describe, expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

describe('search', () => {
  it('walks every order from end to end by its cursors, forwards and backwards', async () => {
    const shop = await openShop({});
    const inputs = Array.from({ length: 60 }, (_, index) => ({
      sku: `p${index}`,
      name: `Thing ${String(index).padStart(2, '0')} ${index % 2 ? 'red' : 'blue'}`,
      description: null,
      tags: [index % 3 ? 'many' : 'few'],
      price: { minor: BigInt((index * 7) % 20), currency: 'EUR' },
      active: index !== 10,
    }));
    await shop.catalogue.setMany(inputs);
    for (const sort of ['NAME', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST', 'BEST_SELLING', 'RELEVANCE'] as const) {
      for (const query of [{}, { search: 'thi bl' }, { tags: ['few'] }]) {
        const walk = async (backwards: boolean): Promise<string[]> => {
          const seen: string[] = [];
          let cursor: string | null = null;
          for (let page = 0; page < 30; page++) {
            const found = await shop.products.page({ ...query, sort, size: 7, after: cursor, backwards });
            const skus = readable(found.entries.map((entry) => entry.product)).map(({ sku }) => sku);
            if (backwards) seen.unshift(...skus);
            else seen.push(...skus);
            if (!found.more) break;
            cursor = found.cursor;
          }
          return seen;
        };
        const expected = inputs.filter(
          (product, index) =>
            index !== 10 &&
            (!('search' in query) || product.name.includes('blue')) &&
            (!('tags' in query) || product.tags.includes('few')),
        );
        const forward = await walk(false);
        expect([...forward].sort()).toEqual(expected.map((product) => product.sku).sort());
        expect(await walk(true)).toEqual(forward);
        // Ties are in the order of their creation, or against it where the sort descends.
        const sign = { PRICE_ASC: 1, PRICE_DESC: -1 }[sort as string];
        if (sign)
          expect(forward).toEqual(
            expected
              .map(({ sku, price }, place) => ({ sku, rank: sign * (Number(price.minor) * 100 + place) }))
              .sort((one, other) => one.rank - other.rank)
              .map(({ sku }) => sku),
          );
      }
    }
  });

  it('adds a product only where none has its SKU, for sale or not', async () => {
    const { catalogue } = await openShop({ a: 1 });
    const product = { sku: 'a', name: 'New', description: null, tags: [], price: { minor: 1n, currency: 'EUR' } };
    const taken = { code: 'CONFLICT', field: ['sku'] };
    await expect(catalogue.add({ ...product, active: true })).rejects.toMatchObject({ problems: [taken] });
    expect((await catalogue.get('a'))?.name).not.toBe('New');
    expect(await catalogue.add({ ...product, sku: 'b', active: false })).toMatchObject({ sku: 'b' });
    await expect(catalogue.add({ ...product, sku: 'b', active: true })).rejects.toMatchObject({ problems: [taken] });
  });

  it('forgets the words that a product had before', async () => {
    const shop = await openShop({ a: 1 });
    await shop.catalogue.set({
      sku: 'a',
      name: 'Crème brûlée',
      description: null,
      tags: [],
      price: { minor: 1n, currency: 'EUR' },
      active: true,
    });
    const find = async (search: string) => (await shop.products.page({ search, size: 5 })).entries.length;
    expect([await find('product'), await find('BRULEE'), await find('!!!')]).toEqual([0, 1, 0]);
  });
});
