// The composition root: opens the connections, builds the stores on them, the live hub and the server on those, and
// closes all of it in reverse order.

import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { Live } from './live/live.ts';
import { SessionWatch } from './live/session-watch.ts';
import { connect, type RedisAddress, type RedisClient, untilReady } from './redis/base/connect.ts';
import { RedisHandle } from './redis/base/handle.ts';
import type { RateLimitSettings } from './redis/rate-limit/rate-limit.ts';
import { reachable, registerOwn } from './redis/service/own-process.ts';
import { createStores, type ShopSettings, type StoreSettings, type Stores } from './redis/stores.ts';
import type { ClientFacts, Context } from './resolvers/base/context.ts';
import { collectRoutes } from './server/collect/collect-routes.ts';
import { createGraphQL } from './server/graphql-server.ts';
import { OperationGuard } from './server/guard/operation-guard.ts';
import { addressReader } from './server/http/client-address.ts';
import { healthRoutes } from './server/http/health.ts';
import { type Route, serverUrl, startServer } from './server/http/http-server.ts';
import { dashboardRoute } from './server/pages/dashboard.ts';
import { createGraphiql, isGraphiqlRequest } from './server/pages/graphiql.ts';
import { openSession } from './server/session/open-session.ts';
import { noCookies, ResponseCookies, readToken } from './server/session/session-token.ts';
import { serveSockets } from './server/socket/serve-sockets.ts';
import { watchSecurity } from './server/telemetry/security-events.ts';
import { Telemetry } from './server/telemetry/telemetry.ts';
import { startWorkers } from './worker/workers.ts';

export interface AppSettings {
  readonly redis: RedisAddress;
  /** Starts every key; see RedisHandle. */
  readonly keyPrefix?: string;
  readonly host: string;
  readonly port: number;
  /** Cookies are `__Host-` and Secure: for everything but plain HTTP on loopback. */
  readonly secureCookies: boolean;
  readonly allowedOrigins: readonly string[];
  /** Addresses and ranges whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly graphiql: boolean;
  /** Lifetimes of sessions and the cost of password hashes, where they are to differ from the defaults. */
  readonly accounts?: Pick<StoreSettings, 'sessions' | 'passwords'>;
  /** How long a rate limit waits for Redis before it decides by itself, where that is to differ from the default. */
  readonly rateLimits?: Pick<RateLimitSettings, 'timeoutMs'>;
  /** Who takes the money, and how long stock is held, where they are to differ from the defaults. */
  readonly shop?: ShopSettings;
  /** The queues that this process works on; none for an API alone. */
  readonly workQueues: readonly string[];
  /** Where the built dashboard is, if not where the build puts it. */
  readonly dashboardFolder?: string;
  readonly log: Logger;
}

export interface App {
  readonly url: string;
  readonly stores: Stores;
  readonly live: Live;
  close(): Promise<void>;
}

const connectTimeoutMs = 5_000;

/** @throws when Redis cannot be reached or the port is taken; everything opened until then is closed again. */
export async function startApp(settings: AppSettings): Promise<App> {
  const { log } = settings;
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  const open = (role: 'commands' | 'subscriber'): RedisClient => {
    const client = connect(settings.redis, role);
    closers.push(() => client.disconnect());
    return client;
  };
  try {
    const telemetry = new Telemetry();
    const commands = open('commands');
    const subscriber = open('subscriber');
    await untilReady(commands, connectTimeoutMs);
    telemetry.observe(commands);
    const stores = createStores(new RedisHandle(commands, settings.keyPrefix), {
      ...settings.accounts,
      shop: {
        // What Mortar adjusts by itself, as the demo's first stock, is told only to who asks.
        onAdjusted: (stock) => log[stock.userId ? 'info' : 'debug']({ stock }, 'stock adjusted'),
        ...settings.shop,
      },
      rateLimits: {
        ...settings.rateLimits,
        onAlone: (alone, cause) =>
          alone
            ? log.warn({ err: cause }, 'rate limits: Redis does not answer in time, so this process decides by itself')
            : log.info('rate limits: Redis decides again'),
      },
      cache: {
        onAlone: (alone, cause) =>
          alone
            ? log.warn({ err: cause }, 'cache: Redis does not answer in time, so this process does without it')
            : log.info('cache: Redis answers again'),
        onProblem: ({ key, during, error }) => log.warn({ err: error, key, during }, 'cache: answered all the same'),
      },
      onSecurityEvent: watchSecurity(log, telemetry),
    });
    closers.push(() => stores.rateLimits.close());
    closers.push(() => stores.cache.close());
    await stores.rateLimits.seed();
    telemetry.watchRateLimits(stores.rateLimits);
    telemetry.watchCache(stores.cache);
    const guard = new OperationGuard(stores.rateLimits);
    const addressOf = addressReader({
      trustedProxies: settings.trustedProxies,
      onUntrusted: (proxy) =>
        log.warn(
          { proxy },
          'an address forwards for others but is not in MORTAR_TRUSTED_PROXIES: all share its limits',
        ),
    });
    const live = new Live({ publisher: commands, subscriber });
    closers.push(() => live.close());
    const sessionWatch = new SessionWatch(live, stores.sessions);
    closers.push(() => sessionWatch.close());

    const workers = startWorkers(stores, settings.workQueues, log);
    // Requests, streams and jobs under way end side by side: one after the other would take too long to stop.
    const draining: (() => unknown)[] = [workers.close];
    closers.push(() => Promise.all(draining.map((end) => end())));

    const shared = { stores, live, sessionWatch };
    const { yoga, subscriptions, executions, serve } = createGraphQL({ ...settings, telemetry, guard });
    telemetry.watchLive({ live, subscriptions, executions });
    const graphiql = settings.graphiql ? createGraphiql() : undefined;
    const graphql: Route = {
      path: '/graphql',
      handle: ({ request, response, requestId }) => {
        if (graphiql && isGraphiqlRequest(request)) return graphiql(request, response);
        // An answer is meant for who asked, now, and for nobody's cache.
        response.setHeader('Cache-Control', 'no-store');
        return serve(request, response, {
          makeContext: async (): Promise<Context> => {
            const client = clientFacts(request, requestId, addressOf(request));
            const cookies = new ResponseCookies(response, settings.secureCookies);
            const token = readToken(request, settings.secureCookies);
            const session = await openSession(stores.sessions, token, client, cookies);
            return { stores, live, sessionWatch, client, cookies, session };
          },
        });
      },
    };
    const http = await startServer({
      ...settings,
      telemetry,
      routes: [
        graphql,
        dashboardRoute(settings.dashboardFolder),
        ...collectRoutes(stores, { ...settings, guard, addressOf }),
        ...healthRoutes(commands, telemetry),
      ],
    });
    draining.push(http.close);
    draining.push(
      serveSockets(http.server, {
        ...settings,
        yoga,
        subscriptions,
        telemetry,
        guard,
        sessionWatch,
        openSession: (request, token, known) => {
          const client = clientFacts(request, '', addressOf(request));
          if (known) return stores.sessions.resume(known, client);
          return openSession(stores.sessions, token ?? readToken(request, settings.secureCookies), client, noCookies);
        },
        makeContext: (request, session) => ({
          ...shared,
          client: clientFacts(request, '', addressOf(request)),
          cookies: noCookies,
          session,
        }),
      }),
    );
    const url = serverUrl(http.server);
    closers.push(registerOwn(stores.services, { service: 'mortar-api', address: reachable(url) }, log));
    log.info({ url }, 'Mortar is listening');
    return { url, stores, live, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function clientFacts(request: IncomingMessage, requestId: string, ipAddress: string): ClientFacts {
  return {
    requestId,
    ipAddress,
    userAgent: request.headers['user-agent']?.slice(0, 512) ?? null,
    visitorId: String(request.headers['x-mortar-visitor'] ?? '').slice(0, 200) || null,
  };
}
