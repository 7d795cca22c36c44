// The keys of the payments.

export const paymentKeys = {
  /** The test payment provider's ledger entry of one charge. */
  testCharge: (prefix: string, key: string) => `${prefix}:{pay:${key}}`,
  /** The keys of the test payment provider's charges by their time. */
  testCharges: (prefix: string) => `${prefix}:{pay}:charges`,
} as const;
