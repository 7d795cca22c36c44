import { formatCount, formatMoney, formatName } from '../../format.ts';
import {
  DiscountDeleteDocument,
  type DiscountDeleteInput,
  type DiscountRowFragment,
  DiscountSetDocument,
  type DiscountSetInput,
} from '../../generated/graphql.ts';
import { readMoney } from './rule-form.tsx';
import type { RuleKind } from './rules-panel.tsx';

type DiscountField = 'code' | 'label' | 'off' | 'maxUses' | 'automatic';

const byItself = 'By itself';

/** Codes and automatic discounts, with how often each was used. */
export const discountKind: RuleKind<DiscountRowFragment, DiscountField, never, DiscountSetInput, DiscountDeleteInput> =
  {
    title: 'Discounts',
    tableLabel: 'All discounts',
    none: { title: 'No discounts yet.', words: 'Set a code below.' },
    columns: {
      Code: ({ code }) => code,
      Name: ({ label }) => label,
      'Takes off': ({ kind, percent, amount }) => {
        if (amount) return formatMoney(amount);
        return percent === null ? formatName(kind) : `${percent} %`;
      },
      '#Uses': ({ uses, maxUses }) => `${formatCount(uses)}${maxUses === null ? '' : ` of ${formatCount(maxUses)}`}`,
      'In use': ({ active, automatic }) => (active ? (automatic ? byItself : 'By its code') : 'No'),
    },
    fields: [
      { name: 'code', label: 'Code', required: true },
      { name: 'label', label: 'Name for the customer', required: true },
      {
        name: 'off',
        label: 'Takes off',
        hint: '10 %, 5.00 EUR, or nothing for free shipping',
        paths: ['kind', 'percent', 'amount'],
      },
      { name: 'maxUses', label: 'Uses at most', hint: 'Any number if empty' },
      { name: 'automatic', label: 'Applies', options: ['By its code', byItself] },
    ],
    rateFields: [],
    button: 'Set the discount',
    setDocument: DiscountSetDocument,
    deleteDocument: DiscountDeleteDocument,
    inputOf: ({ code, label, off, maxUses, automatic }) => ({
      code,
      label,
      ...readOff(off),
      maxUses: maxUses === '' ? null : Number(maxUses),
      automatic: automatic === byItself,
    }),
    keyOf: ({ code }) => ({ code }),
    nameOf: ({ code }) => `the discount ${code}`,
    consequence: 'Nobody can use it any more. Orders keep what it took off.',
  };

function readOff(text: string): Pick<DiscountSetInput, 'kind' | 'percent' | 'amount'> {
  const [, percent] = /^([\d.]+)\s*%$/.exec(text) ?? [];
  if (percent !== undefined) return { kind: 'PERCENT', percent };
  return text === '' ? { kind: 'FREE_SHIPPING' } : { kind: 'AMOUNT', amount: readMoney(text) };
}
