// The invoices of a shop, and what went together on them, counted without leaving anything out.

import { readFileSync } from 'node:fs';

export type Basket = ReadonlySet<string>;

/** What each invoice of a file in the columns of the UCI Online Retail data set sold, each product once; the oldest first. */
export function basketsOf(file: string): readonly Basket[] {
  const baskets = new Map<string, Set<string>>();
  for (const row of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const [, invoice, sku, quantity, price] =
      /^(\d+),([^,]*\d[^,]*),(?:"(?:[^"]|"")*"|[^,]*),(\d+),[^,]*,([\d.]+),/.exec(row) ?? [];
    if (invoice === undefined || sku === undefined || Number(quantity) === 0 || Number(price) === 0) continue;
    const known = baskets.get(invoice);
    if (known) known.add(sku);
    else baskets.set(invoice, new Set([sku]));
  }
  return [...baskets.values()];
}

export interface Counts {
  /** How often each product was bought. */
  readonly bought: ReadonlyMap<string, number>;
  /** How often a product was bought with each of the others that were bought with it more than once. */
  together(sku: string): ReadonlyMap<string, number>;
}

export function countsOf(baskets: readonly Basket[]): Counts {
  const bought = new Map<string, number>();
  const pairs = new Map<string, Map<string, number>>();
  for (const skus of baskets)
    for (const sku of skus) {
      bought.set(sku, (bought.get(sku) ?? 0) + 1);
      const others = pairs.get(sku) ?? new Map<string, number>();
      for (const other of skus) if (other !== sku) others.set(other, (others.get(other) ?? 0) + 1);
      pairs.set(sku, others);
    }
  return { bought, together: (sku) => new Map([...(pairs.get(sku) ?? [])].filter(([, count]) => count > 1)) };
}
