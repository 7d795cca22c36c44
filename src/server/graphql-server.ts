// Yoga with everything an operation passes through, whichever way it came: HTTP, server-sent events or WebSocket.

import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Context } from '../resolvers/base/context.ts';
import { schema } from '../schema/index.ts';
import { createErrorMask, useErrorCodes } from './graphql/errors.ts';
import { HttpGuard } from './guard/http-guard.ts';
import type { OperationGuard } from './guard/operation-guard.ts';
import { exposedHeaders } from './http/cors.ts';
import { serverLimits, shapeLimits } from './limits.ts';
import { KnownDocuments } from './plan/known-documents.ts';
import { createShortPath, type ServeGraphQL } from './short-path/short-path.ts';
import { useSessionEnd } from './stream/end-streams.ts';
import { LiveSubscriptions } from './stream/live-subscription.ts';
import { SharedExecutions } from './stream/shared-execution.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** What the transport hands to Yoga: the context it has made, so that it is made once for HTTP and WebSocket alike. */
export interface TransportContext {
  readonly makeContext: () => Promise<Context>;
}

export interface GraphQLSettings {
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly guard: OperationGuard;
  readonly allowedOrigins: readonly string[];
  /** Whether the schema can be asked for, as GraphiQL does. */
  readonly graphiql: boolean;
}

export interface GraphQL {
  readonly yoga: Yoga;
  /** Those that are open, however they are delivered. */
  readonly subscriptions: LiveSubscriptions;
  readonly executions: SharedExecutions;
  /** Answers a request over HTTP. */
  readonly serve: ServeGraphQL;
}

export type Yoga = YogaServerInstance<TransportContext, Context>;

export function createGraphQL({ log, telemetry, guard, allowedOrigins, graphiql }: GraphQLSettings): GraphQL {
  const documents = new KnownDocuments();
  const maskError = createErrorMask(log);
  const executions = new SharedExecutions(maskError);
  const subscriptions = new LiveSubscriptions(executions);
  const httpGuard = new HttpGuard(guard);
  const yoga = createYoga<TransportContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    context: (initial) => initial.makeContext(),
    // What they do when an operation is executed short-path.ts does as well.
    plugins: [
      useCSRFPrevention({ requestHeaders: ['x-graphql-yoga-csrf', 'x-mortar-csrf', 'authorization'] }),
      ...shapeLimits(),
      ...(graphiql ? [] : [refuseIntrospection]),
      useErrorCodes(),
      telemetry.plugin(),
      httpGuard.plugin(),
      useSessionEnd(),
      subscriptions.plugin(),
      documents.plugin(),
    ],
    maskedErrors: { maskError, isDev: false },
    maxRequestBodySize: serverLimits.bodyBytes,
    batching: { limit: serverLimits.batchedOperations },
    multipart: false,
    cors:
      allowedOrigins.length > 0
        ? {
            origin: [...allowedOrigins],
            credentials: true,
            exposedHeaders,
          }
        : false,
    // graphiql.ts has its own way to serve it.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
  const serve = createShortPath({ yoga, documents, guard: httpGuard, telemetry, allowedOrigins, maskError });
  return { yoga, subscriptions, executions, serve };
}

const refuseIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
};
