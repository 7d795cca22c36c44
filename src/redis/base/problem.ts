// How a store says no. A Refusal means that nothing was changed; a store that did part of its work returns the
// problems beside its result instead.

export interface CodeDescription {
  /** A sentence: what happened. */
  readonly cause: string;
  /** A sentence or two: what the caller does about it. */
  readonly remedy: string;
}

/** Every code with its cause and remedy, as the schema and docs/errors.md show them. */
export const problemCodes = {
  INVALID: {
    cause: 'A value is not allowed.',
    remedy: 'Correct the value at `field`. If only certain values are allowed, `allowed` lists them.',
  },
  NOT_FOUND: {
    cause: 'The object does not exist, or the caller may not see it. A malformed id counts as one that does not exist.',
    remedy: 'Check the id or key at `field`, and the account that you are logged in to.',
  },
  CONFLICT: {
    cause: 'The idempotency key was used before with another input, or another request changed the object first.',
    remedy: 'Read the object again and decide again, or use a new idempotency key for a new input.',
  },
  EMAIL_TAKEN: {
    cause: 'Another account has this e-mail address.',
    remedy: 'Log in to that account, or use another address.',
  },
  SIGN_UP_CLOSED: {
    cause: 'People cannot create an account here by themselves, or not with this e-mail address.',
    remedy: 'Ask an administrator for an invitation. `allowed` lists the domains that addresses may have, if any.',
  },
  INVALID_CREDENTIALS: {
    cause: 'The e-mail address and password do not match an account.',
    remedy: 'Ask the person to type both again.',
  },
  TOO_MANY_ATTEMPTS: {
    cause: 'Too many attempts failed, or too many wait.',
    remedy: 'Wait for `retryAfterSeconds`, then try again.',
  },
  PROOF_INVALID: {
    cause: 'The link or code from a mail does not fit, was used already, or is too old.',
    remedy: 'Ask for a new mail.',
  },
  SECOND_FACTOR_REQUIRED: {
    cause: 'The password, or the mail, was right, and the account has a second factor.',
    remedy: 'Ask the person for it, and call `sessionLogInSecondFactor` with the token of `pendingLogIn`.',
  },
  SECOND_FACTOR_INVALID: {
    cause: 'The code or passkey does not fit, was used already, or the log-in that it was for is over.',
    remedy: 'Ask the person for the newest code, or begin the log-in again.',
  },
  SECOND_FACTOR_UNAVAILABLE: {
    cause:
      'This installation cannot keep secrets of authenticator apps, or does not know the address that passkeys are for.',
    remedy: 'The operator sets `MORTAR_SECRET_KEYS`, or `MORTAR_PASSKEY_ORIGINS`.',
  },
  PROVIDER_FAILED: {
    cause:
      'The log-in by a provider was refused there, took too long, was used already, or was begun in another browser.',
    remedy: 'Begin the log-in again.',
  },
  PROVIDER_UNAVAILABLE: {
    cause: 'The provider does not answer, or not as its standard says.',
    remedy: 'Try again later, or log in another way. The log says what is wrong.',
  },
  EMAIL_UNPROVEN: {
    cause: 'No account is linked with the person at the provider, and the provider proves no e-mail address.',
    remedy: 'Sign up first, then link the provider.',
  },
  CAPTCHA_REQUIRED: {
    cause:
      'The mutation asks for the answer of a captcha. It has none, or one that is wrong, was used already or is too old.',
    remedy:
      'Show the widget of `captcha` to the person, and repeat the mutation with the answer in the header `x-captcha-response`.',
  },
  CAPTCHA_UNAVAILABLE: {
    cause: 'The service that judges captchas does not answer, or not as it should.',
    remedy: 'Try again later. The log says what is wrong.',
  },
  MAIL_UNAVAILABLE: {
    cause: 'This installation cannot send mail.',
    remedy: 'The operator sets `MORTAR_SMTP_URL`.',
  },
  WEAK_PASSWORD: {
    cause: 'The password is too short, easy to guess or known from a data leak; the message says which.',
    remedy: 'Choose a longer one, such as four words that do not belong together.',
  },
  REAUTHENTICATION_REQUIRED: {
    cause: 'The password was confirmed too long ago for this mutation.',
    remedy: 'Call `sessionReauthenticate` with the password, then repeat the mutation.',
  },
  OUT_OF_STOCK: {
    cause: 'The stock does not cover the quantity.',
    remedy: 'Reduce the quantity of the line at `field`, or remove the line.',
  },
  CART_EMPTY: {
    cause: 'The cart has no lines.',
    remedy: 'Add a product with `cartLinesAdd`.',
  },
  CART_CHANGED: {
    cause: 'The cart changed after the version that was given.',
    remedy: 'Show the cart in the payload to the shopper, then start the checkout with its `version`.',
  },
  PRICE_CHANGED: {
    cause: 'A price rose after the product was put into the cart.',
    remedy: 'Show the new prices to the shopper, then start the checkout with `acceptPriceChanges: true`.',
  },
  LIMIT_EXCEEDED: {
    cause: 'The request goes beyond a limit, which the message names.',
    remedy: 'Ask for less, or remove something first.',
  },
  PAYMENT_DECLINED: {
    cause: 'The payment provider declined the payment. The stock stays reserved until `reservedUntil`.',
    remedy: 'Call `checkoutComplete` again with another payment token.',
  },
  PAYMENT_UNAVAILABLE: {
    cause: 'This installation cannot take payments.',
    remedy: 'The operator sets `MORTAR_PAYMENTS`.',
  },
  RESERVATION_EXPIRED: {
    cause: 'The reservation of the checkout expired.',
    remedy: 'Start the checkout again with `checkoutStart`.',
  },
  ILLEGAL_STATE: {
    cause: 'The object is in a state that does not allow this.',
    remedy: 'Read the object in the payload. `allowed` lists the states that allow it, if they are known.',
  },
  LEASE_LOST: {
    cause: 'The lease expired, and another worker may have the job.',
    remedy: 'Stop working on the job, and claim another.',
  },
  QUEUE_PAUSED: {
    cause: 'The queue is paused.',
    remedy: 'Wait, or resume the queue with `queueResume`.',
  },
  CONFIRMATION_REQUIRED: {
    cause: 'The change would do harm, which the message describes.',
    remedy: 'Repeat the mutation with `confirm: true` if that is meant.',
  },
} as const satisfies Readonly<Record<string, CodeDescription>>;

/** The kind of a problem. docs/errors.md lists them. */
export type ProblemCode = keyof typeof problemCodes;

/** What a well-meaning caller got wrong: the same shape as the API's `UserError`. */
export interface Problem {
  readonly code: ProblemCode;
  /** A sentence for a person: what is wrong and what to do about it. */
  readonly message: string;
  /** Path into the mutation's input, such as `['lines', '0', 'quantity']`. */
  readonly field?: readonly string[];
  /** After how many seconds the same request may succeed. */
  readonly retryAfterSeconds?: number;
  /** The values that are allowed instead of the one that is not, a range of `rangeOf`, or the states that allow it. */
  readonly allowed?: readonly string[];
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
  readonly retryAfterSeconds: number;

  constructor(
    message = 'More is asked of Mortar at the moment than it can do. Nothing of this was done; try again shortly.',
    retryAfterSeconds = 1,
  ) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Thrown where a write was made, and too few replicas confirmed it in time: whether it outlives the loss of the master is not
 * known. The same call again, under the same idempotency key, finds the truth.
 */
export class Unconfirmed extends Error {
  override readonly name = 'Unconfirmed';

  constructor() {
    super('Too few replicas of Redis confirmed a write in time');
  }
}

/** Shorthand for the common case of one problem. */
export function refuse(code: ProblemCode, message: string, ...field: string[]): never {
  throw new Refusal(field.length > 0 ? { code, message, field } : { code, message });
}

/** As `refuse`, with what is allowed at `field`, or the states that allow it. */
export function refuseBut(allowed: readonly string[], code: ProblemCode, message: string, ...field: string[]): never {
  throw new Refusal({ code, message, field, allowed });
}

/** What is counted of a value that is none itself. */
type Counted = 'characters' | 'entries' | 'bytes';

/** Numbers or moments from one to another, both included, as one of the values that are allowed; or how much of something is. */
export function rangeOf(from: number | bigint | string, to: number | bigint | string, of?: Counted): string {
  return of ? `${from}..${to} ${of}` : `${from}..${to}`;
}
