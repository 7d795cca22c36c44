// Money is integer minor units with a currency, never a float: 19.99 EUR is 1999 cents.

export interface Money {
  readonly minor: bigint | number;
  /** ISO 4217, three capital letters. */
  readonly currency: string;
}

// ISO 4217: the currencies whose minor unit is not a hundredth.
const digits: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((c) => [c, 3])),
};

/** How many decimal places the currency's amounts have: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return digits[currency] ?? 2;
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

/** 1999 EUR is `"19.99"`. */
export function formatAmount({ minor, currency }: Money): string {
  const places = minorDigits(currency);
  const value = BigInt(minor);
  const text = (value < 0n ? -value : value).toString().padStart(places + 1, '0');
  const sign = value < 0n ? '-' : '';
  return places === 0 ? sign + text : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}
