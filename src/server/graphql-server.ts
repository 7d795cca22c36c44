// The GraphQL server: Yoga with everything that an operation passes through over HTTP, server-sent events and WebSocket, and the
// short path of plain requests in front of it.

import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { FaultLog } from '../redis/base/fault-log.ts';
import type { Context } from '../resolvers/base/context.ts';
import type { SentDocuments } from './document/sent-documents.ts';
import { csrfPrevention } from './graphql/csrf-prevention.ts';
import { createErrorMask, useErrorCodes } from './graphql/errors.ts';
import { executor } from './graphql/executor.ts';
import { incrementalDelivery } from './graphql/incremental.ts';
import { refuseIntrospection } from './graphql/introspection.ts';
import { readableRequest } from './graphql/readable-request.ts';
import { type ServeGraphQL, serveYoga } from './graphql/serve-yoga.ts';
import type { ServerPlugin } from './graphql/server-plugin.ts';
import { shapeLimits } from './graphql/shape-limits.ts';
import { subscriptionRoot } from './graphql/subscription-root.ts';
import type { TransportContext, Yoga } from './graphql/yoga.ts';
import { HttpGuard } from './guard/http-guard.ts';
import { type NewDocumentSettings, NewDocuments } from './guard/new-documents.ts';
import type { OperationGuard } from './guard/operation-guard.ts';
import { type LiveBounds, type OperationLimits, serverLimits } from './limits.ts';
import { KnownDocuments } from './plan/index.ts';
import type { ResponseCache } from './response-cache/response-cache.ts';
import { followed } from './session/followed.ts';
import { createShortPath } from './short-path/short-path.ts';
import { shortPathSteps } from './short-path/steps.ts';
import { LivePlaces } from './stream/live-places.ts';
import { LiveSubscriptions } from './stream/live-subscriptions.ts';
import { SharedExecutions } from './stream/shared-execution.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

export interface GraphQLSettings {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly guard: OperationGuard;
  readonly faults: FaultLog;
  /** Whether errors name the fields that the caller may have meant. */
  readonly suggestions: boolean;
  readonly newDocuments: Omit<NewDocumentSettings, 'documents' | 'onRefused'>;
  readonly liveBounds: LiveBounds;
  /** Whether clients may ask for the schema, as GraphiQL does. */
  readonly introspection: boolean;
  readonly operations: OperationLimits;
  readonly sentDocuments: SentDocuments;
  /** Answers of anonymous reads; undefined where none are kept. */
  readonly responses: ResponseCache | undefined;
  /** Plugins behind Mortar's own: they see the operations that Mortar admits. */
  readonly plugins?: readonly ServerPlugin[];
}

export interface GraphQLServer {
  readonly yoga: Yoga;
  /** To be asked before a text is parsed that did not come over HTTP. */
  readonly newDocuments: NewDocuments;
  /** Those that are open, however they are delivered. */
  readonly subscriptions: LiveSubscriptions;
  readonly executions: SharedExecutions;
  /** Makes of an error what a client sees of it. */
  readonly maskError: (error: unknown) => Error;
  /** Answers a request over HTTP. */
  readonly serve: ServeGraphQL;
}

/** @throws Error if a plugin has a hook that the short path would skip. */
export function createGraphQLServer(settings: GraphQLSettings): GraphQLServer {
  const { log, sentDocuments, responses } = settings;
  const documents = new KnownDocuments();
  const httpGuard = new HttpGuard(settings.guard);
  const newDocuments = new NewDocuments({
    ...settings.newDocuments,
    documents,
    onRefused: (response, refusal) => httpGuard.report(response, { refusal, verdicts: [] }),
  });
  const maskError = createErrorMask(settings);
  const executions = new SharedExecutions(maskError);
  const subscriptions = new LiveSubscriptions(
    executions,
    new LivePlaces(settings.liveBounds, settings.newDocuments.isExempt),
  );
  const plugins = [
    ...ownPlugins(settings, httpGuard),
    newDocuments.plugin(),
    ...incrementalDelivery({ deferred: settings.operations.deferred, maskError }),
    subscriptions.plugin(),
    documents.plugin(),
    ...(settings.plugins ?? []),
  ];
  const steps = shortPathSteps(plugins);
  const yoga = createMortarYoga(plugins, maskError, settings);
  if (steps) {
    const hasForeignSteps = Boolean(settings.plugins?.some(({ shortPath }) => shortPath));
    const serve = createShortPath({ yoga, documents, sentDocuments, steps, hasForeignSteps, responses, maskError });
    return { yoga, newDocuments, subscriptions, executions, maskError, serve };
  }
  const names = plugins.filter(({ shortPath }) => shortPath === false).map(({ name }) => name);
  log.warn({ plugins: names }, 'plugins switch the short path off: every request goes through Yoga');
  return { yoga, newDocuments, subscriptions, executions, maskError, serve: serveYoga(yoga) };
}

/** In the order in which Yoga calls them. */
function ownPlugins(
  { introspection, suggestions, operations, sentDocuments, telemetry }: GraphQLSettings,
  httpGuard: HttpGuard,
): readonly ServerPlugin[] {
  return [
    executor(),
    csrfPrevention(),
    readableRequest(),
    ...shapeLimits(operations),
    ...(introspection ? [] : [refuseIntrospection()]),
    subscriptionRoot(),
    sentDocuments.plugin(),
    useErrorCodes({ suggestions }),
    telemetry.operations.plugin(),
    httpGuard.plugin(),
  ];
}

function createMortarYoga(
  plugins: readonly ServerPlugin[],
  maskError: (error: unknown) => Error,
  { schema, operations }: GraphQLSettings,
): Yoga {
  return createYoga<TransportContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    context: async (initial) => followed(await initial.makeContext(), initial.params?.extensions),
    plugins: plugins.map(({ yoga }) => yoga),
    maskedErrors: { maskError, isDev: false },
    maxRequestBodySize: serverLimits.bodyBytes,
    // KnownDocuments keeps them, by bytes, and only valid ones.
    parserAndValidationCache: false,
    batching: operations.batched > 1 && { limit: operations.batched },
    multipart: false,
    extraParamNames: ['documentId'],
    // http/cors.ts has it for all routes.
    cors: false,
    // pages/graphiql.ts serves it.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}
