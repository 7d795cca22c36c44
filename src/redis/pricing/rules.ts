// The rules of prices in Redis: set by administrators, read by each checkout.

import { isCountry } from '../base/country.ts';
import type { RedisHandle } from '../base/handle.ts';
import { type DecimalMoney, formatAmount, type Money, parseAmount } from '../base/money.ts';
import { orError, readable } from '../base/or-error.ts';
import { refuse } from '../base/problem.ts';
import { loadScript } from '../base/scripts.ts';
import { type PriceRulePart, pricingKeys } from './keys.ts';
import {
  checkDiscount,
  checkShippingMethod,
  checkTaxZone,
  type Discount,
  isCode,
  ruleLimits,
  type ShippingMethod,
  type TaxZone,
} from './rule.ts';
import type { DiscountUses } from './uses.ts';

const setScript = loadScript('pricing/set-rule');

/** What may apply to one checkout. */
export interface ApplicableRules {
  readonly automatic: readonly Discount[];
  /** The discount of the code; null where there is none, or it applies by itself. */
  readonly coded: Discount | null;
  readonly methods: readonly ShippingMethod[];
  readonly taxes: TaxZone | null;
}

export class PriceRules {
  readonly #redis: RedisHandle;
  readonly #uses: DiscountUses;

  constructor(redis: RedisHandle, uses: DiscountUses) {
    this.#redis = redis;
    this.#uses = uses;
  }

  /** Makes or replaces a discount. @throws Refusal INVALID, LIMIT_EXCEEDED. */
  async setDiscount(discount: Discount): Promise<Discount> {
    checkDiscount(discount);
    const { automatic, code } = discount;
    const [part, other]: [PriceRulePart, PriceRulePart] = automatic
      ? ['automatic', 'discounts']
      : ['discounts', 'automatic'];
    const most = automatic ? ruleLimits.automaticDiscounts : ruleLimits.discounts;
    await this.#set([part, other], code, discountText(discount), most);
    return discount;
  }

  /** @throws Refusal INVALID, LIMIT_EXCEEDED. */
  async setShippingMethod(method: ShippingMethod): Promise<ShippingMethod> {
    checkShippingMethod(method);
    await this.#set(['shipping'], method.name, methodText(method), ruleLimits.shippingMethods);
    return method;
  }

  /** @throws Refusal INVALID, LIMIT_EXCEEDED. */
  async setTaxZone(zone: TaxZone): Promise<TaxZone> {
    checkTaxZone(zone);
    await this.#set(['taxes'], zone.country, JSON.stringify(zone), ruleLimits.taxZones);
    return zone;
  }

  /** All discounts, by code. One that cannot be read is an error in its place. */
  async discounts(): Promise<(Discount | Error)[]> {
    const lists = await Promise.all([this.#all('discounts', readDiscount), this.#all('automatic', readDiscount)]);
    return lists.flat().sort(byName).map(ruleIn);
  }

  async shippingMethods(): Promise<(ShippingMethod | Error)[]> {
    return (await this.#all('shipping', readMethod)).sort(byName).map(ruleIn);
  }

  async taxZones(): Promise<(TaxZone | Error)[]> {
    return (await this.#all('taxes', readZone)).sort(byName).map(ruleIn);
  }

  async discount(code: string): Promise<Discount | null> {
    if (!isCode(code)) return null;
    const [coded, automatic] = await Promise.all([this.#text('discounts', code), this.#text('automatic', code)]);
    const text = coded ?? automatic;
    return text === null ? null : readDiscount(text);
  }

  async shippingMethod(name: string): Promise<ShippingMethod | null> {
    const text = await this.#text('shipping', name);
    return text === null ? null : readMethod(text);
  }

  async taxZone(country: string): Promise<TaxZone | null> {
    const text = await this.#text('taxes', country);
    return text === null ? null : readZone(text);
  }

  /** Its code is no discount any more. Orders keep what they were given. @throws Refusal NOT_FOUND. */
  async deleteDiscount(code: string): Promise<void> {
    const gone = (await this.#delete('discounts', code)) + (await this.#delete('automatic', code));
    if (gone === 0) refuse('NOT_FOUND', `There is no discount ${JSON.stringify(code)}.`, 'code');
    await this.#uses.forget(code);
  }

  /** @throws Refusal NOT_FOUND. */
  async deleteShippingMethod(name: string): Promise<void> {
    if ((await this.#delete('shipping', name)) === 0)
      refuse('NOT_FOUND', `There is no shipping method ${JSON.stringify(name)}.`, 'name');
  }

  /** @throws Refusal NOT_FOUND. */
  async deleteTaxZone(country: string): Promise<void> {
    if ((await this.#delete('taxes', country)) === 0)
      refuse('NOT_FOUND', `There are no taxes of ${JSON.stringify(country)}.`, 'country');
  }

  /** What may apply to a checkout, in one round trip. What cannot be read does not apply. */
  async applicable(code: string | null, country: string | null): Promise<ApplicableRules> {
    const { client, prefix } = this.#redis;
    const replies = await client
      .pipeline()
      .hvals(pricingKeys.rules(prefix, 'automatic'))
      .hget(pricingKeys.rules(prefix, 'discounts'), code ?? '')
      .hvals(pricingKeys.rules(prefix, 'shipping'))
      .hget(pricingKeys.rules(prefix, 'taxes'), country !== null && isCountry(country) ? country : '')
      .exec();
    const [automatic, coded, methods, zone] = (replies ?? []).map(([error, value]) => {
      if (error) throw error;
      return value;
    }) as [string[], string | null, string[], string | null];
    return {
      automatic: readable(automatic.map((text) => orError(() => readDiscount(text)))).sort((a, b) =>
        a.code < b.code ? -1 : 1,
      ),
      coded: readOrNull(coded, readDiscount),
      methods: readable(methods.map((text) => orError(() => readMethod(text)))).sort((a, b) =>
        a.name < b.name ? -1 : 1,
      ),
      taxes: readOrNull(zone, readZone),
    };
  }

  async #set(parts: readonly PriceRulePart[], name: string, text: string, most: number): Promise<void> {
    const keys = parts.map((part) => pricingKeys.rules(this.#redis.prefix, part));
    const [outcome] = (await this.#redis.run(setScript, keys, [name, text, most])) as ['OK' | 'FULL'];
    if (outcome === 'FULL') refuse('LIMIT_EXCEEDED', `There may be ${most} at most; delete one first.`);
  }

  async #delete(part: PriceRulePart, name: string): Promise<number> {
    return this.#redis.client.hdel(pricingKeys.rules(this.#redis.prefix, part), name);
  }

  async #text(part: PriceRulePart, name: string): Promise<string | null> {
    return this.#redis.client.hget(pricingKeys.rules(this.#redis.prefix, part), name);
  }

  async #all<Rule>(part: PriceRulePart, read: (text: string) => Rule): Promise<Named<Rule>[]> {
    const stored = await this.#redis.client.hgetall(pricingKeys.rules(this.#redis.prefix, part));
    return Object.entries(stored).map(([name, text]) => ({ name, value: orError(() => read(text)) }));
  }
}

interface Named<Rule> {
  readonly name: string;
  readonly value: Rule | Error;
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
const ruleIn = <Rule>({ value }: Named<Rule>): Rule | Error => value;

function readOrNull<Rule>(text: string | null, read: (text: string) => Rule): Rule | null {
  const rule = text === null ? null : orError(() => read(text));
  return rule instanceof Error ? null : rule;
}

/** Money as it stands in JSON. */
function moneyText(money: Money | null): DecimalMoney | null {
  return money && { amount: formatAmount(money), currency: money.currency };
}

function readMoney(stored: DecimalMoney): Money {
  const minor = parseAmount(stored.amount, stored.currency);
  if (minor === null) throw new Error(`${stored.amount} is no amount of ${stored.currency}`);
  return { minor, currency: stored.currency };
}

function discountText(discount: Discount): string {
  return JSON.stringify({ ...discount, amount: moneyText(discount.amount), minimum: moneyText(discount.minimum) });
}

function readDiscount(text: string): Discount {
  const stored = JSON.parse(text) as Omit<Discount, 'amount' | 'minimum' | 'startsAt' | 'endsAt'> & {
    amount: DecimalMoney | null;
    minimum: DecimalMoney | null;
    startsAt: string | null;
    endsAt: string | null;
  };
  const discount = {
    ...stored,
    amount: stored.amount && readMoney(stored.amount),
    minimum: stored.minimum && readMoney(stored.minimum),
    startsAt: stored.startsAt === null ? null : new Date(stored.startsAt),
    endsAt: stored.endsAt === null ? null : new Date(stored.endsAt),
  };
  checkDiscount(discount);
  return discount;
}

function methodText(method: ShippingMethod): string {
  const rates = method.rates.map((rate) => ({
    ...rate,
    price: moneyText(rate.price),
    fromTotal: moneyText(rate.fromTotal),
  }));
  return JSON.stringify({ ...method, rates });
}

function readMethod(text: string): ShippingMethod {
  const stored = JSON.parse(text) as Omit<ShippingMethod, 'rates'> & {
    rates: { price: DecimalMoney; fromWeightGrams: number; fromTotal: DecimalMoney | null }[];
  };
  const method = {
    ...stored,
    rates: stored.rates.map(({ price, fromWeightGrams, fromTotal }) => ({
      price: readMoney(price),
      fromWeightGrams,
      fromTotal: fromTotal && readMoney(fromTotal),
    })),
  };
  checkShippingMethod(method);
  return method;
}

function readZone(text: string): TaxZone {
  const zone = JSON.parse(text) as TaxZone;
  checkTaxZone(zone);
  return zone;
}
