// One urql client for a log-in: queries and mutations by POST, subscriptions over one WebSocket, both by cookie.

import { createClient as createSocket } from 'graphql-ws';
import { Client, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import { withoutFailedEntries } from './failed-entries.ts';
import { isOutage } from './problem.ts';

export interface ClientEvents {
  /** A request could not be served; someone should look at the server's health. */
  onTrouble(): void;
}

export interface DashboardClient {
  urql: Client;
  dispose(): void;
}

const fetchOptions = { credentials: 'same-origin', headers: { 'x-mortar-csrf': 'dashboard' } } as const;

/** The options of a request that brings the answer of a captcha. */
export function withCaptcha(answer: string): RequestInit {
  return { ...fetchOptions, headers: { ...fetchOptions.headers, 'x-captcha-response': answer } };
}

/** @param headers of each request, beside the usual ones. */
export function createDashboardClient(
  events: ClientEvents,
  headers: Readonly<Record<string, string>> = {},
): DashboardClient {
  const socketUrl = new URL('/graphql', window.location.href);
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';

  const socket = createSocket({
    url: socketUrl.href,
    lazy: true,
    // The page reconnects for as long as it is open; graphql-ws subscribes again by itself.
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => pause(Math.min(5_000, 250 * 2 ** retries)),
    keepAlive: 10_000,
    on: { closed: () => events.onTrouble() },
  });

  const urql = new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'network-only',
    fetchOptions: { ...fetchOptions, headers: { ...fetchOptions.headers, ...headers } },
    exchanges: [
      mapExchange({
        onError(error) {
          if (isOutage(error)) events.onTrouble();
        },
        onResult(result) {
          return result.error && result.data
            ? { ...result, data: withoutFailedEntries(result.data, result.error) }
            : result;
        },
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe({ query: request.query ?? '', variables: request.variables }, sink),
          }),
        }),
      }),
    ],
  });

  return { urql, dispose: () => void socket.dispose() };
}

function pause(ms: number): Promise<void> {
  // Spread out, so that many open dashboards do not come back in the same instant.
  return new Promise((resolve) => setTimeout(resolve, ms / 2 + (Math.random() * ms) / 2));
}
