// Prices as they are sorted: those of all currencies on one scale of whole numbers.

import { refuseField } from '../base/given.ts';
import { type Money, minorDigits } from '../base/money.ts';
import { rangeOf } from '../base/problem.ts';

/** Ten-thousandths, which the finest of ISO 4217 have. */
const places = 4;
/** What a ZSET score, and a script, hold exactly: 15 digits. */
const highest = 999_999_999_999_999n;

export function sortPrice({ minor, currency }: Money): bigint {
  const price = minor * 10n ** BigInt(places - minorDigits(currency));
  return price > highest ? highest : price;
}

/** Refuses what is no decimal text of a price. */
export function checkSortPrice(text: string, field: readonly string[]): void {
  if (!/^\d{1,15}(?:\.\d{1,18})?$/.test(text))
    refuseField(field, 'must be a decimal number that is not negative, such as 19.99', [rangeOf('0', '99999999999')]);
}

/** Further places are cut off. */
export function readSortPrice(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  const price = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  return price >= highest ? highest - 1n : price;
}

/** Decimal text with at least two places. */
export function sortPriceText(price: string): string {
  const digits = price.padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0{1,2}$/, '');
  return `${digits.slice(0, -places)}.${fraction}`;
}
