// The faults and refusals of a whole request, as against the user errors of a payload. Their codes are the API's.

import { GraphQLError } from 'graphql';
import type { CodeDescription } from '../../redis/base/problem.ts';

/** Every code with its cause and remedy, as docs/errors.md shows them. */
export const errorCodes = {
  UNAUTHENTICATED: {
    cause: 'The request has no live session, or the field requires an account and the session is a guest’s.',
    remedy: 'Begin a session with `sessionStart`, or log in with `sessionLogIn`.',
  },
  FORBIDDEN: {
    cause: 'The account does not have the role that the field requires, or the API key does not have the right.',
    remedy:
      'Use an account with the role that the description of the field names, or an API key with the scope that the message names.',
  },
  BAD_USER_INPUT: {
    cause: 'The document, a variable or an argument is not valid.',
    remedy: 'Correct what the message names. `extensions.field` is the path into the arguments, if there is one.',
  },
  RATE_LIMITED: {
    cause: 'A rate limit refused the request.',
    remedy: 'Wait for `extensions.retryAfterSeconds`, then send the request again.',
  },
  OPERATION_TOO_COMPLEX: {
    cause: 'The operation is too deep, too long or too expensive. It was not run.',
    remedy: 'Ask for fewer fields or smaller pages, or split the operation.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    cause: 'The request names a document by a hash that Mortar does not know.',
    remedy: 'Send the text with the hash. Clients with automatic persisted queries do so by themselves.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    cause: 'Persisted queries are off, or Mortar runs only trusted documents and the id is none of theirs.',
    remedy: 'Send the text, or the id of a trusted document.',
  },
  DOCUMENT_NOT_TRUSTED: {
    cause: 'Mortar runs only the documents that its operator trusts, and this is none of them.',
    remedy: 'Add the document to `MORTAR_TRUSTED_DOCUMENTS` and start Mortar again.',
  },
  SERVICE_UNAVAILABLE: {
    cause: 'Mortar cannot reach its Redis, or is overloaded.',
    remedy: 'Send the request again after a moment. Use an idempotency key for mutations that have one.',
  },
  OUTCOME_UNKNOWN: {
    cause: 'Mortar made the change, but the replicas of its Redis did not confirm it in time (`MORTAR_REDIS_DURABLE`).',
    remedy: 'Send the same mutation again with the same idempotency key: its answer is the outcome.',
  },
  INTERNAL_SERVER_ERROR: {
    cause: 'Mortar failed. The log has the details.',
    remedy: 'Report the request id of the `X-Request-Id` header to the operator.',
  },
} as const satisfies Readonly<Record<string, CodeDescription>>;

export type ErrorCode = keyof typeof errorCodes;

/** An error for `errors` with `extensions.code`; further facts for the client go into `extensions` too. */
export function apiError(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, code } });
}

export function badInput(message: string, ...field: string[]): GraphQLError {
  return apiError('BAD_USER_INPUT', message, field.length > 0 ? { field } : {});
}

/** As `badInput`, with what is allowed at `field`, in the words of `UserError.allowed`. */
export function badInputBut(allowed: readonly string[], message: string, ...field: string[]): GraphQLError {
  return apiError('BAD_USER_INPUT', message, { field, allowed });
}
