// The domain events of orders: which one a move is, and where they are written.

import type { DomainEventOutboxes, EventArgs } from '../domain-event/domain-event.ts';
import type { Dispute } from '../payment/payment.ts';
import type { OrderEventName } from './outbox.ts';

/** The hash tag of a shard of the orders. */
export const orderTag = (shard: number): string => `ord:${shard}`;

/** A checkout that is opened is none: every visit may open one. */
const eventOfMove = {
  opened: null,
  expired: 'checkout.expired',
  paid: 'order.paid',
  fulfilled: 'order.fulfilled',
  delivered: 'order.delivered',
  cancelled: 'order.cancelled',
  refunded: 'order.refunded',
  'refunded-part': 'order.refunded',
  'refunded-restock': 'order.refunded',
  'return-requested': 'order.return_requested',
  'return-approved': 'order.return_approved',
  'return-refused': 'order.return_refused',
  'return-received': 'order.return_received',
  declined: 'payment.declined',
  failed: 'payment.failed',
} as const satisfies Record<OrderEventName, string | null>;

/** What scripts of orders pass to domain-event/tell. */
export class OrderEvents {
  readonly #outboxes: DomainEventOutboxes;

  constructor(outboxes: DomainEventOutboxes) {
    this.#outboxes = outboxes;
  }

  keyOf(shard: number): string {
    return this.#outboxes.keyOf(orderTag(shard));
  }

  ofPayment(orderId: string): Promise<EventArgs> {
    return this.#outboxes.argsOf('order.placed', orderId, { orderId });
  }

  ofMove(orderId: string, { event, part }: { readonly event?: OrderEventName; readonly part?: number }) {
    const type = event === undefined ? null : eventOfMove[event];
    return this.#outboxes.argsOf(type, orderId, { orderId, ...(part !== undefined && { part }) });
  }

  ofDispute(orderId: string, { id: disputeId, state }: Dispute): Promise<EventArgs> {
    return this.#outboxes.argsOf('payment.disputed', orderId, { orderId, disputeId, state });
  }
}
