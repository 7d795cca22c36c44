// Brings a shop's invoices in as orders: in their owners' lists, in what sells best, in the recommendations and in the
// revenue. Imported again, by whichever process, an invoice counts nothing a second time.

import { stat } from 'node:fs/promises';
import { showProgress } from '../progress-bar.ts';
import { type Money, sum, times } from '../redis/base/money.ts';
import { Refusal } from '../redis/base/problem.ts';
import { cutText } from '../redis/base/text.ts';
import { noDetails } from '../redis/order/details.ts';
import { type PastOrder, pastOrderId } from '../redis/order/import.ts';
import { type OrderLine, recordLimits } from '../redis/order/record.ts';
import type { Stores } from '../redis/stores.ts';
import { type BadRow, BadRows } from './bad-rows.ts';
import { inPieces } from './patience.ts';
import { openRetailCsv, type RetailFormat, type RetailLine } from './retail-csv.ts';

const limits = { batch: 50, linesOfOrder: 5_000 } as const;

export interface OrderImport {
  rows: number;
  /** Sales that were brought in now, and such that were known. */
  orders: number;
  known: number;
  /** Of the sales that were brought in now. */
  units: number;
  revenue: Money;
  cancellations: number;
  cancelled: Money;
  adjustments: number;
  /** What was sold and is in no catalogue: it counts as revenue, and not for what sells best. */
  readonly unknownProducts: Set<string>;
  readonly bad: BadRows;
  /** The encoding in which the file was read. */
  readonly encoding: string;
}

export interface OrderImportOptions extends RetailFormat {
  readonly site: string;
  /** The first bad row ends the import. */
  readonly strict?: boolean;
}

export async function importOrders(
  stores: Pick<Stores, 'orderImports' | 'orders' | 'orderSearch' | 'catalogue' | 'metrics' | 'recommendations'>,
  file: string,
  { site, strict = false, ...format }: OrderImportOptions,
): Promise<OrderImport> {
  const { currency } = format;
  const { size } = await stat(file);
  const source = await openRetailCsv(file, format);
  const progress = showProgress(size, '{bar} {percentage} % | {orders} orders | {eta_formatted} to go', { orders: 0 });
  const none = { minor: 0n, currency };
  const bad = new BadRows(strict);
  const report: OrderImport = {
    ...{ rows: 0, orders: 0, known: 0, units: 0, revenue: none, cancellations: 0, cancelled: none, adjustments: 0 },
    unknownProducts: new Set(),
    bad,
    encoding: source.encoding,
  };
  let batch: Invoice[] = [];
  const write = async (): Promise<void> => {
    await inPieces(batch, (piece) => writeBatch(stores, piece, site, report));
    batch = [];
    progress.update(source.bytesRead(), { orders: report.orders + report.known });
  };
  const seen = new Set<string>();
  let open: RetailLine[] = [];
  const close = async (): Promise<void> => {
    const [first] = open;
    if (!first) return;
    seen.add(first.invoice);
    batch.push({ line: first.line, order: orderOf(open, currency) });
    open = [];
    if (batch.length === limits.batch) await write();
  };
  try {
    for await (const row of source.rows) {
      report.rows += 1;
      if ('fault' in row) bad.add(row.fault);
      else if ('adjustment' in row) report.adjustments += 1;
      else if (seen.has(row.invoice))
        bad.add(wrongInvoice(row.line, `invoice ${row.invoice} began earlier: sort the file by InvoiceNo`));
      else {
        if (open[0] && open[0].invoice !== row.invoice) await close();
        if (open.length < limits.linesOfOrder) open.push(row);
        else bad.add(wrongInvoice(row.line, `invoice ${row.invoice} has more than ${limits.linesOfOrder} lines`));
      }
    }
    await close();
    if (batch.length > 0) await write();
  } finally {
    source.close();
    progress.stop();
  }
  return report;
}

/** An order, and the line of the file that it begins on. */
interface Invoice {
  readonly line: number;
  readonly order: PastOrder;
}

function orderOf(rows: readonly RetailLine[], currency: string): PastOrder {
  const { invoice, cancelled, at, customer } = rows[0] as RetailLine;
  const lines = rows.map(({ sku, name, quantity, minor }): OrderLine => {
    const unitPrice = { minor, currency };
    return {
      sku,
      name: cutText(name || sku, recordLimits.maxNameLength),
      quantity,
      unitPrice,
      total: times(unitPrice, quantity),
    };
  });
  return {
    number: invoice,
    owner: customer === '' ? `invoice:${invoice}` : `customer:${customer}`,
    state: cancelled ? 'CANCELLED' : 'DELIVERED',
    lines,
    total: sum(
      lines.map((line) => line.total),
      currency,
    ),
    placedAt: at,
  };
}

async function writeBatch(
  { orderImports, orders, orderSearch, catalogue, metrics, recommendations }: Parameters<typeof importOrders>[0],
  batch: readonly Invoice[],
  site: string,
  report: OrderImport,
): Promise<void> {
  const outcomes = await orderImports.write(batch.map(({ order }) => order));
  const unfinished = batch.flatMap(({ order }, index) =>
    outcomes[index] === 'NEW' || outcomes[index] === 'UNFINISHED' ? [order] : [],
  );
  const sales = unfinished.filter((order) => order.state === 'DELIVERED');
  const skus = [...new Set(sales.flatMap((order) => order.lines.map((line) => line.sku)))];
  const products = await catalogue.many(skus);
  for (const [index, sku] of skus.entries()) if (!products[index]) report.unknownProducts.add(sku);
  // Each of these counts once, however often it is done, so a run that is cut off here is made good by the next.
  await Promise.all([
    ...unfinished.map((order) => orders.index({ id: pastOrderId(order.number), ...order })),
    ...unfinished.map((order) => orderSearch.add({ id: pastOrderId(order.number), details: noDetails, ...order })),
    ...sales.map((order) => catalogue.countSold(pastOrderId(order.number), order.lines)),
    metrics.track(
      site,
      sales.map(({ number, owner, total, placedAt }) => ({
        eventId: `purchase:${pastOrderId(number)}`,
        type: 'PURCHASE',
        visitorId: owner,
        value: total,
        at: placedAt,
      })),
      { imported: true },
    ),
    recommendations.learn(
      'purchase',
      sales.map(({ number, lines }) => ({ skus: lines.map((line) => line.sku), eventId: pastOrderId(number) })),
    ),
  ]);
  await orderImports.finish(unfinished.map((order) => order.number));
  // Counted when all of it is done, as it is all sent again if Redis does not answer.
  for (const [index, { line, order }] of batch.entries()) {
    const outcome = outcomes[index];
    if (outcome instanceof Refusal)
      report.bad.add(wrongInvoice(line, `invoice ${order.number} cannot be kept: ${outcome.message}`));
    else if (outcome === 'OTHER')
      report.bad.add(
        wrongInvoice(line, `invoice ${order.number} was imported before with other lines, and stays as it was`),
      );
    else if (outcome === 'KNOWN') report.known += 1;
  }
  report.orders += sales.length;
  report.cancellations += unfinished.length - sales.length;
  for (const order of unfinished) {
    const kind = order.state === 'DELIVERED' ? 'revenue' : 'cancelled';
    report[kind] = { ...order.total, minor: report[kind].minor + order.total.minor };
    if (kind === 'revenue') report.units += order.lines.reduce((units, line) => units + line.quantity, 0);
  }
}

function wrongInvoice(line: number, text: string): BadRow {
  return { line, column: 'InvoiceNo', text };
}
