// What administrators have set about totals: discounts, shipping methods and taxes.

import {
  type Discount as DiscountShape,
  ruleLimits,
  type ShippingMethod as ShippingMethodShape,
  type ShippingRate as ShippingRateShape,
  type TaxRate as TaxRateShape,
  type TaxZone as TaxZoneShape,
} from '../../redis/pricing/rule.ts';
import { shown } from '../../resolvers/base/shown.ts';
import * as resolve from '../../resolvers/pricing.ts';
import { builder } from '../base/builder.ts';
import { Money } from '../base/money.ts';

export const DiscountKind = builder.enumType('DiscountKind', {
  description: 'What a discount takes off.',
  values: {
    PERCENT: { description: 'A percentage of the goods.' },
    AMOUNT: { description: 'An amount of the goods, at most all of them.' },
    FREE_SHIPPING: { description: 'The price of shipping.' },
  } as const,
});

export const Discount = builder.objectRef<DiscountShape>('Discount');

builder.node(Discount, {
  description:
    'A discount that shoppers get with a code, or that applies automatically. Only administrators can read it.',
  id: { resolve: ({ code }) => code },
  loadOne: (code, context) => resolve.ruleByKey(context, (rules) => rules.discount(code)),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code, in capital letters. It identifies the discount.' }),
    label: t.exposeString('label', { description: 'The name of the discount, for the customer.' }),
    kind: t.field({ type: DiscountKind, description: 'What the discount takes off.', resolve: ({ kind }) => kind }),
    automatic: t.exposeBoolean('automatic', {
      description: 'Whether the discount applies to each checkout that meets its conditions, without its code.',
    }),
    active: t.exposeBoolean('active', { description: 'Whether the discount is in use.' }),
    percent: t.string({
      nullable: true,
      description: 'The percentage as decimal text, for PERCENT. Null for other kinds.',
      resolve: ({ percent }) => percent,
    }),
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'The amount, for AMOUNT. Null for other kinds.',
      resolve: ({ amount }) => amount,
    }),
    minimum: t.field({
      type: Money,
      nullable: true,
      description: 'What the goods must cost at least, before discounts. Null if there is no minimum.',
      resolve: ({ minimum }) => minimum,
    }),
    maxUses: t.int({
      nullable: true,
      description: 'The number of orders that may use it. Null for any number.',
      resolve: ({ maxUses }) => maxUses,
    }),
    maxUsesPerCustomer: t.int({
      nullable: true,
      description: 'The number of orders of one account or guest that may use it. Null for any number.',
      resolve: ({ maxUsesPerCustomer }) => maxUsesPerCustomer,
    }),
    uses: t.int({
      description: 'The number of orders that use it. Counted if `maxUses` is set, else 0.',
      resolve: ({ code }, _args, { stores }) => stores.discountUses.count(code),
    }),
    startsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the discount starts. Null if it has started.',
      resolve: ({ startsAt }) => startsAt,
    }),
    endsAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the discount ends. Null if it does not end.',
      resolve: ({ endsAt }) => endsAt,
    }),
  }),
});

const ShippingRate = builder.objectRef<ShippingRateShape>('ShippingRate').implement({
  description: 'A price of a shipping method, and the goods from which on it holds.',
  fields: (t) => ({
    price: t.field({ type: Money, description: 'The price of sending the goods.', resolve: ({ price }) => price }),
    fromWeightGrams: t.exposeInt('fromWeightGrams', {
      description: 'The weight of all goods, in grams, from which on the rate holds.',
    }),
    fromTotal: t.field({
      type: Money,
      nullable: true,
      description: 'The total of the goods, before discounts, from which on the rate holds. Null for any total.',
      resolve: ({ fromTotal }) => fromTotal,
    }),
  }),
});

export const ShippingMethod = builder.objectRef<ShippingMethodShape>('ShippingMethod');

builder.node(ShippingMethod, {
  description: 'A way to send goods. Only administrators can read it; shoppers see `Checkout.shippingOptions`.',
  id: { resolve: ({ name }) => name },
  loadOne: (name, context) => resolve.ruleByKey(context, (rules) => rules.shippingMethod(name)),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name, which identifies the method.' }),
    label: t.exposeString('label', { description: 'The name of the method, for the shopper.' }),
    active: t.exposeBoolean('active', { description: 'Whether the method is offered.' }),
    countries: t.stringList({
      description: 'The countries that the method ships to, as ISO 3166-1 codes. Empty for all countries.',
      resolve: ({ countries }) => [...countries],
    }),
    taxClass: t.string({
      nullable: true,
      description: 'The class of tax rates that apply to the price. Null for the standard class.',
      resolve: ({ taxClass }) => taxClass,
    }),
    rates: t.field({
      type: [ShippingRate],
      description: 'The rates. The last one that holds is the price. If none holds, the method is not offered.',
      resolve: ({ rates }) => [...rates],
    }),
  }),
});

export const TaxRounding = builder.enumType('TaxRounding', {
  description: 'What taxes are rounded to whole units of the currency by. Halves are rounded up.',
  values: {
    LINE: { description: 'The tax of each line is rounded, and the rounded taxes are added up.' },
    ORDER: { description: 'The sum of all lines of a rate is taxed, and the tax is rounded.' },
  } as const,
});

const TaxRate = builder.objectRef<TaxRateShape>('TaxRate').implement({
  description: 'A tax rate of a country.',
  fields: (t) => ({
    taxClass: t.exposeString('taxClass', {
      description:
        'The tax class of the products that it applies to. `standard` also applies to products without a class, and to classes without a rate.',
    }),
    label: t.exposeString('label', { description: 'The name of the tax, for the customer.' }),
    percent: t.exposeString('percent', { description: 'The rate in percent, as decimal text.' }),
  }),
});

export const TaxZone = builder.objectRef<TaxZoneShape>('TaxZone');

builder.node(TaxZone, {
  description: 'The taxes of a country. Only administrators can read them.',
  id: { resolve: ({ country }) => country },
  loadOne: (country, context) => resolve.ruleByKey(context, (rules) => rules.taxZone(country)),
  fields: (t) => ({
    country: t.exposeString('country', { description: 'The country that goods are sent to, as an ISO 3166-1 code.' }),
    included: t.exposeBoolean('included', {
      description: 'Whether prices contain the tax. If not, the tax is added to the total.',
    }),
    rounding: t.field({
      type: TaxRounding,
      description: 'How taxes are rounded.',
      resolve: ({ rounding }) => rounding,
    }),
    rates: t.field({ type: [TaxRate], description: 'The rates by tax class.', resolve: ({ rates }) => [...rates] }),
  }),
});

builder.queryFields((t) => ({
  discounts: t.field({
    type: [Discount],
    description: `All discounts, sorted by code. At most ${ruleLimits.discounts + ruleLimits.automaticDiscounts}.`,
    authScopes: { role: 'ADMIN' },
    complexity: { multiplier: 50 },
    resolve: async (_root, _args, { stores }) => shown(await stores.priceRules.discounts()),
  }),
  shippingMethods: t.field({
    type: [ShippingMethod],
    description: `All shipping methods, sorted by name. At most ${ruleLimits.shippingMethods}.`,
    authScopes: { role: 'ADMIN' },
    complexity: { multiplier: 10 },
    resolve: async (_root, _args, { stores }) => shown(await stores.priceRules.shippingMethods()),
  }),
  taxZones: t.field({
    type: [TaxZone],
    description: `The taxes of all countries, sorted by country. At most ${ruleLimits.taxZones}.`,
    authScopes: { role: 'ADMIN' },
    complexity: { multiplier: 20 },
    resolve: async (_root, _args, { stores }) => shown(await stores.priceRules.taxZones()),
  }),
}));
