// All orders, page by page, newest first, for files. Without contacts nothing tells of the person but the id of the account.

import { type ExportedEntry, type ExportPage, type ExportRequest, exportText } from '../base/export-page.ts';
import { checkWhole } from '../base/given.ts';
import { formatAmount, type Money, sum } from '../base/money.ts';
import { readable } from '../base/or-error.ts';
import { accountIdOf } from '../base/owner.ts';
import type { AdjustmentKind } from '../pricing/adjustment.ts';
import type { PostalAddress } from './address.ts';
import type { Placed } from './list.ts';
import type { Order } from './record.ts';
import type { OrderSearch } from './search.ts';

export const orderExportLimits = {
  /** Orders of a page. */
  page: 100,
} as const;

export interface OrderExportRequest extends ExportRequest, Placed {
  /** Whether it has e-mail addresses, postal addresses and what shoppers wrote to the shop. */
  readonly contacts: boolean;
}

/** Of the CSV, which has a line for each line of an order. */
const orderColumns = [
  ...[
    'number',
    'state',
    'placedAt',
    'currency',
    'total',
    'discounts',
    'shipping',
    'taxes',
    'taxesIncluded',
    'refunded',
  ],
  ...['customer', 'country', 'shippingMethod', 'discountCode', 'sku', 'name', 'quantity', 'unitPrice', 'lineTotal'],
];
const contactColumns = [
  ...['email', 'recipient', 'organization', 'address', 'locality', 'administrativeArea', 'postalCode', 'phone', 'note'],
];

export class OrderExport {
  readonly #search: OrderSearch;

  constructor(search: OrderSearch) {
    this.#search = search;
  }

  /** @throws Refusal INVALID for a cursor that is none of this list, a size and moments. */
  async page({ contacts, from, before, ...request }: OrderExportRequest): Promise<ExportPage> {
    const { after, size } = request;
    checkWhole(size, 'size', 1, orderExportLimits.page);
    const found = await this.#search.find({ from, before }, { after, size, backwards: false });
    const orders = readable(found.entries.map(({ order }) => order));
    return {
      text: exportText(
        request,
        contacts ? [...orderColumns, ...contactColumns] : orderColumns,
        orders.map((order) => exported(order, contacts)),
      ),
      count: orders.length,
      unreadable: found.entries.length - orders.length,
      next: found.more ? found.end : null,
    };
  }
}

/** Which orders an export has, in words. */
export function exportedOrders({ from, before }: Placed): string {
  const bounds = [from && `from ${from.toISOString()}`, before && `before ${before.toISOString()}`].filter(Boolean);
  return bounds.length > 0 ? `orders placed ${bounds.join(' and ')}` : 'all orders';
}

function exported(order: Order, contacts: boolean): ExportedEntry {
  return { record: orderRecord(order, contacts), lines: () => orderLines(order, contacts) };
}

const decimal = (money: Money) => ({ amount: formatAmount(money), currency: money.currency });

function orderRecord({ details, ...order }: Order, contacts: boolean): object {
  const { country, shippingMethod, code, email, shippingAddress, billingAddress, note } = details;
  return {
    ...{ number: order.number, state: order.state, placedAt: order.placedAt, total: decimal(order.total) },
    lines: order.lines.map(({ sku, name, quantity, unitPrice, total, weightGrams, taxClass }) => ({
      ...{ sku, name, quantity, unitPrice: decimal(unitPrice), total: decimal(total) },
      ...(weightGrams != null && { weightGrams }),
      ...(taxClass != null && { taxClass }),
    })),
    adjustments: order.adjustments.map(({ kind, source, label, amount, included }) => ({
      ...{ kind, source, label, amount: decimal(amount), included },
    })),
    refunds: order.refunds.map(({ amount, state, at }) => ({ amount: decimal(amount), state, at })),
    ...{ customer: accountIdOf(order.owner), country, shippingMethod, discountCode: code },
    ...(contacts && { email, shippingAddress, billingAddress, note }),
  };
}

function orderLines(order: Order, contacts: boolean): string[][] {
  const { number, state, placedAt, total, adjustments, refunds, details, owner } = order;
  const { currency } = total;
  const all = (monies: readonly Money[]): string => formatAmount(sum(monies, currency));
  const of = (kind: AdjustmentKind, isIncluded: boolean): string =>
    all(adjustments.filter((each) => each.kind === kind && each.included === isIncluded).map(({ amount }) => amount));
  const whole = [
    ...[number, state, placedAt.toISOString(), currency, formatAmount(total)],
    ...[of('DISCOUNT', false), of('SHIPPING', false), of('TAX', false), of('TAX', true)],
    all(refunds.map(({ amount }) => amount)),
    ...[accountIdOf(owner), details.country, details.shippingMethod, details.code],
  ];
  const person = contacts ? [details.email, ...addressCells(details.shippingAddress), details.note] : [];
  return order.lines.map(({ sku, name, quantity, unitPrice, total: ofLine }) =>
    [...whole, sku, name, String(quantity), formatAmount(unitPrice), formatAmount(ofLine), ...person].map(
      (value) => value ?? '',
    ),
  );
}

function addressCells(address: PostalAddress | null): (string | null)[] {
  if (!address) return ['', '', '', '', '', '', ''];
  const { name, organization, lines, locality, administrativeArea, postalCode, phone } = address;
  return [name, organization, lines.join('\n'), locality, administrativeArea, postalCode, phone];
}
