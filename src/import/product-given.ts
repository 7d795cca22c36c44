// What a row of a file says of a product: an object of JSON, or the cells of a CSV. A field that the row does not have is not there.

import { splitList, withoutGuard } from '../redis/base/csv.ts';
import { type DecimalMoney, type Money, parseMoney } from '../redis/base/money.ts';
import { Refusal } from '../redis/base/problem.ts';
import { isSku, type ProductInput } from '../redis/catalogue/product.ts';
import { type ProductColumn, productColumns } from '../redis/catalogue/product-record.ts';

/** The names of columns that a CSV of products may have, as `sku` or `SKU`. */
const columnsByName = new Map(productColumns.map((column) => [column.toLowerCase(), column]));

export function columnNamed(name: string): ProductColumn | undefined {
  return columnsByName.get(name.toLowerCase());
}

export type ProductFields = { readonly sku: string } & Partial<Omit<ProductInput, 'sku'>>;

export interface GivenProduct {
  readonly line: number;
  readonly fields: ProductFields;
  /** Of categories that may not be there yet, by their slugs. */
  readonly categoryNames: Readonly<Record<string, string>>;
}

/** A value that cannot be one of its column. */
export class BadValue extends Error {
  readonly column: string | null;

  constructor(column: string | null, text: string) {
    super(text);
    this.column = column;
  }
}

type Values = Partial<Record<ProductColumn, unknown>>;

/** The cells of a row as the values that JSON has. @param currency of prices where the file has no such column */
export function valuesOfCells(cells: ReadonlyMap<ProductColumn, string>, currency: string): Values {
  const values: Values = {};
  for (const [column, cell] of cells) {
    const text = withoutGuard(cell);
    if (column === 'price') values.price = { amount: text, currency: withoutGuard(cells.get('currency') ?? currency) };
    else if (column !== 'currency') values[column] = readCell[column](text);
  }
  return values;
}

const orNull = (text: string): string | null => (text === '' ? null : text);
/** What stands before and behind the first of a sign; all of it before where there is none. */
const halves = (text: string, sign: string): [string, string] => {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + sign.length)];
};
const flags: Readonly<Record<string, boolean>> = { true: true, false: false, yes: true, no: false, 1: true, 0: false };

const readCell: Record<Exclude<ProductColumn, 'price' | 'currency'>, (text: string) => unknown> = {
  sku: (text) => text,
  name: (text) => text,
  description: orNull,
  tags: splitList,
  prices: (text) =>
    splitList(text).map((each) => {
      const [amount, currency] = halves(each, ' ');
      return { amount, currency };
    }),
  active: (text) => flags[text.toLowerCase()] ?? text,
  weightGrams: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : orNull(text)),
  taxClass: orNull,
  categories: splitList,
  categoryNames: (text) => Object.fromEntries(splitList(text).map((each) => halves(each, '='))),
  images: (text) =>
    splitList(text).map((each) => {
      const [url, alt] = halves(each, ' ');
      return { url, alt };
    }),
  options: splitList,
  variantOf: orNull,
  optionValues: (text) =>
    splitList(text).map((each) => {
      const [name, value] = halves(each, '=');
      return { name, value };
    }),
};

/** @throws BadValue for what is no object of JSON with fields of products. */
export function valuesOfJson(text: string): Values {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadValue(null, 'is no JSON');
  }
  if (!isObject(value)) throw new BadValue(null, 'is no object of JSON');
  const foreign = Object.keys(value).find((key) => key === 'currency' || columnNamed(key) !== key);
  if (foreign !== undefined) throw new BadValue(foreign.slice(0, 40), 'is no field of a product');
  return value;
}

/** @throws BadValue */
export function givenProduct(line: number, values: Values): GivenProduct {
  const { sku, categoryNames = {}, ...rest } = values;
  if (typeof sku !== 'string' || !isSku(sku)) throw new BadValue('sku', `${shown(sku)} is no SKU`);
  const names = isObject(categoryNames) ? Object.values(categoryNames) : [null];
  if (!names.every((name) => typeof name === 'string'))
    throw new BadValue('categoryNames', `${shown(categoryNames)} is no list of slugs with names`);
  const read = Object.entries(rest).map(([column, value]) => [column, readers[column as keyof typeof readers](value)]);
  return { line, fields: { sku, ...Object.fromEntries(read) }, categoryNames: categoryNames as Record<string, string> };
}

const text = (column: ProductColumn) => (value: unknown) => {
  if (typeof value !== 'string') throw new BadValue(column, `${shown(value)} is no text`);
  return value;
};
const orNothing =
  <Value>(read: (value: unknown) => Value) =>
  (value: unknown) =>
    value === null ? null : read(value);
const list =
  <Value>(column: ProductColumn, read: (value: unknown) => Value) =>
  (value: unknown) => {
    if (value === null) return [];
    if (!Array.isArray(value)) throw new BadValue(column, `${shown(value)} is no list`);
    return value.map(read);
  };
/** Objects that have texts. A text that may be left out is '' then. */
const texts =
  <Name extends string>(column: ProductColumn, names: readonly Name[], optional: readonly Name[] = []) =>
  (value: unknown) => {
    const given = isObject(value) ? value : {};
    const all = names.map((name) => [name, given[name] ?? (optional.includes(name) ? '' : undefined)] as const);
    if (!isObject(value) || all.some(([, each]) => typeof each !== 'string'))
      throw new BadValue(column, `${shown(value)} does not have ${names.join(' and ')}`);
    return Object.fromEntries(all) as Record<Name, string>;
  };

function money(column: ProductColumn, value: DecimalMoney): Money {
  try {
    return parseMoney(value, column);
  } catch (error) {
    if (error instanceof Refusal) throw new BadValue(column, error.message);
    throw error;
  }
}

const price = (column: ProductColumn) => (value: unknown) =>
  money(column, texts(column, ['amount', 'currency'])(value));

const readers: Record<Exclude<ProductColumn, 'sku' | 'currency' | 'categoryNames'>, (value: unknown) => unknown> = {
  name: text('name'),
  description: orNothing(text('description')),
  tags: list('tags', text('tags')),
  price: price('price'),
  prices: list('prices', price('prices')),
  active: (value) => {
    if (typeof value !== 'boolean') throw new BadValue('active', `${shown(value)} is neither true nor false`);
    return value;
  },
  weightGrams: orNothing((value) => {
    if (typeof value !== 'number') throw new BadValue('weightGrams', `${shown(value)} is no whole number of grams`);
    return value;
  }),
  taxClass: orNothing(text('taxClass')),
  categories: list('categories', text('categories')),
  images: list('images', texts('images', ['url', 'alt'], ['alt'])),
  options: list('options', text('options')),
  variantOf: orNothing(text('variantOf')),
  optionValues: list('optionValues', texts('optionValues', ['name', 'value'])),
};

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
