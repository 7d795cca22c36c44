// Pieces of an order's lines: how many were sent, came back or are not to be sent any more, and so how many are left.

import type { Money } from '../base/money.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { paidForShipping, totalOf } from '../pricing/adjustment.ts';
import { divide } from '../pricing/calculator.ts';
import type { LineQuantity } from './line-quantity.ts';
import type { Order } from './record.ts';

/** What of an order decides how many pieces are left. */
export type OrderPieces = Pick<Order, 'lines' | 'state' | 'fulfilments' | 'returns' | 'refunds'>;

/** Pieces of each line that were sent. An order that an earlier release has sent has no fulfilment: all of it was. */
function sentOf({ lines, state, fulfilments }: OrderPieces): number[] {
  if (fulfilments.length === 0 && (state === 'FULFILLED' || state === 'DELIVERED'))
    return lines.map(({ quantity }) => quantity);
  return countOf(
    lines.length,
    fulfilments.filter((each) => each.state !== 'CANCELLED'),
  );
}

/** Pieces of each line that are not sent yet, and not refunded. */
export function leftToSend(order: OrderPieces): number[] {
  const refunded = countOf(
    order.lines.length,
    order.refunds.filter((each) => each.returned === null),
  );
  const sent = sentOf(order);
  return order.lines.map(({ quantity }, line) =>
    Math.max(0, quantity - (sent[line] as number) - (refunded[line] as number)),
  );
}

/** Pieces of each line that were sent and are neither on their way back nor back. Below zero where more come back than were sent. */
export function leftToReturn(order: OrderPieces): number[] {
  const returned = countOf(
    order.lines.length,
    order.returns.filter((each) => each.state !== 'REFUSED'),
  );
  return sentOf(order).map((sent, line) => sent - (returned[line] as number));
}

/** Pieces of each line of which nothing was decided: neither refunded by themselves nor received back. */
export function leftToRestock({ lines, refunds, returns }: OrderPieces): LineQuantity[] {
  const back = returns.filter(({ state }) => state === 'RECEIVED' || state === 'REFUNDED');
  const refunded = refunds.filter(({ returned }) => returned === null);
  const decided = countOf(lines.length, [...back, ...refunded]);
  return lines
    .map(({ quantity }, line) => ({ line, quantity: quantity - (decided[line] as number) }))
    .filter(({ quantity }) => quantity > 0);
}

/** The state of an order that is paid, by what of it was sent and has arrived. */
export function stateBySent(order: OrderPieces): 'PAID' | 'FULFILLED' | 'DELIVERED' {
  if (leftToSend(order).some((left) => left > 0)) return 'PAID';
  const active = order.fulfilments.filter(({ state }) => state !== 'CANCELLED');
  if (active.length === 0) return order.state === 'FULFILLED' || order.state === 'DELIVERED' ? order.state : 'PAID';
  return active.every(({ state }) => state === 'DELIVERED') ? 'DELIVERED' : 'FULFILLED';
}

function countOf(lines: number, parts: readonly { readonly lines: readonly LineQuantity[] }[]): number[] {
  const counts = Array<number>(lines).fill(0);
  for (const { lines: of } of parts) for (const { line, quantity } of of) counts[line] = (counts[line] ?? 0) + quantity;
  return counts;
}

/**
 * What was asked for of an order, each line once; all that is left where that is null. Quantities were judged before.
 * @throws Refusal NOT_FOUND for a line that is none, and LIMIT_EXCEEDED where more is asked for than is left.
 */
export function checkPieces(
  asked: readonly LineQuantity[] | null | undefined,
  left: readonly number[],
  { lines }: Pick<Order, 'lines'>,
): LineQuantity[] {
  const all = left.map((quantity, line) => ({ line, quantity }));
  if (!asked) return all.filter(({ quantity }) => quantity > 0);
  const sums = new Map<number, number>();
  for (const [index, { line, quantity }] of asked.entries()) {
    const at = ['lines', String(index)];
    const there = left[line];
    if (there === undefined) return refuse('NOT_FOUND', 'The order has no such line.', ...at, 'id');
    const sum = (sums.get(line) ?? 0) + quantity;
    const most = Math.max(0, there);
    if (sum > most)
      refuseBut([rangeOf(1, most)], 'LIMIT_EXCEEDED', `Only ${most} left of ${lines[line]?.name}.`, ...at, 'quantity');
    sums.set(line, sum);
  }
  return [...sums].map(([line, quantity]) => ({ line, quantity }));
}

/**
 * What the customer paid for these pieces: their share of the goods with discounts, without shipping, and of the taxes that were added
 * to both. It is rounded to the nearest smallest unit, and never below zero.
 */
export function priceOf(order: Pick<Order, 'lines' | 'total' | 'adjustments'>, pieces: readonly LineQuantity[]): Money {
  const { lines, total, adjustments } = order;
  const { currency } = total;
  const goods = lines.reduce((all, line) => all + line.total.minor, 0n);
  const shipping = paidForShipping(adjustments);
  const untaxed = adjustments.filter(({ kind }) => kind !== 'TAX');
  const paid = totalOf({ minor: goods, currency }, untaxed).minor;
  const part = pieces.reduce(
    (all, { line, quantity }) => all + (lines[line]?.unitPrice.minor ?? 0n) * BigInt(quantity),
    0n,
  );
  const [dividend, divisor] = [part * (paid - shipping) * total.minor, goods * paid];
  return { minor: divisor <= 0n || dividend <= 0n ? 0n : divide(dividend, divisor), currency };
}
