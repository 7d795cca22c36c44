// The keys of prices: what administrators have set in one slot, and the uses of each discount in its own.

export type PriceRulePart = 'discounts' | 'automatic' | 'shipping' | 'taxes';

export const pricingKeys = {
  /** What was set, by name: discounts by code, discounts that apply by themselves, shipping methods, and taxes by country. */
  rules: (prefix: string, part: PriceRulePart) => `${prefix}:{pricing}:${part}`,
  /** The orders that use a discount. */
  uses: (prefix: string, code: string) => `${prefix}:{discount:${code}}:orders`,
  /** How often each customer uses it. */
  customers: (prefix: string, code: string) => `${prefix}:{discount:${code}}:customers`,
} as const;
