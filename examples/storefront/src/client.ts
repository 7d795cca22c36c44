// How the pages speak to Mortar: queries and mutations by POST, subscriptions over one WebSocket, both with the cookie of the session.

import { createClient } from 'graphql-ws';
import { trackPages } from 'mortar/client';
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from 'urql';

/** Counts page views. Carts and orders count for the same visitor by the header below. */
export const tracker = trackPages();

let clients = 0;

export interface OpenClient {
  readonly urql: Client;
  /** Another one for each client. */
  readonly number: number;
  close(): void;
}

export function openClient(): OpenClient {
  const url = new URL('/graphql', location.href);
  const socket = createClient({
    url: url.href.replace(/^http/, 'ws'),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    keepAlive: 10_000,
  });
  const urql = new Client({
    url: url.href,
    preferGetMethod: false,
    fetchOptions: { credentials: 'same-origin', headers: { 'x-mortar-visitor': tracker.visitorId } },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
  clients += 1;
  return { urql, number: clients, close: () => void socket.dispose() };
}
