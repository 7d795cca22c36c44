// How a store says no. A Refusal means that nothing was changed; a store that did part of its work returns the
// problems beside its result instead.

export const problemCodes = [
  'INVALID',
  'NOT_FOUND',
  'CONFLICT',
  'EMAIL_TAKEN',
  'INVALID_CREDENTIALS',
  'TOO_MANY_ATTEMPTS',
  'WEAK_PASSWORD',
  'REAUTHENTICATION_REQUIRED',
  'OUT_OF_STOCK',
  'CART_EMPTY',
  'CART_CHANGED',
  'PRICE_CHANGED',
  'LIMIT_EXCEEDED',
  'PAYMENT_DECLINED',
  'RESERVATION_EXPIRED',
  'ILLEGAL_STATE',
  'LEASE_LOST',
  'QUEUE_PAUSED',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** What a well-meaning caller got wrong: the same shape as the API's `UserError`. */
export interface Problem {
  readonly code: ProblemCode;
  /** A sentence for a person: what is wrong and what to do about it. */
  readonly message: string;
  /** Path into the mutation's input, such as `['lines', '0', 'quantity']`. */
  readonly field?: readonly string[];
}

/** Thrown by a store when a request is refused as a whole and nothing was changed. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map((problem) => problem.message).join(' '));
    this.name = 'Refusal';
    this.problems = list;
  }
}

/** Thrown by a store where more waits already than may. Nothing of what was asked was done. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';

  constructor() {
    super('More is asked of Mortar at the moment than it can do. Nothing of this was done; try again shortly.');
  }
}

/** Shorthand for the common case of one problem. */
export function refuse(code: ProblemCode, message: string, ...field: string[]): never {
  throw new Refusal(field.length > 0 ? { code, message, field } : { code, message });
}
