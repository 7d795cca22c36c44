// What it costs to send the goods.

import type { Money } from '../base/money.ts';
import type { Adjustment } from './adjustment.ts';
import type { PriceBasis, PriceCalculator } from './calculator.ts';
import type { ShippingMethod } from './rule.ts';

/** What a method costs; null where it is not offered for these goods or this country. */
export function shippingPrice(
  { active, countries, rates }: ShippingMethod,
  { lines, goods, country }: Pick<PriceBasis, 'lines' | 'goods' | 'country'>,
): Money | null {
  if (!active || (countries.length > 0 && (country === null || !countries.includes(country)))) return null;
  const grams = lines.reduce((all, { weightGrams, quantity }) => all + (weightGrams ?? 0) * quantity, 0);
  const rate = rates.findLast(
    ({ price, fromWeightGrams, fromTotal }) =>
      price.currency === goods.currency && grams >= fromWeightGrams && goods.minor >= (fromTotal?.minor ?? 0n),
  );
  return rate?.price ?? null;
}

export const shippingCalculator: PriceCalculator = {
  adjustments(basis) {
    const method = basis.rules.methods.find(({ name }) => name === basis.shippingMethod);
    const amount = method && shippingPrice(method, basis);
    if (!method || !amount) return [];
    const { name, label } = method;
    return [{ kind: 'SHIPPING', source: name, label, amount, included: false, counted: false }] satisfies Adjustment[];
  },
};
