// What a total is made of beside the lines.

import type { Adjustment as AdjustmentShape } from '../../redis/pricing/adjustment.ts';
import type { ShippingOption as ShippingOptionShape } from '../../redis/pricing/pricing.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';

const AdjustmentKind = builder.enumType('AdjustmentKind', {
  description: 'The kind of an adjustment.',
  values: {
    DISCOUNT: { description: 'An amount that is taken off. It is below zero.' },
    SHIPPING: { description: 'The price of sending the goods.' },
    TAX: { description: 'A tax of the country that the goods go to.' },
  } as const,
});

export const Adjustment = builder.objectRef<AdjustmentShape>('Adjustment').implement({
  description:
    'A part of a total beside the lines. The total is the sum of the lines and of all adjustments that are not `included`.',
  fields: (t) => ({
    kind: t.field({ type: AdjustmentKind, description: 'The kind of the adjustment.', resolve: ({ kind }) => kind }),
    label: t.exposeString('label', { description: 'The name of the adjustment, for the customer.' }),
    source: t.exposeString('source', {
      description:
        'The origin of the adjustment: the code of a discount, the name of a shipping method, or the country and class of a tax.',
    }),
    amount: t.field({
      type: Money,
      description: 'The amount. Below zero for a discount.',
      resolve: ({ amount }) => amount,
    }),
    included: t.exposeBoolean('included', {
      description: 'Whether the prices contain the amount already, as a tax may be. It is not added to the total then.',
    }),
  }),
});

export const ShippingOption = builder.objectRef<ShippingOptionShape>('ShippingOption').implement({
  description: 'A way to send the goods of a checkout.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'The name of the shipping method. Pass it to `checkoutUpdate` as `shippingMethod`.',
    }),
    label: t.exposeString('label', { description: 'The name of the shipping method, for the shopper.' }),
    price: t.field({
      type: Money,
      description: 'The price for these goods and this country, before discounts.',
      resolve: ({ price }) => price,
    }),
  }),
});
