import {
  TaxZoneDeleteDocument,
  type TaxZoneDeleteInput,
  type TaxZoneRowFragment,
  TaxZoneSetDocument,
  type TaxZoneSetInput,
} from '../../generated/graphql.ts';
import type { RuleKind } from './rules-panel.tsx';

type ZoneField = 'country' | 'included';
type RateField = 'label' | 'percent' | 'taxClass';

const standardClass = 'standard';

/** The taxes of each country, a rate for each class of products. */
export const taxKind: RuleKind<TaxZoneRowFragment, ZoneField, RateField, TaxZoneSetInput, TaxZoneDeleteInput> = {
  title: 'Taxes',
  tableLabel: 'All taxes',
  none: { title: 'No taxes yet.', words: 'Orders have the taxes of the country that they go to.' },
  columns: {
    Country: ({ country }) => country,
    Rates: ({ rates }) => rates.map(rateWords).join(', '),
    'In the prices': ({ included }) => (included ? 'Yes' : 'No'),
  },
  fields: [
    { name: 'country', label: 'Country', hint: 'Such as DE', required: true },
    { name: 'included', label: 'In the prices', options: ['Yes', 'No'] },
  ],
  rateFields: [
    { name: 'label', label: 'Name of the tax', hint: 'As receipts show it, such as VAT 19 %', required: true },
    { name: 'percent', label: 'Percent', hint: 'Such as 19', required: true },
    { name: 'taxClass', label: 'Tax class of products', hint: `Such as reduced; ${standardClass} if empty` },
  ],
  button: 'Set the tax',
  setDocument: TaxZoneSetDocument,
  deleteDocument: TaxZoneDeleteDocument,
  inputOf: ({ country, included }, rates) => ({
    country: country.toUpperCase(),
    included: included === 'Yes',
    rates: rates.map(({ label, percent, taxClass }) => ({ label, percent, taxClass: taxClass || null })),
  }),
  keyOf: ({ country }) => ({ country }),
  nameOf: ({ country }) => `the taxes of ${country}`,
  consequence: 'Orders that go there have no tax then. Earlier orders keep theirs.',
};

/** `VAT 7 % (reduced)`. Most names tell the percentage, and then it is not told twice. */
function rateWords({ label, percent, taxClass }: TaxZoneRowFragment['rates'][number]): string {
  const words = label.includes(percent) ? label : `${label} ${percent} %`;
  return `${words}${taxClass === standardClass ? '' : ` (${taxClass})`}`;
}
