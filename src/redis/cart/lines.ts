// The lines of carts: how many there may be, how they are stored, and what a shopper may change of them.

import type { Problem } from '../base/problem.ts';
import { Refusal, rangeOf, refuseBut } from '../base/problem.ts';
import { isSold, type Product, priceIn } from '../catalogue/product.ts';
import type { Quantity } from '../inventory/hold.ts';
import type { LeftOut } from './warnings.ts';

export const cartLimits = {
  /** Of owners, visitors and checkouts. */
  maxNameLength: 200,
  ttlMs: 24 * 3_600_000,
  maxLines: 100,
  maxQuantity: 999,
} as const;

export interface StoredLine {
  readonly sku: string;
  readonly quantity: number;
  readonly sequence: number;
  readonly minor: bigint;
}

/** Ids with spaces between. */
export function idsIn(text = ''): string[] {
  return text.split(' ').filter((id) => id !== '');
}

export function storedLines(fields: Readonly<Record<string, string>>): StoredLine[] {
  return Object.entries(fields)
    .filter(([field]) => field.startsWith('l:'))
    .map(([field, value]) => {
      const [quantity, sequence, minor] = value.split(':') as [string, string, string];
      return { sku: field.slice(2), quantity: Number(quantity), sequence: Number(sequence), minor: BigInt(minor) };
    })
    .sort((a, b) => a.sequence - b.sequence);
}

/** What the last merge left out, by SKU: in a hash of many fields they have no order of their own. */
export function leftOutLines(fields: Readonly<Record<string, string>>): { sku: string; reason: LeftOut }[] {
  return Object.entries(fields)
    .filter(([field]) => field.startsWith('left:'))
    .map(([field, reason]) => ({ sku: field.slice('left:'.length), reason: reason as LeftOut }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

function otherCurrency({ sku, price, prices = [] }: Product, currency: string, field: readonly string[]): Problem {
  const own = [price, ...prices].map((each) => each.currency);
  const message = `${sku} is priced in ${own.join(', ')}, the cart in ${currency}; a cart has one currency.`;
  return { code: 'INVALID', message, field, allowed: own };
}

/** Which currency a cart is in. */
interface WantedCurrency {
  readonly asked: string | null;
  /** An empty cart may have one too, of lines that are gone. */
  readonly stored: string | null;
}

function currencyFor(first: Product | null | undefined, { asked, stored }: WantedCurrency): string {
  if (!first) return '';
  if (asked !== null) return asked;
  return stored !== null && priceIn(first, stored) ? stored : first.price.currency;
}

export function checkLines(
  lines: readonly Quantity[],
  products: readonly (Product | null)[],
  least: number,
  wanted: WantedCurrency,
) {
  if (lines.length === 0 || lines.length > cartLimits.maxLines)
    refuseBut(
      [rangeOf(1, cartLimits.maxLines, 'entries')],
      'LIMIT_EXCEEDED',
      `Give 1 to ${cartLimits.maxLines} lines at a time.`,
      'lines',
    );
  const problems: Problem[] = [];
  const changes: { sku: string; quantity: number; minor: bigint }[] = [];
  // Of what is taken out the currency does not matter: it may have changed since it was put in.
  const first = products.find((product, index) => product && lines[index]?.quantity !== 0);
  const currency = currencyFor(first, wanted);
  for (const [index, { sku, quantity }] of lines.entries()) {
    const at = ['lines', String(index)];
    const product = products[index];
    if (!(Number.isInteger(quantity) && quantity >= least && quantity <= cartLimits.maxQuantity))
      problems.push({
        code: quantity > cartLimits.maxQuantity ? 'LIMIT_EXCEEDED' : 'INVALID',
        message: `A quantity is from ${least} to ${cartLimits.maxQuantity}; got ${quantity}.`,
        field: [...at, 'quantity'],
        allowed: [rangeOf(least, cartLimits.maxQuantity)],
      });
    // Setting a line to nothing is allowed for what is not for sale any more.
    if (quantity === 0) changes.push({ sku, quantity, minor: 0n });
    else if (!product?.active)
      problems.push({ code: 'NOT_FOUND', message: `There is no product ${sku} for sale.`, field: [...at, 'sku'] });
    else if (!isSold(product))
      problems.push({
        code: 'INVALID',
        message: `${sku} is sold as its variants. Add one of these.`,
        field: [...at, 'sku'],
      });
    else {
      const price = priceIn(product, currency);
      if (price) changes.push({ sku, quantity, minor: price.minor });
      else problems.push(otherCurrency(product, currency, [...at, 'sku']));
    }
  }
  if (problems.length > 0) throw new Refusal(problems);
  return { changes, currency };
}
