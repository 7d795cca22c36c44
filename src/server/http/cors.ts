// The CORS header fields of every route that pages of other origins may call. A page of an origin that is not listed gets none.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { rateLimitHeaderNames } from '../../redis/rate-limit/headers.ts';
import type { Origins } from './origins.ts';
import type { ResponseHead } from './response-head.ts';
import { sendJson } from './send-json.ts';

/** What is asked, and the answer with its head. */
interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: ResponseHead;
}

/** What a page of another origin may read besides the body. */
const exposed = [...rateLimitHeaderNames, 'X-Request-Id'].join(', ');
/** How long a browser may keep the answer to a preflight, in seconds. */
const maxAge = '600';

/**
 * Sets the fields, and answers a preflight: with 204, or with 403 for an origin that is not listed. Returns whether it has answered.
 */
export function handleCors(origins: Origins, methods: readonly string[], { request, response, head }: Asked): boolean {
  // Its fields take the place of those.
  if (origins.hasListed || request.headers.origin !== undefined || request.method === 'OPTIONS') head.set();
  if (origins.hasListed) response.setHeader('Vary', 'Origin');
  const kind = origins.kindOf(request);
  if (kind === 'listed') setFields(request, response, methods);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  if (kind === 'foreign') sendJson(response, 403, { error: 'Pages of this origin may not call Mortar.' });
  else response.writeHead(204).end();
  return true;
}

function setFields({ headers, method }: IncomingMessage, response: ServerResponse, methods: readonly string[]): void {
  response.setHeader('Access-Control-Allow-Origin', headers.origin as string);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  if (method !== 'OPTIONS') {
    response.setHeader('Access-Control-Expose-Headers', exposed);
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', methods.join(', '));
  response.setHeader('Access-Control-Max-Age', maxAge);
  const wanted = headers['access-control-request-headers'];
  // A listed origin may send any field; those that matter are judged where they are read.
  if (wanted !== undefined) response.setHeader('Access-Control-Allow-Headers', wanted);
}
