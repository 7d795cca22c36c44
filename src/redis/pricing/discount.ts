// What discounts take off: those that apply by themselves, in the order of their codes, and then that of the code.

import { moneyText } from '../base/money.ts';
import type { Adjustment } from './adjustment.ts';
import { divide, type PriceBasis, type PriceCalculator, sumOf } from './calculator.ts';
import { type Discount, readPercent, wholeRate } from './rule.ts';

/** Why a discount does not apply, in a sentence for the shopper; null where it does. */
export function discountProblem(discount: Discount, { goods, at, used }: PriceBasis): string | null {
  const { code, active, startsAt, endsAt, minimum, amount, maxUses, maxUsesPerCustomer } = discount;
  if (!active || (startsAt && startsAt > at)) return `${code} is not valid.`;
  if (endsAt && endsAt <= at) return `${code} is not valid any more.`;
  if ((amount ?? minimum ?? goods).currency !== goods.currency || (minimum ?? goods).currency !== goods.currency)
    return `${code} is not for orders in ${goods.currency}.`;
  if (minimum && goods.minor < minimum.minor) return `${code} is for orders of at least ${moneyText(minimum)}.`;
  const { all = 0, byCustomer = 0 } = used.get(code) ?? {};
  if (maxUses !== null && all >= maxUses) return `${code} was used as often as it may be.`;
  if (maxUsesPerCustomer !== null && byCustomer >= maxUsesPerCustomer)
    return `You have used ${code} as often as you may.`;
  return null;
}

/** Whether its uses have to be counted. */
export function isCounted({ maxUses }: Discount): boolean {
  return maxUses !== null;
}

export const discountCalculator: PriceCalculator = {
  adjustments(basis, before) {
    const { goods, rules } = basis;
    const shipping = sumOf('SHIPPING', before, goods.currency).minor;
    const taken: Adjustment[] = [];
    // Never more than there is to be taken off.
    let [goodsLeft, shippingLeft] = [goods.minor, shipping];
    for (const discount of [...rules.automatic, ...(rules.coded ? [rules.coded] : [])]) {
      if (discountProblem(discount, basis) !== null) continue;
      const { code, label, kind } = discount;
      let off: bigint;
      if (kind === 'FREE_SHIPPING') {
        off = shippingLeft;
        shippingLeft = 0n;
      } else {
        const wanted = kind === 'AMOUNT' ? (discount.amount?.minor ?? 0n) : percentOf(goods.minor, discount.percent);
        off = wanted < goodsLeft ? wanted : goodsLeft;
        goodsLeft -= off;
      }
      const amount = { minor: -off, currency: goods.currency };
      // That of the code is shown also where there is nothing to take off yet, as before a shipping method is chosen.
      if (off > 0n || discount === rules.coded)
        taken.push({
          ...{ kind: 'DISCOUNT', source: code, label, amount, included: false, counted: isCounted(discount) },
          ...(kind === 'FREE_SHIPPING' && { ofShipping: true }),
        });
    }
    return taken;
  },
};

function percentOf(minor: bigint, percent: string | null): bigint {
  return divide(minor * (readPercent(percent ?? '') ?? 0n), wholeRate);
}
