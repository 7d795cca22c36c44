// The CORS header fields of the short path. Yoga sets the same fields on its own answers, those to preflights included.

import { rateLimitHeaderNames } from '../guard/rate-limit-answer.ts';

/** What a page of another origin may read besides the body. */
export const exposedHeaders = [...rateLimitHeaderNames, 'X-Request-Id'];

/** Returns a function that gives the header fields for an Origin: none if no other origin is allowed. */
export function corsHeadersFor(
  allowed: readonly string[],
): (origin: string | undefined) => Readonly<Record<string, string>> | undefined {
  const shared = {
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': exposedHeaders.join(', '),
  };
  return (origin) => {
    const [only] = allowed;
    if (origin === undefined || only === undefined) return undefined;
    if (allowed.length === 1) return { 'Access-Control-Allow-Origin': only, ...shared };
    if (!allowed.includes(origin)) return { 'Access-Control-Allow-Origin': 'null', ...shared };
    return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...shared };
  };
}
