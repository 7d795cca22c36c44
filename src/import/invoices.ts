// Orders of a file of invoices: the rows of an invoice, which stand together, are the lines of an order.

import { sum, times } from '../redis/base/money.ts';
import { cutText } from '../redis/base/text.ts';
import type { PastOrder } from '../redis/order/import.ts';
import { type OrderLine, recordLimits } from '../redis/order/record.ts';
import type { BadRow } from './bad-rows.ts';
import type { FoundOrder } from './found-order.ts';
import type { RetailLine, RetailSource } from './retail-csv.ts';

export const invoiceLimits = { linesOfOrder: 5_000 } as const;

/** @param onRow is called for each row */
export async function* invoiceOrders(
  source: RetailSource,
  currency: string,
  onRow: () => void,
): AsyncGenerator<FoundOrder> {
  const seen = new Set<string>();
  let open: RetailLine[] = [];
  const closed = (): FoundOrder[] => {
    const [first] = open;
    if (!first) return [];
    seen.add(first.invoice);
    const order = orderOf(open, currency);
    open = [];
    return [{ line: first.line, order }];
  };
  for await (const row of source.rows) {
    onRow();
    if ('fault' in row || 'adjustment' in row) yield row;
    else if (seen.has(row.invoice))
      yield { fault: wrong(row.line, `invoice ${row.invoice} began earlier: sort the file by InvoiceNo`) };
    else {
      if (open[0] && open[0].invoice !== row.invoice) yield* closed();
      if (open.length < invoiceLimits.linesOfOrder) open.push(row);
      else yield { fault: wrong(row.line, `invoice ${row.invoice} has more than ${invoiceLimits.linesOfOrder} lines`) };
    }
  }
  yield* closed();
}

const wrong = (line: number, text: string): BadRow => ({ line, column: 'InvoiceNo', text });

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
