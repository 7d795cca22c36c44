// A session that ends takes its live streams along: over WebSocket and as server-sent events, in every process.

import { describe, expect, it, vi } from 'vitest';
import { SessionWatch } from '../../src/live/session-watch.ts';
import { sessionDefaults } from '../../src/redis/session/settings.ts';
import { openTestApp } from '../support/app.ts';
import { startOwnTime } from '../support/own-time.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { uniquePrefix } from '../support/redis.ts';
import { letTimePass } from '../support/session-clock.ts';

const keyPrefix = uniquePrefix();
const [app, elsewhere] = [await openTestApp({ keyPrefix }), await openTestApp({ keyPrefix })];
const client = { ipAddress: '127.0.0.1', userAgent: 'node' };
const noKeys = { look: async () => null };
const { accounts, sessions } = app.stores;
const account = await accounts.create({
  email: 'live@example.com',
  password: 'a long enough sentence',
  roles: ['ADMIN'],
});

async function logIn() {
  const issued = await sessions.start({ userId: account.id, transport: 'BEARER', client });
  if (!issued) throw new Error('the session was refused');
  return issued;
}

const watching = vi.spyOn(SessionWatch.prototype, 'watch');

/** Until so many wait for the session's end: its socket and each of its streams. */
const untilWatched = (sessionId: string, count: number) =>
  expect.poll(() => watching.mock.calls.filter(([watched]) => watched === sessionId).length).toBe(count);

// https://github.com/enisdenjo/graphql-ws/issues/372, https://github.com/hasura/graphql-engine/issues/3602
describe('over WebSocket', () => {
  it('tells the reason, ends the streams and closes with 4403, in another process too', async () => {
    for (const endpoint of [app.endpoint, elsewhere.endpoint]) {
      const { token, session } = await logIn();
      const socket = new RawSocket(endpoint, { token });
      await socket.until('connection_ack');
      socket.subscribe('metrics', 'subscription { liveMetrics { sequence } }');
      socket.subscribe('end', 'subscription { sessionEnded { sessionId reason } }');
      await socket.until('next', 'metrics');
      await untilWatched(session.id, 3);
      const { viewer } = await app
        .client(token)
        .request<{ viewer: { session: { id: string } } }>('{ viewer { session { id } } }');
      const sinceMs = startOwnTime();
      await sessions.end(session.id, 'REVOKED');
      expect((await socket.until('next', 'end')).payload).toEqual({
        data: { sessionEnded: { sessionId: viewer.session.id, reason: 'REVOKED' } },
      });
      await socket.until('complete', 'metrics');
      expect(await socket.closed).toBe(4403);
      expect(sinceMs()).toBeLessThan(1_000);
    }
  });

  it('tells of a token that was used again after it had been replaced', async () => {
    const { token, session } = await logIn();
    const rotated = await sessions.rotate(session, client, true);
    const fresh = rotated === null || rotated === 'replaced' ? '' : rotated.token;
    const socket = new RawSocket(elsewhere.endpoint, { token: fresh });
    await socket.until('connection_ack');
    socket.subscribe('end', 'subscription { sessionEnded { reason } }');
    await untilWatched(session.id, 2);
    await letTimePass(app.stores.redis, [session.id], 30_000);
    expect(await sessions.validate(token, client)).toBeNull();
    expect((await socket.until('next', 'end')).payload).toEqual({ data: { sessionEnded: { reason: 'TOKEN_REUSED' } } });
    expect(await socket.closed).toBe(4403);
  });

  it('closes for the session that had to make room for the twenty-first', async () => {
    const crowded = await accounts.create({ email: 'crowded@example.com', password: 'a long enough sentence' });
    const start = () => sessions.start({ userId: crowded.id, transport: 'BEARER', client });
    const oldest = await start();
    const socket = new RawSocket(elsewhere.endpoint, { token: oldest?.token });
    await socket.until('connection_ack');
    await letTimePass(app.stores.redis, [oldest?.session.id ?? ''], 120_000);
    for (let device = 0; device < sessionDefaults.maxPerUser; device++) await start();
    expect(await socket.closed).toBe(4403);
  });

  it('lets nobody in with a token that opens nothing', async () => {
    const socket = new RawSocket(app.endpoint, { token: 'nonsense' });
    expect(await socket.closed).toBe(4403);
  });

  it('refuses a page of another origin, whose browser would send the cookie along', async () => {
    const socket = new RawSocket(app.endpoint, {}, { origin: 'https://evil.example' });
    expect(await socket.closed).toBe(1006);
    expect(socket.messages).toEqual([]);
  });

  it('takes no token from the address', async () => {
    const { token } = await logIn();
    const socket = new RawSocket(`${app.endpoint}?token=${token}`, {});
    await socket.until('connection_ack');
    socket.subscribe('who', '{ viewer { user { email } } }');
    expect((await socket.until('next', 'who')).payload).toEqual({ data: { viewer: { user: null } } });
  });

  it('goes on after the token was replaced, long after the old one may be used', async () => {
    const { token, session } = await logIn();
    const socket = new RawSocket(app.endpoint, { token });
    await socket.until('connection_ack');
    await sessions.rotate(session, client, true);
    await letTimePass(app.stores.redis, [session.id], 60_000);
    socket.subscribe('who', '{ viewer { user { email } } }');
    expect((await socket.until('next', 'who')).payload).toEqual({
      data: { viewer: { user: { email: account.email } } },
    });
  });
});

describe('as server-sent events', () => {
  it('ends the stream', async () => {
    const { token, session } = await logIn();
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ query: 'subscription { liveMetrics { sequence } }' }),
    });
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    let text = '';
    const read = async (): Promise<boolean> => {
      const { done, value } = await reader.read();
      text += value ? Buffer.from(value).toString() : '';
      return done;
    };
    while (!text.includes('event: next')) await read();
    const sinceMs = startOwnTime();
    await sessions.end(session.id, 'LOGGED_OUT');
    while (!(await read()));
    expect(sinceMs()).toBeLessThan(1_000);
    expect(text).toContain('event: complete');
  });
});

describe('a simple request, such as any page can make a browser send', () => {
  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'query=mutation{sessionLogOut{ended}}'],
    [
      'a form with parts',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="query"\r\n\r\nmutation{sessionLogOut{ended}}\r\n--x--',
    ],
    ['nothing in particular', '', JSON.stringify({ query: 'mutation { sessionLogOut { ended } }' })],
    [
      'plain text that names JSON',
      'text/plain;application/json',
      JSON.stringify({ query: 'mutation { sessionLogOut { ended } }' }),
    ],
    ['plain text', 'text/plain', JSON.stringify({ query: 'mutation { sessionLogOut { ended } }' })],
  ])('as %s changes nothing', async (_name, contentType, body) => {
    const { token } = await logIn();
    const cookie = `mortar=${token}`;
    const response = await fetch(app.endpoint, {
      method: 'POST',
      headers: contentType === '' ? { cookie } : { 'content-type': contentType, cookie },
      body: Buffer.from(body),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await sessions.validate(token, client)).not.toBeNull();
  });

  it('by GET changes nothing either', async () => {
    const { token } = await logIn();
    const url = `${app.endpoint}?query=${encodeURIComponent('mutation { sessionLogOut { ended } }')}`;
    const response = await fetch(url, { headers: { cookie: `mortar=${token}`, 'x-mortar-csrf': '1' } });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await sessions.validate(token, client)).not.toBeNull();
  });
});

it('a session that ended before it was watched is told of at once', async () => {
  const { session } = await logIn();
  const watch = new SessionWatch({ listen: () => () => {} }, { sessions, apiKeys: noKeys });
  await sessions.end(session.id, 'REVOKED');
  const sinceMs = startOwnTime();
  const told = new Promise((resolve) => watch.watch(session.id, resolve));
  expect(await told).toMatchObject({ sessionId: session.id });
  expect(sinceMs()).toBeLessThan(1_000);
  watch.close();
});

it('a message that was lost is made up for by looking', async () => {
  const { session } = await logIn();
  const deaf = { listen: () => () => {} };
  const looked = vi.spyOn(sessions, 'look');
  const watch = new SessionWatch(deaf, { sessions, apiKeys: noKeys }, 50);
  const told = new Promise((resolve) => watch.watch(session.id, resolve));
  await expect.poll(() => looked.mock.calls.length).toBeGreaterThan(1);
  await sessions.end(session.id, 'REVOKED');
  expect(await told).toMatchObject({ sessionId: session.id });
  watch.close();
});
