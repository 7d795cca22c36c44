// Yoga as this server uses it.

import type { YogaServerInstance } from 'graphql-yoga';
import type { Context } from '../../resolvers/base/context.ts';

/** What a transport passes to Yoga. The transport makes the context, so that HTTP and WebSocket make it in the same way. */
export interface TransportContext {
  readonly makeContext: () => Promise<Context> | Context;
}

export type Yoga = YogaServerInstance<TransportContext, Context>;
