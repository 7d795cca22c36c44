// Taxes of the country that the goods go to, each rate for what is left of its goods, and of shipping, after discounts.

import { type Adjustment, paidForShipping } from './adjustment.ts';
import { divide, type PriceBasis, type PriceCalculator, shareOut, sumOf } from './calculator.ts';
import { readPercent, standardTaxClass, type TaxRate, type TaxZone, wholeRate } from './rule.ts';

/** Of one line, or of shipping: what tax is due on. */
interface Taxed {
  readonly taxClass: string | null | undefined;
  readonly minor: bigint;
}

export const taxCalculator: PriceCalculator = {
  adjustments(basis, before) {
    const zone = basis.rules.taxes;
    if (!zone) return [];
    const { currency } = basis.goods;
    const taxed = taxedParts(basis, before);
    return zone.rates.flatMap((rate): Adjustment[] => {
      const parts = taxed.filter(({ taxClass }) => rateOf(zone, taxClass) === rate).map(({ minor }) => minor);
      const minor = taxOf(parts, rate, zone);
      if (minor === 0n) return [];
      const amount = { minor, currency };
      const source = `${zone.country}:${rate.taxClass}`;
      return [{ kind: 'TAX', source, label: rate.label, amount, included: zone.included, counted: false }];
    });
  },
};

/** The lines after the discounts of the goods, which are shared out by what the lines cost; then shipping after its own. */
function taxedParts({ lines, goods, shippingMethod, rules }: PriceBasis, before: readonly Adjustment[]): Taxed[] {
  const shipping = paidForShipping(before);
  const offShipping = sumOf('SHIPPING', before, goods.currency).minor - shipping;
  const shares = shareOut(
    -sumOf('DISCOUNT', before, goods.currency).minor - offShipping,
    lines.map(({ total }) => total.minor),
  );
  const taxClass = rules.methods.find(({ name }) => name === shippingMethod)?.taxClass;
  return [
    ...lines.map((line, index) => ({ taxClass: line.taxClass, minor: line.total.minor - (shares[index] as bigint) })),
    { taxClass, minor: shipping },
  ];
}

/** The rate of a class; of one that has none that of `standard`. */
function rateOf({ rates }: TaxZone, taxClass: string | null | undefined): TaxRate | undefined {
  const named = (name: string) => rates.find((rate) => rate.taxClass === name);
  return named(taxClass ?? standardTaxClass) ?? named(standardTaxClass);
}

function taxOf(parts: readonly bigint[], { percent }: TaxRate, { included, rounding }: TaxZone): bigint {
  const rate = readPercent(percent) ?? 0n;
  const divisor = included ? wholeRate + rate : wholeRate;
  const all = parts.reduce((total, part) => total + part, 0n);
  if (rounding === 'ORDER') return divide(all * rate, divisor);
  return parts.reduce((total, part) => total + divide(part * rate, divisor), 0n);
}
