// What is given back of an order's payment: amounts that are owed from the moment they are written, until the provider has given
// them back. They are one field of the order, which is only ever replaced by what was made of what was read.

import { checkCount, checkMoment, checkText, checkWhole } from '../base/given.ts';
import { type Money, sum } from '../base/money.ts';
import {
  checkQuantities,
  type LineQuantity,
  readQuantities,
  type StoredQuantity,
  storedQuantities,
} from './line-quantity.ts';

export const refundLimits = {
  /** Of one order. What is left can always be given back. */
  most: 20,
  maxProblemLength: 200,
  /** In minor units. */
  maxMinor: 10n ** 18n,
} as const;

/** REFUND_PENDING: the provider has not given it back yet, and is asked again. */
type RefundState = 'REFUND_PENDING' | 'REFUNDED';

export interface OrderRefund {
  /** Counted from 1. */
  readonly number: number;
  readonly amount: Money;
  readonly state: RefundState;
  readonly at: Date;
  readonly refundedAt: Date | null;
  /** Why the provider has not given it back so far. */
  readonly problem: string | null;
  /** The pieces that it is for; none where it is only an amount. */
  readonly lines: readonly LineQuantity[];
  /** Whether those are in stock again with it. */
  readonly restock: boolean;
  /** The number of the return that it is for; null where it is for none. */
  readonly returned: number | null;
}

/**
 * `[amount in minor units, when it was written, when it was given back or 0, problem or '']`, and of one that is for pieces also
 * `[..., lines, 1 where they are in stock again or 0, number of the return or 0]`
 */
type StoredRefund = [string, number, number, string, StoredQuantity[]?, number?, number?];

/** A refund that is being decided. */
export function newRefund(
  number: number,
  amount: Money,
  of: Partial<Pick<OrderRefund, 'lines' | 'restock' | 'returned'>> = {},
): OrderRefund {
  return {
    ...{ number, amount, state: 'REFUND_PENDING', at: new Date(), refundedAt: null, problem: null },
    ...{ lines: [], restock: false, returned: null, ...of },
  };
}

export function refundsText(refunds: readonly OrderRefund[]): string {
  if (refunds.length === 0) return '';
  return JSON.stringify(
    refunds.map(({ amount, at, refundedAt, problem, lines, restock, returned }): StoredRefund => {
      const stored = [amount.minor.toString(), at.getTime(), refundedAt?.getTime() ?? 0, problem ?? ''] as const;
      return lines.length === 0 ? [...stored] : [...stored, storedQuantities(lines), restock ? 1 : 0, returned ?? 0];
    }),
  );
}

/** @throws Refusal INVALID that names the field. */
export function checkRefunds(refunds: readonly OrderRefund[], field: string): void {
  checkCount(refunds, field, refundLimits.most);
  for (const [index, { number, amount, at, refundedAt, problem, lines, returned }] of refunds.entries()) {
    const of = (name: string): string[] => [field, String(index), name];
    checkWhole(number, of('number'), index + 1, index + 1);
    checkWhole(amount.minor, of('amount'), 1n, refundLimits.maxMinor);
    checkMoment(at, of('at'));
    if (refundedAt !== null) checkMoment(refundedAt, of('refundedAt'));
    checkText(problem ?? '', of('problem'), refundLimits.maxProblemLength, 0);
    checkQuantities(lines, of('lines'));
    checkWhole(returned ?? 0, of('returned'), 0, Number.MAX_SAFE_INTEGER);
  }
}

export function parseRefunds(text: string | undefined, currency: string): OrderRefund[] {
  if (!text) return [];
  return (JSON.parse(text) as StoredRefund[]).map(
    ([minor, at, refundedAt, problem, lines = [], restock = 0, returned = 0], index) => ({
      number: index + 1,
      amount: { minor: BigInt(minor), currency },
      state: refundedAt === 0 ? 'REFUND_PENDING' : 'REFUNDED',
      at: new Date(at),
      refundedAt: refundedAt === 0 ? null : new Date(refundedAt),
      problem: problem || null,
      lines: readQuantities(lines),
      restock: restock === 1,
      returned: returned || null,
    }),
  );
}

/** What of an order's payment is neither given back nor to be. */
export function leftToRefund({
  total,
  refunds,
}: {
  readonly total: Money;
  readonly refunds: readonly OrderRefund[];
}): Money {
  const given = sum(
    refunds.map(({ amount }) => amount),
    total.currency,
  );
  return { minor: total.minor - given.minor, currency: total.currency };
}
