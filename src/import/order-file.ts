// Opens a file of orders: invoices of a shop, or what an export of orders has written, as CSV or as JSON lines.

import { type CsvRecord, csvRecords } from './csv-records.ts';
import { exportedCsvOrders, exportedJsonOrders } from './exported-orders.ts';
import { decoded, detectEncoding, isJsonLines, openFile } from './file.ts';
import type { FoundOrder } from './found-order.ts';
import { invoiceOrders } from './invoices.ts';
import { linesOf } from './lines.ts';
import { openRetailCsv, type RetailFormat } from './retail-csv.ts';

export interface OrderSource {
  /** Whether an export has written the file: then its numbers may be those of orders that are here already. */
  readonly isExported: boolean;
  readonly encoding: string;
  /** @param onRow is called for each row */
  orders(onRow: () => void): AsyncGenerator<FoundOrder>;
  /** Of the file as it is on disk. */
  bytesRead(): number;
  close(): void;
}

const limits = {
  /** Characters of a line of JSON, which has a whole order. */
  orderLength: 2_097_152,
} as const;

/** @throws the file's own error if it cannot be read. The orders throw a Refusal if a column is missing. */
export async function openOrderFile(file: string, format: RetailFormat): Promise<OrderSource> {
  const isJson = isJsonLines(file);
  const encoding = format.encoding ?? (isJson ? 'utf-8' : await detectEncoding(file));
  if (!isJson && !(await isExportedCsv(file, encoding))) {
    const source = await openRetailCsv(file, { ...format, encoding });
    return { ...source, isExported: false, orders: (onRow) => invoiceOrders(source, format.currency, onRow) };
  }
  const { bytes, bytesRead, close } = openFile(file);
  const text = decoded(bytes, encoding);
  const orders = (onRow: () => void): AsyncGenerator<FoundOrder> =>
    isJson
      ? exportedJsonOrders(linesOf(text, limits.orderLength), onRow)
      : exportedCsvOrders(csvRecords(linesOf(text)), onRow);
  return { isExported: true, encoding, orders, bytesRead, close };
}

async function isExportedCsv(file: string, encoding: string): Promise<boolean> {
  const { bytes, close } = openFile(file);
  try {
    const { value: header }: IteratorResult<CsvRecord, undefined> = await csvRecords(
      linesOf(decoded(bytes, encoding)),
    ).next();
    const names = header !== undefined && 'cells' in header ? header.cells : [];
    return names.includes('number') && names.includes('placedAt');
  } finally {
    close();
  }
}
