// What products are filtered and counted by, beside words and tags: their categories and the values of their options.

import { slugsUp } from './category-slug.ts';
import { folded } from './language.ts';
import type { OptionValue, ProductInput } from './product.ts';

/** Two spellings of an option, or of its value, are one. */
const plain = (text: string): string =>
  folded(text)
    .replace(/[=\s\p{C}]+/gu, ' ')
    .trim();

/** Of what is in stock. */
export const stockFacet = 's';

export const categoryFacet = (slug: string): string => `c ${slug}`;

export const optionFacet = ({ name, value }: OptionValue): string => `o ${plain(name)}=${plain(value)}`;

const entry = (term: string, label: string): string => `${term}\x03${label}`;

/** As catalogue/lua/include/facets.lua has them: each with its label behind it. */
export function facetsOf({ categories = [], optionValues = [] }: ProductInput): string {
  const slugs = [...new Set(categories.flatMap(slugsUp))];
  const values = optionValues.map((each) => entry(optionFacet(each), `${each.name}=${each.value}`)).sort();
  return [...slugs.map((slug) => entry(categoryFacet(slug), '')), ...values].join('\x01');
}

/** The options of a product, or those that a variant has values for, in an order of their own. */
export function optionNames({ options = [], optionValues = [] }: ProductInput): string {
  const names = options.length > 0 ? options : optionValues.map(({ name }) => name);
  return names.map(plain).sort().join('\x01');
}
