// A whole Mortar on a free port over the test run's private Redis, under a key prefix of its own, and real clients for it.

import { randomUUID } from 'node:crypto';
import { GraphQLClient } from 'graphql-request';
import { type Client, createClient } from 'graphql-ws';
import { afterAll } from 'vitest';
import { WebSocket } from 'ws';
import { type App, type AppSettings, startApp } from '../../src/app.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import type { Role } from '../../src/redis/session/role.ts';
import { quietAppSettings } from './app-settings.ts';
import { patient, testRedisUrl, uniquePrefix } from './redis.ts';

export interface TestApp extends App {
  /** Where GraphQL is served. */
  readonly endpoint: string;
  /** A graphql-request client; give it a session's token to speak as that session. */
  client(token?: string): GraphQLClient;
  /** The bearer token of a new account with these roles. */
  token(...roles: Role[]): Promise<string>;
  /** A graphql-ws client. */
  socket(token?: string): Client;
}

/** Call it at the top of a test file; it is closed after the file's tests. */
export async function openTestApp(settings: Partial<AppSettings> = {}): Promise<TestApp> {
  const app = await startApp({
    redis: parseRedisUrl(testRedisUrl()),
    keyPrefix: uniquePrefix(),
    ...quietAppSettings,
    rateLimits: patient,
    ...settings,
  });
  const endpoint = `${app.url}/graphql`;
  const sockets: Client[] = [];
  afterAll(async () => {
    for (const socket of sockets) await socket.dispose();
    await app.close();
  });
  return {
    ...app,
    endpoint,
    client: (token) => new GraphQLClient(endpoint, { headers: token ? { authorization: `Bearer ${token}` } : {} }),
    token: (...roles) => issueToken(app, roles),
    socket: (token) => {
      const socket = createClient({
        url: endpoint.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: token ? { token } : {},
      });
      sockets.push(socket);
      return socket;
    },
  };
}

async function issueToken({ stores }: App, roles: readonly Role[]): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const { id } = await stores.accounts.create({ email, password: 'a long enough password', roles });
  const client = { ipAddress: '127.0.0.1', userAgent: 'test' };
  const issued = await stores.sessions.start({ userId: id, transport: 'BEARER', client });
  if (!issued) throw new Error('The account got no session');
  return issued.token;
}
