// What went wrong, in words for the person in front of the page.

import type { CombinedError } from 'urql';

const explanations: Record<string, string> = {
  UNAUTHENTICATED: 'Please log in.',
  FORBIDDEN: 'Your account may not see this.',
  RATE_LIMITED: 'Too many requests. Please wait a moment.',
  SERVICE_UNAVAILABLE: 'The database is unavailable. Try again in a moment.',
};

/** Which of the states of parts/states.tsx a failed reading is shown in. */
export type ProblemKind = 'missing' | 'forbidden' | 'failed';

/** What was asked for by a name or id that is none counts as missing, too. */
export function kindOf(error: CombinedError): ProblemKind {
  const code = problemCode(error);
  if (code === 'FORBIDDEN') return 'forbidden';
  return code === 'NOT_FOUND' || code === 'BAD_USER_INPUT' ? 'missing' : 'failed';
}

function problemCode(error: CombinedError): string | undefined {
  const code = error.graphQLErrors[0]?.extensions?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the server or its Redis is away, rather than the request wrong. */
export function isOutage(error: CombinedError): boolean {
  return error.networkError !== undefined || problemCode(error) === 'SERVICE_UNAVAILABLE';
}

export function explain(error: CombinedError): string {
  if (error.networkError) return 'The server cannot be reached.';
  const known = explanations[problemCode(error) ?? ''];
  return known ?? error.graphQLErrors[0]?.message ?? error.message;
}

export interface FieldProblem {
  /** Its path in the input, such as `['price', 'amount']`; null where it is about no field. */
  field: readonly string[] | null;
  message: string;
}

/** What is wrong with each field of a form, by the field's path (`price.amount`) and by where that begins (`price`). */
export function fieldErrorsOf(problems: readonly FieldProblem[] = []): ReadonlyMap<string, string> {
  return new Map(
    problems.flatMap(({ field, message }) => [
      [field?.[0] ?? '', message],
      [field?.join('.') ?? '', message],
    ]),
  );
}
