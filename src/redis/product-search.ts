// Pages of products: by words and tags, in any order, from a cursor, in one round trip.

import { type Product, parseProduct } from './catalogue.ts';
import type { RedisHandle } from './handle.ts';
import { refuse } from './problem.ts';
import { searchTerms } from './product-text.ts';
import { loadScript } from './scripts.ts';

export const productSorts = ['RELEVANCE', 'NAME', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST', 'BEST_SELLING'] as const;
export type ProductSort = (typeof productSorts)[number];

export interface SearchLimits {
  /** The matches of a term that at most so many products have are read from its postings. */
  readonly maxCandidates: number;
  /** So many matches are sorted to find the page; where there are more, the order is walked and filtered. */
  readonly maxSorted: number;
  /** Products looked at by one walk: a page may come back short, with more after its cursor. */
  readonly maxExamined: number;
  /** Such walks for one page, each a round trip; almost always the first one fills it. */
  readonly maxRounds: number;
}

/** Each bounds what one script does: with 100,000 products a page takes 0.5 to 5 ms of Redis (`npm run bench -- catalogue`). */
export const searchLimits: SearchLimits = { maxCandidates: 1_000, maxSorted: 1_500, maxExamined: 3_000, maxRounds: 5 };

export interface ProductQuery {
  readonly search?: string | null;
  readonly tags?: readonly string[] | null;
  readonly sort?: ProductSort | null;
  /** How many, from 1 to 100. */
  readonly size: number;
  /** Walk towards the start of the order: for `last`/`before`. The page comes in the order of the sort all the same. */
  readonly backward?: boolean;
  readonly cursor?: string | null;
}

export interface ProductPage {
  readonly entries: readonly { readonly cursor: string; readonly product: Product }[];
  /** Whether there is more beyond this page in the direction of walking. */
  readonly more: boolean;
  /** Where to walk on from; also where the page came back short. */
  readonly cursor: string | null;
}

const pageScript = loadScript('catalogue-page');

type Order = 'name' | 'price' | 'newest' | 'sold' | 'relevance';
const orders: Record<ProductSort, { order: Order; direction: 1 | -1 }> = {
  RELEVANCE: { order: 'relevance', direction: -1 },
  NAME: { order: 'name', direction: 1 },
  PRICE_ASC: { order: 'price', direction: 1 },
  PRICE_DESC: { order: 'price', direction: -1 },
  NEWEST: { order: 'newest', direction: -1 },
  BEST_SELLING: { order: 'sold', direction: -1 },
};

export class ProductSearch {
  readonly #redis: RedisHandle;
  readonly #limits: SearchLimits;

  constructor(redis: RedisHandle, limits = searchLimits) {
    this.#redis = redis;
    this.#limits = limits;
  }

  /** @throws Refusal INVALID for a cursor that is not one of this sort's. */
  async page(query: ProductQuery): Promise<ProductPage> {
    const terms = searchTerms(
      query.search,
      (query.tags ?? []).map((tag) => tag.trim().toLowerCase()),
    );
    const sort = query.sort ?? (query.search?.trim() ? 'RELEVANCE' : 'NAME');
    // A search whose words are all punctuation finds nothing, rather than everything.
    if (query.search?.trim() && terms.every((term) => term.startsWith('#'))) {
      return { entries: [], more: false, cursor: null };
    }
    const { order, direction } = orders[terms.length === 0 && sort === 'RELEVANCE' ? 'BEST_SELLING' : sort];
    const step: 1 | -1 = (query.backward ?? false) === (direction === 1) ? -1 : 1;
    const start = readCursor(query.cursor, order, query.backward ? 'before' : 'after');
    const entries: { cursor: string; product: Product }[] = [];
    let more = true;
    let from = start;
    for (let round = 0; round < this.#limits.maxRounds && more && entries.length < query.size; round++) {
      const reply = await this.#walk(order, step, query.size - entries.length, from, terms);
      entries.push(...reply.entries);
      more = reply.more;
      from = reply.from;
    }
    if (query.backward) entries.reverse();
    return { entries, more, cursor: from && writeCursor(order, from) };
  }

  async #walk(order: Order, step: 1 | -1, size: number, from: Place | null, terms: readonly string[]) {
    const { keys } = this.#redis;
    const [more, score, member, ...rows] = (await this.#redis.run(
      pageScript,
      [
        keys.catalogue('products'),
        keys.catalogue('text'),
        keys.catalogue('postings'),
        keys.catalogue('members'),
        keys.catalogue('numbers'),
        keys.catalogue('frequent'),
        keys.catalogue('bits'),
        keys.catalogue(order === 'relevance' ? 'sold' : order),
      ],
      [
        order,
        step,
        size,
        from?.score ?? '',
        from?.member ?? '',
        this.#limits.maxCandidates,
        this.#limits.maxSorted,
        this.#limits.maxExamined,
        ...terms,
      ],
    )) as [number, string, string, ...string[]];
    const entries: { cursor: string; product: Product }[] = [];
    for (let at = 0; at < rows.length; at += 3) {
      const [score, member, stored] = rows.slice(at, at + 3) as [string, string, string];
      entries.push({ cursor: writeCursor(order, { score, member }), product: parseProduct(stored) });
    }
    return { entries, more: more === 1, from: member === '' ? from : { score, member } };
  }
}

interface Place {
  readonly score: string;
  readonly member: string;
}

function writeCursor(order: Order, { score, member }: Place): string {
  return Buffer.from(`${order}\n${score}\n${member}`).toString('base64url');
}

function readCursor(cursor: string | null | undefined, order: Order, field: string): Place | null {
  if (!cursor) return null;
  const [made, score, member] = Buffer.from(cursor, 'base64url').toString().split('\n');
  if (made !== order || !score || !Number.isFinite(Number(score)) || !member)
    refuse('INVALID', `${field} is not a cursor of this list and sort.`, field);
  return { score, member };
}
