// What is given back of an order's payment: amounts that are owed from the moment they are written, until the provider has given
// them back. They are one field of the order, which is only ever replaced by what was made of what was read.

import { checkCount, checkMoment, checkText, checkWhole } from '../base/given.ts';
import { type Money, sum } from '../base/money.ts';

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
}

/** `[amount in minor units, when it was written, when it was given back or 0, problem or '']` */
type StoredRefund = [string, number, number, string];

export function refundsText(refunds: readonly OrderRefund[]): string {
  if (refunds.length === 0) return '';
  return JSON.stringify(
    refunds.map(
      ({ amount, at, refundedAt, problem }): StoredRefund => [
        amount.minor.toString(),
        at.getTime(),
        refundedAt?.getTime() ?? 0,
        problem ?? '',
      ],
    ),
  );
}

/** @throws Refusal INVALID that names the field. */
export function checkRefunds(refunds: readonly OrderRefund[], field: string): void {
  checkCount(refunds, field, refundLimits.most);
  for (const [index, { number, amount, at, refundedAt, problem }] of refunds.entries()) {
    const of = (name: string): string[] => [field, String(index), name];
    checkWhole(number, of('number'), index + 1, index + 1);
    checkWhole(amount.minor, of('amount'), 1n, refundLimits.maxMinor);
    checkMoment(at, of('at'));
    if (refundedAt !== null) checkMoment(refundedAt, of('refundedAt'));
    checkText(problem ?? '', of('problem'), refundLimits.maxProblemLength, 0);
  }
}

export function parseRefunds(text: string | undefined, currency: string): OrderRefund[] {
  if (!text) return [];
  return (JSON.parse(text) as StoredRefund[]).map(([minor, at, refundedAt, problem], index) => ({
    number: index + 1,
    amount: { minor: BigInt(minor), currency },
    state: refundedAt === 0 ? 'REFUND_PENDING' : 'REFUNDED',
    at: new Date(at),
    refundedAt: refundedAt === 0 ? null : new Date(refundedAt),
    problem: problem || null,
  }));
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
