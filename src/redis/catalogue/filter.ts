// What a list of products is narrowed to, beside words and tags.

import { checkCount, checkText, refuseField } from '../base/given.ts';
import { isCategorySlug } from './category-slug.ts';
import { categoryFacet, optionFacet } from './facet.ts';
import { catalogueLimits } from './product.ts';
import type { Word } from './words.ts';

export const filterLimits = { maxOptions: 5, maxValues: 20 } as const;

export interface ProductFilter {
  /** A slug; products of the categories below it are in it too. */
  readonly category?: string | null;
  /** A product has a variant with one of the values of each. */
  readonly options?: readonly { readonly name: string; readonly values: readonly string[] }[] | null;
}

/** @throws Refusal INVALID. */
export function checkFilter({ category, options }: ProductFilter): void {
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
}

/** What is looked for, as words are: each has one way, which is one group of facets. */
export function filterWords({ category, options }: ProductFilter): Pick<Word, 'ways'>[] {
  const groups = [
    ...(category == null ? [] : [[categoryFacet(category)]]),
    ...(options ?? []).map(({ name, values }) => values.map((value) => optionFacet({ name, value }))),
  ];
  return groups.map((terms) => ({ ways: [[[...new Set(terms)].map((term) => `f${term}`)]] }));
}
