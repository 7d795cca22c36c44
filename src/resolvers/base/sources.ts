// What an answer is made from, by name: fields note it where the answer may be kept for others, so that it ends when that changes.

export const sourceOf = {
  /** Any product: for lists, and whatever reads more than one product. */
  products: 'products',
  /** Also of a SKU without a product: it may get one. */
  product: (sku: string): string => `product ${sku}`,
  stock: (sku: string): string => `stock ${sku}`,
} as const;
