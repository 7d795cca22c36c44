// The faults and refusals of a whole request, as against the user errors of a payload. Their codes are the API's.

import { GraphQLError } from 'graphql';

export const errorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'OPERATION_TOO_COMPLEX',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error for `errors` with `extensions.code`; further facts for the client go into `extensions` too. */
export function apiError(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

export function badInput(message: string, ...field: string[]): GraphQLError {
  return apiError('BAD_USER_INPUT', message, field.length > 0 ? { field } : {});
}
