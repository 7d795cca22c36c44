// Yoga with everything an operation passes through, whichever way it came: HTTP, server-sent events or WebSocket.

import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Context } from '../resolvers/context.ts';
import { schema } from '../schema/index.ts';
import { useSessionEnd } from './end-streams.ts';
import { createErrorMask, useErrorCodes } from './errors.ts';
import { useOperationGuard } from './guard-plugin.ts';
import { serverLimits, shapeLimits } from './limits.ts';
import type { OperationGuard } from './operation-guard.ts';
import { rateLimitHeaderNames } from './rate-limit-answer.ts';
import type { Telemetry } from './telemetry.ts';

/** What the transport hands to Yoga: the context it has made, so that it is made once for HTTP and WebSocket alike. */
export interface TransportContext {
  readonly makeContext: () => Promise<Context>;
}

export interface GraphQLSettings {
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly guard: OperationGuard;
  readonly allowedOrigins: readonly string[];
}

export type Yoga = ReturnType<typeof createGraphQL>;

export function createGraphQL({ log, telemetry, guard, allowedOrigins }: GraphQLSettings) {
  return createYoga<TransportContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    context: (initial) => initial.makeContext(),
    plugins: [
      useCSRFPrevention({ requestHeaders: ['x-graphql-yoga-csrf', 'x-mortar-csrf', 'authorization'] }),
      ...shapeLimits(),
      useErrorCodes(),
      telemetry.plugin(),
      useOperationGuard(guard),
      useSessionEnd(),
    ],
    maskedErrors: { maskError: createErrorMask(log), isDev: false },
    maxRequestBodySize: serverLimits.bodyBytes,
    batching: { limit: serverLimits.batchedOperations },
    multipart: false,
    cors:
      allowedOrigins.length > 0
        ? {
            origin: [...allowedOrigins],
            credentials: true,
            exposedHeaders: [...rateLimitHeaderNames, 'X-Request-Id'],
          }
        : false,
    // graphiql.ts has its own way to serve it.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}
