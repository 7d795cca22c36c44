import { formatCount, formatMoney } from '../../format.ts';
import {
  ShippingMethodDeleteDocument,
  type ShippingMethodDeleteInput,
  type ShippingMethodRowFragment,
  ShippingMethodSetDocument,
  type ShippingMethodSetInput,
} from '../../generated/graphql.ts';
import { readMoney } from './rule-form.tsx';
import type { RuleKind } from './rules-panel.tsx';

type MethodField = 'name' | 'label' | 'countries';
type RateField = 'price' | 'fromWeightGrams' | 'fromTotal';

/** How goods are sent, and what that costs by their weight and total. */
export const shippingKind: RuleKind<
  ShippingMethodRowFragment,
  MethodField,
  RateField,
  ShippingMethodSetInput,
  ShippingMethodDeleteInput
> = {
  title: 'Shipping methods',
  tableLabel: 'All shipping methods',
  none: { title: 'No shipping methods yet.', words: 'Once there is one, every checkout has to choose.' },
  columns: {
    Method: ({ name }) => name,
    Name: ({ label }) => label,
    Countries: ({ countries }) => (countries.length === 0 ? 'All' : countries.join(', ')),
    Prices: ({ rates }) => rates.map(rateWords).join(', '),
  },
  fields: [
    { name: 'name', label: 'Name of the method', hint: 'Such as parcel', required: true },
    { name: 'label', label: 'Name for the shopper', required: true },
    { name: 'countries', label: 'Countries', hint: 'DE, AT; everywhere if empty' },
  ],
  rateFields: [
    { name: 'price', label: 'Price', hint: 'Such as 4.90 EUR', required: true },
    { name: 'fromWeightGrams', label: 'From a weight of', hint: 'In grams; any weight if empty' },
    { name: 'fromTotal', label: 'From a total of', hint: 'Such as 50.00 EUR; any total if empty' },
  ],
  button: 'Set the method',
  setDocument: ShippingMethodSetDocument,
  deleteDocument: ShippingMethodDeleteDocument,
  inputOf: ({ name, label, countries }, rates) => ({
    name,
    label,
    countries: countries.match(/\w+/g) ?? [],
    rates: rates.map(({ price, fromWeightGrams, fromTotal }) => ({
      price: readMoney(price),
      fromWeightGrams: fromWeightGrams === '' ? null : Number(fromWeightGrams),
      fromTotal: fromTotal === '' ? null : readMoney(fromTotal),
    })),
  }),
  keyOf: ({ name }) => ({ name }),
  nameOf: ({ name }) => `the shipping method ${name}`,
  consequence: 'Nobody can choose it any more. Orders keep what they paid for it.',
};

/** `€9.90 from 5,000 g`. */
function rateWords({ price, fromWeightGrams, fromTotal }: ShippingMethodRowFragment['rates'][number]): string {
  const weight = fromWeightGrams > 0 ? ` from ${formatCount(fromWeightGrams)} g` : '';
  const total = fromTotal ? ` from ${formatMoney(fromTotal)}` : '';
  return `${formatMoney(price)}${weight}${total}`;
}
