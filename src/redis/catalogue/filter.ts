// What a list of products is narrowed to, beside words and tags.

import { checkCount, checkText, refuseField } from '../base/given.ts';
import { isCategorySlug } from './category-slug.ts';
import { categoryFacet, optionFacet, stockFacet } from './facet.ts';
import { catalogueLimits } from './product.ts';
import { checkSortPrice, readSortPrice } from './sort-price.ts';
import type { Word } from './words.ts';

export const filterLimits = { maxOptions: 5, maxValues: 20 } as const;

export interface ProductFilter {
  /** A slug; products of the categories below it are in it too. */
  readonly category?: string | null;
  /** A product has a variant with one of the values of each. */
  readonly options?: readonly { readonly name: string; readonly values: readonly string[] }[] | null;
  /** Decimal text: the least and the greatest price, both included. Of all currencies alike, as prices are sorted. */
  readonly minPrice?: string | null;
  readonly maxPrice?: string | null;
  /** Only what is in stock, itself or as one of its variants; absent or false for all. */
  readonly inStock?: boolean | null;
}

/** @throws Refusal INVALID. */
export function checkFilter({ category, options, minPrice, maxPrice }: ProductFilter): void {
  if (category != null && !isCategorySlug(category)) refuseField(['filter', 'category'], 'is not a slug of a category');
  const { maxOptions, maxValues } = filterLimits;
  checkCount(options ?? [], ['filter', 'options'], maxOptions);
  for (const [index, { name, values }] of (options ?? []).entries()) {
    const at = ['filter', 'options', String(index)];
    checkText(name, [...at, 'name'], catalogueLimits.maxOptionLength);
    checkCount(values, [...at, 'values'], maxValues, 1);
    for (const [place, value] of values.entries())
      checkText(value, [...at, 'values', String(place)], catalogueLimits.maxOptionLength);
  }
  if (minPrice != null) checkSortPrice(minPrice, ['filter', 'minPrice']);
  if (maxPrice != null) checkSortPrice(maxPrice, ['filter', 'maxPrice']);
}

/** Groups of facets, of each of which a product has one: of the category first, then of each option. */
export function facetGroups({ category, options }: ProductFilter): string[][] {
  return [
    ...(category == null ? [] : [[categoryFacet(category)]]),
    ...(options ?? []).map(({ name, values }) => [...new Set(values.map((value) => optionFacet({ name, value })))]),
  ];
}

/** What is looked for, as words are: each has one way, which is one group of facets. */
export function filterWords(filter: ProductFilter): Pick<Word, 'ways'>[] {
  const groups = [...facetGroups(filter), ...(filter.inStock ? [[stockFacet]] : [])];
  return groups.map((terms) => ({ ways: [[terms.map((term) => `f${term}`)]] }));
}

/** The least price, and one below which all are, as they are sorted; '' for none. */
export function priceBounds({ minPrice, maxPrice }: ProductFilter): [string, string] {
  return [
    minPrice == null ? '' : readSortPrice(minPrice).toString(),
    maxPrice == null ? '' : (readSortPrice(maxPrice) + 1n).toString(),
  ];
}

export function isNarrowed(filter: ProductFilter): boolean {
  return filterWords(filter).length > 0 || filter.minPrice != null || filter.maxPrice != null;
}
