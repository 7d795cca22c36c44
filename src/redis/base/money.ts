// Money as a whole number of a currency's smallest unit. Decimal text is read and written at the edge alone, and no float
// is ever made of it: 19.99 EUR is 1999 cents.

import { code as currencyByCode, codes as currencyCodes } from 'currency-codes';
import { Refusal, refuse } from './problem.ts';

export interface Money {
  /** In the currency's smallest unit: cents for EUR, yen for JPY, fils for KWD. */
  readonly minor: bigint;
  /** ISO 4217, three capital letters. */
  readonly currency: string;
}

/** Decimal text and its currency, as the API speaks of money. */
export interface DecimalMoney {
  readonly amount: string;
  readonly currency: string;
}

// Looked up once, since the package goes through its whole list each time.
/** The codes of ISO 4217. */
export const currencies: readonly string[] = currencyCodes();

const digitsByCode = new Map(currencyCodes().map((code) => [code, currencyByCode(code)?.digits ?? 2]));

/** How many decimal places the currency's amounts have: 2 for EUR and for what ISO 4217 does not know, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return digitsByCode.get(currency) ?? digitsByCode.get(currency.toUpperCase()) ?? 2;
}

/** `"19.99"` EUR is 1999n. Null where the amount has more decimal places than the currency. */
export function parseAmount(amount: string, currency: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!match) return null;
  const places = minorDigits(currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > places) return null;
  const minor = BigInt((match[2] as string) + fraction.padEnd(places, '0'));
  return match[1] === '-' ? -minor : minor;
}

/** 1999 EUR is `"19.99"`: always with all the places of the currency. */
export function formatAmount({ minor, currency }: { minor: bigint | number; currency: string }): string {
  const places = minorDigits(currency);
  const value = BigInt(minor);
  const text = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const sign = value < 0n ? '-' : '';
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** @throws Refusal INVALID for a currency that ISO 4217 does not know; `field` is its path in the input. */
export function checkCurrency(currency: unknown, ...field: string[]): asserts currency is string {
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency) || !currencyByCode(currency))
    throw new Refusal({
      code: 'INVALID',
      message: `${currency} is not a currency of ISO 4217, such as EUR or JPY.`,
      field,
      allowed: currencyCodes(),
    });
}

/**
 * Reads what a caller gave as money; `field` is its path in the input.
 * @throws Refusal INVALID for a currency that ISO 4217 does not know and for more decimal places than it has.
 */
export function parseMoney({ amount, currency }: DecimalMoney, ...field: string[]): Money {
  if (!currencyByCode(currency))
    throw new Refusal({
      code: 'INVALID',
      message: `${currency} is not a currency of ISO 4217, such as EUR or JPY.`,
      field: [...field, 'currency'],
      allowed: currencyCodes(),
    });
  const minor = parseAmount(amount, currency);
  if (minor === null) {
    const places = minorDigits(currency);
    const allowed = places === 0 ? 'no decimal places' : `at most ${places} decimal places`;
    refuse('INVALID', `${currency} has ${allowed}; got ${amount}.`, ...field, 'amount');
  }
  return { minor, currency };
}

/** `19.99 EUR`, for messages. */
export function moneyText(money: Money): string {
  return `${formatAmount(money)} ${money.currency}`;
}

export function times(money: Money, quantity: number): Money {
  return { minor: money.minor * BigInt(quantity), currency: money.currency };
}

/** @throws an Error where the currencies differ: a cart has one, so that is a fault. */
export function sum(monies: readonly Money[], currency: string): Money {
  let minor = 0n;
  for (const money of monies) {
    if (money.currency !== currency) throw new Error(`Cannot add ${money.currency} to ${currency}`);
    minor += money.minor;
  }
  return { minor, currency };
}
