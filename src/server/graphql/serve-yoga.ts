// Has Yoga answer a request of Node. Yoga's own listener sends the stack of an error that it does not expect; here such an error
// reaches the route's caller, which logs it and keeps it from the client.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { ResponseHead } from '../http/response-head.ts';
import type { TransportContext, Yoga } from './yoga.ts';

/** What comes over HTTP, with the head of its answer. */
export interface HttpTransport extends TransportContext {
  readonly head: ResponseHead;
}

/** Returns nothing if the answer is sent, or a promise of that. */
export type ServeGraphQL = (
  request: IncomingMessage,
  response: ServerResponse,
  transport: HttpTransport,
) => Promise<unknown> | undefined;

export function serveYoga(yoga: Yoga): ServeGraphQL {
  return async (request, response, { head, makeContext }) => {
    head.set();
    const context = { req: request, res: response, makeContext };
    const answer = await yoga.handleNodeRequestAndResponse(request, response, context);
    await sendNodeResponse(answer, response, request, true);
  };
}
