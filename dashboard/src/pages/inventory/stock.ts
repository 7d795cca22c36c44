// Products as they are now, while their stock moves under the reader's eyes.

import { useFeed } from '../../data.ts';
import { type ProductViewFragment, StockChangedDocument } from '../../generated/graphql.ts';

// A delivery is of one product: enough of them that a busy product does not push out the others of a page.
const keep = 200;

/** Gives of each product the newest that was delivered, else what was read. At most 50 products. */
export function useStock(read: readonly ProductViewFragment[]): (product: ProductViewFragment) => ProductViewFragment {
  const skus = read.map(({ sku }) => sku);
  const { deliveries } = useFeed(StockChangedDocument, { skus }, keep, skus.length === 0);
  return (product) => deliveries.find(({ stockChanged }) => stockChanged.sku === product.sku)?.stockChanged ?? product;
}
