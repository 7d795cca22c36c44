// What the checkout asks of a payment provider. Everything hangs on two promises that a real one gives too: a charge is
// made at most once for a key, and its cancelling is final, also where it has not arrived yet.

import type { Money } from '../base/money.ts';

export interface Charge {
  /** The same key never charges twice. */
  readonly key: string;
  readonly amount: Money;
  /** Stands for the card or account, as the provider's own page in the browser made it. */
  readonly token: string;
}

export interface Refund {
  /** Of the charge. */
  readonly key: string;
  /** The same key never gives back twice. */
  readonly refundKey: string;
  /** No more than is left of the charge. */
  readonly amount: Money;
}

export type ChargeOutcome =
  | { readonly outcome: 'charged' }
  /** `message` is for the customer. */
  | { readonly outcome: 'declined'; readonly message: string };

/** A charge as the provider keeps it. */
export interface ListedCharge {
  readonly key: string;
  readonly chargedAt: Date;
  /** Whether all of it was given back. */
  readonly refunded: boolean;
}

export interface ChargePage {
  /** The oldest first. */
  readonly charges: readonly ListedCharge[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

export const paymentLimits = {
  /** A call that was not answered so long counts as unclear. Shorter than whoever settles a payment holds its order. */
  answerMs: 10_000,
} as const;

export interface PaymentProvider {
  /**
   * `signal` is aborted when nobody waits for the answer any more.
   * @throws PaymentUnclear where it cannot be told whether the charge was made; ask again with the same key. Whatever
   *   else it throws counts as the same.
   */
  charge(charge: Charge, signal?: AbortSignal): Promise<ChargeOutcome>;
  /**
   * Calls a charge off for good: gives back what was charged under the key and not given back yet, and refuses a charge under it from
   * then on. May be repeated.
   * @throws where that is not sure; it is asked again.
   */
  cancel(key: string, signal?: AbortSignal): Promise<void>;
  /**
   * Gives back a part of a charge, or all of it, once for a refund's key. Where the charge was called off it is given back already.
   * @throws where that is not sure; it is asked again with the same key.
   */
  refund(refund: Refund, signal?: AbortSignal): Promise<void>;
  /**
   * The charges of this installation since a moment, some hundreds a page: not those of others that share the account, as what no
   * order stands for is given back. Where it is absent nothing is compared.
   */
  charges?(since: Date, cursor: string | null): Promise<ChargePage>;
}

/** The provider gave no clear answer: a time-out, a lost connection, an outage. */
export class PaymentUnclear extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PaymentUnclear';
  }
}
