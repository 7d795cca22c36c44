// A product as files have it, which people and other programs write as well: an object of JSON, or cells of a CSV.

import { joinedList } from '../base/csv.ts';
import { type DecimalMoney, formatAmount, type Money } from '../base/money.ts';
import { slugsUp } from './category-slug.ts';
import type { OptionValue, ProductImage, ProductInput } from './product.ts';

/** The columns of a CSV. An object of JSON has the same fields, but for `currency`, which stands in its `price`. */
export const productColumns = [
  ...(['sku', 'name', 'description', 'tags', 'price', 'currency', 'prices', 'active', 'weightGrams'] as const),
  ...(['taxClass', 'categories', 'categoryNames', 'images', 'options', 'variantOf', 'optionValues'] as const),
] as const;
export type ProductColumn = (typeof productColumns)[number];

export interface ProductRecord {
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly price: DecimalMoney;
  readonly prices: readonly DecimalMoney[];
  readonly active: boolean;
  readonly weightGrams: number | null;
  readonly taxClass: string | null;
  readonly categories: readonly string[];
  /** The names of the categories, and of those above them, by their slugs. */
  readonly categoryNames: Readonly<Record<string, string>>;
  readonly images: readonly ProductImage[];
  readonly options: readonly string[];
  readonly variantOf: string | null;
  readonly optionValues: readonly OptionValue[];
}

const decimal = (money: Money): DecimalMoney => ({ amount: formatAmount(money), currency: money.currency });

export function productRecord(
  product: ProductInput,
  nameOf: (slug: string) => string | undefined = () => undefined,
): ProductRecord {
  const { sku, name, description, tags, price, prices = [], active, weightGrams = null, taxClass = null } = product;
  const { categories = [], images = [], options = [], variantOf = null, optionValues = [] } = product;
  const named = [...new Set(categories.flatMap(slugsUp))].map((slug) => [slug, nameOf(slug)] as const);
  const categoryNames = Object.fromEntries(named.filter((each): each is [string, string] => each[1] !== undefined));
  return {
    ...{ sku, name, description, tags, price: decimal(price), prices: prices.map(decimal), active, weightGrams },
    ...{ taxClass, categories, categoryNames, images, options, variantOf, optionValues },
  };
}

/** The cells of the columns. Lists have | between their entries. */
export function productCells(record: ProductRecord): Record<ProductColumn, string> {
  const { price, prices, active, weightGrams, taxClass, tags, categories, options, description, variantOf } = record;
  const { categoryNames, images, optionValues } = record;
  return {
    ...{ sku: record.sku, name: record.name, description: description ?? '', tags: joinedList(tags) },
    ...{ price: price.amount, currency: price.currency },
    prices: joinedList(prices.map(({ amount, currency }) => `${amount} ${currency}`)),
    active: String(active),
    weightGrams: weightGrams === null ? '' : String(weightGrams),
    taxClass: taxClass ?? '',
    categories: joinedList(categories),
    categoryNames: joinedList(Object.entries(categoryNames).map(([slug, name]) => `${slug}=${name}`)),
    images: joinedList(images.map(({ url, alt }) => (alt === '' ? url : `${url} ${alt}`))),
    options: joinedList(options),
    variantOf: variantOf ?? '',
    optionValues: joinedList(optionValues.map(({ name, value }) => `${name}=${value}`)),
  };
}
