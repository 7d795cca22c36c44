// What a simulation reads of an order.

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface BoughtOrder {
  readonly id: string;
  readonly number: string;
  readonly total: Money;
  readonly adjustments: readonly {
    readonly kind: 'DISCOUNT' | 'SHIPPING' | 'TAX';
    readonly source: string;
    readonly amount: Money;
  }[];
  readonly lines: readonly { readonly id: string; readonly quantity: number }[];
}

/** A mutation's answer to who made a mistake. */
export interface Problems {
  readonly userErrors: readonly { readonly code: string; readonly message: string; readonly field?: string[] | null }[];
}
