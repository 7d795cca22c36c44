// Reads rows of invoices in the columns of the UCI "Online Retail" data set, a stream at a time. Every row is either an
// invoice line, a correction of the stock, or a row that cannot be read, with the reason.

import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type CsvError, parse } from 'csv-parse';
import { parseAmount } from '../redis/base/money.ts';
import { refuse } from '../redis/base/problem.ts';
import { isSku } from '../redis/catalogue/catalogue.ts';
import { recordLimits } from '../redis/order/record.ts';

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
];
const needed = columns.slice(0, 6);
const limits = { recordBytes: 65_536, maxQuantity: 2_147_483_647 } as const;

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
  | { readonly line: number; readonly fault: string };

export interface RetailSource {
  readonly rows: AsyncIterable<RetailRow>;
  /** Of the file as it is on disk. */
  bytesRead(): number;
  close(): void;
}

/**
 * @param currency says how many decimal places a price may have. A name that ends in `.gz` is unpacked on the way.
 * The rows throw the file's own error where it cannot be read, and a Refusal where a column is missing.
 */
export function openRetailCsv(file: string, currency: string): RetailSource {
  const source = createReadStream(file);
  const faults: { line: number; fault: string }[] = [];
  const parser = parse({
    bom: true,
    columns: checkHeader,
    info: true,
    max_record_size: limits.recordBytes,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
  });
  parser.on('skip', (error: CsvError) => faults.push({ line: Number(error.lines), fault: error.message }));
  source.on('error', (error) => parser.destroy(error));
  if (file.endsWith('.gz')) {
    const unpacked = createGunzip();
    source.on('error', (error) => unpacked.destroy(error));
    unpacked.on('error', (error) => parser.destroy(error));
    source.pipe(unpacked).pipe(parser);
  } else source.pipe(parser);

  async function* rows(): AsyncGenerator<RetailRow> {
    for await (const { info, record } of parser as AsyncIterable<{
      info: { lines: number };
      record: Record<string, string>;
    }>) {
      yield* faults.splice(0);
      yield readRow(info.lines, record, currency);
    }
    yield* faults.splice(0);
  }
  return { rows: rows(), bytesRead: () => source.bytesRead, close: () => source.destroy() };
}

function checkHeader(header: readonly string[]): string[] {
  const names = header.map((name) => columns.find((column) => column.toLowerCase() === name.trim().toLowerCase()));
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0)
    refuse(
      'INVALID',
      `the first line has no column ${missing.join(', ')}; it names the columns, which are ${columns.join(', ')}`,
    );
  return names.map((name, index) => name ?? `other ${index}`);
}

function readRow(line: number, record: Readonly<Record<string, string | undefined>>, currency: string): RetailRow {
  const text = (name: string): string => record[name] ?? '';
  const invoice = text('InvoiceNo');
  const sku = text('StockCode');
  // `Number` would also read 0x10, 1e3 and nothing at all.
  const quantity = /^-?\d{1,10}$/.test(text('Quantity')) ? Number(text('Quantity')) : Number.NaN;
  const minor = parseAmount(text('UnitPrice'), currency);
  const at = parseDate(text('InvoiceDate'));
  if (!/^[A-Za-z]?\d{1,15}$/.test(invoice)) return { line, fault: `${quoted(invoice)} is no invoice number` };
  if (!isSku(sku)) return { line, fault: `${quoted(sku)} is no stock code` };
  if (!Number.isInteger(quantity) || Math.abs(quantity) > limits.maxQuantity)
    return { line, fault: `${quoted(text('Quantity'))} is no quantity` };
  if (minor === null) return { line, fault: `${quoted(text('UnitPrice'))} is no price in ${currency}` };
  if (!at) return { line, fault: `${quoted(text('InvoiceDate'))} is no date such as 2010-12-01 08:26:00` };
  const cancelled = /^c/i.test(invoice);
  if (minor <= 0n || quantity === 0 || quantity < 0 !== cancelled) return { line, adjustment: true };
  return {
    line,
    invoice,
    cancelled,
    sku,
    name: text('Description').replace(/\s+/g, ' ').trim(),
    quantity: Math.abs(quantity),
    minor,
    at,
    customer: text('CustomerID').replace(/\.0$/, ''),
  };
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));

/**
 * `2010-12-01 08:26:00` or, as the data set was first published, `12/1/2010 8:26`: the shop's clock, taken as UTC. Null for a year that no
 * order can have.
 */
function parseDate(text: string): Date | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text);
  const parts = iso?.slice(1) ?? (american && [american[3], american[1], american[2], american[4], american[5]]);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number?,
  ];
  if (year < recordLimits.firstYear) return null;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second ?? 0));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && (second ?? 0) < 60
    ? at
    : null;
}
