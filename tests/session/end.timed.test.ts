// Two processes of Mortar over one Redis: a session that is ended in one loses its live streams in the other.

import { GraphQLClient } from 'graphql-request';
import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, untilReady } from '../../src/redis/base/connect.ts';
import { runMortar } from '../support/mortar-process.ts';
import { startOwnTime } from '../support/own-time.ts';
import { openStoppableRedis } from '../support/redis-server.ts';

const query = 'subscription { cartUpdated { version } }';
const account = { email: 'ada@example.com', password: 'correct horse battery staple' };

async function logIn(url: string): Promise<{ token: string; client: GraphQLClient }> {
  const http = new GraphQLClient(`${url}/graphql`);
  const { sessionLogIn } = await http.request<{ sessionLogIn: { token: string } }>(
    'mutation ($input: SessionLogInInput!) { sessionLogIn(input: $input) { token } }',
    { input: { ...account, transport: 'BEARER' } },
  );
  const { token } = sessionLogIn;
  return { token, client: new GraphQLClient(`${url}/graphql`, { headers: { authorization: `Bearer ${token}` } }) };
}

/** Resolves once the stream delivers; `closed` settles with the socket's close code. */
async function openSocket(url: string, token: string): Promise<{ closed: Promise<number> }> {
  const socket = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    lazy: false,
    onNonLazyError: () => {},
    retryAttempts: 0,
  });
  onTestFinished(() => void socket.dispose());
  const closed = new Promise<number>((resolve) => {
    socket.on('closed', (event) => resolve((event as CloseEvent).code));
  });
  await new Promise<void>((resolve) => {
    socket.subscribe({ query }, { next: () => resolve(), error: () => {}, complete: () => {} });
  });
  return { closed };
}

/** Resolves once the stream delivers; `ended` settles with all that it delivered. */
async function openEvents(url: string, token: string): Promise<{ ended: Promise<string> }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const reader = response.body?.getReader();
  if (!reader) throw new Error('no stream');
  let text = '';
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read();
    text += value ? Buffer.from(value).toString() : '';
    return done;
  };
  while (!text.includes('event: next')) await read();
  const untilEnd = async (): Promise<string> => {
    while (!(await read()));
    return text;
  };
  return { ended: untilEnd() };
}

test('it ends within a second, over WebSocket and as server-sent events, also where the message was lost', async () => {
  const redis = await openStoppableRedis();
  const settings = {
    REDIS_URL: redis.url,
    LOG_LEVEL: 'fatal',
    MORTAR_ADMIN_EMAIL: account.email,
    MORTAR_ADMIN_PASSWORD: account.password,
    MORTAR_DEMO: '0',
  };
  const url = await runMortar(['start'], settings).url();
  const elsewhere = await runMortar(['start'], settings).url();
  const end = 'mutation { sessionsRevokeOthers { revoked userErrors { code } } }';

  const [watched, mine] = [await logIn(url), await logIn(url)];
  const streams = [
    (await openSocket(elsewhere, watched.token)).closed,
    (await openEvents(elsewhere, watched.token)).ended,
  ] as const;
  const sinceMs = startOwnTime();
  expect(await mine.client.request(end)).toEqual({ sessionsRevokeOthers: { revoked: 1, userErrors: [] } });
  const [code, text] = await Promise.all(streams);
  expect(sinceMs()).toBeLessThan(1_000);
  expect(code).toBe(4403);
  expect(text).toContain('event: complete');

  const unheard = await logIn(url);
  const { closed } = await openSocket(elsewhere, unheard.token);
  const operator = connect(parseRedisUrl(redis.url), 'commands');
  onTestFinished(() => operator.disconnect());
  await untilReady(operator, 5_000);
  await operator.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  expect(await mine.client.request(end)).toEqual({ sessionsRevokeOthers: { revoked: 1, userErrors: [] } });
  expect(await closed).toBe(4403);
});
