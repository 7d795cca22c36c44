// How a cancellation or a refund changes an order: what is given back, for which pieces, and where the order is then.

import { checkCurrency, checkWhole } from '../base/given.ts';
import { type Money, moneyText } from '../base/money.ts';
import { rangeOf, refuse, refuseBut } from '../base/problem.ts';
import { moveOfParts } from './decide.ts';
import type { LineQuantity } from './line-quantity.ts';
import type { Move } from './order.ts';
import { checkPieces, leftToSend, priceOf, stateBySent } from './pieces.ts';
import { type Order, recordLimits } from './record.ts';
import { leftToRefund, newRefund, refundLimits } from './refund.ts';
import type { OrderReturn } from './return.ts';

export interface RefundOptions {
  readonly note?: string | null;
  /** Whether the goods are in stock again: with a refund of all that is left, or of pieces. */
  readonly restock?: boolean | null;
  /** A part of what is left; all of it where absent. */
  readonly amount?: Money | null;
  /** Pieces that are not sent and will not be. Without an amount it is what was paid for them. */
  readonly lines?: readonly LineQuantity[] | null;
}

/** @throws Refusal where a part was sent. */
export function cancelMove(order: Order, note: string | null | undefined): Move {
  if (order.fulfilments.some(({ state }) => state !== 'CANCELLED'))
    refuseBut(['PAID'], 'ILLEGAL_STATE', 'A part of the order was sent already. What was sent can be returned.', 'id');
  const left = leftToRefund(order);
  const refunds = left.minor > 0n ? [...order.refunds, newRefund(order.refunds.length + 1, left)] : order.refunds;
  return moveOfParts(order, { ...order, refunds }, { to: 'CANCELLED', note, event: 'cancelled' });
}

/** @throws Refusal INVALID, LIMIT_EXCEEDED. */
export function refundMove(order: Order, options: RefundOptions): Move {
  const lines = options.lines ? checkPieces(options.lines, leftToSend(order), order) : [];
  return move(order, options, { lines, restock: options.restock ?? false, returned: null });
}

/** Gives back what was paid for the pieces of a return, or another amount. @throws Refusal INVALID, LIMIT_EXCEEDED. */
export function returnRefundMove(
  order: Order,
  { number, lines }: OrderReturn,
  returns: readonly OrderReturn[],
  { note, amount }: Pick<RefundOptions, 'note' | 'amount'>,
): Move {
  return move({ ...order, returns }, { note, amount }, { lines, restock: false, returned: number }, order);
}

/** @param before the order as it was read, where more of it changes. */
function move(
  order: Order,
  { note, amount, restock }: RefundOptions,
  of: { readonly lines: readonly LineQuantity[]; readonly restock: boolean; readonly returned: number | null },
  before: Order = order,
): Move {
  const left = leftToRefund(order);
  const isForPieces = of.lines.length > 0;
  const asked = amount ?? (isForPieces ? least(priceOf(order, of.lines), left) : null);
  const chosen = asked ? checkAmount(asked, order) : left;
  const isAll = chosen.minor === left.minor;
  if (restock && !isAll && !isForPieces)
    refuse('INVALID', 'Goods are in stock again with a refund of all that is left, or of lines.', 'restock');
  const refund = newRefund(order.refunds.length + 1, chosen, of);
  const refunds = chosen.minor > 0n ? [...order.refunds, refund] : order.refunds;
  const after = { ...order, refunds };
  const event = restock && !isForPieces ? 'refunded-restock' : 'refunded';
  return moveOfParts(before, after, {
    to: isAll ? 'REFUNDED' : stateBySent(after),
    note: note?.trim() || (isAll ? null : noteOfPart(chosen)),
    event: isAll ? event : 'refunded-part',
    part: Math.max(1, refunds.length),
  });
}

function least(a: Money, b: Money): Money {
  return a.minor < b.minor ? a : b;
}

/** @throws Refusal where it is not a part of what is left. */
function checkAmount(amount: Money, order: Order): Money {
  const left = leftToRefund(order);
  checkCurrency(amount.currency, 'amount');
  checkWhole(amount.minor, 'amount', 0n, recordLimits.maxMinor);
  if (amount.currency !== left.currency)
    refuseBut([left.currency], 'INVALID', `The order is in ${left.currency}.`, 'amount', 'currency');
  if (amount.minor < 1n || amount.minor > left.minor)
    refuseBut(
      [rangeOf(1n, left.minor)],
      amount.minor < 1n ? 'INVALID' : 'LIMIT_EXCEEDED',
      `${moneyText(left)} of the order are left to be refunded.`,
      'amount',
    );
  if (amount.minor < left.minor && order.refunds.length >= refundLimits.most - 1)
    refuse('LIMIT_EXCEEDED', `An order has at most ${refundLimits.most} refunds. Refund all that is left.`, 'amount');
  return amount;
}

/** What the history has of the refund of a part to which nobody wrote a note. */
export function noteOfPart(amount: Money): string {
  return `Refund of ${moneyText(amount)}`;
}
