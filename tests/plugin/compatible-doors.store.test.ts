// The stores for express-session and express-rate-limit, inside of the original packages: what these document of a store.

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { type AugmentedRequest, rateLimit } from 'express-rate-limit';
import session, { type SessionData } from 'express-session';
import { afterAll, describe, expect, it } from 'vitest';
import { MortarRateLimitStore } from '../../src/door/express-rate-limit.ts';
import { MortarSessionStore } from '../../src/door/express-session.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import { sessionKeys } from '../../src/redis/session/keys.ts';
import { openTestRedis, testRedisUrl, uniquePrefix } from '../support/redis.ts';

declare module 'express-session' {
  interface SessionData {
    visits: number;
    note: string;
  }
}

const redis = await openTestRedis();
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  redis.close();
});

async function serve(app: Express): Promise<string> {
  app.use(((error, _request, response, _next) => {
    response.status(500).json({ error: String(error) });
  }) satisfies express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closedHandle(): Promise<RedisHandle> {
  const handle = await RedisHandle.open(testRedisUrl(), { prefix: uniquePrefix() });
  handle.close();
  return handle;
}

/** A client that keeps its cookie. */
function visitorOf(url: string) {
  let cookie = '';
  return async (path: string, at = url) => {
    const response = await fetch(`${at}${path}`, { headers: { cookie } });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return { status: response.status, body: await response.json() };
  };
}

/** A method of a store, as a promise. */
function called<Value>(call: (done: (error?: unknown, value?: Value) => void) => void): Promise<Value | undefined> {
  return new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value))));
}

describe('a store of express-session', () => {
  const store = new MortarSessionStore(redis);
  const app = express();
  app.use(
    session({ store, secret: 'a secret', resave: false, saveUninitialized: false, cookie: { maxAge: 3_600_000 } }),
  );
  app.get('/count', (request, response) => {
    request.session.visits = (request.session.visits ?? 0) + 1;
    response.json({ id: request.sessionID, visits: request.session.visits });
  });
  app.get('/look', ({ sessionID, session: { visits, note, cookie } }, response) => {
    response.json({ id: sessionID, visits, note, maxAge: cookie.originalMaxAge });
  });
  app.get('/remember', (request, response) => {
    request.session.cookie.maxAge = 30 * 86_400_000;
    response.json({});
  });
  app.get('/renew', (request, response, next) => {
    request.session.regenerate((error) => (error ? next(error) : response.json({ id: request.sessionID })));
  });
  app.get('/leave', (request, response, next) => {
    request.session.destroy((error) => (error ? next(error) : response.json({})));
  });
  const url = serve(app);
  const key = (id: string, name = 'web') => sessionKeys.ofApp(redis.prefix, name, id);
  const cookie = (maxAge?: number) => ({
    ...{ originalMaxAge: maxAge ?? null, path: '/', httpOnly: true },
    expires: maxAge === undefined ? null : new Date(Date.now() + maxAge),
  });
  const one = (maxAge?: number): SessionData => ({ cookie: cookie(maxAge), visits: 1, note: 'é"\\' });

  it('keeps a session between requests, for as long as its cookie', async () => {
    const visit = visitorOf(await url);
    const { body } = await visit('/count');
    expect((await visit('/count')).body).toEqual({ id: body.id, visits: 2 });
    const look = await visit('/look');
    expect(look.body).toMatchObject({ id: body.id, visits: 2 });
    // express-session takes it from the cookie's end, by a clock that may have gone on since that was set.
    expect(look.body.maxAge).toBeGreaterThan(3_590_000);
    expect(look.body.maxAge).toBeLessThanOrEqual(3_600_000);
    const leftMs = await redis.client.pttl(key(body.id));
    expect(leftMs).toBeGreaterThan(3_000_000);
    expect(leftMs).toBeLessThanOrEqual(3_600_000);
  });

  it('has no session of a cookie that it does not know', async () => {
    const visit = visitorOf(await url);
    const { body } = await visit('/count');
    await redis.client.del(key(body.id));
    expect((await visit('/look')).body.visits).toBeUndefined();
    expect(await called((done) => store.get('unknown', done))).toBeNull();
  });

  it('removes a session that is destroyed, and the former one of a session that is regenerated', async () => {
    const visit = visitorOf(await url);
    const { body: first } = await visit('/count');
    const { body: second } = await visit('/renew');
    expect(second.id).not.toBe(first.id);
    expect(await redis.client.exists(key(first.id))).toBe(0);
    const { body: third } = await visit('/count');
    await visit('/leave');
    expect(await redis.client.exists(key(third.id))).toBe(0);
  });

  it('is touched by a request that changes nothing: the session lives on, with what another request has set', async () => {
    const visit = visitorOf(await url);
    const { body } = await visit('/count');
    await redis.client.pexpire(key(body.id), 60_000);
    await called((done) => store.set(body.id, { ...one(60_000), visits: 7 }, done));
    await called((done) => store.touch(body.id, { cookie: cookie(3_600_000), visits: 1, note: '' }, done));
    expect(await redis.client.pttl(key(body.id))).toBeGreaterThan(3_000_000);
    expect((await visit('/look')).body).toMatchObject({ visits: 7, note: 'é"\\' });
  });

  it('keeps a changed maxAge of the cookie', async () => {
    const visit = visitorOf(await url);
    const { body } = await visit('/count');
    await visit('/remember');
    await expect.poll(() => redis.client.pttl(key(body.id))).toBeGreaterThan(29 * 86_400_000);
    // express-session itself measures it anew, to some milliseconds.
    expect((await visit('/look')).body.maxAge).toBeGreaterThan(29 * 86_400_000);
    expect(await redis.client.pttl(key(body.id))).toBeGreaterThan(29 * 86_400_000);
  });

  it('does not make a session by touching it', async () => {
    await called((done) => store.touch('gone', one(60_000), done));
    expect(await redis.client.exists(key('gone'))).toBe(0);
  });

  it('gives back what was set, with an end that is a Date once it is loaded', async () => {
    const given = one(60_000);
    await called((done) => store.set('set', given, done));
    expect(await called((done) => store.get('set', done))).toEqual(JSON.parse(JSON.stringify(given)));
    const loaded = await called<SessionData>((done) => store.load('set', done));
    expect(loaded?.cookie.expires).toBeInstanceOf(Date);
  });

  it('keeps a session whose cookie ends with the browser for a day, or as it is set', async () => {
    await called((done) => store.set('day', one(), done));
    expect(await redis.client.pttl(key('day'))).toBeGreaterThan(86_000_000);
    const short = new MortarSessionStore(redis, { name: 'short', ttlSeconds: 60 });
    await called((done) => short.set('minute', one(), done));
    expect(await redis.client.pttl(key('minute', 'short'))).toBeLessThanOrEqual(60_000);
  });

  it('removes a session whose cookie has run out', async () => {
    await called((done) => store.set('old', one(60_000), done));
    await called((done) => store.set('old', one(-1_000), done));
    expect(await called((done) => store.get('old', done))).toBeNull();
  });

  it('lists, counts and clears its sessions, and no others', async () => {
    const mine = new MortarSessionStore(redis, { name: 'mine' });
    const other = new MortarSessionStore(redis, { name: 'mine2' });
    for (const id of ['a', 'b*', 'c}{']) await called((done) => mine.set(id, one(60_000), done));
    await called((done) => other.set('a', one(60_000), done));
    const all = await called<{ [sid: string]: SessionData }>((done) => mine.all(done));
    expect(Object.keys(all ?? {}).sort()).toEqual(['a', 'b*', 'c}{']);
    expect(all?.a?.note).toBe('é"\\');
    expect(await called<number>((done) => mine.length(done))).toBe(3);
    await called((done) => mine.clear(done));
    expect(await called<number>((done) => mine.length(done))).toBe(0);
    expect(await called<number>((done) => other.length(done))).toBe(1);
  });

  it('begins anew if what is stored is no session', async () => {
    const visit = visitorOf(await url);
    const { body } = await visit('/count');
    await redis.client.hset(key(body.id), 'data', '{');
    expect((await visit('/look')).body.visits).toBeUndefined();
  });

  it('takes its methods without a callback', async () => {
    store.set('quiet', one(60_000));
    await expect.poll(() => called((done) => store.get('quiet', done))).toMatchObject({ visits: 1 });
    store.destroy('quiet');
    await expect.poll(() => called((done) => store.get('quiet', done))).toBeNull();
  });

  it('hands errors to callbacks, and so to the app', async () => {
    const large = { ...one(60_000), note: 'x'.repeat(300_000) };
    await expect(called((done) => store.set('large', large, done))).rejects.toThrow('data must have 1 to 262144');
    const away = new MortarSessionStore(await closedHandle());
    for (const call of [away.length, away.clear] as const)
      await expect(called((done) => call.bind(away)(done as never))).rejects.toThrow();
    await expect(called((done) => away.get('a', done))).rejects.toThrow();
    await expect(called((done) => away.set('a', one(60_000), done))).rejects.toThrow();
    const broken = express();
    broken.use(session({ store: away, secret: 'a secret', resave: false, saveUninitialized: false }));
    broken.get('/', (_request, response) => response.json({}));
    const visit = visitorOf(await url);
    await visit('/count');
    expect((await visit('/', await serve(broken))).status).toBe(500);
  });
});

describe('a store of express-rate-limit', () => {
  const reported: unknown[] = [];
  const logger = {
    warn: (...told: unknown[]) => reported.push(told),
    error: (...told: unknown[]) => reported.push(told),
  };

  function limited(prefix: string, more: Parameters<typeof rateLimit>[0] = {}, handle = redis) {
    const store = new MortarRateLimitStore(handle, { prefix });
    const limiter = rateLimit({ windowMs: 60_000, limit: 2, standardHeaders: 'draft-8', store, logger, ...more });
    const app = express();
    app.use(limiter);
    app.get('/', (request, response) => {
      response.status(request.query.fails ? 400 : 200).json({ used: (request as AugmentedRequest).rateLimit?.used });
    });
    return { limiter, store, url: serve(app) };
  }

  const get = async (url: Promise<string>, path = '/') => {
    const response = await fetch(`${await url}${path}`);
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  const key = (prefix: string, whose = '127.0.0.1') => rateLimitKeys.window(redis.prefix, prefix, whose);

  it('counts the hits of all processes, and says when the window ends', async () => {
    const [one, other] = [limited('shared'), limited('shared')];
    expect((await get(one.url)).body).toBe('{"used":1}');
    expect((await get(other.url)).body).toBe('{"used":2}');
    const { status, headers } = await get(one.url);
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(30);
    expect(headers.get('ratelimit')).toMatch(/r=0; t=\d+/);
    expect(reported).toEqual([]);
  });

  it('begins a window with the first hit, which later ones do not prolong', async () => {
    const { store, url } = limited('window');
    await get(url);
    await redis.client.pexpire(key('window'), 30_000);
    const { resetTime, totalHits } = await store.increment('127.0.0.1');
    expect(totalHits).toBe(2);
    expect(resetTime.getTime()).toBeLessThanOrEqual(Date.now() + 30_000);
    await redis.client.pexpire(key('window'), 1);
    await expect.poll(() => store.get('127.0.0.1')).toBeUndefined();
    const next = await store.increment('127.0.0.1');
    expect(next.totalHits).toBe(1);
    expect(next.resetTime.getTime()).toBeGreaterThan(Date.now() + 30_000);
  });

  it('does not count what is taken back, and leaves the end of the window as it is', async () => {
    const { store, url } = limited('failed', { skipFailedRequests: true });
    await get(url);
    for (let turn = 0; turn < 3; turn += 1) await get(url, '/?fails=1');
    await expect.poll(async () => (await store.get('127.0.0.1'))?.totalHits).toBe(1);
    await redis.client.pexpire(key('failed'), 30_000);
    await store.decrement('127.0.0.1');
    await store.decrement('127.0.0.1');
    expect((await store.get('127.0.0.1'))?.totalHits).toBe(0);
    expect(await redis.client.pttl(key('failed'))).toBeLessThanOrEqual(30_000);
    await store.decrement('nobody');
    expect(await store.get('nobody')).toBeUndefined();
  });

  it('tells and resets the hits of a key', async () => {
    const { limiter, url } = limited('reset');
    await get(url);
    expect(await limiter.getKey('127.0.0.1')).toMatchObject({ totalHits: 1, resetTime: expect.any(Date) });
    await limiter.resetKey('127.0.0.1');
    expect(await limiter.getKey('127.0.0.1')).toBeUndefined();
    expect((await get(url)).body).toBe('{"used":1}');
  });

  it('resets all keys of its prefix, and no others', async () => {
    const [one, other] = [limited('all').store, limited('all2').store];
    for (const whose of ['a', 'b', 'x'.repeat(5_000)]) await one.increment(whose);
    await other.increment('a');
    await one.resetAll();
    for (const whose of ['a', 'b', 'x'.repeat(5_000)]) expect(await one.get(whose)).toBeUndefined();
    expect((await other.get('a'))?.totalHits).toBe(1);
  });

  it('has another count per key and prefix', async () => {
    const [one, other] = [limited('one').store, limited('other').store];
    await one.increment('a');
    expect((await one.increment('b')).totalHits).toBe(1);
    expect((await other.increment('a')).totalHits).toBe(1);
    expect([one.localKeys, one.prefix]).toEqual([false, 'one']);
  });

  it('fails while Redis is unavailable, or passes if the limit says so', async () => {
    const away = await closedHandle();
    expect((await get(limited('away', {}, away).url)).status).toBe(500);
    expect((await get(limited('pass', { passOnStoreError: true }, away).url)).status).toBe(200);
  });
});
