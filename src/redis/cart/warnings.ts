// What a shopper should know about a line before going on: it is read anew each time, so it is never stale.

import { type Money, moneyText } from '../base/money.ts';
import { isSku, type Product } from '../catalogue/product.ts';
import type { Quantity } from '../inventory/hold.ts';
import type { Inventory, Stock } from '../inventory/inventory.ts';

export interface CartWarning {
  readonly code: 'PRICE_CHANGED' | 'LOW_STOCK' | 'OUT_OF_STOCK' | 'UNAVAILABLE' | 'MERGED';
  /** A sentence for the shopper. */
  readonly message: string;
  readonly sku: string;
}

interface WatchedLine {
  readonly product: Product;
  readonly quantity: number;
  readonly unitPrice: Money;
  /** Null where it is not sold at present. */
  readonly priceNow: Money | null;
  readonly available: number;
  /** The line came, in part at least, from the cart of before log-in. */
  readonly merged: boolean;
}

export function warningsOf(line: WatchedLine): CartWarning[] {
  const { product, quantity, unitPrice, priceNow, available, merged } = line;
  const { sku, name } = product;
  const warnings: CartWarning[] = [];
  const warn = (code: CartWarning['code'], message: string): void => {
    warnings.push({ code, message, sku });
  };
  if (!priceNow) warn('UNAVAILABLE', `${name} is not for sale any more.`);
  else {
    if (priceNow.minor !== unitPrice.minor)
      warn('PRICE_CHANGED', `${name} was ${moneyText(unitPrice)} and is ${moneyText(priceNow)} now.`);
    if (available <= 0) warn('OUT_OF_STOCK', `${name} is out of stock.`);
    else if (available < quantity) warn('LOW_STOCK', `Only ${available} left of ${name}.`);
  }
  if (merged) warn('MERGED', `${name} was in the cart of before you logged in.`);
  return warnings;
}

/** Of lines whose stock seems short, how many pieces the shopper's own checkouts hold: they are there for the shopper. */
export async function ownOfShort(
  inventory: Inventory,
  shopper: string,
  lines: readonly Quantity[],
  stock: readonly Stock[],
): Promise<ReadonlyMap<string, number>> {
  const short = lines.filter(({ quantity }, index) => (stock[index]?.available ?? 0) < quantity);
  const skus = short.map(({ sku }) => sku).filter(isSku);
  const held = skus.length > 0 ? await inventory.heldBy(shopper, skus) : [];
  return new Map(skus.map((sku, index) => [sku, held[index] ?? 0]));
}

/** Why a line of the cart of before log-in was left out, as cart/lua/merge.lua notes it. */
export type LeftOut = 'lines' | 'currency';

/** Told as MERGED, too: it is about the merge, and the product is for sale. `product` is null where it is gone. */
export function leftOutWarning(sku: string, reason: LeftOut, product: Product | null, maxLines: number): CartWarning {
  const why =
    reason === 'lines'
      ? `a cart has at most ${maxLines} lines`
      : 'it is priced in another currency, and a cart has one';
  const name = product ? `${product.name} (${sku})` : sku;
  return { code: 'MERGED', message: `${name} was left out when you logged in: ${why}.`, sku };
}
