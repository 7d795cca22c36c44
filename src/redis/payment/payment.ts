// What the checkout asks of a payment provider. Everything hangs on two promises that a real one gives too: a charge is
// made at most once for a key, and a refund of a key is final, also where its charge has not arrived yet.

import type { Money } from '../base/money.ts';

export interface Charge {
  /** The same key never charges twice. */
  readonly key: string;
  readonly amount: Money;
  /** Stands for the card or account, as the provider's own page in the browser made it. */
  readonly token: string;
}

export type ChargeOutcome =
  | { readonly outcome: 'charged' }
  /** `message` is for the customer. */
  | { readonly outcome: 'declined'; readonly message: string };

export interface PaymentProvider {
  /** @throws PaymentUnclear where it cannot be told whether the charge was made; ask again with the same key. */
  charge(charge: Charge): Promise<ChargeOutcome>;
  /** Gives back what was charged under the key, once; a charge under that key is refused from then on. */
  refund(key: string): Promise<void>;
}

/** The provider gave no clear answer: a time-out, a lost connection, an outage. */
export class PaymentUnclear extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PaymentUnclear';
  }
}
