// Orders as an export has written them: a JSON object per order, or a CSV with a row per line of an order. A CSV has sums of discounts,
// shipping, taxes and refunds, of which one of each is made.

import { withoutGuard } from '../redis/base/csv.ts';
import { type Money, parseAmount, times } from '../redis/base/money.ts';
import { shopOwner } from '../redis/base/owner.ts';
import { refuse } from '../redis/base/problem.ts';
import type { PostalAddress } from '../redis/order/address.ts';
import { noDetails, type OrderDetails } from '../redis/order/details.ts';
import type { PastOrder, PastRefund } from '../redis/order/import.ts';
import { type OrderLine, type OrderState, orderStates } from '../redis/order/record.ts';
import type { Adjustment, AdjustmentKind } from '../redis/pricing/adjustment.ts';
import type { BadRow } from './bad-rows.ts';
import type { CsvRecord } from './csv-records.ts';
import type { FoundOrder } from './found-order.ts';
import { invoiceLimits } from './invoices.ts';
import { BadValue } from './product-given.ts';

type Json = Readonly<Record<string, unknown>>;

export async function* exportedJsonOrders(
  lines: AsyncGenerator<string | null>,
  onRow: () => void,
): AsyncGenerator<FoundOrder> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text?.trim() === '') continue;
    onRow();
    if (text === null) yield { fault: { line, column: null, text: 'is longer than 2 MB' } };
    else yield orFault(line, () => orderOfJson(text));
  }
}

const neededColumns = ['number', 'state', 'placedAt', 'currency', 'total', 'sku', 'name', 'quantity', 'unitPrice'];

/** The rows of an order stand together. */
export async function* exportedCsvOrders(
  records: AsyncGenerator<CsvRecord>,
  onRow: () => void,
): AsyncGenerator<FoundOrder> {
  const { value: header } = await records.next();
  if (!header) return;
  const names = 'cells' in header ? header.cells : [];
  const missing = neededColumns.filter((name) => !names.includes(name));
  if (missing.length > 0) refuse('INVALID', `the first line has no column ${missing.join(', ')}`);
  let open: CsvRow[] = [];
  const seen = new Set<string>();
  const closed = (): FoundOrder[] => {
    const [first] = open;
    if (!first) return [];
    const rows = open;
    open = [];
    seen.add(first.cell('number'));
    return [orFault(first.line, () => orderOfCells(rows))];
  };
  for await (const record of records) {
    onRow();
    const { line } = record;
    if ('fault' in record) {
      yield { fault: { line, column: null, text: record.fault } };
      continue;
    }
    const row: CsvRow = { line, cell: (name) => withoutGuard(record.cells[names.indexOf(name)] ?? '') };
    const number = row.cell('number');
    if (open[0] && open[0].cell('number') !== number) yield* closed();
    if (seen.has(number)) yield wrongNumber(line, `order ${number} began earlier: its rows must be together`);
    else if (open.length === invoiceLimits.linesOfOrder)
      yield wrongNumber(line, `order ${number} has over ${invoiceLimits.linesOfOrder} lines`);
    else open.push(row);
  }
  yield* closed();
}

interface CsvRow {
  readonly line: number;
  /** '' for a column that the file does not have. */
  cell(name: string): string;
}

const wrongNumber = (line: number, text: string): { fault: BadRow } => ({ fault: { line, column: 'number', text } });

function orFault(line: number, read: () => PastOrder): FoundOrder {
  try {
    return { line, order: read() };
  } catch (error) {
    if (error instanceof BadValue) return { fault: { line, column: error.column, text: error.message } };
    throw error;
  }
}

function orderOfJson(text: string): PastOrder {
  const order = objectOf(parsed(text), null);
  const { currency } = objectOf(order.total, 'total');
  if (typeof currency !== 'string') throw new BadValue('total', 'has no currency');
  const details: OrderDetails = {
    ...{ code: textOf(order.discountCode), shippingMethod: textOf(order.shippingMethod) },
    ...{ country: textOf(order.country), email: textOf(order.email), note: textOf(order.note) },
    shippingAddress: addressOf(order.shippingAddress, 'shippingAddress'),
    billingAddress: addressOf(order.billingAddress, 'billingAddress'),
  };
  const list = (column: string): Json[] =>
    Array.isArray(order[column]) ? order[column].map((each) => objectOf(each, column)) : [];
  return {
    ...headOf(
      textOf(order.number) ?? '',
      textOf(order.state) ?? '',
      textOf(order.placedAt) ?? '',
      textOf(order.customer),
    ),
    lines: list('lines').map((line) => lineOfJson(line, currency)),
    total: moneyOf(objectOf(order.total, 'total').amount, currency, 'total'),
    adjustments: list('adjustments').map(
      (each): Adjustment => ({
        kind: textOf(each.kind) as AdjustmentKind,
        ...{ source: textOf(each.source) ?? '', label: textOf(each.label) ?? '' },
        amount: moneyOf(objectOf(each.amount, 'adjustments').amount, currency, 'adjustments'),
        ...{ included: each.included === true, counted: false },
      }),
    ),
    refunds: list('refunds')
      .filter(({ state }) => state === 'REFUNDED')
      .map(
        (each): PastRefund => ({
          amount: moneyOf(objectOf(each.amount, 'refunds').amount, currency, 'refunds'),
          at: dateOf(textOf(each.at) ?? '', 'refunds'),
        }),
      ),
    details,
  };
}

function lineOfJson(line: Json, currency: string): OrderLine {
  const unitPrice = moneyOf(objectOf(line.unitPrice, 'lines').amount, currency, 'lines');
  const { weightGrams, taxClass } = line;
  return {
    ...lineOf(textOf(line.sku) ?? '', textOf(line.name) ?? '', Number(line.quantity), unitPrice),
    ...(typeof weightGrams === 'number' && { weightGrams }),
    ...(typeof taxClass === 'string' && { taxClass }),
  };
}

function orderOfCells(rows: readonly CsvRow[]): PastOrder {
  const { cell } = rows[0] as CsvRow;
  const currency = cell('currency');
  const money = (column: string): Money => moneyOf(cell(column) || '0', currency, column);
  const placed = headOf(cell('number'), cell('state'), cell('placedAt'), cell('customer') || null);
  const [code, shippingMethod, country] = [cell('discountCode'), cell('shippingMethod'), cell('country')];
  const sums: readonly (readonly [AdjustmentKind, string, string, string, boolean])[] = [
    ['DISCOUNT', 'discounts', code || 'discount', 'Discounts', false],
    ['SHIPPING', 'shipping', shippingMethod || 'shipping', 'Shipping', false],
    ['TAX', 'taxes', country || 'tax', 'Taxes', false],
    ['TAX', 'taxesIncluded', country || 'tax', 'Taxes', true],
  ];
  const refunded = money('refunded');
  return {
    ...placed,
    lines: rows.map((row) => {
      const quantity = /^\d{1,10}$/.test(row.cell('quantity')) ? Number(row.cell('quantity')) : Number.NaN;
      return lineOf(row.cell('sku'), row.cell('name'), quantity, moneyOf(row.cell('unitPrice'), currency, 'unitPrice'));
    }),
    total: money('total'),
    adjustments: sums
      .map(
        ([kind, column, source, label, included]): Adjustment => ({
          ...{ kind, source, label, amount: money(column), included, counted: false },
        }),
      )
      .filter(({ amount }) => amount.minor !== 0n),
    refunds: refunded.minor > 0n ? [{ amount: refunded, at: placed.placedAt }] : [],
    details: {
      ...{ ...noDetails, code: code || null, shippingMethod: shippingMethod || null, country: country || null },
      ...{ email: cell('email') || null, note: cell('note') || null, shippingAddress: addressOfCells(cell, country) },
    },
  };
}

function addressOfCells(cell: CsvRow['cell'], country: string): PostalAddress | null {
  if (cell('recipient') === '') return null;
  return {
    ...{ country, name: cell('recipient'), organization: cell('organization') || null },
    lines: cell('address').split('\n'),
    ...{ locality: cell('locality') || null, administrativeArea: cell('administrativeArea') || null },
    ...{ postalCode: cell('postalCode') || null, phone: cell('phone') || null },
  };
}

function headOf(
  number: string,
  state: string,
  placedAt: string,
  customer: string | null,
): Pick<PastOrder, 'number' | 'state' | 'placedAt' | 'owner'> {
  if (!/^[\w-]{1,40}$/.test(number)) throw new BadValue('number', `${quoted(number)} is no number of an order`);
  if (!orderStates.some((each) => each === state))
    throw new BadValue('state', `${quoted(state)} is no state of an order`);
  // Its payment goes on where it was exported.
  if (state === 'PENDING')
    throw new BadValue('state', `order ${number} was not paid yet when it was exported: export it again when it is`);
  if (customer !== null && !/^[\w-]{1,100}$/.test(customer))
    throw new BadValue('customer', `${quoted(customer)} is no id of an account`);
  return {
    ...{ number, state: state as OrderState, placedAt: dateOf(placedAt, 'placedAt') },
    owner: customer === null ? `invoice:${number}` : shopOwner(customer),
  };
}

function lineOf(sku: string, name: string, quantity: number, unitPrice: Money): OrderLine {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new BadValue('quantity', 'is no quantity');
  return { sku, name, quantity, unitPrice, total: times(unitPrice, quantity) };
}

function moneyOf(amount: unknown, currency: string, column: string): Money {
  const text = typeof amount === 'string' ? amount : '';
  const minor = text.startsWith('-') ? parseAmount(text.slice(1), currency) : parseAmount(text, currency);
  if (minor === null) throw new BadValue(column, `${quoted(text)} is no amount in ${currency}`);
  return { minor: text.startsWith('-') ? -minor : minor, currency };
}

function dateOf(text: string, column: string): Date {
  const at = new Date(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? text : Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw new BadValue(column, `${quoted(text)} is no time such as 2030-01-31T08:26:00.000Z`);
  return at;
}

function addressOf(value: unknown, column: string): PostalAddress | null {
  if (value == null) return null;
  const address = objectOf(value, column);
  return {
    ...{ country: textOf(address.country) ?? '', name: textOf(address.name) ?? '' },
    organization: textOf(address.organization),
    lines: Array.isArray(address.lines) ? address.lines.map(String) : [],
    ...{ locality: textOf(address.locality), administrativeArea: textOf(address.administrativeArea) },
    ...{ postalCode: textOf(address.postalCode), phone: textOf(address.phone) },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadValue(null, 'is no JSON');
  }
}

function objectOf(value: unknown, column: string | null): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadValue(column, 'is no object');
  return value as Json;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));
