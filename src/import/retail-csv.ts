// Reads rows of invoices in the columns of the UCI "Online Retail" data set, a stream at a time. Every row is either an
// invoice line, a correction of the stock, or a row that cannot be read, with the column and the reason.

import { type Money, moneyText, parseAmount } from '../redis/base/money.ts';
import { refuse } from '../redis/base/problem.ts';
import { catalogueLimits, isSku } from '../redis/catalogue/product.ts';
import { recordLimits } from '../redis/order/record.ts';
import type { BadRow } from './bad-rows.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { decoded, detectEncoding, openFile } from './file.ts';
import { linesOf } from './lines.ts';

const neededColumns = ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice'] as const;
const otherColumns = ['CustomerID', 'Country'] as const;
export const retailColumns: readonly string[] = [...neededColumns, ...otherColumns];

const limits = { maxQuantity: 2_147_483_647 } as const;

/** Which of the numbers of a date such as 3/4/2010 comes first. */
export const dateOrders = ['MDY', 'DMY'] as const;
export type DateOrder = (typeof dateOrders)[number];

export interface RetailLine {
  readonly line: number;
  readonly invoice: string;
  /** An invoice whose number starts with C takes back what was sold. */
  readonly cancelled: boolean;
  readonly sku: string;
  /** '' where the file has none. */
  readonly name: string;
  /** At least 1, of a cancelled line too. */
  readonly quantity: number;
  /** In minor units, more than 0. */
  readonly minor: bigint;
  readonly at: Date;
  /** '' where the file does not tell. */
  readonly customer: string;
}

type RetailRow =
  | RetailLine
  /** A row without a price or with pieces that went missing: the shop's own book-keeping, and no sale. */
  | { readonly line: number; readonly adjustment: true }
  | { readonly fault: BadRow };

export interface RetailFormat {
  /** Says how many decimal places a price may have. */
  readonly currency: string;
  /** MDY unless another is named. */
  readonly dates?: DateOrder;
  /** Detected unless one is named. */
  readonly encoding?: string | null;
}

export interface RetailSource {
  readonly rows: AsyncIterable<RetailRow>;
  readonly encoding: string;
  /** Of the file as it is on disk. */
  bytesRead(): number;
  close(): void;
}

/**
 * A name that ends in `.gz` is unpacked on the way. The rows throw a Refusal if a column is missing.
 * @throws the file's own error if it cannot be read; so do the rows.
 */
export async function openRetailCsv(file: string, format: RetailFormat): Promise<RetailSource> {
  const encoding = format.encoding ?? (await detectEncoding(file));
  const { bytes, bytesRead, close } = openFile(file);
  const records = csvRecords(linesOf(decoded(bytes, encoding)));
  const { currency, dates = 'MDY' } = format;

  async function* rows(): AsyncGenerator<RetailRow> {
    const { value: header, done } = await records.next();
    if (done) return;
    const places = placesOf(header);
    for await (const record of records) {
      if ('fault' in record) yield { fault: { line: record.line, column: null, text: record.fault } };
      else yield readRow(record.line, (name) => record.cells[places.get(name) ?? -1] ?? '', currency, dates);
    }
  }
  return { rows: rows(), encoding, bytesRead, close };
}

/** The place of each column among the cells. */
function placesOf(header: CsvRecord): ReadonlyMap<string, number> {
  const names = 'cells' in header ? header.cells.map((name) => name.toLowerCase()) : [];
  const places = new Map(
    retailColumns.map((name) => [name, names.indexOf(name.toLowerCase())] as const).filter(([, place]) => place >= 0),
  );
  const missing = neededColumns.filter((name) => !places.has(name));
  if (missing.length > 0)
    refuse(
      'INVALID',
      `the first line has no column ${missing.join(', ')}; it names the columns, which are ${retailColumns.join(', ')}`,
    );
  return places;
}

function readRow(line: number, text: (column: string) => string, currency: string, dates: DateOrder): RetailRow {
  const bad = (column: string, problem: string): RetailRow => ({
    fault: { line, column, text: `${JSON.stringify(text(column).slice(0, 60))} ${problem}` },
  });
  const [invoice, sku, name] = [text('InvoiceNo'), text('StockCode'), text('Description')];
  // `Number` would also read 0x10, 1e3 and nothing at all.
  const quantity = /^-?\d{1,10}$/.test(text('Quantity')) ? Number(text('Quantity')) : Number.NaN;
  const minor = parseAmount(text('UnitPrice'), currency);
  const at = parseDate(text('InvoiceDate'), dates);
  if (!/^[A-Za-z]?\d{1,15}$/.test(invoice)) return bad('InvoiceNo', 'is no invoice number');
  if (!isSku(sku)) return bad('StockCode', 'is no stock code');
  if (name.includes('\ufffd')) return bad('Description', 'has letters of another encoding: name it with --encoding');
  if (!Number.isInteger(quantity) || Math.abs(quantity) > limits.maxQuantity) return bad('Quantity', 'is no quantity');
  if (!at) return bad('InvoiceDate', wrongWithDate(text('InvoiceDate'), dates));
  if (minor === null) return bad('UnitPrice', `is no price in ${currency}`);
  if (minor > catalogueLimits.maxPriceMinor) return bad('UnitPrice', `is over ${moneyText(highestPrice(currency))}`);
  const cancelled = /^c/i.test(invoice);
  if (minor <= 0n || quantity === 0 || quantity < 0 !== cancelled) return { line, adjustment: true };
  return {
    line,
    invoice,
    cancelled,
    sku,
    name: name.replace(/\s+/g, ' ').trim(),
    quantity: Math.abs(quantity),
    minor,
    at,
    customer: text('CustomerID').replace(/\.0$/, ''),
  };
}

const highestPrice = (currency: string): Money => ({ minor: catalogueLimits.maxPriceMinor, currency });

function wrongWithDate(text: string, order: DateOrder): string {
  const other = dateOrders.find((each) => each !== order && parseDate(text, each));
  if (other) return `is no date with the order ${order}, but one with --dates ${other}`;
  return `is no date such as 2010-12-01 08:26:00 or ${order === 'DMY' ? '31.12.2010 08:26' : '12/31/2010 8:26'}`;
}

/**
 * `2010-12-01 08:26:00` or, as the data set was first published, `12/1/2010 8:26`: the shop's clock, taken as UTC. Null for a year that no
 * order can have.
 */
function parseDate(text: string, order: DateOrder): Date | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  const local = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  let parts = iso?.slice(1);
  if (local) {
    const [, first, , second, ...rest] = local;
    const [year, ...time] = rest;
    parts = [year, ...(order === 'DMY' ? [second, first] : [first, second]), ...time] as string[];
  }
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.map((part) => Number(part ?? 0)) as [
    ...[number, number, number, number, number],
    number?,
  ];
  if (year < recordLimits.firstYear) return null;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second ?? 0));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && (second ?? 0) < 60
    ? at
    : null;
}
