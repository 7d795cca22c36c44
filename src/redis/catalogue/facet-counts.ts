// Counts what the products of a list have, so that a shopper sees what another choice would leave: one script a page. It makes
// bitmaps on the way, so that it runs on a master, also where replicas answer for pages.

import { checkCount, checkText } from '../base/given.ts';
import type { RedisHandle } from '../base/handle.ts';
import { loadScript } from '../base/scripts.ts';
import { checkFilter, facetGroups, priceBounds } from './filter.ts';
import { catalogueKeys } from './keys.ts';
import { defaultLanguage, Language, type LanguageCode } from './language.ts';
import { type ProductQuery, searchLimits } from './search.ts';
import { checkSortPrice, readSortPrice, sortPriceText } from './sort-price.ts';
import { encoded, soughtWords } from './words.ts';

export const facetLimits = {
  /** Categories below the one that is shown, and values of options, that are counted. */
  maxCategories: 60,
  maxValues: 120,
  /** Where there are more values, those are counted that so many products of the list have. */
  sampled: 200,
  maxPriceBounds: 10,
  maxSearchLength: 1_000,
} as const;

export interface FacetCounts {
  /** How many products the whole list has. */
  readonly count: number;
  readonly inStock: number;
  /** Decimal text; null of no products. */
  readonly minPrice: string | null;
  readonly maxPrice: string | null;
  /** From one bound to before the next: null for no bound. */
  readonly priceRanges: readonly { readonly from: string | null; readonly to: string | null; readonly count: number }[];
  readonly categories: readonly { readonly slug: string; readonly count: number }[];
  readonly options: readonly OptionCounts[];
}

interface OptionCounts {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

const nothing: FacetCounts = {
  ...{ count: 0, inStock: 0, minPrice: null, maxPrice: null },
  ...{ priceRanges: [], categories: [], options: [] },
};

const facetsScript = loadScript('catalogue/facets');

export class Facets {
  readonly #redis: RedisHandle;
  readonly #language: Language;

  constructor(redis: RedisHandle, language: LanguageCode = defaultLanguage) {
    this.#redis = redis;
    this.#language = new Language(language);
  }

  /**
   * Of the products that a page with the same words, tags and filter is of. Null while one of the words is being indexed.
   * @param bounds decimal text: prices at which ranges begin, in ascending order
   * @throws Refusal INVALID.
   */
  async count(
    { search, tags, filter }: Pick<ProductQuery, 'search' | 'tags' | 'filter'>,
    bounds: readonly string[] = [],
  ): Promise<FacetCounts | null> {
    const { maxCategories, maxValues, sampled, maxPriceBounds, maxSearchLength } = facetLimits;
    checkText(search ?? '', 'search', maxSearchLength, 0);
    checkFilter(filter ?? {});
    checkCount(bounds, 'priceBounds', maxPriceBounds);
    for (const [index, bound] of bounds.entries()) checkSortPrice(bound, ['priceBounds', String(index)]);
    const sorted = [...new Set(bounds.map(readSortPrice))].sort((a, b) => (a < b ? -1 : 1)).map(String);
    const words = soughtWords({ search, tags }, this.#language)?.map(encoded);
    if (!words) return nothing;
    const groups = facetGroups(filter ?? {}).map((terms) => terms.join('\x01'));
    const reply = (await this.#redis.run(facetsScript, this.#keys(), [
      searchLimits.maxListed,
      maxCategories,
      maxValues,
      sampled,
      filter?.category ?? '',
      ...priceBounds(filter ?? {}),
      filter?.inStock ? '1' : '',
      groups.length,
      sorted.length,
      ...groups,
      ...sorted,
      ...words,
    ])) as ['UNREADY'] | ['OK', number, number, string, string, ...(string | number)[]];
    return reply[0] === 'OK' ? readReply(reply.slice(1), sorted) : null;
  }

  #keys(): string[] {
    const parts = [
      'postings',
      'frequent',
      'bits',
      'facet',
      'slice',
      'categories',
      'values',
      'faceted',
      'price',
      'synonyms',
      'passing',
    ] as const;
    return parts.map((part) => catalogueKeys.part(this.#redis.prefix, part));
  }
}

function readReply(reply: readonly (string | number)[], bounds: readonly string[]): FacetCounts {
  const [count, inStock, lowest, highest, priced] = reply as [number, number, string, string, number];
  const dear = reply.slice(5, 5 + bounds.length).map(Number);
  const rest = reply.slice(5 + bounds.length);
  const pairs = pairsIn(rest.slice(1));
  const categories = pairs.slice(0, Number(rest[0]));
  return {
    count,
    inStock,
    minPrice: lowest === '' ? null : sortPriceText(lowest),
    maxPrice: highest === '' ? null : sortPriceText(highest),
    priceRanges: rangesOf(bounds, [priced, ...dear]),
    categories: categories.map(([slug, count]) => ({ slug, count })),
    options: optionsOf(pairs.slice(categories.length)),
  };
}

/** @param dear how many there are, then how many cost each bound or more. */
function rangesOf(bounds: readonly string[], dear: readonly number[]): FacetCounts['priceRanges'] {
  if (bounds.length === 0) return [];
  const texts = bounds.map(sortPriceText);
  return dear.map((count, index) => ({
    from: texts[index - 1] ?? null,
    to: texts[index] ?? null,
    count: count - (dear[index + 1] ?? 0),
  }));
}

/** In the order of their counts; each label is `<option>=<value>`. */
function optionsOf(counts: readonly [string, number][]): OptionCounts[] {
  const options = new Map<string, { name: string; values: { value: string; count: number }[] }>();
  for (const [label, count] of counts) {
    const [name, value] = [label.slice(0, label.indexOf('=')), label.slice(label.indexOf('=') + 1)];
    const key = name.toLowerCase();
    const option = options.get(key) ?? { name, values: [] };
    option.values.push({ value, count });
    options.set(key, option);
  }
  const byCount = [...options.values()];
  for (const { values } of byCount) values.sort((a, b) => b.count - a.count);
  return byCount;
}

function pairsIn(list: readonly (string | number)[]): [string, number][] {
  return Array.from({ length: list.length / 2 }, (_, at) => [String(list[2 * at]), Number(list[2 * at + 1])]);
}
