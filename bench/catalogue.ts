// Pages of a catalogue of 100,000 products: how long each keeps Redis busy, as Redis itself counts it, against the 5 ms that a
// page may take.

import { Catalogue } from '../src/redis/catalogue.ts';
import type { RedisClient } from '../src/redis/connect.ts';
import { type ProductQuery, ProductSearch } from '../src/redis/product-search.ts';
import { compare } from './compare.ts';
import type { BenchContext } from './main.ts';

const products = 100_000;
const pages = 50;
const limitMs = 5;

const things = ['mug', 'lamp', 'kettle', 'clock', 'pen', 'vase', 'chair', 'table', 'shelf', 'bowl', 'knife', 'pan'];
const looks = ['slate', 'sand', 'oak', 'brass', 'linen', 'smoke', 'iron', 'felt', 'clay', 'wool', 'steel', 'cork'];

const queries: Record<string, Omit<ProductQuery, 'size'>> = {
  'by name': { sort: 'NAME' },
  'the dearest first': { sort: 'PRICE_DESC' },
  'a word in 8,000 products': { search: 'mug' },
  'beginnings of two words, by price': { search: 'sl mu', sort: 'PRICE_ASC' },
  'a word in 500 products, by name': { search: 'series77', sort: 'NAME' },
  'a tag and a word': { tags: ['oak'], search: 'lamp', sort: 'NEWEST' },
};

export async function benchCatalogue({ redis, report }: BenchContext): Promise<void> {
  const catalogue = new Catalogue(redis);
  const search = new ProductSearch(redis);
  for (let start = 0; start < products; start += 1_000)
    await catalogue.setMany(Array.from({ length: 1_000 }, (_, index) => product(start + index)));
  for (const [name, query] of Object.entries(queries))
    report(
      await compare({
        bench: 'catalogue',
        case: `page of 20 of ${products.toLocaleString('en')} products, ${name}`,
        unit: 'ms of Redis',
        lessIsBetter: true,
        peerName: 'what is allowed',
        mortar: () => busyMs(redis.client, () => walk(search, query)),
        peer: async () => limitMs,
        rounds: 3,
      }),
    );
}

function product(index: number) {
  const thing = things[index % things.length];
  const look = looks[Math.floor(index / things.length) % looks.length] as string;
  return {
    sku: `sku-${index}`,
    name: `${look} ${thing} series${index % 200} ${index}`,
    description: `A ${thing} of ${look}, for every day, number ${index}.`,
    tags: [look],
    price: { minor: BigInt(100 + ((index * 7_919) % 100_000)), currency: 'EUR' },
    active: true,
  };
}

/** One page after another, so that most begin at a cursor in the middle. */
async function walk(search: ProductSearch, query: Omit<ProductQuery, 'size'>): Promise<void> {
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const found = await search.page({ ...query, size: 20, cursor });
    cursor = found.more ? found.cursor : null;
  }
}

/** Milliseconds of Redis a page. */
async function busyMs(client: RedisClient, work: () => Promise<void>): Promise<number> {
  const before = await scriptMicros(client);
  await work();
  return ((await scriptMicros(client)) - before) / 1_000 / pages;
}

async function scriptMicros(client: RedisClient): Promise<number> {
  const stats = await client.info('commandstats');
  return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)/g)].reduce(
    (sum, [, usec]) => sum + Number(usec),
    0,
  );
}
