// What a row of a file makes of a product: the product as it would be, and in which columns it differs from what is there.

import { Refusal } from '../redis/base/problem.ts';
import { normalise } from '../redis/catalogue/given-product.ts';
import type { ProductInput } from '../redis/catalogue/product.ts';
import { type ProductColumn, productCells, productColumns, productRecord } from '../redis/catalogue/product-record.ts';
import { BadValue, type ProductFields } from './product-given.ts';

export interface FieldChange {
  readonly column: ProductColumn;
  readonly from: string;
  readonly to: string;
}

export interface ProductChange {
  readonly product: ProductInput;
  /** Null for a new product; empty where nothing differs. */
  readonly changes: readonly FieldChange[] | null;
}

/** @throws BadValue for the first thing that is wrong. */
export function productChange(before: ProductInput | null, fields: ProductFields): ProductChange {
  const product = normalised(merged(before, fields));
  if (!before) return { product, changes: null };
  const [old, now] = [before, product].map((each) => productCells(productRecord(each)));
  const changes = productColumns.flatMap((column): FieldChange[] => {
    const [from, to] = [old?.[column] ?? '', now?.[column] ?? ''];
    // The lines of a CSV do not tell how a description breaks its lines.
    return from === to || from.replaceAll('\r\n', '\n') === to ? [] : [{ column, from, to }];
  });
  return { product, changes };
}

function merged(before: ProductInput | null, fields: ProductFields): ProductInput {
  if (!before) {
    const { name, price, description = null, tags = [], active = true } = fields;
    if (name === undefined) throw new BadValue('name', 'is missing, and the product is new');
    if (price === undefined) throw new BadValue('price', 'is missing, and the product is new');
    return { ...fields, name, price, description, tags, active };
  }
  // What was its price in this currency beside another main price is that no more.
  const prices = fields.prices ?? before.prices?.filter(({ currency }) => currency !== fields.price?.currency);
  return { ...before, ...fields, ...(prices && { prices }) };
}

function normalised(product: ProductInput): ProductInput {
  try {
    return normalise(product);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw badValueOf(error);
  }
}

/** The first problem of a refusal, at its column. */
export function badValueOf({ message, problems: [problem] }: Refusal): BadValue {
  return new BadValue(problem?.field?.[0] ?? null, problem?.message ?? message);
}
