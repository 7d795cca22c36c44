// Makes products of a file of products, or of the stock codes on a shop's invoices: the newest name and price of each. What the file
// does not tell of a product is left as it is.

import { stat } from 'node:fs/promises';
import { showProgress } from '../progress-bar.ts';
import { refuse } from '../redis/base/problem.ts';
import { cutText } from '../redis/base/text.ts';
import { catalogueLimits } from '../redis/catalogue/product.ts';
import type { Stores } from '../redis/stores.ts';
import { type BadRow, BadRows } from './bad-rows.ts';
import { isProductFile, openProductFile } from './product-file.ts';
import type { GivenProduct } from './product-given.ts';
import { type ProductCounts, ProductWriter, type RowChange } from './product-writer.ts';
import { openRetailCsv, type RetailFormat } from './retail-csv.ts';

const limits = { products: 1_000_000, chunk: 500 } as const;

export interface ProductImport extends ProductCounts {
  rows: number;
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
  /** The first bad row ends the import: of a file of invoices before anything is written. */
  readonly strict?: boolean;
  /** Nothing is written. */
  readonly dryRun?: boolean;
  /** Told of each row that changes something, or would. */
  onChange?(change: RowChange): void;
  onRefused?(row: BadRow): void;
}

interface Newest {
  readonly at: number;
  readonly line: number;
  name: string;
  minor: bigint;
}

export async function importProducts(
  stores: Pick<Stores, 'catalogue' | 'categories' | 'inventory'>,
  file: string,
  options: ProductImportOptions,
): Promise<ProductImport> {
  const { stock, strict = false, dryRun = false, onChange = () => {}, onRefused = () => {}, ...format } = options;
  const report: ProductImport = {
    ...{ rows: 0, created: 0, changed: 0, unchanged: 0, stocked: 0, categories: 0, adjustments: 0, charges: 0 },
    bad: new BadRows(strict),
    encoding: '',
  };
  const refused = (row: BadRow): void => {
    report.bad.add(row);
    onRefused(row);
  };
  const writer = new ProductWriter(stores, { stock, dryRun, counts: report, onChange, onRefused: refused });
  if (await isProductFile(file, format.encoding ?? null)) await writeRows(writer, file, format, report, refused);
  else await writeProducts(writer, await readProducts(file, format, report, refused), format.currency);
  return report;
}

async function writeRows(
  writer: ProductWriter,
  file: string,
  format: RetailFormat,
  report: ProductImport,
  refused: (row: BadRow) => void,
): Promise<void> {
  const { size } = await stat(file);
  const source = await openProductFile(file, format);
  report.encoding = source.encoding;
  const progress = showProgress(size, '{bar} {percentage} % | {rows} rows done | {eta_formatted} to go', { rows: 0 });
  try {
    let chunk: GivenProduct[] = [];
    for await (const row of source.rows) {
      report.rows += 1;
      if ('fault' in row) refused(row.fault);
      else if (chunk.push(row) === limits.chunk) {
        await writer.write(chunk);
        chunk = [];
        progress.update(source.bytesRead(), { rows: report.rows });
      }
    }
    await writer.write(chunk);
  } finally {
    source.close();
    progress.stop();
  }
}

async function writeProducts(
  writer: ProductWriter,
  products: ReadonlyMap<string, Newest>,
  currency: string,
): Promise<void> {
  const progress = showProgress(products.size, '{bar} {percentage} % | {value} of {total} products written', {});
  try {
    let chunk: GivenProduct[] = [];
    let done = 0;
    for (const [sku, { line, name, minor }] of products) {
      done += 1;
      chunk.push({ line, fields: { sku, name, price: { minor, currency } }, categoryNames: {} });
      if (chunk.length < limits.chunk && done < products.size) continue;
      await writer.write(chunk);
      chunk = [];
      progress.update(done, {});
    }
  } finally {
    progress.stop();
  }
}

async function readProducts(
  file: string,
  format: RetailFormat,
  report: ProductImport,
  refused: (row: BadRow) => void,
): Promise<Map<string, Newest>> {
  const { size } = await stat(file);
  const source = await openRetailCsv(file, format);
  report.encoding = source.encoding;
  const progress = showProgress(size, '{bar} {percentage} % | {rows} rows read | {eta_formatted} to go', { rows: 0 });
  const products = new Map<string, Newest>();
  try {
    for await (const row of source.rows) {
      report.rows += 1;
      if (report.rows % 1_000 === 0) progress.update(source.bytesRead(), { rows: report.rows });
      if ('fault' in row) refused(row.fault);
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
