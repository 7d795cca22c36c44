// /metrics for Prometheus. What it tells is for operators: by default it answers this machine only.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Route } from './http-server.ts';
import { type Proxies, plainAddress } from './proxies.ts';
import { sendJson } from './send-json.ts';

export interface MetricsSettings {
  /** A port of its own for /metrics, which the public port then does not serve. */
  readonly port?: number;
  /** What a reader has to send as a bearer token. */
  readonly token?: string;
  /** Returns the text, of several processes in the place of the one that is asked. */
  gather?(): Promise<string>;
}

/** Headers by which a request shows that a proxy passed it on. */
const forwardedBy = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

const refusals = {
  401: 'Send the token of MORTAR_METRICS_TOKEN as Authorization: Bearer.',
  403: 'Metrics are for this machine only. For others the operator sets MORTAR_METRICS_PORT or MORTAR_METRICS_TOKEN.',
} as const;

/** Undefined for a request that is allowed, or the status with which it is refused. */
type Judge = (request: IncomingMessage) => 401 | 403 | undefined;

function metricsRoute({ registry }: Telemetry, judge: Judge, gather = () => registry.metrics()): Route {
  return {
    path: '/metrics',
    methods: ['GET', 'HEAD'],
    handle: async ({ request, response }) => {
      const refused = judge(request);
      if (refused === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      if (refused) return sendJson(response, refused, { error: refusals[refused] });
      const text = await gather();
      response.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' });
      response.end(text);
    },
  };
}

/** The route on the public port; none if the metrics have a port of their own. */
export function publicMetricsRoutes(
  telemetry: Telemetry,
  { port, token, gather }: MetricsSettings,
  proxies: Proxies,
): Route[] {
  if (port !== undefined) return [];
  const judge = token ? hasToken(token) : (request: IncomingMessage) => (isLocal(request, proxies) ? undefined : 403);
  return [metricsRoute(telemetry, judge, gather)];
}

/** The route on the port of its own, which a firewall guards. */
export function ownMetricsRoute(telemetry: Telemetry, { token, gather }: MetricsSettings): Route {
  return metricsRoute(telemetry, token ? hasToken(token) : () => undefined, gather);
}

function hasToken(token: string): Judge {
  const expected = digest(token);
  return ({ headers }) => {
    const [, given] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    return given !== undefined && timingSafeEqual(digest(given), expected) ? undefined : 401;
  };
}

/** Of equal length whatever is given. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether a request comes from this machine, and not from a proxy on it. A page whose host name leads here (DNS rebinding) names
 * that host.
 */
function isLocal({ socket, headers }: IncomingMessage, proxies: Proxies): boolean {
  const peer = plainAddress(socket.remoteAddress ?? '');
  if (!isLoopback(peer) || proxies.trust(peer) || forwardedBy.some((name) => headers[name] !== undefined)) return false;
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' || isLoopback(host);
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}
