// The keys of the checkouts. A checkout and the order that it becomes are one record; see order/keys.ts.

export const checkoutKeys = {
  /** What a checkout's idempotency key was first used for. */
  idempotency: (prefix: string, owner: string, key: string) => `${prefix}:checkout-key:{${owner}}:${key}`,
} as const;
