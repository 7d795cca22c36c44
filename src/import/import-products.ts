// Makes products of the stock codes on a shop's invoices: the newest name and price of each. What a product has beside
// them (description, tags, whether it is for sale) is left as it is.

import { stat } from 'node:fs/promises';
import { showProgress } from '../progress-bar.ts';
import { refuse } from '../redis/base/problem.ts';
import { cutText } from '../redis/base/text.ts';
import { catalogueLimits, type ProductInput } from '../redis/catalogue/catalogue.ts';
import type { Stores } from '../redis/stores.ts';
import { BadRows } from './bad-rows.ts';
import { openRetailCsv } from './retail-csv.ts';

const limits = { products: 1_000_000, chunk: 500 } as const;

export interface ProductImport {
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  /** Products that were given stock. */
  stocked: number;
  adjustments: number;
  /** Rows of charges such as postage, whose code has no digit. */
  charges: number;
  readonly bad: BadRows;
}

interface Newest {
  readonly at: number;
  name: string;
  minor: bigint;
}

/** @param stock pieces for each product that has none; 0 leaves the stock alone. */
export async function importProducts(
  stores: Pick<Stores, 'catalogue' | 'inventory'>,
  file: string,
  { currency, stock }: { currency: string; stock: number },
): Promise<ProductImport> {
  const report: ProductImport = {
    rows: 0,
    created: 0,
    changed: 0,
    unchanged: 0,
    stocked: 0,
    adjustments: 0,
    charges: 0,
    bad: new BadRows(),
  };
  const products = await readProducts(file, currency, report);
  const progress = showProgress(products.size, '{bar} {percentage} % | {value} of {total} products written', {});
  try {
    let chunk: [string, Newest][] = [];
    let done = 0;
    const write = async (): Promise<void> => {
      await writeChunk(stores, chunk, currency, stock, report);
      done += chunk.length;
      chunk = [];
      progress.update(done, {});
    };
    for (const entry of products) if (chunk.push(entry) === limits.chunk) await write();
    if (chunk.length > 0) await write();
  } finally {
    progress.stop();
  }
  return report;
}

async function readProducts(file: string, currency: string, report: ProductImport): Promise<Map<string, Newest>> {
  const { size } = await stat(file);
  const source = openRetailCsv(file, currency);
  const progress = showProgress(size, '{bar} {percentage} % | {rows} rows read | {eta_formatted} to go', { rows: 0 });
  const products = new Map<string, Newest>();
  try {
    for await (const row of source.rows) {
      report.rows += 1;
      if (report.rows % 1_000 === 0) progress.update(source.bytesRead(), { rows: report.rows });
      if ('fault' in row) report.bad.add(row.line, row.fault);
      else if ('adjustment' in row) report.adjustments += 1;
      else if (!/\d/.test(row.sku)) report.charges += 1;
      else if (row.minor > catalogueLimits.maxPriceMinor) report.bad.add(row.line, 'its price has too many digits');
      else {
        const at = row.at.getTime();
        const before = products.get(row.sku);
        if (before && before.at > at) continue;
        const name = cutText(row.name || before?.name || row.sku, catalogueLimits.maxNameLength);
        products.set(row.sku, { at, name, minor: row.minor });
        if (products.size > limits.products)
          refuse('LIMIT_EXCEEDED', `the file has more than ${limits.products} products`);
      }
    }
  } finally {
    source.close();
    progress.stop();
  }
  return products;
}

async function writeChunk(
  { catalogue, inventory }: Pick<Stores, 'catalogue' | 'inventory'>,
  chunk: readonly (readonly [string, Newest])[],
  currency: string,
  stock: number,
  report: ProductImport,
): Promise<void> {
  const skus = chunk.map(([sku]) => sku);
  const there = await catalogue.many(skus);
  const writes: ProductInput[] = [];
  for (const [index, [sku, { name, minor }]] of chunk.entries()) {
    const before = there[index];
    const price = { minor, currency };
    if (!before) report.created += 1;
    else if (before.name !== name || before.price.minor !== minor || before.price.currency !== currency)
      report.changed += 1;
    else {
      report.unchanged += 1;
      continue;
    }
    writes.push(before ? { ...before, name, price } : { sku, name, price, description: null, tags: [], active: true });
  }
  await catalogue.setMany(writes);
  if (stock === 0) return;
  const levels = await inventory.many(skus);
  const bare = skus.filter((_sku, index) => levels[index]?.onHand === 0);
  await Promise.all(bare.map((sku) => inventory.adjust([{ sku, delta: stock }], `import:${sku}:${stock}`)));
  report.stocked += bare.length;
}
