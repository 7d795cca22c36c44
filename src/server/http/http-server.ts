// One node:http server on one port: it gives each request an id, logs it, counts it and hands it to a route.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { FaultLog } from '../../redis/base/fault-log.ts';
import { redisFault, sentenceOf } from '../../redis/base/redis-fault.ts';
import type { Drain } from '../drain.ts';
import { serverLimits } from '../limits.ts';
import type { HttpMetrics } from '../telemetry/http-metrics.ts';
import { handleCors } from './cors.ts';
import type { Origins } from './origins.ts';
import type { Proxies } from './proxies.ts';
import { refuseStream, surviveErrors } from './refuse-stream.ts';
import { hostJudge, readPath } from './request-head.ts';
import { HeadTexts, ResponseHead } from './response-head.ts';
import { sendJson } from './send-json.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The path of its URL. */
  readonly path: string;
  readonly requestId: string;
  /** The header fields of every answer. They are set, unless the route writes them. */
  readonly head: ResponseHead;
}

export interface Route {
  /** The path that it answers; `/dashboard/*` answers everything below `/dashboard` too. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Whose pages may call it. Without it, pages of other origins may not read its answers. */
  readonly origins?: Origins;
  /** Whether it sets the head of every answer, or writes it, by `Exchange.head`. */
  readonly writesHead?: boolean;
  handle(exchange: Exchange): unknown;
}

export interface HttpServer {
  readonly server: Server;
  /** Stops taking requests, lets those under way finish and then ends what is left. */
  close(): Promise<void>;
}

export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly log: Logger;
  readonly metrics: HttpMetrics;
  readonly proxies: Proxies;
  readonly faults: FaultLog;
  readonly drain: Drain;
}

/** @throws the error of `listen`, such as EADDRINUSE. */
export async function startServer(settings: ServerSettings): Promise<HttpServer> {
  const { host, port, log, drain } = settings;
  const underWay = new Set<ServerResponse>();
  // A connection that has its answer is not to be used for another request.
  drain.onBegin(() => {
    for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
  });
  const server = createServer(receiver(settings, underWay));
  server.keepAliveTimeout = serverLimits.keepAliveMs;
  server.on('connect', (_request: IncomingMessage, stream: Duplex) => {
    surviveErrors(stream);
    refuseStream(stream, 405);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: serverLimits.backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // For example, the process has no file descriptor left for one more connection. The others go on.
  server.on('error', (error) => log.error({ err: error }, 'a connection could not be accepted'));
  return { server, close: () => closeServer(server, drain) };
}

/** Returns what takes each request to its route. `underWay` has the responses that are not over. */
function receiver(settings: ServerSettings, underWay: Set<ServerResponse>): RequestListener {
  const { routes, log, metrics, proxies, drain } = settings;
  const findRoute = routeFinder(routes);
  const hasValidHost = hostJudge();
  const texts = new HeadTexts(serverLimits.keepAliveMs);
  return (request, response) => {
    const started = performance.now();
    const requestId = readRequestId(request);
    const found = hasValidHost(request) ? findRoute(request.url) : undefined;
    const head = new ResponseHead(response, requestId, proxies.isSecure(request), drain.begun ? undefined : texts);
    const exchange = { request, response, path: found?.path ?? '', requestId, head };
    if (!found?.route?.writesHead) head.set();
    underWay.add(response);
    // A client that has gone is no fault of the server, and the route learns of it by `close`.
    request.on('error', ignore);
    response.on('error', ignore);
    response.on('close', () => {
      underWay.delete(response);
      const seconds = (performance.now() - started) / 1000;
      const route = found ? (found.route?.path ?? '(none)') : '(bad request)';
      metrics.countRequest(request.method ?? 'GET', route, response.statusCode, seconds);
      logRequest(log, exchange, seconds);
    });
    if (!found) refuseHead(exchange);
    else if (!found.route) sendJson(response, 404, { error: `Nothing is served at ${found.path}` });
    else handle(found.route, exchange, settings);
  };
}

function ignore(): void {}

interface Found {
  readonly path: string;
  readonly route: Route | undefined;
}

/** Returns a function that finds the path of a request target and the route for it. Undefined if the target has no path. */
function routeFinder(routes: readonly Route[]): (target: string | undefined) => Found | undefined {
  const exact = new Map(routes.map((route) => [route.path, route]));
  return (target = '') => {
    // Most requests name a route as it is, so that there is nothing to take apart.
    const route = exact.get(target);
    if (route) return { path: target, route };
    const path = readPath(target);
    return path === undefined ? undefined : { path, route: routes.find((each) => matches(each.path, path)) };
  };
}

/** What follows on the connection may not be what it seems, so it is closed. */
function refuseHead({ response }: Exchange): void {
  response.setHeader('Connection', 'close');
  sendJson(response, 400, {
    error: 'The request target must be a path such as /graphql, and Host must name one host.',
  });
}

function handle(route: Route, exchange: Exchange, settings: ServerSettings): void {
  const { request } = exchange;
  try {
    if (route.origins && handleCors(route.origins, route.methods, exchange)) return;
    const isAllowed = route.methods.includes(request.method ?? '');
    const handling = isAllowed ? route.handle(exchange) : refuseMethod(route.methods, exchange);
    if (handling instanceof Promise) handling.catch((error) => answerFailure(error, exchange, settings));
  } catch (error) {
    answerFailure(error, exchange, settings);
  }
}

function refuseMethod(allowed: readonly string[], { request, response, head }: Exchange): void {
  head.set();
  response.setHeader('Allow', allowed.join(', '));
  if (request.method === 'OPTIONS') response.writeHead(204).end();
  else sendJson(response, 405, { error: `Send ${allowed.join(' or ')}.` });
}

/** Answers for a route that failed. What failed is for the log; the client learns only whether it is worth trying again. */
function answerFailure(
  error: unknown,
  { request, response, requestId, head }: Exchange,
  { log, faults }: ServerSettings,
): void {
  // The client left while it sent its request.
  if (request.destroyed && !request.complete) {
    log.debug({ err: error, requestId }, 'a request broke off');
    return;
  }
  const fault = redisFault(error);
  if (fault) faults.report(fault, error);
  else log.error({ err: error, requestId }, 'a route failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  head.set();
  if (fault) sendJson(response, 503, { error: sentenceOf(fault, error) });
  else sendJson(response, 500, { error: 'Something went wrong on our side.' });
}

function logRequest(log: Logger, { request, response, path, requestId }: Exchange, seconds: number): void {
  const { statusCode: status } = response;
  const level = status >= 500 ? 'warn' : 'debug';
  if (!log.isLevelEnabled(level)) return;
  log[level]({ requestId, method: request.method, path, status, ms: Math.round(seconds * 1000) }, 'request');
}

/** The address that the server listens on, as a URL without a path. */
export function serverUrl(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function matches(path: string, pathname: string): boolean {
  if (!path.endsWith('/*')) return path === pathname;
  const base = path.slice(0, -2);
  return pathname === base || pathname.startsWith(`${base}/`);
}

// A caller's id is kept where it is harmless, so that a trace can be followed through several services.
function readRequestId(request: IncomingMessage): string {
  const id = request.headers['x-request-id'];
  return typeof id === 'string' && /^[\w.-]{8,64}$/.test(id) ? id : randomUUID();
}

async function closeServer(server: Server, { graceMs }: Drain): Promise<void> {
  // Right after connections were accepted, so that as few as possible wait for it: those the system resets.
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    // Those that are answered meanwhile would be kept for another request.
    const idle = setInterval(() => server.closeIdleConnections(), serverLimits.drainLookMs);
    server.close(() => {
      clearTimeout(timer);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
