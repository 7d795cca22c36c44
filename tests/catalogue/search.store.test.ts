// Finding products against a plain filter and sort: every order and direction, while products change and are sold.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import { Catalogue } from '../../src/redis/catalogue/catalogue.ts';
import type { Product, ProductInput } from '../../src/redis/catalogue/product.ts';
import { type ProductQuery, ProductSearch, productSorts } from '../../src/redis/catalogue/search.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();

// So that few products already have what it takes thousands for: bitmaps, also half filled and of too many terms, sets cut by
// slices, walks that are given up, texts read in vain.
const tightTerms = { from: 4, maxTerms: 24, fillStep: 5, sampleEvery: 1 };
const tight = { maxListed: 5, maxSorted: 3, walkStep: 7, walkOneIn: 20, maxTexts: 9 };

const words = (most: number) =>
  fc
    .array(fc.constantFrom('mug', 'mugs', 'mud', 'lamp', 'oak', 'oat', 'été', '7', '77'), {
      minLength: 1,
      maxLength: most,
    })
    .map((list) => list.join(' '));
const products = fc.array(
  fc
    .record({
      sku: fc.nat(69).map((index) => `p-${index}`),
      name: words(3),
      description: fc.option(words(3)),
      tags: fc.subarray(['oak', 'oa', 'new']),
      minor: fc.nat(9).map(BigInt),
      active: fc.nat(5).map((chance) => chance > 0),
    })
    .map(({ minor, ...rest }): ProductInput => ({ ...rest, price: { minor, currency: 'EUR' } })),
  { minLength: 20, maxLength: 60 },
);
const price = fc.option(fc.nat(9).map((cents) => `0.0${cents}`));
const queries = fc.array(
  fc.record({
    filter: fc.option(fc.record({ minPrice: price, maxPrice: price })),
    search: fc.subarray(['m', 'mu', 'Mug', 'o', 'oa', 'ét', '7', '77', 'p']).map((list) => list.slice(0, 3).join(' ')),
    tags: fc.subarray(['oak', 'new']),
    sort: fc.constantFrom(...productSorts),
    size: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 8, maxLength: 8 },
);

interface Known extends Product {
  /** How many products were made before it. */
  number: number;
  sold: number;
}

const plain = (text: string) => text.toLowerCase().replaceAll('é', 'e');

/** Whether each two words that follow each other in the search do so in the name. */
function stand(name: string, search: string): boolean {
  const [inName, sought] = [name, search].map((text) => text.split(' ')) as [string[], string[]];
  return sought
    .slice(1)
    .every((word, at) => inName.some((one, place) => one === sought[at] && inName[place + 1] === word));
}

/** How well a product meets the words of a query: 4 with words that follow each other in its name, 3 with whole words of it, 2 with beginnings of those, 1 also with others. */
function levelOf(product: Known, { search, tags, filter }: ProductQuery): number | null {
  const [inName, inMore] = [`${product.name} ${product.sku}`, product.description ?? ''].map((text) =>
    plain(text).split(/[ -]/),
  ) as [string[], string[]];
  const levels = plain(search ?? '')
    .split(' ')
    .filter(Boolean)
    .map((term) => {
      if (inName.includes(term)) return 3;
      if (inName.some((word) => word.startsWith(term))) return 2;
      return inMore.some((word) => word.startsWith(term)) ? 1 : 0;
    });
  const cents = Number(product.price.minor);
  const [least, most] = [filter?.minPrice, filter?.maxPrice].map((price) => (price ? Number(price) * 100 : null));
  if (cents < Math.round(least ?? 0) || cents > Math.round(most ?? 9)) return null;
  const found = product.active && (tags ?? []).every((tag) => product.tags.includes(tag));
  if (!found || levels.includes(0)) return null;
  const level = Math.min(3, ...levels);
  return level === 3 && levels.length > 1 && stand(plain(product.name), plain(search ?? '')) ? 4 : level;
}

function expected(known: Iterable<Known>, query: ProductQuery): string[] {
  const ranks: Record<string, (product: Known, level: number) => [number, number] | [number, number, number]> = {
    PRICE_ASC: ({ price, number }) => [Number(price.minor), number],
    PRICE_DESC: ({ price, number }) => [Number(price.minor), number],
    NEWEST: ({ number }) => [0, number],
    BEST_SELLING: ({ sold, number }) => [sold, number],
    RELEVANCE: ({ sold, number }, level) => [level, sold, number],
  };
  const found = [...known].flatMap((product) => {
    const level = levelOf(product, query);
    if (level === null) return [];
    const name = Buffer.from(query.sort === 'NAME' ? product.name.toLowerCase() : '');
    return [{ sku: product.sku, name, rank: ranks[query.sort as string]?.(product, level) ?? [product.number] }];
  });
  found.sort((a, b) => {
    const differences = a.rank.map((value, index) => value - (b.rank[index] as number));
    return Buffer.compare(a.name, b.name) || (differences.find((difference) => difference !== 0) ?? 0);
  });
  if (query.sort !== 'NAME' && query.sort !== 'PRICE_ASC') found.reverse();
  return found.map(({ sku }) => sku);
}

const countOfAll = (known: Iterable<Known>): number => [...known].filter(({ active }) => active).length;

const isNarrow = ({ search, tags, filter }: ProductQuery) =>
  Boolean(search?.trim() || tags?.length || filter?.minPrice || filter?.maxPrice);

async function walk(search: ProductSearch, query: ProductQuery, backwards: boolean): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await search.page({ ...query, after: cursor, backwards });
    const skus = readable(page.entries.map(({ product }) => product)).map(({ sku }) => sku);
    if (backwards) seen.unshift(...skus);
    else seen.push(...skus);
    cursor = page.more ? page.cursor : null;
  } while (cursor);
  return seen;
}

/** Whose disk is full. */
class Refusing extends RedisHandle {
  override run(...[script, keys, args]: Parameters<RedisHandle['run']>): Promise<unknown> {
    return script.name === 'catalogue/native-page'
      ? Promise.reject(new Error('MISCONF Redis is configured to save RDB snapshots'))
      : super.run(script, keys, args);
  }
}

/** A catalogue of its own, and what it holds. */
function openCatalogue() {
  const redis = new RedisHandle(connection.client, uniquePrefix());
  const catalogue = new Catalogue(redis, tightTerms);
  const known = new Map<string, Known>();
  const write = async (inputs: readonly ProductInput[]): Promise<void> => {
    for (let at = 0; at < inputs.length; at += 3)
      for (const product of await catalogue.setMany(inputs.slice(at, at + 3))) {
        const { number, sold } = known.get(product.sku) ?? { number: known.size, sold: 0 };
        known.set(product.sku, { ...product, number, sold });
      }
  };
  const sell = async (orderId: string, lines: readonly { sku: string; quantity: number }[]): Promise<void> => {
    await catalogue.countSold(orderId, lines);
    for (const { sku, quantity } of lines) (known.get(sku) as Known).sold += quantity;
  };
  const searches = [
    new ProductSearch(redis),
    new ProductSearch(redis, tight),
    // As where replicas answer, and where the master refuses writes.
    new ProductSearch(redis, tight, undefined, new RedisHandle(connection.client, redis.prefix)),
    new ProductSearch(new Refusing(connection.client, redis.prefix), tight),
  ];
  return { write, sell, known, searches };
}

it('finds what a plain filter and sort finds, whatever was written before', async () => {
  await fc.assert(
    fc.asyncProperty(products, products, queries, async (first, second, asked) => {
      const { write, sell, known, searches } = openCatalogue();
      for (const [round, inputs] of [first, second].entries()) {
        await write(inputs);
        await sell(
          `order-${round}`,
          inputs.slice(0, 8).map(({ sku }, index) => ({ sku, quantity: index % 3 })),
        );
        for (const query of asked) {
          const right = expected(known.values(), query);
          const page = await searches[0]?.page(query);
          expect([page?.entries.length, page?.more]).toEqual([
            Math.min(query.size, right.length),
            right.length > query.size,
          ]);
          for (const search of searches) {
            expect(await walk(search, query, false)).toEqual(right);
            expect(await walk(search, query, true)).toEqual(right);
          }
          const exact = isNarrow(query) ? right.length : countOfAll(known.values());
          expect(await searches[0]?.count(query)).toBe(exact);
          // Null while a word is being indexed.
          expect([exact, null]).toContain(await searches[1]?.count(query));
        }
      }
    }),
    { numRuns: 10 },
  );
});

it('shows each product that stays as it is once, while others are written, sold and withdrawn', async () => {
  await fc.assert(
    fc.asyncProperty(products, products, queries, async (first, second, asked) => {
      const { write, sell, known, searches } = openCatalogue();
      await write(first);
      const others = new Set(second.map(({ sku }) => sku));
      for (const query of asked) {
        const still = new Set([...known.keys()].filter((sku) => !others.has(sku)));
        const right = expected(known.values(), query).filter((sku) => still.has(sku));
        for (const search of searches) {
          const seen: string[] = [];
          let cursor: string | null = null;
          let round = 0;
          do {
            const page = await search.page({ ...query, after: cursor });
            seen.push(...readable(page.entries.map(({ product }) => product)).map(({ sku }) => sku));
            cursor = page.more ? page.cursor : null;
            const change = second.slice((round * 3) % second.length).slice(0, 3);
            await write(change.map((input) => ({ ...input, active: input.active && round % 2 === 0 })));
            await sell(`${query.sort} ${round}`, [{ sku: (change[0] as ProductInput).sku, quantity: 2 }]);
            round += 1;
          } while (cursor && round < 200);
          expect(cursor).toBe(null);
          expect(seen.filter((sku) => still.has(sku))).toEqual(right);
        }
      }
    }),
    { numRuns: 10 },
  );
});

it.each([
  ['one after another', (index: number) => index],
  ['the last first', (index: number) => 1_000 - index],
  ['from both ends', (index: number) => (index % 2 ? index : 1_000 - index)],
  ['towards the middle', (index: number) => (index % 2 ? 1_000 + index : 3_000 - index)],
])('keeps names that come in order in theirs: %s', async (_name, place) => {
  const { write, known, searches } = openCatalogue();
  const named = (index: number): ProductInput => ({
    sku: `p-${index}`,
    name: `oak ${String(place(index)).padStart(5, '0')}`,
    description: null,
    tags: [],
    price: { minor: 1n, currency: 'EUR' },
    active: true,
  });
  await write(Array.from({ length: 400 }, (_, index) => named(index)));
  for (const query of [
    { sort: 'NAME', size: 100 },
    { sort: 'NAME', search: 'oak', size: 100 },
  ] as const)
    for (const search of searches) expect(await walk(search, query, false)).toEqual(expected(known.values(), query));
});
