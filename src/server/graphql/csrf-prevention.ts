// Refuses what a page of another origin could send without a preflight: a request has a content type or a header that such a page
// cannot send unasked.

import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { apiError } from '../../resolvers/base/errors.ts';
import type { ServerPlugin } from './server-plugin.ts';

/** Each is enough. Ours first, then those that clients of Yoga, Apollo and Hot Chocolate send by themselves. */
const headers = [
  'x-mortar-csrf',
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
  'authorization',
];

/**
 * An EventSource can send no header of ours. Whose page it is the browser says by a field that no page can set, over HTTPS and to localhost;
 * and the page of another origin could not read the answer.
 */
function isEventSourceOfOurs({ headers, method }: Request): boolean {
  const accepted = headers.get('accept') ?? '';
  return method === 'GET' && headers.get('sec-fetch-site') === 'same-origin' && accepted.includes('text/event-stream');
}

const message =
  'This request could come from a page of another origin without a preflight, so it was refused. ' +
  `Send the content type application/json, or one of these headers with any value: ${headers.join(', ')}.`;

export function csrfPrevention(): ServerPlugin {
  const { onRequestParse } = useCSRFPrevention({ requestHeaders: headers });
  return {
    name: 'CSRF prevention',
    yoga: {
      onRequestParse: (payload) => {
        if (isEventSourceOfOurs(payload.request)) return;
        try {
          return onRequestParse?.(payload);
        } catch {
          throw apiError('FORBIDDEN', message, { http: { status: 403 } });
        }
      },
    },
    shortPath: {
      notNeeded: {
        onRequestParse:
          'The short path takes only application/json, which a page of another origin cannot send unasked.',
      },
    },
  };
}
