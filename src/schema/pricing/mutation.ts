// How administrators set discounts, shipping methods and taxes.

import { encodeGlobalID } from '@pothos/plugin-relay';
import {
  type Discount as DiscountShape,
  ruleLimits,
  type ShippingMethod as ShippingMethodShape,
  type TaxZone as TaxZoneShape,
} from '../../redis/pricing/rule.ts';
import * as resolve from '../../resolvers/pricing.ts';
import { builder } from '../base/builder.ts';
import { MoneyInput } from '../base/money.ts';
import { payloadType } from '../base/payload.ts';
import { Discount, DiscountKind, ShippingMethod, TaxRounding, TaxZone } from './rule.ts';

const DiscountSetInput = builder.inputType('DiscountSetInput', {
  description: 'The new state of a discount.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: `The code: letters, digits, hyphens and underscores. Range: 1–${ruleLimits.maxNameLength} characters. A discount that has it already is replaced.`,
    }),
    label: t.string({ required: true, description: 'The name for the customer. Range: 1–100 characters.' }),
    kind: t.field({ type: DiscountKind, required: true, description: 'What the discount takes off.' }),
    automatic: t.boolean({
      description: 'Whether it applies to each checkout that meets its conditions, without its code. Default: false.',
    }),
    active: t.boolean({ description: 'Whether the discount is in use. Default: true.' }),
    percent: t.string({
      description: 'For PERCENT: the percentage, such as `7.5`, with at most four decimal places.',
    }),
    amount: t.field({ type: MoneyInput, description: 'For AMOUNT: the amount.' }),
    minimum: t.field({
      type: MoneyInput,
      description: 'What the goods must cost at least, before discounts. Default: no minimum.',
    }),
    maxUses: t.int({
      description: `The number of orders that may use it. At most ${ruleLimits.maxUses.toLocaleString('en')}. Default: any number.`,
    }),
    maxUsesPerCustomer: t.int({
      description:
        'The number of orders of one account or guest that may use it. Requires `maxUses`. Default: any number.',
    }),
    startsAt: t.field({ type: 'DateTime', description: 'When the discount starts. Default: at once.' }),
    endsAt: t.field({ type: 'DateTime', description: 'When the discount ends. Default: never.' }),
  }),
});

const ShippingRateInput = builder.inputType('ShippingRateInput', {
  description: 'A price of a shipping method, and the goods from which on it holds.',
  fields: (t) => ({
    price: t.field({ type: MoneyInput, required: true, description: 'The price of sending the goods.' }),
    fromWeightGrams: t.int({
      description: 'The weight of all goods, in grams, from which on the rate holds. Default: 0.',
    }),
    fromTotal: t.field({
      type: MoneyInput,
      description: 'The total of the goods, before discounts, from which on the rate holds. Default: any total.',
    }),
  }),
});

const ShippingMethodSetInput = builder.inputType('ShippingMethodSetInput', {
  description: 'The new state of a shipping method.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description:
        'The name: lower-case letters and digits with single hyphens between. A method that has it is replaced.',
    }),
    label: t.string({ required: true, description: 'The name for the shopper. Range: 1–100 characters.' }),
    active: t.boolean({ description: 'Whether the method is offered. Default: true.' }),
    countries: t.stringList({
      description: 'The countries that the method ships to, as ISO 3166-1 codes. Default: all countries.',
    }),
    taxClass: t.string({
      description: 'The class of tax rates that apply to the price. Default: the standard class.',
    }),
    rates: t.field({
      type: [ShippingRateInput],
      required: true,
      description: `The rates. The last one that holds is the price. At most ${ruleLimits.ratesOfMethod}.`,
    }),
  }),
});

const TaxRateInput = builder.inputType('TaxRateInput', {
  description: 'A tax rate of a country.',
  fields: (t) => ({
    taxClass: t.string({ description: 'The tax class of products that it applies to. Default: `standard`.' }),
    label: t.string({ required: true, description: 'The name of the tax, for the customer.' }),
    percent: t.string({
      required: true,
      description: 'The rate in percent, such as `19`, with at most four decimal places.',
    }),
  }),
});

const TaxZoneSetInput = builder.inputType('TaxZoneSetInput', {
  description: 'The new taxes of a country.',
  fields: (t) => ({
    country: t.string({ required: true, description: 'The country, as an ISO 3166-1 code such as `DE`.' }),
    included: t.boolean({ description: 'Whether prices contain the tax. Default: true.' }),
    rounding: t.field({ type: TaxRounding, description: 'How taxes are rounded. Default: LINE.' }),
    rates: t.field({
      type: [TaxRateInput],
      required: true,
      description: `The rates, one for each tax class. At most ${ruleLimits.ratesOfZone}.`,
    }),
  }),
});

const DiscountDeleteInput = builder.inputType('DiscountDeleteInput', {
  description: 'The discount to delete.',
  fields: (t) => ({ code: t.string({ required: true, description: 'The code of the discount.' }) }),
});

const ShippingMethodDeleteInput = builder.inputType('ShippingMethodDeleteInput', {
  description: 'The shipping method to delete.',
  fields: (t) => ({ name: t.string({ required: true, description: 'The name of the method.' }) }),
});

const TaxZoneDeleteInput = builder.inputType('TaxZoneDeleteInput', {
  description: 'The taxes to delete.',
  fields: (t) => ({ country: t.string({ required: true, description: 'The country, as an ISO 3166-1 code.' }) }),
});

const deletedId = {
  nullable: true,
  description: 'The id of what was deleted, to remove it from a cache. Null if nothing was deleted.',
} as const;

const DiscountPayload = payloadType<resolve.RuleFields<DiscountShape>>(
  'DiscountPayload',
  'The result of a mutation that changes a discount.',
  (t) => ({
    discount: t.field({
      type: Discount,
      nullable: true,
      description: 'The discount as it is now, or was when it was deleted. Null if there is none.',
      resolve: ({ rule }) => rule,
    }),
    deletedId: t.id({
      ...deletedId,
      resolve: ({ rule, deleted }) => (rule && deleted ? encodeGlobalID('Discount', rule.code) : null),
    }),
  }),
);

const ShippingMethodPayload = payloadType<resolve.RuleFields<ShippingMethodShape>>(
  'ShippingMethodPayload',
  'The result of a mutation that changes a shipping method.',
  (t) => ({
    shippingMethod: t.field({
      type: ShippingMethod,
      nullable: true,
      description: 'The shipping method as it is now, or was when it was deleted. Null if there is none.',
      resolve: ({ rule }) => rule,
    }),
    deletedId: t.id({
      ...deletedId,
      resolve: ({ rule, deleted }) => (rule && deleted ? encodeGlobalID('ShippingMethod', rule.name) : null),
    }),
  }),
);

const TaxZonePayload = payloadType<resolve.RuleFields<TaxZoneShape>>(
  'TaxZonePayload',
  'The result of a mutation that changes the taxes of a country.',
  (t) => ({
    taxZone: t.field({
      type: TaxZone,
      nullable: true,
      description: 'The taxes as they are now, or were when they were deleted. Null if there are none.',
      resolve: ({ rule }) => rule,
    }),
    deletedId: t.id({
      ...deletedId,
      resolve: ({ rule, deleted }) => (rule && deleted ? encodeGlobalID('TaxZone', rule.country) : null),
    }),
  }),
);

builder.mutationFields((t) => ({
  discountSet: t.field({
    type: DiscountPayload,
    description: 'Creates or replaces a discount. Fails with INVALID or LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: DiscountSetInput, required: true, description: 'The new state of the discount.' }) },
    resolve: (_root, { input }, context) => resolve.discountSet(input, context),
  }),
  discountDelete: t.field({
    type: DiscountPayload,
    description: 'Deletes a discount. Orders keep what it took off. Fails with NOT_FOUND.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: DiscountDeleteInput,
        required: true,
        description: 'Gives the code of the discount to delete.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.discountDelete(input.code, context),
  }),
  shippingMethodSet: t.field({
    type: ShippingMethodPayload,
    description:
      'Creates or replaces a shipping method. Once there is an active one, each checkout has to choose one before it is paid. Fails with INVALID or LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: ShippingMethodSetInput,
        required: true,
        description: 'The new state of the shipping method.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.shippingMethodSet(input, context),
  }),
  shippingMethodDelete: t.field({
    type: ShippingMethodPayload,
    description: 'Deletes a shipping method. Orders keep what they paid for it. Fails with NOT_FOUND.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: ShippingMethodDeleteInput,
        required: true,
        description: 'Gives the name of the shipping method to delete.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.shippingMethodDelete(input.name, context),
  }),
  taxZoneSet: t.field({
    type: TaxZonePayload,
    description: 'Sets the taxes of a country. Fails with INVALID or LIMIT_EXCEEDED.',
    authScopes: { role: 'ADMIN' },
    args: { input: t.arg({ type: TaxZoneSetInput, required: true, description: 'The new taxes of the country.' }) },
    resolve: (_root, { input }, context) => resolve.taxZoneSet(input, context),
  }),
  taxZoneDelete: t.field({
    type: TaxZonePayload,
    description: 'Deletes the taxes of a country. Orders keep what they were taxed with. Fails with NOT_FOUND.',
    authScopes: { role: 'ADMIN' },
    args: {
      input: t.arg({
        type: TaxZoneDeleteInput,
        required: true,
        description: 'Names the country whose taxes are deleted.',
      }),
    },
    resolve: (_root, { input }, context) => resolve.taxZoneDelete(input.country, context),
  }),
}));
