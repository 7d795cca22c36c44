// Products as they are now, while their stock moves under the reader's eyes.

import { useFeed } from '../../data.ts';
import { type ProductViewFragment, StockChangedDocument } from '../../generated/graphql.ts';

// A delivery is of one product: enough of them that a busy product does not push out the others of a page.
const keep = 200;

/** What one subscription watches. */
const watched = 50;

/** Gives of each product the newest that was delivered, else what was read. Of more than 50, the others stay as they were read. */
export function useStock<Shown extends ProductViewFragment>(read: readonly Shown[]): (product: Shown) => Shown {
  const skus = read.slice(0, watched).map(({ sku }) => sku);
  const { deliveries } = useFeed(StockChangedDocument, { skus }, keep, skus.length === 0);
  return (product) => ({
    ...product,
    ...deliveries.find(({ stockChanged }) => stockChanged.sku === product.sku)?.stockChanged,
  });
}
