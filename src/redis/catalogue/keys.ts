// The keys of the catalogue: documents, what they are found by and what they are sorted by, all in one slot.

import type { ChannelPrefix } from '../base/channels.ts';

export type CataloguePart =
  | 'products'
  | 'text'
  | 'numbers'
  | 'skus'
  | 'postings'
  | 'frequent'
  | 'bits'
  | 'names'
  | 'name'
  | 'price'
  | 'sold'
  | 'resting'
  | 'slice'
  | 'parents'
  | 'family'
  | 'faceted'
  | 'facet'
  | 'values'
  | 'categories'
  | 'stocked'
  | 'passing'
  | 'synonyms';

export const catalogueKeys = {
  part: (prefix: string, part: CataloguePart) => `${prefix}:{cat}:${part}`,
  /** The variants of a product. */
  family: (prefix: string, sku: string) => `${prefix}:{cat}:family:${sku}`,
  /** Searches of a week that found nothing. */
  missed: (prefix: string, week: number) => `${prefix}:{cat}:missed:${week}`,
  /** Marks an order whose lines were counted as sold. */
  sold: (prefix: string, orderId: string) => `${prefix}:{cat}:counted:${orderId}`,
  /** Channel: a product's stock or data changed. A channel a SKU: this and the SKU. The one without a SKU is told of all of them. */
  changed: (prefix: ChannelPrefix, sku: string) => `${prefix}:stock-changed:${sku}`,
} as const;
