// What an import tells when it is done: a number a line.

import { type BadRow, type BadRows, badRowText } from '../import/bad-rows.ts';
import type { ImportReport } from '../import/import-access-log.ts';
import type { OrderImport } from '../import/import-orders.ts';
import type { ProductImport } from '../import/import-products.ts';
import type { RowChange } from '../import/product-writer.ts';
import { moneyText } from '../redis/base/money.ts';

const skipNames: Record<string, string> = {
  asset: 'images, styles, scripts, fonts, media, archives, files for programs',
  method: 'no GET',
  status: 'no success',
  'bot:bot': 'bots',
  'bot:headless': 'headless browsers',
  'bot:library': 'HTTP libraries',
  'bot:no_user_agent': 'no user agent',
  visitor_limit: 'over 5,000 a day of one visitor',
  invalid: 'not usable',
};

export function accessLogSummary(report: ImportReport): string[] {
  const skipped = [...report.skipped].sort(([, a], [, b]) => b - a);
  return [
    row(report.lines, `lines read, format ${report.format}`),
    row(report.accepted, 'page views counted'),
    row(report.duplicates, 'page views known already'),
    ...skipped.map(([reason, count]) => row(count, `skipped: ${skipNames[reason] ?? reason}`)),
    ...badRows(
      report.badLines,
      report.badExamples.map((row) => ({ ...row, column: null })),
      'lines',
    ),
  ];
}

/** @param dryRun nothing was written, and each bad row is told already. */
export function productsSummary(report: ProductImport, dryRun: boolean): string[] {
  const would = dryRun ? 'would be ' : '';
  const { adjustments, charges } = report;
  return [
    row(report.rows, `rows read, encoding ${report.encoding}`),
    row(report.created, `products ${would}made`),
    row(report.changed, `products ${would}changed`),
    row(report.unchanged, 'products as they were'),
    ...(report.categories > 0 ? [row(report.categories, `categories ${would}made`)] : []),
    row(report.stocked, `products ${would}given stock`),
    ...(adjustments > 0 ? [row(adjustments, 'rows skipped: corrections of the stock')] : []),
    ...(charges > 0 ? [row(charges, 'rows skipped: charges such as postage')] : []),
    ...(dryRun ? [row(report.bad.count, 'rows that could not be read, or would be refused')] : badOf(report.bad)),
  ];
}

/** `line 3, shirt-m: price 39.00 -> 41.00; tags linen -> linen|summer`. */
export function changeText({ line, sku, changes }: RowChange): string {
  const what = changes?.map(({ column, from, to }) => `${column} ${shortText(from)} -> ${shortText(to)}`).join('; ');
  return `line ${line}, ${sku}: ${what ?? 'new'}`;
}

export function refusedText(bad: BadRow): string {
  return `${badRowText(bad)} (refused)`;
}

function shortText(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line === '' ? '(none)' : line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

export function ordersSummary(report: OrderImport): string[] {
  const unknown = report.unknownProducts.size;
  return [
    row(report.rows, `rows read, encoding ${report.encoding}`),
    row(report.orders, `orders brought in: ${report.units.toLocaleString('en')} units, ${sumsText(report.revenue)}`),
    row(report.cancellations, `cancellations and refunded orders brought in: ${sumsText(report.cancelled)}`),
    row(report.known, 'orders and cancellations known already'),
    row(report.adjustments, 'rows skipped: corrections of the stock'),
    ...(unknown > 0
      ? [row(unknown, 'products not in the catalogue: import them first to have them among what sells best')]
      : []),
    ...badOf(report.bad),
  ];
}

function sumsText(sums: ReadonlyMap<string, bigint>): string {
  return [...sums].map(([currency, minor]) => moneyText({ minor, currency })).join(', ') || 'nothing';
}

function badOf({ count, examples }: BadRows): string[] {
  return badRows(count, examples, 'rows');
}

function badRows(count: number, examples: readonly BadRow[], what: string): string[] {
  return [
    row(count, `${what} that could not be read`),
    ...examples.map((example) => `            ${badRowText(example)}`),
  ];
}

function row(count: number, what: string): string {
  return `${count.toLocaleString('en').padStart(10)}  ${what}`;
}
