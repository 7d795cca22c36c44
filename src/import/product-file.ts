// Reads a file of products: CSV with the columns of an export, of which only `sku` is needed, or a JSON object per line.

import { refuse } from '../redis/base/problem.ts';
import { catalogueLimits } from '../redis/catalogue/product.ts';
import { type ProductColumn, productColumns } from '../redis/catalogue/product-record.ts';
import type { BadRow } from './bad-rows.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { decoded, detectEncoding, isJsonLines, openFile } from './file.ts';
import { linesOf } from './lines.ts';
import {
  BadValue,
  columnNamed,
  type GivenProduct,
  givenProduct,
  valuesOfCells,
  valuesOfJson,
} from './product-given.ts';

export interface ProductFileFormat {
  /** Of prices in a file that has no column `currency`. */
  readonly currency: string;
  /** Detected unless one is named. */
  readonly encoding?: string | null;
}

export interface ProductSource {
  readonly rows: AsyncIterable<GivenProduct | { readonly fault: BadRow }>;
  readonly encoding: string;
  /** Of the file as it is on disk. */
  bytesRead(): number;
  close(): void;
}

/** A description may have as many lines as characters. */
const linesOfRecord = catalogueLimits.maxDescriptionLength + 1;

/** Whether it is a file of products, and not of invoices. @throws the file's own error if it cannot be read. */
export async function isProductFile(file: string, encoding: string | null): Promise<boolean> {
  if (isJsonLines(file)) return true;
  const { bytes, close } = openFile(file);
  try {
    const { value: header }: IteratorResult<CsvRecord, undefined> = await csvRecords(
      linesOf(decoded(bytes, encoding)),
    ).next();
    return header !== undefined && 'cells' in header && header.cells.some((name) => columnNamed(name) === 'sku');
  } finally {
    close();
  }
}

/** The rows throw a Refusal for a column that is none of a product. @throws the file's own error if it cannot be read. */
export async function openProductFile(file: string, format: ProductFileFormat): Promise<ProductSource> {
  const encoding = format.encoding ?? (await detectEncoding(file));
  const { bytes, bytesRead, close } = openFile(file);
  const lines = linesOf(decoded(bytes, encoding));
  const rows = isJsonLines(file) ? jsonRows(lines) : csvRows(lines, format.currency);
  return { rows, encoding, bytesRead, close };
}

async function* jsonRows(lines: AsyncGenerator<string | null>): AsyncGenerator<GivenProduct | { fault: BadRow }> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text === null) yield { fault: { line, column: null, text: 'is longer than 64 kB' } };
    else if (text.trim() !== '') yield orFault(line, () => givenProduct(line, valuesOfJson(text)));
  }
}

async function* csvRows(
  lines: AsyncGenerator<string | null>,
  currency: string,
): AsyncGenerator<GivenProduct | { fault: BadRow }> {
  const records = csvRecords(lines, linesOfRecord);
  const { value: header } = await records.next();
  if (header === undefined) return;
  const columns = columnsOf('cells' in header ? header.cells : []);
  for await (const record of records) {
    const { line } = record;
    if ('fault' in record) yield { fault: { line, column: null, text: record.fault } };
    else if (record.cells.length !== columns.length)
      yield {
        fault: {
          line,
          column: null,
          text: `has ${record.cells.length} cells, but there are ${columns.length} columns`,
        },
      };
    else {
      const cells = new Map(columns.map((column, index) => [column, record.cells[index] as string]));
      yield orFault(line, () => givenProduct(line, valuesOfCells(cells, currency)));
    }
  }
}

function columnsOf(names: readonly string[]): ProductColumn[] {
  return names.map((name, index) => {
    const column = columnNamed(name);
    const problem = column ? 'twice' : 'which no product has';
    if (!column || names.slice(0, index).some((other) => columnNamed(other) === column))
      refuse(
        'INVALID',
        `the first line has the column ${JSON.stringify(name.slice(0, 40))} ${problem}; the columns are ${productColumns.join(', ')}`,
      );
    return column;
  });
}

function orFault(line: number, read: () => GivenProduct): GivenProduct | { fault: BadRow } {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadValue) return { fault: { line, column: error.column, text: error.message } };
    throw error;
  }
}
