// Finding products against a plain filter and sort: every order and direction, while products change and are sold.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Catalogue, type Product, type ProductInput } from '../../src/redis/catalogue.ts';
import { RedisHandle } from '../../src/redis/handle.ts';
import { type ProductQuery, ProductSearch, productSorts, searchLimits } from '../../src/redis/product-search.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();

// So that few products already have what it takes thousands for: bitmaps, also half filled and too many; walks cut off.
const tightTerms = { from: 4, maxBitmaps: 24, fillStep: 5, sampleEvery: 1 };
const tight = { maxCandidates: 5, maxSorted: 12, maxExamined: 200, maxRounds: 50 };

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
const queries = fc.array(
  fc.record({
    search: fc.subarray(['m', 'mu', 'Mug', 'o', 'oa', 'ét', '7', '77', 'p']).map((list) => list.slice(0, 3).join(' ')),
    tags: fc.subarray(['oak', 'new']),
    sort: fc.constantFrom(...productSorts),
    size: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 8, maxLength: 8 },
);

interface Known extends Product {
  sold: number;
}

const plain = (text: string) => text.toLowerCase().replaceAll('é', 'e');

/** The terms of a query that a product's words meet, as what each counts. Null where it is not found. */
function weigh(product: Known, { search, tags }: ProductQuery): number | null {
  const [inName, inMore] = [`${product.name} ${product.sku}`, product.description ?? ''].map((text) =>
    plain(text).split(/[ -]/),
  ) as [string[], string[]];
  const weights = [...new Set(plain(search ?? '').split(' '))].filter(Boolean).map((term) => {
    if (inName.includes(term)) return 4;
    if (inName.some((word) => word.startsWith(term))) return 2;
    return inMore.some((word) => word.startsWith(term)) ? 1 : 0;
  });
  const found = product.active && !weights.includes(0) && (tags ?? []).every((tag) => product.tags.includes(tag));
  return found ? weights.reduce<number>((sum, weight) => sum + weight, 0) : null;
}

function expected(known: Iterable<Known>, query: ProductQuery): string[] {
  const rank: Record<string, (product: Known, weight: number) => [number, string]> = {
    NAME: ({ name, sku }) => [0, `${name.toLowerCase()}\0${sku}`],
    PRICE_ASC: ({ price, sku }) => [Number(price.minor), sku],
    PRICE_DESC: ({ price, sku }) => [Number(price.minor), sku],
    NEWEST: ({ createdAt, sku }) => [createdAt.getTime(), sku],
    BEST_SELLING: ({ sold, sku }) => [sold, sku],
    RELEVANCE: ({ sold, sku }, weight) => [weight * 1e9 + sold, sku],
  };
  const found = [...known].flatMap((product) => {
    const weight = weigh(product, query);
    const [score, member] = rank[query.sort as string]?.(product, weight ?? 0) ?? [0, ''];
    return weight === null ? [] : [{ sku: product.sku, score, member: Buffer.from(member) }];
  });
  found.sort((a, b) => a.score - b.score || Buffer.compare(a.member, b.member));
  if (query.sort !== 'NAME' && query.sort !== 'PRICE_ASC') found.reverse();
  return found.map(({ sku }) => sku);
}

async function walk(search: ProductSearch, query: ProductQuery, backward: boolean): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await search.page({ ...query, cursor, backward });
    const skus = page.entries.map(({ product }) => product.sku);
    if (backward) seen.unshift(...skus);
    else seen.push(...skus);
    cursor = page.more ? page.cursor : null;
  } while (cursor);
  return seen;
}

it('finds what a plain filter and sort finds, whatever was written before', async () => {
  await fc.assert(
    fc.asyncProperty(products, products, queries, async (first, second, asked) => {
      const redis = new RedisHandle(connection.client, uniquePrefix());
      const catalogue = new Catalogue(redis, tightTerms);
      const known = new Map<string, Known>();
      for (const [round, inputs] of [first, second].entries()) {
        for (let at = 0; at < inputs.length; at += 3)
          for (const product of await catalogue.setMany(inputs.slice(at, at + 3)))
            known.set(product.sku, { ...product, sold: known.get(product.sku)?.sold ?? 0 });
        const lines = inputs.slice(0, 8).map(({ sku }, index) => ({ sku, quantity: index % 3 }));
        await catalogue.countSold(`order-${round}`, lines);
        for (const { sku, quantity } of lines) {
          const product = known.get(sku) as Known;
          // What was never for sale has sold nothing.
          if ((await redis.client.zscore(redis.keys.catalogue('sold'), sku)) !== null) product.sold += quantity;
        }
        for (const query of asked) {
          const right = expected(known.values(), query);
          for (const limits of [searchLimits, tight]) {
            const search = new ProductSearch(redis, limits);
            const found = await walk(search, query, false);
            // Of many matches the best selling come first: too many to weigh.
            const exact = limits === searchLimits || query.sort !== 'RELEVANCE';
            expect(exact ? found : [...found].sort()).toEqual(exact ? right : [...right].sort());
            expect(await walk(search, query, true)).toEqual(found);
          }
        }
      }
    }),
    { numRuns: 10 },
  );
});
