// How an answer over HTTP reports the limits of a client.

import type { ServerResponse } from 'node:http';
import { rateLimitHeaders } from '../../redis/rate-limit/headers.ts';
import type { RateLimitVerdict } from '../../redis/rate-limit/rate-limit.ts';

export function setRateLimitHeaders(response: ServerResponse, verdicts: readonly RateLimitVerdict[]): void {
  for (const [name, value] of Object.entries(rateLimitHeaders(verdicts))) response.setHeader(name, value);
}
