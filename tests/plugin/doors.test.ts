// Sessions and rate limits of Mortar in servers that take a Request, or have hooks as Fastify does.

import { Readable } from 'node:stream';
import { afterAll, expect, it } from 'vitest';
import { mortarFastify } from '../../src/door/fastify.ts';
import { mortarWeb } from '../../src/door/web.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis, patient } from '../support/redis.ts';

const redis = await openTestRedis();
const { accounts, sessions, rateLimits } = createStores(redis, { rateLimits: patient });
const web = mortarWeb(redis, {
  addressOf: (request) => request.headers.get('x-real-ip') ?? '',
  secureCookies: false,
  rateLimits: patient,
});
const fastify = mortarFastify(redis, { secureCookies: true, rateLimits: patient });
afterAll(async () => {
  for (const each of [web, fastify, rateLimits]) await each.close();
});

const client = { ipAddress: '127.0.0.1', userAgent: 'test' };

async function tokenOf(...roles: ('CUSTOMER' | 'ADMIN')[]): Promise<string> {
  const account = {
    email: `${roles.join('-')}${Math.random()}@example.com`,
    password: 'a long enough password',
    roles,
  };
  const { id } = await accounts.create(account);
  return (await sessions.start({ userId: id, transport: 'COOKIE', client }))?.token as string;
}

const request = (headers: Record<string, string> = {}) => new Request('http://app.test/', { headers });

/** What Fastify would do: the status that the hook set, undefined if the request goes on. */
async function hooked(hook: ReturnType<typeof fastify.requires>, headers: Record<string, string> = {}) {
  let status: number | undefined;
  const sent: Record<string, string> = {};
  const reply = {
    code: (code: number) => {
      status = code;
    },
    header: (name: string, value: string) => {
      sent[name] = value;
    },
    send: () => {},
  };
  const raw = Object.assign(new Readable(), { headers }) as never;
  const result = await hook({ raw, ip: '192.0.2.7' }, reply);
  expect(result === reply).toBe(status !== undefined);
  return { status, sent };
}

it('a Request is refused by its session and the right that a route requires', async () => {
  const customer = request({ cookie: `mortar=${await tokenOf('CUSTOMER')}` });
  expect((await web.refuse(request(), 'session'))?.status).toBe(401);
  expect((await web.refuse(request({ authorization: 'Bearer nonsense' }), 'session'))?.status).toBe(401);
  expect(await web.refuse(customer, 'user')).toBeNull();
  expect((await web.refuse(customer, 'ADMIN'))?.status).toBe(403);
  expect(await web.refuse(request({ cookie: `mortar=${await tokenOf('ADMIN')}` }), 'CUSTOMER')).toBeNull();
  expect((await web.sessionOf(customer))?.roles).toEqual(['CUSTOMER']);
});

it('a guest has a session and no account', async () => {
  const guest = await sessions.start({ userId: null, transport: 'BEARER', client });
  const asked = request({ authorization: `Bearer ${guest?.token}` });
  expect(await web.refuse(asked, 'session')).toBeNull();
  expect((await web.refuse(asked, 'user'))?.status).toBe(401);
});

it('a Request takes from the allowance of its address, or of a key', async () => {
  await rateLimits.define({ name: 'web', limit: 2, windowSeconds: 600 });
  const from = (address: string) => web.limits(request({ 'x-real-ip': address }), 'web');
  expect(await from('192.0.2.1')).toMatchObject({ refusal: null, headers: { 'RateLimit-Policy': '"web";q=2;w=600' } });
  await from('192.0.2.1');
  const { refusal } = await from('192.0.2.1');
  expect([refusal?.status, refusal?.headers.has('retry-after')]).toEqual([429, true]);
  expect((await from('192.0.2.2')).refusal).toBeNull();
  expect((await web.limits(request({ 'x-real-ip': '192.0.2.1' }), 'web', 'a key')).refusal).toBeNull();
});

it('a hook of Fastify ends the request, or lets it go on', async () => {
  const headers = { cookie: `__Host-mortar=${await tokenOf('CUSTOMER')}` };
  expect((await hooked(fastify.requires('user'))).status).toBe(401);
  expect((await hooked(fastify.requires('user'), headers)).status).toBeUndefined();
  expect((await hooked(fastify.requires('ADMIN'), headers)).status).toBe(403);
  await rateLimits.define({ name: 'hook', limit: 1, windowSeconds: 600 });
  expect((await hooked(fastify.limits('hook'))).sent).toMatchObject({ 'RateLimit-Policy': '"hook";q=1;w=600' });
  expect((await hooked(fastify.limits('hook'))).status).toBe(429);
  expect((await hooked(fastify.limits('hook', () => 'other'))).status).toBeUndefined();
});
