// The domain events: what has happened, in one word, and what is told of it. Data are ids and words of Mortar's own, never secrets nor
// what somebody has written, so that an event may be kept and sent on; who handles one reads the rest from the stores.

/** The data of each type. */
export interface DomainEvents {
  'order.placed': OrderChange;
  'order.paid': OrderChange;
  'order.fulfilled': OrderChange;
  'order.delivered': OrderChange;
  'order.cancelled': OrderChange;
  'order.refunded': OrderChange;
  'order.return_requested': OrderChange;
  'order.return_approved': OrderChange;
  'order.return_refused': OrderChange;
  'order.return_received': OrderChange;
  'checkout.expired': OrderChange;
  'payment.declined': OrderChange;
  'payment.failed': OrderChange;
  'payment.disputed': DisputeChange;
  'account.created': AccountChange;
  'account.disabled': AccountChange;
  'account.enabled': AccountChange;
  'account.erased': AccountChange;
  'session.started': SessionStart;
  'session.ended': SessionEnd;
  'stock.low': StockLevel;
  'job.dead': JobEnd;
  'experiment.started': ExperimentChange;
  'experiment.stopped': ExperimentChange;
  'experiment.rolled_out': ExperimentChange;
  'flag.changed': FlagChange;
}

interface OrderChange {
  readonly orderId: string;
  /** Which fulfilment, return or refund of the order it is about, counted from 1. */
  readonly part?: number;
}

interface DisputeChange {
  readonly orderId: string;
  readonly disputeId: string;
  readonly state: string;
}

interface AccountChange {
  readonly accountId: string;
}

interface SessionStart extends AccountChange {
  readonly sessionId: string;
}

interface SessionEnd extends SessionStart {
  /** Such as `LOGGED_OUT`, `REVOKED` or `TOKEN_REUSED`. */
  readonly reason: string;
}

interface StockLevel {
  readonly sku: string;
  /** How many pieces are left. */
  readonly onHand: number;
}

interface JobEnd {
  readonly jobId: string;
  readonly queue: string;
  /** Of the job. */
  readonly name: string;
}

interface ExperimentChange {
  readonly experiment: string;
  /** One more with each new definition. */
  readonly version: number;
}

interface FlagChange {
  readonly flag: string;
  /** False for one that was deleted. */
  readonly enabled: boolean;
}

export type DomainEventType = keyof DomainEvents;

/** Something that has happened. */
export interface DomainEvent<Type extends DomainEventType = DomainEventType> {
  /** The same each time the event is delivered, and no other event's. */
  readonly id: string;
  readonly type: Type;
  /** When it happened, by Redis' clock. */
  readonly at: Date;
  /** What it happened to, such as the id of an order or an account. Events of one subject come in their order. */
  readonly subject: string;
  readonly data: DomainEvents[Type];
}

/** Each type, and what has happened. */
export const domainEventTypes: Readonly<Record<DomainEventType, string>> = {
  'order.placed': 'The payment of an order has begun.',
  'order.paid': 'An order is paid.',
  'order.fulfilled': 'An order, or a part of it, was sent.',
  'order.delivered': 'An order, or a part of it, has arrived.',
  'order.cancelled': 'An order was cancelled.',
  'order.refunded': 'Money of an order is to be given back.',
  'order.return_requested': 'A customer wants to send something back.',
  'order.return_approved': 'A return was approved.',
  'order.return_refused': 'A return was refused.',
  'order.return_received': 'What was sent back has arrived.',
  'checkout.expired': 'A checkout whose payment had begun has run out of time.',
  'payment.declined': 'A payment was declined.',
  'payment.failed': 'A payment has failed.',
  'payment.disputed': 'A customer disputes a payment, or a dispute has moved on.',
  'account.created': 'There is a new account.',
  'account.disabled': 'An account was disabled.',
  'account.enabled': 'An account was enabled again.',
  'account.erased': 'An account was erased.',
  'session.started': 'Somebody has logged in to an account.',
  'session.ended': 'A session of an account was ended. One that has run out is not told of.',
  'stock.low': 'A sale or an adjustment has left fewer pieces of a product on hand than MORTAR_LOW_STOCK.',
  'job.dead': 'A job has failed for good.',
  'experiment.started': 'An experiment was started.',
  'experiment.stopped': 'An experiment was stopped.',
  'experiment.rolled_out': 'A variant of an experiment is shown to everybody from now on.',
  'flag.changed': 'A flag was created, changed or deleted.',
};

export const isDomainEventType = (name: string): name is DomainEventType => Object.hasOwn(domainEventTypes, name);
