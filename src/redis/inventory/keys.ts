// The keys of one warehouse's stock and holds, all in one slot, so that a whole cart is reserved at once.

export type InventoryPart = 'on-hand' | 'reserved' | 'holds' | 'expiry' | 'settled' | 'held' | 'carts' | 'turned';

/** The hash tag of all of them. */
export const inventoryTag = 'inv:main';

export const inventoryKeys = {
  part: (prefix: string, part: InventoryPart) => `${prefix}:{${inventoryTag}}:${part}`,
  /** The outcome of one keyed stock adjustment. */
  adjustment: (prefix: string, key: string) => `${prefix}:{${inventoryTag}}:adjustment:${key}`,
} as const;
