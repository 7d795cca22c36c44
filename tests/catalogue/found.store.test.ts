// Shoppers find what they mean, in six languages, and nothing else; the nearest first.

import { describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import type { LanguageCode } from '../../src/redis/catalogue/language.ts';
import { ProductSearch, searchLimits } from '../../src/redis/catalogue/search.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';
import { shops } from './found.ts';

const connection = await openTestRedis();
/** So that few products already have bitmaps, and texts are looked into. */
const tightTerms = { from: 2, maxTerms: 60, fillStep: 3, sampleEvery: 1 };
const tight = { ...searchLimits, maxListed: 1 };

/** A catalogue of such names, its products known by their keys. */
async function openShop(names: Readonly<Record<string, string>>, language: LanguageCode, frequent?: typeof tightTerms) {
  const redis = new RedisHandle(connection.client, uniquePrefix());
  const catalogue = new Catalogue(redis, frequent, language);
  for (const [sku, name] of Object.entries(names))
    await catalogue.set({
      ...{ sku: `7${sku}`, name, description: null, tags: [], active: true },
      price: { minor: 1n, currency: 'EUR' },
    });
  const search = new ProductSearch(redis, frequent ? tight : searchLimits, language);
  const find = async (text: string): Promise<string[]> => {
    const { entries } = await search.page({ search: text, size: 100 });
    return readable(entries.map(({ product }) => product)).map(({ sku }) => sku.slice(1));
  };
  return { find, search, redis, catalogue };
}

describe.each(Object.entries(shops))('in the language %s', async (language, { products, searches }) => {
  const code = language as LanguageCode;
  const { find } = await openShop(products, code);
  const { find: findByBitmaps } = await openShop(products, code, tightTerms);
  it.each(searches)('%s finds %s', async (text, keys) => {
    const expected = keys.split(' ').filter(Boolean).sort();
    expect((await find(text)).sort()).toEqual(expected);
    expect((await findByBitmaps(text)).sort()).toEqual(expected);
  });
});

it.each([
  ['en', 'mugs', { form: 'Mug', beginning: 'Mugshot frame', exact: 'Two mugs' }, 'exact'],
  ['en', 'lamp', { beginning: 'Lampshade', exact: 'Desk lamp' }, 'exact beginning'],
  ['de', 'bücher', { form: 'Altes Buch', exact: 'Drei Bücher' }, 'exact form'],
  ['fr', 'bougies', { form: 'Bougie', exact: 'Deux bougies' }, 'exact form'],
  ['en', 'iphone 15', { apart: 'iPhone 14 with 15 W charger', together: 'Case for the iPhone 15' }, 'together apart'],
  [
    'en',
    'the coffee mug',
    { apart: 'Mug with coffee beans', turned: 'Mug coffee', together: 'A coffee mug' },
    'together',
  ],
  ['en', 'usb c cable', { apart: 'USB hub with C cable', together: 'Long USB C cable' }, 'together apart'],
  ['de', 'rote tasse', { apart: 'Tasse, rote Punkte', together: 'Große rote Tasse' }, 'together apart'],
  ['ja', '京都', { inside: '東京都の本', exact: '京都の湯呑み' }, 'exact inside'],
] as const)('in the language %s, %s finds the nearest first', async (language, text, products, keys) => {
  // Written in this order, of which the last is the newest and would come first among equals.
  const names = Object.fromEntries(Object.entries(products).reverse());
  for (const { find } of [await openShop(names, language), await openShop(names, language, tightTerms)])
    expect((await find(text)).join(' ')).toMatch(new RegExp(`^${keys}`));
});

it('the pages of a corrected search go on with the correction, and say what it changed', async () => {
  const names = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`k${index}`, `Coffee ${index}`]));
  const { search } = await openShop({ ...names, other: 'Tea' }, 'en');
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages === 0 || cursor; pages += 1) {
    const page = await search.page({ search: 'cofee', size: 3, sort: 'NAME', after: cursor });
    expect(page.correction).toEqual({ search: 'coffee', changes: [{ from: 'cofee', to: 'coffee' }] });
    seen.push(...readable(page.entries.map(({ product }) => product)).map(({ name }) => name));
    cursor = page.more ? page.cursor : null;
  }
  expect(seen).toEqual(Object.values(names));
  expect(await search.count({ search: 'cofee' })).toBe(7);
  const forged = Buffer.from('name\n1\n0\na\0' + '00000001\n{"search":7}').toString('base64url');
  await expect(search.page({ search: 'cofee', size: 3, sort: 'NAME', after: forged })).rejects.toThrow(
    'is not a cursor',
  );
});
