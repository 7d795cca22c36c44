// The keys of the checkouts. A checkout and the order that it becomes are one record; see order/keys.ts.

export const checkoutKeys = {
  /** What a checkout's idempotency key was first used for. */
  idempotency: (prefix: string, owner: string, key: string) => `${prefix}:checkout-key:{${owner}}:${key}`,
  /** Up to where the charges were compared with the orders. */
  reconciliation: (prefix: string) => `${prefix}:{reconciliation}:state`,
  /** Held by the process that compares them. */
  reconciling: (prefix: string) => `${prefix}:{reconciliation}:lock`,
} as const;
