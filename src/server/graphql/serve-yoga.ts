// Has Yoga answer a request of Node. Yoga's own listener sends the stack of an error that it does not expect; here such an error
// reaches the route's caller, which logs it and keeps it from the client.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendNodeResponse } from '@whatwg-node/server';
import type { TransportContext, Yoga } from './yoga.ts';

export type ServeGraphQL = (
  request: IncomingMessage,
  response: ServerResponse,
  context: TransportContext,
) => Promise<unknown>;

export function serveYoga(yoga: Yoga): ServeGraphQL {
  return async (request, response, transport) => {
    const context = { req: request, res: response, ...transport };
    const answer = await yoga.handleNodeRequestAndResponse(request, response, context);
    await sendNodeResponse(answer, response, request, true);
  };
}
