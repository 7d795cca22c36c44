// What Mortar asks of a payment provider, and what any provider can be plugged in by. A payment is authorised, which sets the money
// aside, and captured once the stock is taken, which moves it. Everything hangs on two promises: a payment is made at most once for
// its key, and its cancelling is final. docs/payments.md describes how to write one, and provider-cases.ts tests it.

import type { IncomingHttpHeaders } from 'node:http';
import type { Money } from '../base/money.ts';

export const paymentLimits = {
  /** A call that was not answered so long counts as unclear. Shorter than whoever settles a payment holds its order. */
  answerMs: 10_000,
  maxReferenceLength: 200,
  /** Of what a customer's browser is handed. */
  maxActionLength: 2_000,
  maxTextLength: 200,
} as const;

/** A payment of one attempt at one order. */
export interface Payment {
  /** The same key is the same payment. */
  readonly key: string;
  readonly amount: Money;
  /** What the provider calls it, once it has told; null before. */
  readonly reference: string | null;
}

/** A payment to begin. */
export interface NewPayment extends Payment {
  /** Stands for the card or account, as the provider's own page in the browser made it. */
  readonly token: string;
}

/** What the customer has to do in the browser, as with 3-D Secure. Its texts are for the provider's own script. */
export interface PaymentAction {
  readonly clientSecret: string;
  /** The page to send the customer to; null where the provider's script opens it. */
  readonly redirectUrl: string | null;
}

/** How a call about a payment ended. */
export type PaymentOutcome =
  /** The money is set aside; `capture` moves it. */
  | { readonly outcome: 'authorised'; readonly reference?: string }
  /** The money has moved already. */
  | { readonly outcome: 'captured'; readonly reference?: string }
  /** Asked again, it tells what became of it. */
  | { readonly outcome: 'needsAction'; readonly action: PaymentAction; readonly reference?: string }
  /** `message` is for the customer. */
  | { readonly outcome: 'declined'; readonly message: string };

/** How collecting a payment ended. */
export type CaptureOutcome = Extract<PaymentOutcome, { outcome: 'captured' | 'declined' }>;

/** Money of a payment that is given back. */
export interface Refund {
  readonly payment: Payment;
  /** The same key never gives back twice. */
  readonly refundKey: string;
  /** No more than is left of the payment. */
  readonly amount: Money;
}

export const disputeStates = ['OPEN', 'WON', 'LOST'] as const;
/** Where a dispute stands. */
export type DisputeState = (typeof disputeStates)[number];

/** A customer's objection at the bank to a payment. */
export interface Dispute {
  readonly id: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: DisputeState;
  /** When the provider noted this state: an older one never replaces it. */
  readonly at: Date;
}

/** What a webhook tells. That a payment has changed says no more than that: Mortar asks the provider what is true now. */
export type PaymentNotice =
  | { readonly kind: 'payment'; readonly payment: Payment }
  | { readonly kind: 'dispute'; readonly payment: Payment; readonly dispute: Dispute };

/** What a provider sends by itself. */
export interface PaymentWebhook {
  readonly headers: IncomingHttpHeaders;
  /** Byte by byte, as it is signed. */
  readonly body: Buffer;
}

/** A webhook that is not signed by the provider. */
export class UnsignedWebhook extends Error {
  override readonly name = 'UnsignedWebhook';
}

/** A payment whose money has moved, as the provider keeps it. */
export interface ListedCharge {
  readonly key: string;
  readonly amount: Money;
  readonly chargedAt: Date;
  /** Whether all of it was given back. */
  readonly refunded: boolean;
}

/** A page of the payments of a provider. */
export interface ChargePage {
  /** The oldest first. */
  readonly charges: readonly ListedCharge[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

/**
 * Each call may be made again, also at the same time by another process, and tells what is true then. `signal` is aborted when nobody
 * waits for the answer any more. What a call throws, and no answer in time, mean that it is not known what became of it: it is asked
 * again.
 */
export interface PaymentProvider {
  /** Sets the money aside. Under the key of a payment that was begun it tells where that one stands, whatever the token. */
  authorise(payment: NewPayment, signal?: AbortSignal): Promise<PaymentOutcome>;
  /** Moves the money that was set aside. `declined` where it is not set aside any more. */
  capture(payment: Payment, signal?: AbortSignal): Promise<CaptureOutcome>;
  /** Calls a payment off for good: what was set aside is let go, what is left of what has moved is given back, and under its key nothing moves any more. */
  cancel(payment: Payment, signal?: AbortSignal): Promise<void>;
  /** Gives back a part of a payment, or all of it, once for the refund's key. Where it was called off, nothing is left to be done. */
  refund(refund: Refund, signal?: AbortSignal): Promise<void>;
  /**
   * Reads a webhook, if the provider sends any. It may come late, twice and out of order.
   * @throws UnsignedWebhook where the provider has not signed it.
   */
  readWebhook?(webhook: PaymentWebhook, signal?: AbortSignal): Promise<readonly PaymentNotice[]>;
  /**
   * The charges of this installation since a moment, some hundreds a page: not those of others that share the account, as what no
   * order stands for is given back. Where it is absent nothing is compared.
   */
  charges?(since: Date, cursor: string | null): Promise<ChargePage>;
}

/** The provider gave no clear answer: a time-out, a lost connection, an outage. */
export class PaymentUnclear extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PaymentUnclear';
  }
}
