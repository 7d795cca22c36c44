// What every mutation answers with: its own fields and userErrors.

import type { ObjectFieldsShape } from '@pothos/core';
import { type Problem, type ProblemCode, problemCodes } from '../../redis/base/problem.ts';
import type { Answer } from '../../resolvers/base/answer.ts';
import { builder } from './builder.ts';

type Types = typeof builder.$inferSchemaTypes;

const codeDescriptions: Record<ProblemCode, string> = {
  INVALID: 'A value is not one of those allowed; the message says which are.',
  NOT_FOUND: 'There is no such thing, or it is not yours to see.',
  CONFLICT: 'The same key was used before with another input, or somebody else changed it first.',
  EMAIL_TAKEN: 'Another account has this e-mail address.',
  INVALID_CREDENTIALS: 'The e-mail address and password do not go together.',
  TOO_MANY_ATTEMPTS: 'Too many attempts failed; wait as long as the message says.',
  WEAK_PASSWORD: 'The password is too short or too common.',
  REAUTHENTICATION_REQUIRED: 'Confirm the password with sessionReauthenticate first.',
  OUT_OF_STOCK: 'There is not enough of the product.',
  CART_EMPTY: 'There is nothing in the cart.',
  CART_CHANGED: 'The cart changed since the version that was given.',
  PRICE_CHANGED: 'A price rose since the product was put into the cart; accept it to go on.',
  LIMIT_EXCEEDED: 'More than is allowed; the message names the limit.',
  PAYMENT_DECLINED: 'The payment was declined; the reservation stays, so that another can be tried.',
  RESERVATION_EXPIRED: 'The reservation ran out; start the checkout again.',
  ILLEGAL_STATE: 'That cannot be done in the present state.',
  LEASE_LOST: 'The lease ran out and another worker may have the job.',
  QUEUE_PAUSED: 'The queue is paused.',
};

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'What kind of mistake a user error tells of.',
  values: Object.fromEntries(problemCodes.map((code) => [code, { description: codeDescriptions[code] }])) as Record<
    ProblemCode,
    { description: string }
  >,
});

const UserError = builder.objectRef<Problem>('UserError').implement({
  description: 'Something in the input that the caller can mend.',
  fields: (t) => ({
    code: t.field({ type: UserErrorCode, description: 'The kind of mistake.', resolve: (problem) => problem.code }),
    message: t.exposeString('message', { description: 'A sentence for a person: what is wrong and what to do.' }),
    field: t.stringList({
      nullable: true,
      description: 'Path into the input, such as `["lines", "0", "quantity"]`; null where it is about the whole.',
      resolve: (problem) => (problem.field ? [...problem.field] : null),
    }),
  }),
});

/** Declares `<name>` with the given fields and `userErrors`; resolvers answer it with `answer(...)`. */
export function payloadType<Fields extends object>(
  name: string,
  description: string,
  fields: ObjectFieldsShape<Types, Answer<Fields>>,
) {
  return builder.objectRef<Answer<Fields>>(name).implement({
    description,
    fields: (t) => ({
      ...fields(t),
      userErrors: t.field({
        type: [UserError],
        description: 'What the caller can mend; empty when all went well.',
        resolve: (payload) => payload.userErrors,
      }),
    }),
  });
}
