// The keys of the payments.

export const paymentKeys = {
  /** The test payment provider's ledger entry of one charge. */
  testCharge: (prefix: string, key: string) => `${prefix}:{pay:${key}}`,
} as const;
