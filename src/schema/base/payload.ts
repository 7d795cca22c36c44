// What every mutation answers with: its own fields and userErrors.

import type { ObjectFieldsShape } from '@pothos/core';
import { type Problem, type ProblemCode, problemCodes } from '../../redis/base/problem.ts';
import type { Answer } from '../../resolvers/base/answer.ts';
import { builder } from './builder.ts';

type Types = typeof builder.$inferSchemaTypes;

const UserErrorCode = builder.enumType('UserErrorCode', {
  description: 'The kind of a user error. docs/errors.md has the cause and remedy of each.',
  values: Object.fromEntries(
    Object.entries(problemCodes).map(([code, { cause, remedy }]) => [code, { description: `${cause} ${remedy}` }]),
  ) as Record<ProblemCode, { description: string }>,
});

export const UserError = builder.objectRef<Problem>('UserError').implement({
  description: 'A problem with the input of a mutation that the caller can correct.',
  fields: (t) => ({
    code: t.field({
      type: UserErrorCode,
      description: 'The kind of problem, for programs.',
      resolve: (problem) => problem.code,
    }),
    message: t.exposeString('message', { description: 'What is wrong and what to do about it, for people.' }),
    field: t.stringList({
      nullable: true,
      description:
        'The path into the input, such as `["lines", "0", "quantity"]`. Null if the problem concerns the whole input.',
      resolve: (problem) => (problem.field ? [...problem.field] : null),
    }),
    retryAfterSeconds: t.int({
      nullable: true,
      description: 'After how many seconds the same request may succeed. Null if waiting does not help.',
      resolve: (problem) => problem.retryAfterSeconds ?? null,
    }),
    allowed: t.stringList({
      nullable: true,
      description:
        'The values that are allowed at `field`, or for ILLEGAL_STATE the states. A range is `1..100`, or `>0..100` without its start; how long a text, list or JSON may be is `1..100 characters`, `0..50 entries` or `0..2048 bytes`. Null if they cannot be listed.',
      resolve: (problem) => (problem.allowed ? [...problem.allowed] : null),
    }),
  }),
});

/** Returns what declares `<name>` on a builder with the given fields and `userErrors`; resolvers answer it with `answer(...)`. */
export function payloadTypeOn(on: typeof builder) {
  return <Fields extends object>(name: string, description: string, fields: ObjectFieldsShape<Types, Answer<Fields>>) =>
    on.objectRef<Answer<Fields>>(name).implement({
      description,
      fields: (t) => ({
        ...fields(t),
        userErrors: t.field({
          type: [UserError],
          description: 'What the caller can correct. Empty if the mutation succeeded.',
          resolve: (payload) => payload.userErrors,
        }),
      }),
    });
}

export const payloadType = payloadTypeOn(builder);
