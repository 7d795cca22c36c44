// Makes products of the stock codes on a shop's invoices: the newest name and price of each. What a product has beside
// them (description, tags, whether it is for sale) is left as it is.

import { stat } from 'node:fs/promises';
import { showProgress } from '../progress-bar.ts';
import { orErrorLater } from '../redis/base/or-error.ts';
import { Refusal, refuse } from '../redis/base/problem.ts';
import { cutText } from '../redis/base/text.ts';
import { catalogueLimits } from '../redis/catalogue/product.ts';
import type { Stores } from '../redis/stores.ts';
import { BadRows } from './bad-rows.ts';
import { inPieces } from './patience.ts';
import { openRetailCsv, type RetailFormat } from './retail-csv.ts';

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
  /** The encoding in which the file was read. */
  encoding: string;
}

export interface ProductImportOptions extends RetailFormat {
  /** Pieces for each product that has none; 0 leaves the stock alone. */
  readonly stock: number;
  /** The first bad row ends the import, before anything is written. */
  readonly strict?: boolean;
}

interface Newest {
  readonly at: number;
  readonly line: number;
  name: string;
  minor: bigint;
}

export async function importProducts(
  stores: Pick<Stores, 'catalogue' | 'inventory'>,
  file: string,
  { stock, strict = false, ...format }: ProductImportOptions,
): Promise<ProductImport> {
  const report: ProductImport = {
    rows: 0,
    created: 0,
    changed: 0,
    unchanged: 0,
    stocked: 0,
    adjustments: 0,
    charges: 0,
    bad: new BadRows(strict),
    encoding: '',
  };
  const products = await readProducts(file, format, report);
  const progress = showProgress(products.size, '{bar} {percentage} % | {value} of {total} products written', {});
  try {
    let chunk: [string, Newest][] = [];
    let done = 0;
    const write = async (): Promise<void> => {
      await inPieces(chunk, (piece) => writeChunk(stores, piece, format.currency, stock, report));
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

async function readProducts(file: string, format: RetailFormat, report: ProductImport): Promise<Map<string, Newest>> {
  const { size } = await stat(file);
  const source = await openRetailCsv(file, format);
  report.encoding = source.encoding;
  const progress = showProgress(size, '{bar} {percentage} % | {rows} rows read | {eta_formatted} to go', { rows: 0 });
  const products = new Map<string, Newest>();
  try {
    for await (const row of source.rows) {
      report.rows += 1;
      if (report.rows % 1_000 === 0) progress.update(source.bytesRead(), { rows: report.rows });
      if ('fault' in row) report.bad.add(row.fault);
      else if ('adjustment' in row) report.adjustments += 1;
      else if (!/\d/.test(row.sku)) report.charges += 1;
      else {
        const at = row.at.getTime();
        const before = products.get(row.sku);
        if (before && before.at > at) continue;
        const name = cutText(row.name || before?.name || row.sku, catalogueLimits.maxNameLength);
        products.set(row.sku, { at, line: row.line, name, minor: row.minor });
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
  const outcomes = await Promise.all(
    chunk.map(async ([sku, { name, minor }], index): Promise<Refusal | 'created' | 'changed' | 'unchanged'> => {
      const before = there[index];
      const price = { minor, currency };
      if (before?.name === name && before.price.minor === minor && before.price.currency === currency)
        return 'unchanged';
      const rest = before ?? { sku, description: null, tags: [], active: true };
      // What was its price in this currency beside another main price is that no more.
      const prices = before?.prices?.filter((other) => other.currency !== currency);
      const written = await orErrorLater(catalogue.set({ ...rest, name, price, ...(prices && { prices }) }));
      if (written instanceof Error && !(written instanceof Refusal)) throw written;
      return written instanceof Refusal ? written : before ? 'changed' : 'created';
    }),
  );
  const kept = skus.filter((_sku, index) => !(outcomes[index] instanceof Refusal));
  const levels = stock === 0 ? [] : await inventory.many(kept);
  const bare = kept.filter((_sku, index) => levels[index]?.onHand === 0);
  await Promise.all(bare.map((sku) => inventory.adjust([{ sku, delta: stock }], `import:${sku}:${stock}`)));
  // Counted when all of it is done, as it is all sent again if Redis does not answer.
  report.stocked += bare.length;
  for (const [index, outcome] of outcomes.entries()) {
    if (!(outcome instanceof Refusal)) report[outcome] += 1;
    else report.bad.add({ line: chunk[index]?.[1].line ?? 0, column: null, text: outcome.message });
  }
}
