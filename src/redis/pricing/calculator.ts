// How a total is made of the goods: each part by a calculator, which a program may replace by its own. docs/pricing.md shows one.

import { type Money, sum } from '../base/money.ts';
import type { Adjustment } from './adjustment.ts';
import type { ApplicableRules } from './rules.ts';

/** A line as prices are made of it. */
export interface PricedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly total: Money;
  readonly weightGrams?: number | null;
  readonly taxClass?: string | null;
}

/** What a total is made of. */
export interface PriceBasis {
  readonly lines: readonly PricedLine[];
  /** What all lines cost. */
  readonly goods: Money;
  /** What the shopper has chosen. */
  readonly code: string | null;
  readonly shippingMethod: string | null;
  readonly country: string | null;
  /** The account or guest. */
  readonly customer: string;
  readonly at: Date;
  /** What administrators have set, and may apply. */
  readonly rules: ApplicableRules;
  /** How often the discounts of `rules` whose uses are counted were used, in all and by the customer. */
  readonly used: ReadonlyMap<string, { readonly all: number; readonly byCustomer: number }>;
}

/** Makes one part of a total. */
export interface PriceCalculator {
  /**
   * @param before what the calculators before this one have made: shipping comes first, then discounts, then taxes.
   * @throws Refusal for what the shopper can correct.
   */
  adjustments(basis: PriceBasis, before: readonly Adjustment[]): readonly Adjustment[] | Promise<readonly Adjustment[]>;
}

/** In the order in which they are asked. */
export const calculatorNames = ['shipping', 'discounts', 'taxes'] as const;
/** What makes each part of a total. */
export type Calculators = Readonly<Record<(typeof calculatorNames)[number], PriceCalculator>>;

/** The sum of the adjustments of a kind. */
export function sumOf(kind: Adjustment['kind'], adjustments: readonly Adjustment[], currency: string): Money {
  return sum(
    adjustments.filter((each) => each.kind === kind).map(({ amount }) => amount),
    currency,
  );
}

/** To the nearest, halves up, of what is not below zero. */
export function divide(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

/** Parts of an amount, one for each weight, which together are all of it. */
export function shareOut(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((total, weight) => total + weight, 0n);
  if (all === 0n) return weights.map(() => 0n);
  let passed = 0n;
  return weights.map((weight) => {
    const before = (amount * passed) / all;
    passed += weight;
    return (amount * passed) / all - before;
  });
}
