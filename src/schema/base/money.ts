// Money as the API shows and takes it: an exact decimal amount with its currency.

import { formatAmount, type Money as MoneyValue } from '../../redis/base/money.ts';
import { builder } from './builder.ts';

export const Money = builder.objectRef<MoneyValue>('Money').implement({
  description: 'An amount of money.',
  shareable: true,
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      description: 'The amount in the currency itself, with its decimal places: `"19.99"`.',
      resolve: formatAmount,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description: 'The currency of the amount.',
      resolve: (money) => money.currency,
    }),
  }),
});

export const MoneyInput = builder.inputType('MoneyInput', {
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.field({
      type: 'Decimal',
      required: true,
      description: 'The amount in the currency itself: `"19.99"`. No more decimal places than the currency has.',
    }),
    currency: t.field({ type: 'CurrencyCode', required: true, description: 'The currency of the amount.' }),
  }),
});
