// Why a cart cannot go to checkout as it is, found before anything is reserved.

import { moneyText } from '../base/money.ts';
import type { Problem } from '../base/problem.ts';
import type { Cart } from '../cart/cart.ts';
import type { Quantity, Reservation } from '../inventory/hold.ts';

export function startProblems(cart: Cart, acceptPriceChanges: boolean): Problem[] {
  return cart.lines.flatMap(({ product, unitPrice, priceNow }, index): Problem[] => {
    const field = ['lines', String(index), 'sku'];
    if (!priceNow)
      return [{ code: 'NOT_FOUND', message: `${product.name} is not for sale any more; remove it.`, field }];
    if (priceNow.minor > unitPrice.minor && !acceptPriceChanges) {
      const message = `${product.name} was ${moneyText(unitPrice)} and is ${moneyText(priceNow)} now. Accept the new price to continue.`;
      return [{ code: 'PRICE_CHANGED', message, field }];
    }
    return [];
  });
}

/** Why the stock was not reserved. */
export function reserveProblems(
  refused: Extract<Reservation, { outcome: 'short' | 'share' | 'holds' }>,
  lines: readonly Quantity[],
): Problem[] {
  if (refused.outcome === 'holds')
    return [
      {
        code: 'LIMIT_EXCEEDED',
        message:
          'Too many checkouts are open for you or your network. Complete or cancel one of yours, or try again in a few minutes.',
      },
    ];
  return [...refused.available].map(([sku, available]): Problem => {
    const field = ['lines', String(lines.findIndex((line) => line.sku === sku)), 'quantity'];
    if (refused.outcome === 'short') {
      const message = available > 0 ? `Only ${available} left of ${sku}.` : `${sku} is out of stock.`;
      return { code: 'OUT_OF_STOCK', message, field };
    }
    const message =
      available > 0
        ? `You can reserve at most ${available} of ${sku} at the moment. Reduce the quantity, or order the rest afterwards.`
        : `You, or others on your network, have reserved as many of ${sku} as may be. Try again in a few minutes.`;
    return { code: 'LIMIT_EXCEEDED', message, field };
  });
}
