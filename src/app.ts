// The composition root: opens the connections, builds the stores on them, the live hub and the server on those, and
// closes all of it in reverse order.

import type { Registry } from 'prom-client';
import { Closers } from './app/closers.ts';
import type { AppSettings } from './app/settings.ts';
import { Live } from './live/live.ts';
import { SessionWatch } from './live/session-watch.ts';
import type { MailOutbox } from './mail/outbox.ts';
import { Post } from './mail/post.ts';
import { OpenPlugins } from './plugins/open.ts';
import { connect, type RedisClient, untilReady } from './redis/base/connect.ts';
import { FaultLog } from './redis/base/fault-log.ts';
import { RedisHandle } from './redis/base/handle.ts';
import { Readiness } from './redis/base/readiness.ts';
import { reachable, registerOwn } from './redis/service/own-process.ts';
import { createStores, type Stores } from './redis/stores.ts';
import { isTarget } from './resolvers/base/root-field.ts';
import { providerRoutes } from './server/account/provider-routes.ts';
import { collectRoutes } from './server/collect/collect-routes.ts';
import { openDocuments } from './server/document/open-documents.ts';
import type { SentDocuments } from './server/document/sent-documents.ts';
import { Drain } from './server/drain.ts';
import { openSchema, type ServedSchema } from './server/graphql/served-schema.ts';
import { graphqlRoute } from './server/graphql-route.ts';
import { createGraphQLServer } from './server/graphql-server.ts';
import { OperationGuard } from './server/guard/operation-guard.ts';
import { UnverifiedAccounts } from './server/guard/unverified.ts';
import { AddressRanges } from './server/http/address-ranges.ts';
import { addressReader } from './server/http/client-address.ts';
import { type HealthSources, healthRoutes } from './server/http/health.ts';
import { serverUrl, startServer } from './server/http/http-server.ts';
import { ownMetricsRoute, publicMetricsRoutes } from './server/http/metrics-route.ts';
import { Origins } from './server/http/origins.ts';
import { Proxies } from './server/http/proxies.ts';
import { liveDefaults, operationDefaults, serverLimits } from './server/limits.ts';
import { builtDashboard, dashboardRoute } from './server/pages/dashboard.ts';
import { paymentRoutes } from './server/payment/payment-routes.ts';
import { ResponseCache } from './server/response-cache/response-cache.ts';
import { RequestContexts } from './server/session/request-contexts.ts';
import { SingleConnections } from './server/single-connection/serve-single-connection.ts';
import { serveSockets } from './server/socket/serve-sockets.ts';
import { watchCache } from './server/telemetry/cache-metrics.ts';
import { watchLive } from './server/telemetry/live-metrics.ts';
import { watchRateLimits } from './server/telemetry/rate-limit-metrics.ts';
import { watchReadiness } from './server/telemetry/readiness-metrics.ts';
import { watchRedis } from './server/telemetry/redis-metrics.ts';
import { watchResponses } from './server/telemetry/response-metrics.ts';
import { watchSecurity } from './server/telemetry/security-events.ts';
import { watchState } from './server/telemetry/state-metrics.ts';
import { Telemetry } from './server/telemetry/telemetry.ts';
import { loggedBy } from './worker/store-log.ts';
import { startWorkers } from './worker/workers.ts';

export type { AppSettings } from './app/settings.ts';

export interface App {
  readonly url: string;
  /** Whether GraphiQL is there. It is not where only trusted documents run. */
  readonly graphiql: boolean;
  readonly stores: Stores;
  readonly live: Live;
  /** What this process counts. */
  readonly registry: Registry;
  /** The database has what Mortar needs. */
  prepared(): void;
  /**
   * Begins to leave: readiness fails, answers close their connections, and no more jobs are claimed. Those under way have `ms`
   * longer than by `close` alone.
   */
  drain(ms: number): void;
  close(): Promise<void>;
}

const connectTimeoutMs = 5_000;

/**
 * @throws when Redis cannot be reached, the port is taken or a plugin would miss requests. Everything opened until then is closed
 * again.
 */
export async function startApp(settings: AppSettings): Promise<App> {
  const closers = new Closers();
  try {
    return await start(settings, closers);
  } catch (error) {
    await closers.close();
    throw error;
  }
}

async function start(settings: AppSettings, closers: Closers): Promise<App> {
  const { log } = settings;
  const telemetry = new Telemetry({ operations: settings.metrics?.operations, uncaught: settings.uncaught });
  const connections = await openConnections(settings, telemetry, closers);
  const post = settings.mail ? Post.open(settings.mail) : null;
  closers.add(() => post?.close());
  const stores = await openStores(connections.commands, settings, telemetry, closers, post !== null);
  const plugins = await OpenPlugins.open(settings.program?.plugins ?? [], { stores, log });
  closers.add(() => plugins.close(log));
  const schema = await openSchema(settings, plugins.schemaAdditions);
  await plugins.prepare(telemetry.registry, (target) => isTarget(target, schema));
  const live = openLive(connections, stores, closers);
  // Requests, streams and jobs under way end side by side: one after the other would take too long to stop.
  const draining = new Closers();
  closers.add(() => draining.closeTogether());
  const faults = new FaultLog(log);
  const workers = startWorkers(stores, queuesOf(settings, plugins), log, { faults, post, ...plugins.work });
  draining.add(() => workers.close());
  const drain = new Drain(settings.drainSpreadMs ?? serverLimits.drainSpreadMs);
  const documents = await openDocuments({ ...settings, schema });
  telemetry.operations.countByName(documents.trusted.operationNames);
  const graphiql = settings.graphiql && !documents.trusted.only;
  const unsentMail = post?.outbox ?? null;
  const readiness = new Readiness(stores.redis, connections.subscriber);
  closers.add(() => readiness.close());
  watchReadiness(telemetry.registry, readiness);
  let isPrepared = !settings.preparing;
  const health = { readiness, workers, drain, isPrepared: () => isPrepared, plugins: plugins.health };
  const shared = { unsentMail, schema, telemetry, faults, stores, drain, health, plugins, ...live };
  const served = { settings: { ...settings, graphiql }, ...shared };
  const url = await serve({ ...served, ...documents }, draining);
  const leave = registerOwn(stores.services, { service: 'mortar-api', address: reachable(url) }, log);
  closers.add(leave);
  log.info({ url }, 'Mortar is listening');
  return {
    ...{ url, graphiql, stores, live: live.live, registry: telemetry.registry },
    prepared: () => {
      isPrepared = true;
    },
    drain: (ms) => {
      drain.begin();
      void Promise.all([leave(), workers.close(ms)]);
    },
    close: () => {
      drain.begin();
      return closers.close();
    },
  };
}

/** A process that works on Mortar's queues also works on those of plugins. */
function queuesOf({ workQueues }: AppSettings, plugins: OpenPlugins): readonly string[] {
  return workQueues.length === 0 ? [] : [...new Set([...workQueues, ...plugins.queues])];
}

interface Connections {
  readonly commands: RedisClient;
  readonly subscriber: RedisClient;
}

async function openConnections({ redis }: AppSettings, telemetry: Telemetry, closers: Closers): Promise<Connections> {
  const open = (role: 'commands' | 'subscriber'): RedisClient => {
    const client = connect(redis, role);
    closers.add(() => client.disconnect());
    return client;
  };
  const commands = open('commands');
  const subscriber = open('subscriber');
  await untilReady(commands, connectTimeoutMs);
  watchRedis(telemetry.registry, commands);
  return { commands, subscriber };
}

async function openStores(
  commands: RedisClient,
  settings: AppSettings,
  telemetry: Telemetry,
  closers: Closers,
  mail: boolean,
): Promise<Stores> {
  const stores = createStores(await RedisHandle.on(commands, { prefix: settings.keyPrefix }), {
    ...settings.accounts,
    events: settings.events,
    webhooks: settings.webhooks,
    mail: { available: mail, verify: settings.mail?.verify },
    durability: settings.durability,
    replicaReads: settings.replicaReads,
    ...loggedBy(settings.log, settings),
    ...watchSecurity(settings.log, telemetry),
  });
  closers.add(() => stores.rateLimits.close());
  closers.add(() => stores.apiKeys.close());
  closers.add(() => stores.cache.close());
  closers.add(() => stores.accounts.close());
  closers.add(() => stores.audit.settle());
  await stores.rateLimits.seed();
  watchRateLimits(telemetry.registry, stores.rateLimits);
  watchCache(telemetry.registry, stores.cache);
  watchState(telemetry.registry, stores);
  return stores;
}

interface LiveDelivery {
  readonly live: Live;
  readonly sessionWatch: SessionWatch;
}

function openLive({ commands, subscriber }: Connections, stores: Stores, closers: Closers): LiveDelivery {
  const live = new Live({ publisher: commands, subscriber });
  closers.add(() => live.close());
  const sessionWatch = new SessionWatch(live, stores);
  closers.add(() => sessionWatch.close());
  return { live, sessionWatch };
}

interface Served extends LiveDelivery {
  readonly settings: AppSettings;
  readonly unsentMail: MailOutbox | null;
  readonly telemetry: Telemetry;
  readonly faults: FaultLog;
  readonly stores: Stores;
  readonly drain: Drain;
  readonly health: HealthSources;
  readonly schema: ServedSchema;
  readonly plugins: OpenPlugins;
  readonly sentDocuments: SentDocuments;
}

/** Starts the server over HTTP and WebSocket, and returns its URL. */
async function serve(served: Served, draining: Closers): Promise<string> {
  const { settings, unsentMail, schema, telemetry, faults, stores, live, sessionWatch, sentDocuments, drain } = served;
  const { plugins } = served;
  const { introspection = settings.graphiql, unverifiedRefused = [] } = settings;
  const operations = { ...operationDefaults, ...settings.operations };
  const unverified = new UnverifiedAccounts(unverifiedRefused, schema, (id) => stores.accounts.find(id));
  const guard = new OperationGuard(stores.rateLimits, operations, unverified);
  const proxies = new Proxies(settings.trustedProxies);
  const exempt = new AddressRanges(settings.exemptAddresses ?? []);
  const isExempt = (address: string): boolean => exempt.has(address);
  const origins = new Origins(settings.allowedOrigins, proxies);
  const addressOf = createAddressReader(settings, proxies);
  const closing = new AbortController();
  draining.add(() => closing.abort());
  const contexts = new RequestContexts({
    ...settings,
    ...{ stores, live, sessionWatch, unsentMail, addressOf, isExempt, closing: closing.signal },
  });
  const bytesPerMinute = settings.newDocumentBytesPerMinute ?? serverLimits.newDocuments.bytesPerMinute;
  const newDocuments = { bytesPerMinute, documentFields: operations.fields, addressOf, isExempt };
  const liveBounds = { ...liveDefaults, ...settings.liveBounds };
  const responses = openResponses(served, draining);
  const graphql = createGraphQLServer({
    ...settings,
    ...{
      schema,
      introspection,
      operations,
      sentDocuments,
      telemetry,
      guard,
      faults,
      newDocuments,
      liveBounds,
      responses,
    },
  });
  watchLive(telemetry.registry, { ...graphql, live });
  const transport = {
    ...settings,
    ...graphql,
    ...{ sentDocuments, telemetry, guard, sessionWatch, contexts, origins, drain },
  };
  const singleConnections = new SingleConnections(transport);
  const basis = { host: settings.host, log: settings.log, metrics: telemetry.http, proxies, faults, drain };
  const { port: metricsPort } = settings.metrics ?? {};
  if (metricsPort !== undefined) {
    const routes = [ownMetricsRoute(telemetry, settings.metrics ?? {})];
    draining.add((await startServer({ ...basis, port: metricsPort, routes })).close);
  }
  const own = [
    graphqlRoute(graphql, { contexts, origins, graphiql: settings.graphiql, singleConnections }),
    dashboardRoute(settings.dashboardFolder ?? builtDashboard(), stores.captcha.shown?.provider),
    ...collectRoutes(stores, { guard, origins, addressOf }),
    ...paymentRoutes(stores),
    ...providerRoutes(settings.accounts?.providers),
    ...healthRoutes(served.health),
    ...publicMetricsRoutes(telemetry, settings.metrics ?? {}, proxies),
  ];
  const routes = [...own, ...(await plugins.routes(own)).map((route) => ({ ...route, origins }))];
  const http = await startServer({ ...basis, port: settings.port, routes });
  draining.add(http.close);
  draining.add(() => graphql.subscriptions.leave(drain));
  draining.add(() => singleConnections.leave(drain));
  draining.add(serveSockets(http.server, transport));
  return serverUrl(http.server);
}

function openResponses({ settings, stores, telemetry }: Served, draining: Closers): ResponseCache | undefined {
  if (!settings.responseCacheSeconds) return undefined;
  const responses = new ResponseCache(stores, settings.responseCacheSeconds);
  draining.add(() => responses.close());
  watchResponses(telemetry.registry, responses);
  return responses;
}

function createAddressReader({ log }: AppSettings, proxies: Proxies): ReturnType<typeof addressReader> {
  return addressReader({
    proxies,
    onUntrusted: (proxy) =>
      log.warn({ proxy }, 'an address forwards for others but is not in MORTAR_TRUSTED_PROXIES: all share its limits'),
  });
}
