// Results of subscriptions over one WebSocket, in the protocol of graphql-ws.

import { type Client, createClient } from 'graphql-ws/client';
import { type Answer, errorOf, MortarError } from './error.ts';
import type { Operation } from './post.ts';
import { Lost, type Opened } from './resume.ts';

export interface SocketSettings {
  /** Of the server, with http or https, or relative to the page. */
  readonly url: string;
  readonly token: () => Promise<string | undefined>;
  /** A WebSocket, where the platform has none: that of `ws` for Node 20. */
  readonly webSocket?: unknown;
}

const limits = {
  /** How often the server is asked for a sign of life, and how long that may take. */
  pingMs: 12_000,
  pongMs: 10_000,
} as const;

/** Codes by which a server closes a socket that it does not want to see again. */
const refusals: readonly unknown[] = [4_400, 4_401, 4_403, 4_406, 4_409, 4_429];

export function openSocket({ url, token, webSocket }: SocketSettings): Client {
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: socketUrlOf(url),
    ...(webSocket !== undefined && { webSocketImpl: webSocket }),
    connectionParams: async () => {
      const known = await token();
      return known === undefined ? {} : { token: known };
    },
    // It would subscribe again with the variables that it began with.
    retryAttempts: 0,
    keepAlive: limits.pingMs,
    on: {
      ping: (received) => {
        if (!received) pong = setTimeout(() => client.terminate(), limits.pongMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pong);
      },
      closed: () => clearTimeout(pong),
    },
  });
  return client;
}

/** @throws Lost if the connection ends before the subscription does. */
export async function* overSocket(
  client: Client,
  { query, variables }: Operation,
  { lastEventId, signal }: Opened,
): AsyncGenerator<Answer> {
  const given = variables as Record<string, unknown>;
  const results = client.iterate({ query, variables: given, extensions: { lastEventId } });
  const stop = (): void => {
    void results.return?.();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const answer of results) yield answer as Answer;
    signal.throwIfAborted();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw failureOf(error);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function failureOf(error: unknown): unknown {
  if (Array.isArray(error)) return errorOf(error);
  const { code, reason } = (error ?? {}) as { readonly code?: unknown; readonly reason?: unknown };
  if (refusals.includes(code))
    return new MortarError({ code: 'UNAUTHENTICATED', message: String(reason || 'The connection is refused.') });
  return new Lost(undefined, error);
}

function socketUrlOf(url: string): string {
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  return new URL(url, page).href.replace(/^http/, 'ws');
}
