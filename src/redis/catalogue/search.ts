// Pages of products: by words and tags, in any order, from a cursor, in one round trip.

import { checkText, checkWhole } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { orError } from '../base/or-error.ts';
import type { PageRequest } from '../base/page.ts';
import { refuse } from '../base/problem.ts';
import { loadScript, type ScriptArgument } from '../base/scripts.ts';
import { type Correction, correct, readCorrection } from './correction.ts';
import { checkFilter, filterWords, isNarrowed, type ProductFilter, priceBounds } from './filter.ts';
import { type CataloguePart, catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import { type Product, parseProduct } from './product.ts';
import { encoded, neighbours, soughtWords } from './words.ts';

export const productSorts = ['RELEVANCE', 'NAME', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST', 'BEST_SELLING'] as const;
export type ProductSort = (typeof productSorts)[number];

export interface SearchLimits {
  /** Products are read from a term's postings up to so many, and so are those of a range of prices; more are read from bitmaps. */
  readonly maxListed: number;
  /** So many matches are sorted to find the page; more are first halved by the slices of the order. */
  readonly maxSorted: number;
  /** Where matches abound, the order is walked so many products at a time ... */
  readonly walkStep: number;
  /** ... as long as one in so many of them matches: with fewer, the slices of the order are quicker. */
  readonly walkOneIn: number;
  /** Texts looked into for terms that have no whole bitmaps: then a page may come back short, with more after its cursor. */
  readonly maxTexts: number;
}

/** Each bounds what a page keeps Redis busy: 0.1 to 3 ms with 100,000 products (`npm run bench -- catalogue`). */
export const searchLimits: SearchLimits = {
  maxListed: 1_000,
  maxSorted: 200,
  walkStep: 200,
  walkOneIn: 20,
  maxTexts: 1_000,
};

/** A page is in the order of the sort, whichever way it is walked. */
export interface ProductQuery extends Partial<PageRequest> {
  readonly search?: string | null;
  readonly tags?: readonly string[] | null;
  readonly filter?: ProductFilter | null;
  readonly sort?: ProductSort | null;
  readonly size: number;
}

export interface ProductPage {
  readonly entries: readonly { readonly cursor: string; readonly product: Product | Error }[];
  /** Whether there is more beyond this page in the direction of walking. */
  readonly more: boolean;
  /** Where to walk on from; also where the page came back short. */
  readonly cursor: string | null;
  /** What was looked for instead, where no product has all words of the search; null where it was not changed. */
  readonly correction: Correction | null;
}

/** More than the API allows. */
const pageMost = 1_000;
const textMost = 1_000;

const pageScript = loadScript('catalogue/page');
const nativePageScript = loadScript('catalogue/native-page');
const countScript = loadScript('catalogue/count');

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
  readonly #reading: RedisHandle;
  readonly #limits: SearchLimits;
  readonly #language: Language;

  /** @param reading is asked for what a replica can answer. */
  constructor(redis: RedisHandle, limits = searchLimits, language: LanguageCode = defaultLanguage, reading = redis) {
    this.#redis = redis;
    this.#reading = reading;
    this.#limits = limits;
    this.#language = new Language(language);
  }

  /** How many products all pages would have; null while a word is being indexed that many products have. */
  async count({ search, tags, filter }: Pick<ProductQuery, 'search' | 'tags' | 'filter'>): Promise<number | null> {
    if (!search?.trim() && !tags?.length && !isNarrowed(filter ?? {}))
      return this.#reading.read((client) => client.bitcount(this.#key('bits')));
    checkText(search ?? '', 'search', textMost, 0);
    checkFilter(filter ?? {});
    const trimmed = search?.trim() ?? '';
    const count = await this.#count(trimmed, tags ?? [], filter ?? {});
    if (count !== 0 || trimmed === '') return count;
    const correction = await correct(this.#reading, trimmed, this.#language);
    return correction ? this.#count(correction.search, tags ?? [], filter ?? {}) : 0;
  }

  /**
   * A search that finds nothing is made again with its words corrected; the cursors of its pages hold the correction.
   * @throws Refusal INVALID for a cursor that is not one of this sort's, and for more tags than a product has.
   */
  async page(query: ProductQuery): Promise<ProductPage> {
    const search = query.search?.trim() ?? '';
    const wanted = this.#judge(query, search);
    const before = wanted.from?.correction ?? null;
    const page = await this.#find(wanted, before?.search ?? search, before);
    if (search === '' || query.after || page.entries.length > 0 || page.more) return page;
    const correction = await correct(this.#reading, search, this.#language);
    if (!correction) return page;
    const again = await this.#find(wanted, correction.search, correction);
    return again.entries.length > 0 || again.more ? again : page;
  }

  #judge({ size, search, tags, filter, sort, after, backwards = false }: ProductQuery, trimmed: string): Wanted {
    checkWhole(size, 'size', 1, pageMost);
    checkText(search ?? '', 'search', textMost, 0);
    checkFilter(filter ?? {});
    const all = trimmed === '' && !tags?.length && !isNarrowed(filter ?? {});
    const by = sort ?? (trimmed === '' ? 'NAME' : 'RELEVANCE');
    const { order, direction } = orders[all && by === 'RELEVANCE' ? 'BEST_SELLING' : by];
    const from = readCursor(after, order, backwards ? 'before' : 'after');
    return {
      size,
      tags: tags ?? [],
      filter: filter ?? {},
      order,
      step: backwards === (direction === 1) ? -1 : 1,
      backwards,
      from,
    };
  }

  async #find(wanted: Wanted, search: string, correction: Correction | null): Promise<ProductPage> {
    const { size, tags, filter, order, step, backwards, from } = wanted;
    const words = soughtWords({ search, tags }, this.#language);
    if (!words) return { entries: [], more: false, cursor: null, correction: null };
    const bounds = priceBounds(filter);
    const [more, level, key, member, ...rows] = (await this.#ask(order, bounds.some(Boolean), [
      order,
      step,
      size,
      from?.level ?? '',
      from?.key ?? '',
      from?.member ?? '',
      this.#limits.maxListed,
      this.#limits.maxSorted,
      this.#limits.walkStep,
      this.#limits.walkOneIn,
      this.#limits.maxTexts,
      ...bounds,
      ...[...words, ...filterWords(filter)].map(encoded),
      ...(order === 'relevance' ? neighbours(search, this.#language) : []),
    ])) as [number, string, string, string, ...string[]];
    const entries: Entry[] = [];
    for (let at = 0; at < rows.length; at += 4) {
      const [level, key, member, stored] = rows.slice(at, at + 4) as [string, string, string, string];
      const product = orError(() => parseProduct(stored));
      entries.push(new Entry(order, { level, key, member, correction }, product));
    }
    if (backwards) entries.reverse();
    const cursor = member === '' ? null : writeCursor(order, { level, key, member, correction });
    return { entries, more: more === 1, cursor, correction };
  }

  /** A master makes bitmaps on the way. Replicas do not, so that they answer only where the prices of what is found need not be looked at. */
  async #ask(order: Order, isPriced: boolean, args: readonly ScriptArgument[]): Promise<unknown> {
    const keys = [
      ...(['products', 'text', 'postings', 'skus', 'names', 'frequent', 'bits', 'slice'] as const),
      ...([order === 'name' || order === 'price' ? order : 'sold', 'facet', 'price', 'synonyms'] as const),
    ].map((part) => this.#key(part));
    const read = (): Promise<unknown> => this.#reading.run(pageScript, keys, args);
    if (this.#reading !== this.#redis && (!isPriced || order === 'price')) return read();
    try {
      return await this.#redis.run(nativePageScript, [...keys, this.#key('passing')], args);
    } catch (error) {
      if (!(error instanceof Error && /^(MISCONF|NOREPLICAS|OOM|READONLY)\b/.test(error.message))) throw error;
      return read();
    }
  }

  async #count(search: string, tags: readonly string[], filter: ProductFilter): Promise<number | null> {
    const words = soughtWords({ search, tags }, this.#language);
    if (!words) return 0;
    const keys = (['postings', 'frequent', 'bits', 'facet', 'slice', 'synonyms', 'passing'] as const).map((part) =>
      this.#key(part),
    );
    const sought = [...words, ...filterWords(filter)].map(encoded);
    const args = [this.#limits.maxListed, ...priceBounds(filter), ...sought];
    const count = (await this.#redis.run(countScript, keys, args)) as number;
    return count < 0 ? null : count;
  }

  #key(part: CataloguePart): string {
    return catalogueKeys.part(this.#redis.prefix, part);
  }
}

/** A query that was judged. */
interface Wanted {
  readonly size: number;
  readonly tags: readonly string[];
  readonly filter: ProductFilter;
  readonly order: Order;
  readonly step: 1 | -1;
  readonly backwards: boolean;
  readonly from: Place | null;
}

/** As catalogue/lua/page.lua has it. */
interface Place {
  readonly level: string;
  readonly key: string;
  readonly member: string;
  /** Of the search whose page it is in. */
  readonly correction: Correction | null;
}

/** A product of a page. Of most, nobody asks for the cursor. */
class Entry {
  readonly product: Product | Error;
  readonly #order: Order;
  readonly #place: Place;

  constructor(order: Order, place: Place, product: Product | Error) {
    this.#order = order;
    this.#place = place;
    this.product = product;
  }

  get cursor(): string {
    return writeCursor(this.#order, this.#place);
  }
}

function writeCursor(order: Order, { level, key, member, correction }: Place): string {
  const more = correction === null ? '' : `\n${JSON.stringify(correction)}`;
  return Buffer.from(`${order}\n${level}\n${key}\n${member}${more}`).toString('base64url');
}

function readCursor(cursor: string | null | undefined, order: Order, field: string): Place | null {
  if (!cursor) return null;
  const [made, level = '', key = '', member = '', more] = Buffer.from(cursor, 'base64url').toString().split('\n');
  const isPlace =
    /^[1234]$/.test(level) && /^\d{1,16}$/.test(key) && (order === 'name' ? /\0\d{8}$/ : /^\d{8}$/).test(member);
  const correction = more === undefined ? null : orError(() => readCorrection(more));
  if (made !== order || !isPlace || correction instanceof Error)
    refuse('INVALID', `${field} is not a cursor of this list and sort.`, field);
  return { level, key, member, correction };
}
