// What groups, and the processes that share their messages, say to each other.

import type { Message } from './shapes.ts';

/** A group of one topic. */
export interface GroupAddress {
  readonly topic: string;
  readonly group: string;
}

/** A message that a consumer of a group holds. */
export interface Delivery extends Message {
  /** 1 for the first time. */
  readonly attempt: number;
}

/** How an attempt ended that did not end in an acknowledgement. `GIVEN_BACK` does not count as one. */
export type DeliveryOutcome =
  | { readonly kind: 'ACKNOWLEDGED' }
  | { readonly kind: 'FAILED'; readonly error: string; readonly retry: boolean; readonly delayMs: number }
  | { readonly kind: 'GIVEN_BACK' };

/** A message that was handled, and how that ended. */
export interface EndedDelivery {
  readonly delivery: Pick<Delivery, 'cursor' | 'attempt'>;
  readonly outcome: DeliveryOutcome;
}

/** What a step of a group hands in and asks for. */
export interface GroupStepRequest extends GroupAddress {
  /**
   * Where a group begins that is not there: behind the newest message, or with the oldest that is there. `LOST` is for one that
   * was there and is gone with Redis' data: it begins with the oldest, and its answer says that it missed some.
   */
  readonly from: 'NEWEST' | 'OLDEST' | 'LOST';
  readonly want: number;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  readonly ended: readonly EndedDelivery[];
  /** Leases to renew. */
  readonly renewed: readonly Pick<Delivery, 'cursor' | 'attempt'>[];
}

/** What a step of a group gave. */
export interface GroupStepAnswer {
  /** For each lease to renew whether it was still held. */
  readonly held: readonly boolean[];
  readonly taken: readonly Delivery[];
  /** When one that is pending is due, in milliseconds from now; null where none is pending. */
  readonly nextDueMs: number | null;
  /** The places of the ended ones whose part of the topic did not answer while others did: to be handed in again. */
  readonly undone: readonly number[];
}
