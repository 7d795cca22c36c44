// The prices of the sample shop beside its products: discounts, ways to send goods, and taxes.

import type { Money } from '../redis/base/money.ts';
import { readable } from '../redis/base/or-error.ts';
import type { Discount, ShippingMethod, TaxZone } from '../redis/pricing/rule.ts';
import type { Stores } from '../redis/stores.ts';

/** The discount code that the shoppers of `npm run simulate` try. */
export const demoCode = 'WELCOME10';

const eur = (minor: bigint): Money => ({ minor, currency: 'EUR' });

const always = { active: true, maxUsesPerCustomer: null, startsAt: null, endsAt: null } as const;

const discounts: readonly Discount[] = [
  {
    ...{ code: demoCode, label: 'Welcome', kind: 'PERCENT', percent: '10', amount: null, minimum: null },
    ...{ ...always, automatic: false, maxUses: 100_000 },
  },
  {
    ...{ code: 'FREE-PARCEL', label: 'Free shipping', kind: 'FREE_SHIPPING', percent: null, amount: null },
    ...{ ...always, automatic: true, maxUses: null, minimum: eur(10_000n) },
  },
];

/** One price in each currency of the products, whatever the goods weigh. */
const flat = (euroCents: bigint, dollarCents: bigint) =>
  [eur(euroCents), { minor: dollarCents, currency: 'USD' }].map((price) => ({
    ...{ price, fromWeightGrams: 0, fromTotal: null },
  }));

const methods: readonly ShippingMethod[] = [
  { name: 'parcel', label: 'Parcel', active: true, countries: [], taxClass: null, rates: flat(490n, 550n) },
  {
    name: 'express',
    label: 'Express',
    active: true,
    countries: ['AT', 'DE', 'NL'],
    taxClass: null,
    rates: flat(1_290n, 1_450n),
  },
];

const germany: TaxZone = {
  ...{ country: 'DE', included: true, rounding: 'LINE' },
  rates: [
    { taxClass: 'standard', label: 'VAT 19 %', percent: '19' },
    { taxClass: 'reduced', label: 'VAT 7 %', percent: '7' },
  ],
};

/** Sets what is not set yet. */
export async function setPrices({ priceRules }: Pick<Stores, 'priceRules'>): Promise<void> {
  const there = await Promise.all([priceRules.discounts(), priceRules.shippingMethods(), priceRules.taxZones()]);
  const [codes, names, countries] = [
    readable(there[0]).map(({ code }) => code),
    readable(there[1]).map(({ name }) => name),
    readable(there[2]).map(({ country }) => country),
  ];
  for (const discount of discounts) if (!codes.includes(discount.code)) await priceRules.setDiscount(discount);
  for (const method of methods) if (!names.includes(method.name)) await priceRules.setShippingMethod(method);
  if (!countries.includes(germany.country)) await priceRules.setTaxZone(germany);
}
