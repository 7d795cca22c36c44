// Words of searches: synonyms, suggestions while somebody types, and what is looked for in vain.

import { expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { catalogueKeys } from '../../src/redis/catalogue/keys.ts';
import { missedLimits } from '../../src/redis/catalogue/missed.ts';
import { ProductSearch } from '../../src/redis/catalogue/search.ts';
import { synonymLimits } from '../../src/redis/catalogue/synonym.ts';
import { Migration } from '../../src/redis/migration.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { codesOf, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

async function openNamed(...names: readonly string[]): Promise<Stores> {
  const shop = await openShop({});
  const price = { minor: 100n, currency: 'EUR' };
  const products = names.map((name, at) => ({ sku: `p${at}`, name, description: null, tags: [], active: true, price }));
  await shop.catalogue.setMany(products);
  return shop;
}

async function found({ products }: Pick<Stores, 'products'>, search: string): Promise<string[]> {
  const { entries } = await products.page({ search, size: 20 });
  return readable(entries.map(({ product }) => product)).map(({ name }) => name);
}

it('finds the products of synonyms behind those of the word, in any of its forms, and counts them', async () => {
  const shop = await openNamed('Velvet couch', 'Sofa bed', 'Corner settee', 'Lamp');
  expect(await found(shop, 'sofa')).toEqual(['Sofa bed']);
  await shop.synonyms.set({ word: 'Sofas', synonyms: ['Couch', 'settees', 'couch'] });
  for (const search of ['sofa', 'sofas', 'SOFA'])
    expect((await found(shop, search)).sort(), search).toEqual(['Corner settee', 'Sofa bed', 'Velvet couch']);
  expect((await found(shop, 'sofa'))[0]).toBe('Sofa bed');
  // One way only, and with the other words of the search.
  expect(await found(shop, 'couch')).toEqual(['Velvet couch']);
  expect(await found(shop, 'velvet sofa')).toEqual(['Velvet couch']);
  expect((await shop.facets.count({ search: 'sofa' }))?.count).toBe(3);
  const { correction } = await shop.products.page({ search: 'corner sofa', size: 5 });
  expect(correction).toBe(null);
  expect(await shop.synonyms.list()).toEqual([{ word: 'sofas', synonyms: ['couch', 'settees'] }]);
  await shop.synonyms.set({ word: 'sofa', synonyms: [] });
  expect(await shop.synonyms.list()).toEqual([]);
  expect(await found(shop, 'sofa')).toEqual(['Sofa bed']);
});

it('keeps synonyms when the language of the catalogue changes', async () => {
  const shop = await openNamed('Blauer Becher', 'Lampe');
  await shop.synonyms.set({ word: 'tassen', synonyms: ['bechern'] });
  await new Migration(shop.redis, { language: 'de' }).run();
  const products = new ProductSearch(shop.redis, undefined, 'de');
  expect(await found({ products }, 'tasse')).toEqual(['Blauer Becher']);
});

it('refuses what is not one word, and more words than may have synonyms', async () => {
  const { synonyms, redis } = await openNamed();
  for (const entry of [
    { word: 'two words', synonyms: ['one'] },
    { word: '', synonyms: ['one'] },
    { word: '...', synonyms: ['one'] },
    { word: 'one', synonyms: ['two words'] },
    { word: 'one', synonyms: Array.from({ length: 11 }, (_, at) => `word${String.fromCharCode(97 + at)}`) },
  ])
    expect(await codesOf(synonyms.set(entry)), JSON.stringify(entry)).toEqual(['INVALID']);
  const stored = Array.from({ length: synonymLimits.maxWords }, (_, at) => [`w${at}`, '{}\n']).flat();
  await redis.client.hset(catalogueKeys.part(redis.prefix, 'synonyms'), ...stored);
  expect(await codesOf(synonyms.set({ word: 'another', synonyms: ['one'] }))).toEqual(['LIMIT_EXCEEDED']);
});

it('suggests the most frequent words, and products by the beginnings of their names', async () => {
  const { suggestions } = await openNamed('Slate mug', 'Slate bowl', 'Slate mug, large', 'Sand lamp', 'Blue sand');
  const suggest = async (text: string) => {
    const { searches, products } = await suggestions.suggest(text);
    return [searches, readable(products).map(({ name }) => name)];
  };
  expect(await suggest('s')).toEqual([
    [
      { search: 'slate', count: 3 },
      { search: 'sand', count: 2 },
    ],
    ['Sand lamp', 'Slate bowl', 'Slate mug', 'Slate mug, large'],
  ]);
  expect(await suggest('SLATE m')).toEqual([[{ search: 'slate mug', count: 2 }], ['Slate mug', 'Slate mug, large']]);
  // What no product has beside the words before is not suggested.
  expect(await suggest('slate sa')).toEqual([[], []]);
  expect(await suggest('slate ')).toEqual([[], ['Slate bowl', 'Slate mug', 'Slate mug, large']]);
  expect(await suggest(' ')).toEqual([[], []]);
  expect(await suggest('x')).toEqual([[], []]);
  expect(await codesOf(suggestions.suggest('s'.repeat(201)))).toEqual(['INVALID']);
});

it('suggests words of names and of options as they are written, and none that is only in SKUs or descriptions', async () => {
  const { catalogue, suggestions } = await openShop({});
  const price = { minor: 100n, currency: 'EUR' };
  const base = { description: null, tags: [], active: true, price };
  await catalogue.setMany([
    { ...base, sku: 'mug-slate', name: 'Slate mug', description: 'Much loved, for mulled wine.' },
    { ...base, sku: 'mug-sand', name: 'Sand mug' },
    { ...base, sku: 'mat-felt', name: 'Felt desk mat' },
    { ...base, sku: 'cafe-1', name: 'Café crème T-Shirt, 256 GB, Größe L' },
    { ...base, sku: 'sweater', name: 'Sweater', options: ['Colour'] },
    {
      ...base,
      sku: 'sweater-x1',
      name: 'Sweater',
      variantOf: 'sweater',
      optionValues: [{ name: 'Colour', value: 'Maroon' }],
    },
    { ...base, sku: 'tokyo', name: '東京のタワー' },
  ]);
  const searches = async (text: string) => (await suggestions.suggest(text)).searches.map(({ search }) => search);
  expect(await searches('m')).toEqual(['mug', 'maroon', 'mat']);
  expect(await searches('mugs')).toEqual([]);
  expect(await searches('matf')).toEqual([]);
  expect(await searches('slate m')).toEqual(['slate mug']);
  expect(await searches('maroon sw')).toEqual(['maroon sweater']);
  expect(await searches('caf')).toEqual(['café']);
  expect(await searches('tsh')).toEqual(['t-shirt']);
  expect(await searches('256')).toEqual(['256']);
  expect(await searches('gro')).toEqual(['größe']);
  expect(await searches('sweater-x')).toEqual([]);
  expect(await searches('東')).toEqual(['東京']);
});

it('tells what several callers have looked for in vain, and nothing that may say who they are', async () => {
  const { missedSearches, redis } = await openNamed();
  const now = Date.now();
  const look = async (search: string, callers: number) => {
    for (let caller = 0; caller < callers; caller += 1) await missedSearches.note(search, `192.0.2.${caller}`, now);
  };
  await look('Café  Chair', 3);
  await look('cafe chair', 4);
  await look('rare', 2);
  await look('mary@example.com', 5);
  await look('555 123 456', 5);
  // Three weeks ago, and too long ago.
  for (const [weeks, search] of [
    [3, 'old'],
    [4, 'too old'],
  ] as const)
    for (const caller of ['a', 'b', 'c']) await missedSearches.note(search, caller, now - weeks * missedLimits.weekMs);
  expect(await missedSearches.list(now)).toEqual([
    { search: 'cafe chair', count: 4 },
    { search: 'old', count: 3 },
  ]);
  await missedSearches.forget('cafe chair', now);
  expect(await missedSearches.list(now)).toEqual([{ search: 'old', count: 3 }]);
  const keys = await redis.client.keys(`${redis.prefix}:{cat}:missed:*`);
  for (const key of keys) expect(await redis.client.pttl(key)).toBeGreaterThan(0);
});

it('counts a caller once per hour, and only for so many searches', async () => {
  const { missedSearches, redis } = await openNamed();
  const now = Date.now();
  const key = catalogueKeys.missed(redis.prefix, Math.floor(now / missedLimits.weekMs));
  for (let search = 0; search < 30; search += 1)
    for (let again = 0; again < 2; again += 1) await missedSearches.note(`search ${search}`, 'flood', now);
  expect(await redis.client.zcard(key)).toBe(missedLimits.perCaller);
  expect(await redis.client.zscore(key, 'search 1')).toBe('1');
  await missedSearches.note('search 1', 'flood', now + missedLimits.callerMs);
  const scores = await Promise.all(
    [0, 1].map((later) =>
      redis.client.zscore(
        key.replace(/\d+$/, (week) => String(Number(week) + later)),
        'search 1',
      ),
    ),
  );
  expect(scores.reduce((sum, score) => sum + Number(score), 0)).toBe(2);
});

it('keeps the most frequent of a flood from many callers', async () => {
  const { missedSearches, redis } = await openNamed();
  const now = Date.now();
  for (let caller = 0; caller < 3; caller += 1) await missedSearches.note('wanted', `wanting ${caller}`, now);
  const letters = (at: number) => [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  await Promise.all(
    Array.from({ length: 2 * missedLimits.kept + 50 }, (_, at) =>
      missedSearches.note(letters(at), `caller ${at}`, now),
    ),
  );
  const key = catalogueKeys.missed(redis.prefix, Math.floor(now / missedLimits.weekMs));
  expect(await redis.client.zcard(key)).toBeLessThanOrEqual(2 * missedLimits.kept);
  expect(await missedSearches.list(now)).toEqual([{ search: 'wanted', count: 3 }]);
});
