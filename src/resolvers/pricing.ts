// What administrators set about prices, and what shoppers see of it.

import { type DecimalMoney, parseMoney } from '../redis/base/money.ts';
import {
  type Discount,
  type DiscountKind,
  readCode,
  type ShippingMethod,
  type TaxRounding,
  type TaxZone,
} from '../redis/pricing/rule.ts';
import { type Answer, answer } from './base/answer.ts';
import type { Context } from './base/context.ts';
import { isStaff } from './base/owner.ts';

export interface RuleFields<Rule> {
  readonly rule: Rule | null;
  /** Whether it is the one that was deleted. */
  readonly deleted?: boolean;
}

export interface DiscountInput {
  readonly code: string;
  readonly label: string;
  readonly kind: DiscountKind;
  readonly automatic?: boolean | null;
  readonly active?: boolean | null;
  readonly percent?: string | null;
  readonly amount?: DecimalMoney | null;
  readonly minimum?: DecimalMoney | null;
  readonly maxUses?: number | null;
  readonly maxUsesPerCustomer?: number | null;
  readonly startsAt?: Date | null;
  readonly endsAt?: Date | null;
}

export function discountSet(input: DiscountInput, { stores }: Context): Promise<Answer<RuleFields<Discount>>> {
  const code = readCode(input.code);
  return answer<RuleFields<Discount>>(
    async () => ({ rule: await stores.priceRules.discount(code) }),
    async () => ({
      rule: await stores.priceRules.setDiscount({
        code,
        label: input.label,
        kind: input.kind,
        automatic: input.automatic ?? false,
        active: input.active ?? true,
        percent: input.percent ?? null,
        amount: input.amount ? parseMoney(input.amount, 'amount') : null,
        minimum: input.minimum ? parseMoney(input.minimum, 'minimum') : null,
        maxUses: input.maxUses ?? null,
        maxUsesPerCustomer: input.maxUsesPerCustomer ?? null,
        startsAt: input.startsAt ?? null,
        endsAt: input.endsAt ?? null,
      }),
    }),
  );
}

export interface ShippingMethodInput {
  readonly name: string;
  readonly label: string;
  readonly active?: boolean | null;
  readonly countries?: readonly string[] | null;
  readonly taxClass?: string | null;
  readonly rates: readonly {
    readonly price: DecimalMoney;
    readonly fromWeightGrams?: number | null;
    readonly fromTotal?: DecimalMoney | null;
  }[];
}

export function shippingMethodSet(
  input: ShippingMethodInput,
  { stores }: Context,
): Promise<Answer<RuleFields<ShippingMethod>>> {
  return answer<RuleFields<ShippingMethod>>(
    async () => ({ rule: await stores.priceRules.shippingMethod(input.name) }),
    async () => ({
      rule: await stores.priceRules.setShippingMethod({
        name: input.name,
        label: input.label,
        active: input.active ?? true,
        countries: input.countries ?? [],
        taxClass: input.taxClass ?? null,
        rates: input.rates.map(({ price, fromWeightGrams, fromTotal }, index) => ({
          price: parseMoney(price, 'rates', String(index), 'price'),
          fromWeightGrams: fromWeightGrams ?? 0,
          fromTotal: fromTotal ? parseMoney(fromTotal, 'rates', String(index), 'fromTotal') : null,
        })),
      }),
    }),
  );
}

export interface TaxZoneInput {
  readonly country: string;
  readonly included?: boolean | null;
  readonly rounding?: TaxRounding | null;
  readonly rates: readonly { readonly taxClass?: string | null; readonly label: string; readonly percent: string }[];
}

export function taxZoneSet(input: TaxZoneInput, { stores }: Context): Promise<Answer<RuleFields<TaxZone>>> {
  return answer<RuleFields<TaxZone>>(
    async () => ({ rule: await stores.priceRules.taxZone(input.country) }),
    async () => ({
      rule: await stores.priceRules.setTaxZone({
        country: input.country,
        included: input.included ?? true,
        rounding: input.rounding ?? 'LINE',
        rates: input.rates.map(({ taxClass, label, percent }) => ({
          taxClass: taxClass ?? 'standard',
          label,
          percent,
        })),
      }),
    }),
  );
}

type Rules = Context['stores']['priceRules'];

/** What was deleted is answered once more, so that a client knows which one it was. */
function remove<Rule>(
  { stores }: Context,
  read: (rules: Rules) => Promise<Rule | null>,
  work: (rules: Rules) => Promise<void>,
): Promise<Answer<RuleFields<Rule>>> {
  return answer<RuleFields<Rule>>({ rule: null }, async () => {
    const rule = await read(stores.priceRules);
    await work(stores.priceRules);
    return { rule, deleted: true };
  });
}

export function discountDelete(code: string, context: Context): Promise<Answer<RuleFields<Discount>>> {
  const read = readCode(code);
  return remove(
    context,
    (rules) => rules.discount(read),
    (rules) => rules.deleteDiscount(read),
  );
}

export function shippingMethodDelete(name: string, context: Context): Promise<Answer<RuleFields<ShippingMethod>>> {
  return remove(
    context,
    (rules) => rules.shippingMethod(name),
    (rules) => rules.deleteShippingMethod(name),
  );
}

export function taxZoneDelete(country: string, context: Context): Promise<Answer<RuleFields<TaxZone>>> {
  return remove(
    context,
    (rules) => rules.taxZone(country),
    (rules) => rules.deleteTaxZone(country),
  );
}

/** Rules by their keys, for administrators alone. */
export function ruleByKey<Rule>(
  context: Context,
  read: (rules: Rules) => Promise<Rule | null>,
): Promise<Rule | null> | null {
  return isStaff(context) ? read(context.stores.priceRules) : null;
}
