// Why a cart cannot go to checkout as it is, found before anything is reserved.

import { moneyText } from '../base/money.ts';
import type { Problem } from '../base/problem.ts';
import type { Cart } from '../cart/cart.ts';

export function startProblems(cart: Cart, acceptPriceChanges: boolean): Problem[] {
  return cart.lines.flatMap(({ product, unitPrice }, index): Problem[] => {
    const field = ['lines', String(index), 'sku'];
    if (!product.active || product.price.currency !== cart.total.currency)
      return [{ code: 'NOT_FOUND', message: `${product.name} is not for sale any more; remove it.`, field }];
    if (product.price.minor > unitPrice.minor && !acceptPriceChanges) {
      const message = `${product.name} was ${moneyText(unitPrice)} and is ${moneyText(product.price)} now; accept it to go on.`;
      return [{ code: 'PRICE_CHANGED', message, field }];
    }
    return [];
  });
}
