// What a total is made of beside the lines: discounts, shipping and taxes, as they were decided. The order keeps them.

import { checkCount, checkText, refuseField } from '../base/given.ts';
import { type Money, sum } from '../base/money.ts';

export const adjustmentLimits = {
  /** Of one order. */
  most: 100,
  maxNameLength: 100,
  /** In minor units, without its sign. */
  maxMinor: 10n ** 18n,
} as const;

const adjustmentKinds = ['DISCOUNT', 'SHIPPING', 'TAX'] as const;
/** What an adjustment is: a discount, shipping or a tax. */
export type AdjustmentKind = (typeof adjustmentKinds)[number];

/** A part of a total beside the lines: a discount, shipping or a tax. */
export interface Adjustment {
  readonly kind: AdjustmentKind;
  /** What it follows from: the code of a discount, the name of a shipping method, the country and class of a tax. */
  readonly source: string;
  /** For the customer. */
  readonly label: string;
  /** Below zero for a discount. */
  readonly amount: Money;
  /** Whether the prices contain it already, as a tax may be: then it is no part of the sum. */
  readonly included: boolean;
  /** Whether the uses of the discount are counted. */
  readonly counted: boolean;
  /** Whether a discount takes off the price of shipping, and not of the goods. False where absent. */
  readonly ofShipping?: boolean;
}

/** `[kind, source, label, amount in minor units, '' or letters: i included, c counted, s of shipping]` */
type StoredAdjustment = [AdjustmentKind, string, string, string, string];

export function adjustmentsText(adjustments: readonly Adjustment[]): string {
  if (adjustments.length === 0) return '';
  return JSON.stringify(
    adjustments.map(
      ({ kind, source, label, amount, included, counted, ofShipping }): StoredAdjustment => [
        kind,
        source,
        label,
        amount.minor.toString(),
        `${included ? 'i' : ''}${counted ? 'c' : ''}${ofShipping ? 's' : ''}`,
      ],
    ),
  );
}

export function parseAdjustments(text: string | undefined, currency: string): Adjustment[] {
  if (!text) return [];
  return (JSON.parse(text) as StoredAdjustment[]).map(([kind, source, label, minor, flags]) => ({
    kind,
    source,
    label,
    amount: { minor: BigInt(minor), currency },
    included: flags.includes('i'),
    counted: flags.includes('c'),
    ...(flags.includes('s') && { ofShipping: true }),
  }));
}

/** What is paid for sending the goods, before taxes that are added. */
export function paidForShipping(adjustments: readonly Adjustment[]): bigint {
  return adjustments
    .filter(
      ({ kind, included, ofShipping }) => !included && (kind === 'SHIPPING' || (kind === 'DISCOUNT' && ofShipping)),
    )
    .reduce((all, { amount }) => all + amount.minor, 0n);
}

/** What the customer pays: the goods, and every adjustment that the prices do not contain already. */
export function totalOf(goods: Money, adjustments: readonly Adjustment[]): Money {
  const beside = adjustments.filter(({ included }) => !included).map(({ amount }) => amount);
  return sum([goods, ...beside], goods.currency);
}

/** @throws Refusal INVALID that names the field. */
export function checkAdjustments(adjustments: readonly Adjustment[], currency: string): void {
  checkCount(adjustments, 'adjustments', adjustmentLimits.most);
  for (const [index, { kind, source, label, amount }] of adjustments.entries()) {
    const at = (field: string): string[] => ['adjustments', String(index), field];
    if (!adjustmentKinds.includes(kind)) refuseField(at('kind'), 'is no kind of an adjustment', adjustmentKinds);
    checkText(source, at('source'), adjustmentLimits.maxNameLength);
    checkText(label, at('label'), adjustmentLimits.maxNameLength);
    const { minor } = amount;
    const size = minor < 0n ? -minor : minor;
    if (typeof minor !== 'bigint' || size > adjustmentLimits.maxMinor)
      refuseField(at('amount'), 'is too large, or no whole number');
    if (amount.currency !== currency) refuseField(at('amount'), `must be in ${currency}`);
  }
}
