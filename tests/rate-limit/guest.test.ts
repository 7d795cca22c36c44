// Guest sessions are free, so that a new one gains nothing: what guests do counts by address, and so do the sessions themselves.

import { expect, it } from 'vitest';
import { guestSessionPolicy } from '../../src/redis/rate-limit/defaults.ts';
import { openTestApp } from '../support/app.ts';
import { turnPoliciesOff, withPolicy } from '../support/policy.ts';
import { codeOf, postGraphql } from '../support/post.ts';

const proxied = { trustedProxies: ['127.0.0.0/8'] };
const app = await openTestApp(proxied);
const { rateLimits } = app.stores;
await turnPoliciesOff(rateLimits);
const shared = await openTestApp({
  ...proxied,
  keyPrefix: app.stores.redis.prefix,
  exemptAddresses: ['198.51.100.0/24'],
});

const from = (address: string, query: string, headers = {}, endpoint = app.endpoint) =>
  postGraphql(endpoint, { query }, { 'x-forwarded-for': address, ...headers });

async function guest(address: string, endpoint = app.endpoint): Promise<Record<string, string>> {
  const started = await from(
    address,
    'mutation { sessionStart(input: { transport: BEARER }) { token userErrors { code } } }',
    {},
    endpoint,
  );
  return { authorization: `Bearer ${(started.body.data as { sessionStart: { token: string } }).sessionStart.token}` };
}

const checkout = 'mutation { checkoutStart { userErrors { code } } }';

it.each([
  ['one address', (index: number) => `203.0.113.${index > -1 ? 7 : 0}`],
  ['one IPv6 network', (index: number) => `2001:db8:1:2::${index.toString(16)}`],
])('of 40 checkouts by as many guests of %s pass as many as one session may', (_from, addressOf) =>
  withPolicy(rateLimits, { limit: 3, scope: 'SESSION', targets: ['Mutation.checkoutStart'] }, async () => {
    const codes: unknown[] = [];
    for (let index = 0; index < 40; index++) {
      const address = addressOf(index);
      codes.push(codeOf(await from(address, checkout, await guest(address))));
    }
    expect(codes.filter((code) => code !== 'RATE_LIMITED')).toHaveLength(3);
    const elsewhere = '203.0.113.99';
    expect(codeOf(await from(elsewhere, checkout, await guest(elsewhere)))).toBeUndefined();
  }),
);

it('an account is counted by session alone, and a guest by session too', () =>
  withPolicy(rateLimits, { limit: 2, scope: 'SESSION', targets: ['Query.product'] }, async () => {
    const ask = '{ product(sku: "none") { sku } }';
    const accounts = await Promise.all([1, 2, 3].map(() => app.token('CUSTOMER')));
    for (const token of accounts)
      expect((await from('203.0.113.20', ask, { authorization: `Bearer ${token}` })).status).toBe(200);
    const moving = await guest('203.0.113.30');
    const seen = [];
    for (const host of [31, 32, 33]) seen.push((await from(`203.0.113.${host}`, ask, moving)).status);
    expect(seen).toEqual([200, 200, 429]);
  }));

it('guests of an address that many share are counted by session alone', () =>
  withPolicy(rateLimits, { limit: 1, scope: 'SESSION', targets: ['Query.product'] }, async () => {
    const gateway = '198.51.100.4';
    for (let index = 0; index < 3; index++) {
      const session = await guest(gateway, shared.endpoint);
      const asked = await from(gateway, '{ product(sku: "none") { sku } }', session, shared.endpoint);
      expect(asked.status).toBe(200);
    }
  }));

it('new guests of one address are limited, however their sessions begin', async () => {
  await rateLimits.set({ name: guestSessionPolicy, mode: 'ENFORCE', limit: 4, windowSeconds: 86_400, burst: 4 });
  try {
    const start = 'mutation { sessionStart { userErrors { code } } }';
    const add = 'mutation { cartLinesAdd(input: { lines: [{ sku: "none", quantity: 1 }] }) { userErrors { code } } }';
    const codes = [];
    for (const query of [start, add, start, add, start, add]) codes.push(codeOf(await from('203.0.113.50', query)));
    expect(codes).toEqual([undefined, undefined, undefined, undefined, 'RATE_LIMITED', 'RATE_LIMITED']);
    expect(codeOf(await from('203.0.113.51', start))).toBeUndefined();
    for (let index = 0; index < 6; index++)
      expect(codeOf(await from('198.51.100.9', start, {}, shared.endpoint))).toBeUndefined();
  } finally {
    await rateLimits.set({ name: guestSessionPolicy, mode: 'OFF' });
  }
});
