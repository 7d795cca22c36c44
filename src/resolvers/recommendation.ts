// What is recommended beside a product and to the caller.

import { readable } from '../redis/base/or-error.ts';
import type { Product } from '../redis/catalogue/product.ts';
import { recommendationLimits } from '../redis/recommendation/limits.ts';
import type { Recommended } from '../redis/recommendation/recommendation.ts';
import type { Context } from './base/context.ts';
import { ownerOf } from './base/owner.ts';
import { readSize } from './base/page.ts';

interface Limited {
  readonly limit?: number | null;
}

export function recommendations({ sku }: Product, { limit }: Limited, { stores }: Context): Promise<Product[]> {
  return stores.recommendations.forProduct(sku, readSize(limit, recommendationLimits.page, 'limit'));
}

type OfCart = { readonly skus: readonly string[] } | { readonly lines: readonly { readonly product: Product }[] };

export function cartRecommendations(cart: OfCart, { limit }: Limited, { stores }: Context): Promise<Recommended[]> {
  const skus = 'skus' in cart ? cart.skus : cart.lines.map(({ product }) => product.sku);
  return stores.recommendations.forCart(skus, readSize(limit, recommendationLimits.page, 'limit'));
}

/** The product of the cart that one was bought with; null if it is not for sale any more. */
export async function boughtWith({ with: sku }: Recommended, { stores }: Context): Promise<Product | null> {
  const product = sku === null ? null : await stores.catalogue.get(sku);
  return product?.active ? product : null;
}

/** From the caller's cart and newest orders. */
export async function viewerRecommendations({ limit }: Limited, { session, stores }: Context): Promise<Product[]> {
  const size = readSize(limit, recommendationLimits.page, 'limit');
  if (!session) return stores.recommendations.forBasket([], size);
  const owner = ownerOf(session);
  const [cart, orders] = await Promise.all([
    stores.carts.head(owner),
    stores.orders.page(owner, { after: null, size: recommendationLimits.newestOrders, backwards: false }),
  ]);
  const readableOrders = readable(orders.entries.map(({ order }) => order));
  const owned = readableOrders.flatMap(({ lines }) => lines.map((line) => line.sku));
  return stores.recommendations.forBasket([...owned, ...(cart?.skus ?? [])], size);
}
