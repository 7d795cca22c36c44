// Makes the total of a checkout: the goods, and what the calculators add and take off.

import { type Money, sum } from '../base/money.ts';
import { refuse } from '../base/problem.ts';
import { type Adjustment, checkAdjustments, totalOf } from './adjustment.ts';
import { type Calculators, calculatorNames, type PriceBasis, type PricedLine } from './calculator.ts';
import { discountCalculator, discountProblem, isCounted } from './discount.ts';
import type { PriceRules } from './rules.ts';
import { shippingCalculator, shippingPrice } from './shipping.ts';
import { taxCalculator } from './tax.ts';
import type { DiscountUses } from './uses.ts';

/** What the shopper has chosen beside the goods. */
interface PriceChoices {
  readonly code: string | null;
  readonly shippingMethod: string | null;
  readonly country: string | null;
}

export interface ToPrice extends PriceChoices {
  readonly lines: readonly PricedLine[];
  readonly currency: string;
  readonly customer: string;
}

export interface Priced {
  readonly adjustments: readonly Adjustment[];
  readonly total: Money;
  /** The choices, without those that do not apply any more. */
  readonly choices: PriceChoices;
  /** Whether the shopper has to choose how it is sent before paying. */
  readonly needsShipping: boolean;
}

/** A way to send the goods of a checkout. */
export interface ShippingOption {
  readonly name: string;
  readonly label: string;
  readonly price: Money;
}

export class Pricing {
  readonly #rules: PriceRules;
  readonly #uses: DiscountUses;
  readonly #calculators: Calculators;

  constructor(rules: PriceRules, uses: DiscountUses, calculators: Partial<Calculators> = {}) {
    this.#rules = rules;
    this.#uses = uses;
    this.#calculators = {
      shipping: shippingCalculator,
      discounts: discountCalculator,
      taxes: taxCalculator,
      ...calculators,
    };
  }

  /**
   * @param asked which choices were made just now: one of them that does not apply is refused; another is left out.
   * @throws Refusal INVALID, LIMIT_EXCEEDED, NOT_FOUND.
   */
  async price(given: ToPrice, asked: { code?: boolean; shippingMethod?: boolean } = {}): Promise<Priced> {
    const basis = await this.#basisOf(given);
    const { rules, goods } = basis;
    const problem = basis.code === null ? null : codeProblem(basis);
    if (problem !== null && asked.code) refuse('NOT_FOUND', problem, 'discountCode');
    const method = rules.methods.find(({ name }) => name === basis.shippingMethod);
    const price = method ? shippingPrice(method, basis) : null;
    if (asked.shippingMethod && basis.shippingMethod !== null && price === null)
      refuse('NOT_FOUND', 'That shipping method is not offered for these goods and this country.', 'shippingMethod');
    const choices = {
      code: problem === null ? basis.code : null,
      shippingMethod: price === null ? null : basis.shippingMethod,
      country: basis.country,
    };
    const chosen = { ...basis, ...choices, rules: problem === null ? rules : { ...rules, coded: null } };
    const adjustments: Adjustment[] = [];
    for (const name of calculatorNames)
      adjustments.push(...(await this.#calculators[name].adjustments(chosen, adjustments)));
    checkAdjustments(adjustments, goods.currency);
    const total = totalOf(goods, adjustments);
    if (total.minor < 0n) throw new Error(`The calculators of prices took more off than there was: ${total.minor}`);
    const needsShipping = choices.shippingMethod === null && rules.methods.some(({ active }) => active);
    return { adjustments, total, choices, needsShipping };
  }

  /** How the goods can be sent, and what each way costs. */
  async shippingOptions(given: ToPrice): Promise<ShippingOption[]> {
    const basis = await this.#basisOf(given);
    return basis.rules.methods.flatMap((method) => {
      const price = shippingPrice(method, basis);
      return price ? [{ name: method.name, label: method.label, price }] : [];
    });
  }

  async #basisOf({ lines, currency, customer, ...choices }: ToPrice): Promise<PriceBasis> {
    const rules = await this.#rules.applicable(choices.code, choices.country);
    const goods = sum(
      lines.map(({ total }) => total),
      currency,
    );
    const counted = [...rules.automatic, ...(rules.coded ? [rules.coded] : [])].filter(isCounted);
    const used = await Promise.all(
      counted.map(async ({ code }) => {
        const [all, byCustomer] = await Promise.all([this.#uses.count(code), this.#uses.countOf(code, customer)]);
        return [code, { all, byCustomer }] as const;
      }),
    );
    return { lines, goods, customer, at: new Date(), rules, used: new Map(used), ...choices };
  }
}

function codeProblem(basis: PriceBasis): string | null {
  const { coded } = basis.rules;
  return coded ? discountProblem(coded, basis) : `${basis.code} is not valid.`;
}
