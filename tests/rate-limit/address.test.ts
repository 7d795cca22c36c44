// By whose address it is limited: nobody gets another allowance by writing a header, and nobody shares one because of a
// proxy that is known.

import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { addressKey } from '../../src/redis/rate-limit/address-key.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { turnPoliciesOff } from '../support/policy.ts';
import { postGraphql } from '../support/post.ts';

const logged: string[] = [];
const open = await openTestApp({ log: pino({ level: 'warn' }, { write: (line) => void logged.push(line) }) });
const behind = await openTestApp({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', '2001:db8:ffff::/48'] });

let serial = 0;

/** Which of these X-Forwarded-For are served while each caller may ask once. */
async function served(app: TestApp, forwarded: readonly string[]): Promise<boolean[]> {
  const { rateLimits } = app.stores;
  await turnPoliciesOff(rateLimits);
  await rateLimits.set({ name: `once-${serial++}`, limit: 1, windowSeconds: 3600, targets: ['*'] });
  const statuses: number[] = [];
  for (const header of forwarded) {
    const reply = await postGraphql(app.endpoint, { query: '{ __typename }' }, { 'x-forwarded-for': header });
    statuses.push(reply.status);
  }
  return statuses.map((status) => status === 200);
}

describe('without trusted proxies', () => {
  test('X-Forwarded-For changes nothing, and the operator is told once that somebody sends it', async () => {
    expect(await served(open, ['203.0.113.1', '203.0.113.2', '127.0.0.1, 203.0.113.3'])).toEqual([true, false, false]);
    const told = logged.filter((line) => line.includes('MORTAR_TRUSTED_PROXIES'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('"proxy":"127.0.0.1"');
  });
});

describe('behind a trusted proxy', () => {
  test('callers have an allowance each', async () => {
    expect(await served(behind, ['203.0.113.1', '203.0.113.2', '203.0.113.1'])).toEqual([true, true, false]);
  });

  test('what a caller writes itself stands left of what the proxy adds, and is not believed', async () => {
    const spoofed = ['198.51.100.1, 203.0.113.9', '198.51.100.2, 203.0.113.9', '10.0.0.1, 198.51.100.3, 203.0.113.9'];
    expect(await served(behind, spoofed)).toEqual([true, false, false]);
  });

  test('further proxies that are trusted are stepped over, others are the caller', async () => {
    const chains = ['203.0.113.1, 10.1.2.3, 2001:db8:ffff::1', '203.0.113.2, 10.1.2.3', '203.0.113.1, 10.9.9.9'];
    expect(await served(behind, chains)).toEqual([true, true, false]);
    expect(await served(behind, ['203.0.113.1, 192.0.2.1', '203.0.113.2, 192.0.2.1'])).toEqual([true, false]);
  });

  test('an IPv6 network of 64 bits is one caller', async () => {
    const addresses = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '[2001:0db8:0001:0002::5]:443', '2001:db8:1:3::1'];
    expect(await served(behind, addresses)).toEqual([true, false, false, true]);
  });

  test.each(['nonsense', '', 'unknown', '203.0.113.1.evil', '"><script>'])('%j is nobody', async (header) => {
    expect(await served(behind, [header, '127.0.0.1', header])).toEqual([true, false, false]);
  });

  test('a socket is counted by the address of its upgrade', async () => {
    const { rateLimits } = behind.stores;
    await turnPoliciesOff(rateLimits);
    await rateLimits.set({ name: `once-${serial++}`, limit: 1, windowSeconds: 3600, targets: ['*'] });
    const ask = (forwarded: string) =>
      new Promise((resolve) => {
        class Forwarded extends WebSocket {
          constructor(url: string, protocols: string) {
            super(url, protocols, { headers: { 'x-forwarded-for': forwarded } });
          }
        }
        const client = createClient({ url: behind.endpoint.replace('http', 'ws'), webSocketImpl: Forwarded });
        const done = (result: unknown): void => {
          resolve(result);
          void client.dispose();
        };
        client.subscribe({ query: '{ __typename }' }, { next: done, error: done, complete: () => {} });
      });
    expect(await ask('203.0.113.50')).toHaveProperty('data');
    expect(await ask('203.0.113.51')).toHaveProperty('data');
    expect(await ask('203.0.113.50')).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });

  test('/collect is counted by the same address', async () => {
    const { rateLimits } = behind.stores;
    await turnPoliciesOff(rateLimits);
    await rateLimits.set({ name: `once-${serial++}`, limit: 1, windowSeconds: 3600, targets: ['Mutation.track'] });
    const collect = async (forwarded: string): Promise<number> => {
      const body = JSON.stringify({ events: [] });
      return (await fetch(`${behind.url}/collect`, { method: 'POST', body, headers: { 'x-forwarded-for': forwarded } }))
        .status;
    };
    expect([await collect('203.0.113.60'), await collect('203.0.113.61'), await collect('203.0.113.60')]).toEqual([
      200, 200, 429,
    ]);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8::1', '2001:db8::/64'],
  ['2001:0DB8:0:7:1:2:3:4', '2001:db8:0:7::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['::1', '::/64'],
  ['64:ff9b::203.0.113.7', '64:ff9b::/64'],
  ['1:2:3:4:5:6:203.0.113.7', '1:2:3:4::/64'],
  ['', 'unknown'],
])('%j is counted as %j', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
