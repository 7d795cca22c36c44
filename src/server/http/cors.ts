// What a page of another origin is told with an answer of the short path. Yoga tells the same with its own answers, those to
// preflights included.

import { rateLimitHeaderNames } from '../guard/rate-limit-answer.ts';

/** What such a page may read besides the answer itself. */
export const exposedHeaders = [...rateLimitHeaderNames, 'X-Request-Id'];

/** Returns what tells the header fields for an Origin; none where no other origin may ask. */
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
