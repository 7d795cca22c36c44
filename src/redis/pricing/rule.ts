// What administrators set about prices: discounts, shipping methods and taxes. Each is judged here before it is stored.

import { checkCountry } from '../base/country.ts';
import { checkCount, checkCurrency, checkMoment, checkText, checkWhole, refuseField } from '../base/given.ts';
import type { Money } from '../base/money.ts';
import { rangeOf } from '../base/problem.ts';
import { adjustmentLimits } from './adjustment.ts';

export const ruleLimits = {
  discounts: 1_000,
  automaticDiscounts: 50,
  shippingMethods: 50,
  taxZones: 300,
  maxNameLength: 40,
  /** Of uses of one discount that are counted. */
  maxUses: 1_000_000,
  ratesOfMethod: 20,
  ratesOfZone: 20,
  countriesOfMethod: 250,
  maxWeight: 2_000_000_000,
  /** In minor units. */
  maxMinor: 10n ** 15n,
} as const;

const discountKinds = ['PERCENT', 'AMOUNT', 'FREE_SHIPPING'] as const;
export type DiscountKind = (typeof discountKinds)[number];

/** A discount as it is stored. */
export interface Discount {
  /** What the shopper types; in capital letters. */
  readonly code: string;
  readonly label: string;
  readonly kind: DiscountKind;
  /** Whether it applies by itself, without its code. */
  readonly automatic: boolean;
  readonly active: boolean;
  /** Of the goods, as decimal text; null for other kinds. */
  readonly percent: string | null;
  /** Null for other kinds. */
  readonly amount: Money | null;
  /** Of the goods, before any discount. */
  readonly minimum: Money | null;
  /** In all; null for any number. */
  readonly maxUses: number | null;
  readonly maxUsesPerCustomer: number | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

/** A price of a shipping method, and the goods from which on it holds. */
export interface ShippingRate {
  readonly price: Money;
  /** Of all goods together, from which on this rate holds. */
  readonly fromWeightGrams: number;
  /** Of the goods before discounts, from which on this rate holds. */
  readonly fromTotal: Money | null;
}

/** A way to send goods, as it is stored. */
export interface ShippingMethod {
  readonly name: string;
  readonly label: string;
  readonly active: boolean;
  /** Where it ships to; everywhere if empty. */
  readonly countries: readonly string[];
  readonly taxClass: string | null;
  /** The last one that holds is the price. Without one that holds, the method is not offered. */
  readonly rates: readonly ShippingRate[];
}

/** LINE: the tax of each line is rounded, and the sum of these is the tax. ORDER: the sum is rounded. */
const taxRoundings = ['LINE', 'ORDER'] as const;
export type TaxRounding = (typeof taxRoundings)[number];

/** A tax rate of a country. */
export interface TaxRate {
  /** `standard` is also that of products without a class, and of classes that have no rate. */
  readonly taxClass: string;
  readonly label: string;
  /** As decimal text. */
  readonly percent: string;
}

/** The taxes of a country, as they are stored. */
export interface TaxZone {
  /** ISO 3166-1, two capital letters. */
  readonly country: string;
  /** Whether prices contain the tax already. */
  readonly included: boolean;
  readonly rounding: TaxRounding;
  readonly rates: readonly TaxRate[];
}

export const standardTaxClass = 'standard';

/** One is a million: 19 % are 190,000. */
export const wholeRate = 1_000_000n;

/** `'19'` and `'7.75'` are 190000n and 77500n; null for what is no percentage from 0 to 100 with up to four decimal places. */
export function readPercent(text: string): bigint | null {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(text);
  if (!match) return null;
  const rate = BigInt(match[1] as string) * 10_000n + BigInt((match[2] ?? '').padEnd(4, '0'));
  return rate <= wholeRate ? rate : null;
}

/** Codes are the same in small letters, and with spaces around. */
export function readCode(text: string): string {
  return text.trim().toUpperCase();
}

const codeShape = /^[A-Z0-9][A-Z0-9_-]{0,39}$/;
const nameAllowed = [rangeOf(1, ruleLimits.maxNameLength, 'characters')];
const nameShape = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export function isCode(text: string): boolean {
  return codeShape.test(text);
}

function isName(text: string): boolean {
  return text.length <= ruleLimits.maxNameLength && nameShape.test(text);
}

/** @throws Refusal INVALID that names the field. */
export function checkDiscount(discount: Discount): void {
  const { code, label, kind, percent, amount, minimum, maxUses, maxUsesPerCustomer, startsAt, endsAt } = discount;
  if (!isCode(code)) refuseField('code', 'has 1 to 40 letters, digits, hyphens and underscores', nameAllowed);
  checkText(label, 'label', adjustmentLimits.maxNameLength);
  if (!discountKinds.includes(kind)) refuseField('kind', 'is no kind of a discount', discountKinds);
  if ((kind === 'PERCENT') !== (percent !== null))
    refuseField('percent', 'is given for a discount of the kind PERCENT, and for no other');
  if (percent !== null) checkPercent(percent, 'percent', 1n);
  if ((kind === 'AMOUNT') !== (amount !== null))
    refuseField('amount', 'is given for a discount of the kind AMOUNT, and for no other');
  if (amount) checkMoney(amount, 'amount', 1n);
  if (minimum) checkMoney(minimum, 'minimum', 0n);
  if (maxUses !== null) checkWhole(maxUses, 'maxUses', 1, ruleLimits.maxUses);
  if (maxUsesPerCustomer !== null) {
    checkWhole(maxUsesPerCustomer, 'maxUsesPerCustomer', 1, ruleLimits.maxUses);
    if (maxUses === null)
      refuseField('maxUses', 'is needed beside maxUsesPerCustomer: the uses that are kept are bounded');
  }
  if (startsAt) checkMoment(startsAt, 'startsAt');
  if (endsAt) checkMoment(endsAt, 'endsAt');
  if (startsAt && endsAt && endsAt <= startsAt)
    refuseField('endsAt', 'must be after startsAt', [
      rangeOf(`>${startsAt.toISOString()}`, '9999-12-31T23:59:59.999Z'),
    ]);
}

/** @throws Refusal INVALID that names the field. */
export function checkShippingMethod({ name, label, countries, taxClass, rates }: ShippingMethod): void {
  checkName(name, 'name');
  checkText(label, 'label', adjustmentLimits.maxNameLength);
  checkCount(countries, 'countries', ruleLimits.countriesOfMethod);
  for (const [index, country] of countries.entries()) checkCountry(country, ['countries', String(index)]);
  if (taxClass !== null) checkName(taxClass, 'taxClass');
  checkCount(rates, 'rates', ruleLimits.ratesOfMethod, 1);
  for (const [index, { price, fromWeightGrams, fromTotal }] of rates.entries()) {
    const at = (field: string): string[] => ['rates', String(index), field];
    checkMoney(price, at('price'), 0n);
    checkWhole(fromWeightGrams, at('fromWeightGrams'), 0, ruleLimits.maxWeight);
    if (fromTotal === null) continue;
    checkMoney(fromTotal, at('fromTotal'), 0n);
    if (fromTotal.currency !== price.currency)
      refuseField(at('fromTotal'), `must be in ${price.currency}, as the price is`);
  }
}

/** @throws Refusal INVALID that names the field. */
export function checkTaxZone({ country, rounding, rates }: TaxZone): void {
  checkCountry(country, 'country');
  if (!taxRoundings.includes(rounding)) refuseField('rounding', 'is no kind of rounding', taxRoundings);
  checkCount(rates, 'rates', ruleLimits.ratesOfZone, 1);
  for (const [index, { taxClass, label, percent }] of rates.entries()) {
    const at = (field: string): string[] => ['rates', String(index), field];
    checkName(taxClass, at('taxClass'));
    checkText(label, at('label'), adjustmentLimits.maxNameLength);
    checkPercent(percent, at('percent'), 0n);
    if (rates.findIndex((other) => other.taxClass === taxClass) !== index)
      refuseField(at('taxClass'), `is ${taxClass} twice`);
  }
}

function checkName(name: string, field: string | readonly string[]): void {
  if (!isName(name))
    refuseField(field, 'has 1 to 40 lower-case letters and digits, with single hyphens between', nameAllowed);
}

function checkPercent(text: string, field: string | readonly string[], from: bigint): void {
  const rate = readPercent(text);
  if (rate === null || rate < from)
    refuseField(field, 'must be a percentage up to 100 with at most four decimal places', [
      from > 0n ? rangeOf('>0', '100') : rangeOf('0', '100'),
    ]);
}

function checkMoney({ minor, currency }: Money, field: string | readonly string[], from: bigint): void {
  checkWhole(minor, field, from, ruleLimits.maxMinor);
  checkCurrency(currency, field);
}
