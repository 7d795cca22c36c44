// One node:http server on one port: it gives each request an id, logs it, counts it and hands it to a route.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { serverLimits } from '../limits.ts';
import type { HttpMetrics } from '../telemetry/http-metrics.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The path of its URL. */
  readonly path: string;
  readonly requestId: string;
}

export interface Route {
  /** The path that it answers; `/dashboard/*` answers everything below `/dashboard` too. */
  readonly path: string;
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
}

/** @throws the error of `listen`, such as EADDRINUSE. */
export async function startServer({ host, port, routes, log, metrics }: ServerSettings): Promise<HttpServer> {
  const findRoute = routeFinder(routes);
  const server = createServer((request, response) => {
    const started = performance.now();
    const requestId = readRequestId(request);
    const { path, route } = findRoute(request.url ?? '/');
    const exchange = { request, response, path, requestId };
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.once('close', () => {
      const seconds = (performance.now() - started) / 1000;
      metrics.countRequest(request.method ?? 'GET', route?.path ?? '(none)', response.statusCode, seconds);
      logRequest(log, exchange, seconds);
    });
    if (!route) return sendJson(response, 404, { error: `Nothing is served at ${path}` });
    handle(route, exchange, log);
  });
  server.keepAliveTimeout = serverLimits.keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: serverLimits.backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, close: () => closeServer(server) };
}

/** Returns a function that finds the path of a URL and the route for it. */
function routeFinder(routes: readonly Route[]): (url: string) => { path: string; route: Route | undefined } {
  const exact = new Map(routes.map((route) => [route.path, route]));
  return (url) => {
    // Most requests name a route as it is, so that there is no URL to take apart.
    const route = exact.get(url);
    if (route) return { path: url, route };
    const { pathname } = new URL(url, 'http://localhost');
    return { path: pathname, route: routes.find(({ path }) => matches(path, pathname)) };
  };
}

function handle(route: Route, exchange: Exchange, log: Logger): void {
  const onError = (error: unknown): void => {
    const { response, requestId } = exchange;
    log.error({ err: error, requestId }, 'a route failed');
    if (!response.headersSent) sendJson(response, 500, { error: 'Something went wrong on our side.' });
    else response.destroy();
  };
  try {
    Promise.resolve(route.handle(exchange)).catch(onError);
  } catch (error) {
    onError(error);
  }
}

function logRequest(log: Logger, { request, response, path, requestId }: Exchange, seconds: number): void {
  const { statusCode: status } = response;
  const level = status >= 500 ? 'warn' : 'debug';
  if (!log.isLevelEnabled(level)) return;
  log[level]({ requestId, method: request.method, path, status, ms: Math.round(seconds * 1000) }, 'request');
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
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

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), serverLimits.drainMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
