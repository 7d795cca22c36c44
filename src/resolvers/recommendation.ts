// What is recommended to the caller.

import type { Product } from '../redis/catalogue/catalogue.ts';
import type { Context } from './base/context.ts';
import { ownerOf } from './base/owner.ts';

/** From the caller's cart and newest orders. */
export async function viewerRecommendations(first: number, { session, stores }: Context): Promise<Product[]> {
  if (!session) return stores.recommendations.forBasket([], first);
  const owner = ownerOf(session);
  const [cart, orders] = await Promise.all([stores.carts.get(owner), stores.orders.page(owner, 5, null, false)]);
  const owned = orders.entries.flatMap(({ order }) => order.lines.map((line) => line.sku));
  return stores.recommendations.forBasket([...owned, ...(cart?.lines ?? []).map((line) => line.product.sku)], first);
}
