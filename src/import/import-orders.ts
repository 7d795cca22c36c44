// Brings a shop's invoices, or orders that were exported, in as orders: in their owners' lists, in what sells best, in the recommendations and in the
// revenue. Imported again, by whichever process, an invoice counts nothing a second time.

import { stat } from 'node:fs/promises';
import { showProgress } from '../progress-bar.ts';
import type { Money } from '../redis/base/money.ts';
import { readable } from '../redis/base/or-error.ts';
import { Refusal } from '../redis/base/problem.ts';
import { noDetails } from '../redis/order/details.ts';
import { type PastOrder, pastOrderId } from '../redis/order/import.ts';
import type { OrderState } from '../redis/order/record.ts';
import type { Stores } from '../redis/stores.ts';
import { type BadRow, BadRows } from './bad-rows.ts';
import { openOrderFile } from './order-file.ts';
import { inPieces } from './patience.ts';
import type { RetailFormat } from './retail-csv.ts';

const limits = { batch: 50 } as const;

export interface OrderImport {
  rows: number;
  /** Sales that were brought in now, and such that were known. */
  orders: number;
  known: number;
  /** Of the sales that were brought in now. */
  units: number;
  /** In minor units, by currency. */
  readonly revenue: Map<string, bigint>;
  /** Orders that were cancelled, refunded or failed, and their totals. */
  cancellations: number;
  readonly cancelled: Map<string, bigint>;
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
  const { size } = await stat(file);
  const source = await openOrderFile(file, format);
  const progress = showProgress(size, '{bar} {percentage} % | {orders} orders | {eta_formatted} to go', { orders: 0 });
  const bad = new BadRows(strict);
  const report: OrderImport = {
    ...{ rows: 0, orders: 0, known: 0, units: 0, cancellations: 0, adjustments: 0 },
    ...{ revenue: new Map(), cancelled: new Map() },
    unknownProducts: new Set(),
    bad,
    encoding: source.encoding,
  };
  let batch: Invoice[] = [];
  const write = async (): Promise<void> => {
    await inPieces(batch, (piece) => writeBatch(stores, piece, { site, isExported: source.isExported }, report));
    batch = [];
    progress.update(source.bytesRead(), { orders: report.orders + report.known });
  };
  const countRow = (): void => {
    report.rows += 1;
  };
  try {
    for await (const found of source.orders(countRow)) {
      if ('fault' in found) bad.add(found.fault);
      else if ('adjustment' in found) report.adjustments += 1;
      else batch.push(found);
      if (batch.length === limits.batch) await write();
    }
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

/** Orders that brought money, and have not given all of it back. */
const soldStates: ReadonlySet<OrderState> = new Set(['PAID', 'FULFILLED', 'DELIVERED']);

/** What an order brought: its total, without what was given back. */
function broughtBy({ total, refunds = [] }: PastOrder): Money {
  return { ...total, minor: total.minor - refunds.reduce((all, { amount }) => all + amount.minor, 0n) };
}

async function writeBatch(
  { orderImports, orders, orderSearch, catalogue, metrics, recommendations }: Parameters<typeof importOrders>[0],
  all: readonly Invoice[],
  { site, isExported }: { readonly site: string; readonly isExported: boolean },
  report: OrderImport,
): Promise<void> {
  // An order that was exported here is here under an id of its own.
  const isHere = isExported ? await Promise.all(all.map(({ order }) => isKnown(orderSearch, order))) : [];
  const batch = all.filter((_invoice, index) => !isHere[index]);
  const outcomes = await orderImports.write(batch.map(({ order }) => order));
  const unfinished = batch.flatMap(({ order }, index) =>
    outcomes[index] === 'NEW' || outcomes[index] === 'UNFINISHED' ? [order] : [],
  );
  const sales = unfinished.filter(({ state }) => soldStates.has(state));
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
      sales.map((order) => ({
        eventId: `purchase:${pastOrderId(order.number)}`,
        type: 'PURCHASE',
        visitorId: order.owner,
        value: broughtBy(order),
        at: order.placedAt,
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
      report.bad.add(wrongOrder(line, `order ${order.number} cannot be kept: ${outcome.message}`));
    else if (outcome === 'OTHER')
      report.bad.add(
        wrongOrder(
          line,
          `order ${order.number} was imported before with other lines or another state, and stays as it was`,
        ),
      );
    else if (outcome === 'KNOWN') report.known += 1;
  }
  report.known += all.length - batch.length;
  report.orders += sales.length;
  report.cancellations += unfinished.length - sales.length;
  for (const order of unfinished) {
    const isSale = soldStates.has(order.state);
    const { minor, currency } = isSale ? broughtBy(order) : order.total;
    const sums = isSale ? report.revenue : report.cancelled;
    sums.set(currency, (sums.get(currency) ?? 0n) + minor);
    if (isSale) report.units += order.lines.reduce((units, line) => units + line.quantity, 0);
  }
}

async function isKnown(orderSearch: Stores['orderSearch'], { number }: PastOrder): Promise<boolean> {
  const { entries } = await orderSearch.find(
    { number, from: null, before: null },
    { size: 1, after: null, backwards: false },
  );
  return readable(entries.map(({ order }) => order)).some(({ id }) => id !== pastOrderId(number));
}

function wrongOrder(line: number, text: string): BadRow {
  return { line, column: null, text };
}
