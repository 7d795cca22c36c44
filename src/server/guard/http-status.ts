// The HTTP status of a refusal.

import { GraphQLError } from 'graphql';

/** The error with the status of its code, for a client that accepts this. */
export function withStatus(refusal: GraphQLError, accept: string | null | undefined): GraphQLError {
  const { code, retryAfterSeconds } = refusal.extensions;
  const headers = typeof retryAfterSeconds === 'number' ? { 'Retry-After': String(retryAfterSeconds) } : undefined;
  // `spec` is Yoga's word for "200 where the client asked for application/json".
  const http =
    code === 'RATE_LIMITED' ? { ...(mayBe429(accept) && { status: 429 }), headers } : { status: 400, spec: true };
  return new GraphQLError(refusal.message, { extensions: { ...refusal.extensions, http } });
}

/**
 * GraphQL over HTTP wants 200 for a client that takes application/json alone, since such a client cannot tell whose a 4xx
 * is. Everybody else, also who does not say what it takes, gets the status that proxies and retrying clients understand.
 */
export function mayBe429(accept: string | null | undefined): boolean {
  const accepted = accept?.toLowerCase() ?? '*/*';
  return !accepted.includes('application/json') || /graphql-response\+json|\*\/\*|application\/\*/.test(accepted);
}
