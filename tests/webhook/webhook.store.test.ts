// Which addresses webhooks go to, how many there are, and what is kept of them.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createStores } from '../../src/redis/stores.ts';
import { webhookLimits } from '../../src/redis/webhook/shapes.ts';
import { postWebhook } from '../../src/worker/webhook-post.ts';
import { openTestRedis } from '../support/redis.ts';
import { codesOf } from '../support/shop.ts';

const redis = await openTestRedis();
const { webhooks, webhookDeliveries, domainEvents } = createStores(redis);

let reached = 0;
const server = createServer((request, response) => {
  reached += 1;
  if (request.url === '/silent') return;
  if (request.url === '/slow') {
    response.write('x');
    return;
  }
  response.write('x'.repeat(webhookLimits.answerBytes));
  // It never ends.
  response.write('x');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = (url: string, resolve?: (host: string) => Promise<string[]>) =>
  postWebhook(url, { headers: {}, body: '{}', allows: (address) => webhooks.allowsAddress(address), resolve });

describe('an address', () => {
  it.each([
    ...['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
    ...['224.0.0.1', '255.255.255.255', '192.0.2.1', '240.0.0.1', '198.18.0.1'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:a00:1', '64:ff9b::7f00:1'],
    ...['2002:7f00:1::', '2001::1', '::7f00:1', 'fec0::1', '100::1', '2001:db8::1', 'nonsense', ''],
  ])('that is not of the public Internet is refused: %s', (address) => {
    expect(webhooks.allowsAddress(address)).toBe(false);
  });

  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:8.8.8.8'])(
    'that is public is allowed: %s',
    (address) => {
      expect(webhooks.allowsAddress(address)).toBe(true);
    },
  );

  it.each([`http://127.0.0.1:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`, `http://2130706433:${port}/`])(
    'in a URL is judged before anything is sent: %s',
    async (url) => {
      await expect(post(url)).rejects.toThrow('is not an address of the public Internet');
      expect(reached).toBe(0);
    },
  );

  it('that a name has is judged, and the one that was judged is connected to: the name is looked up once', async () => {
    let asked = 0;
    const rebinding = async (): Promise<string[]> => {
      asked += 1;
      // A public one first, and then this machine.
      return asked === 1 ? ['127.0.0.1', '10.0.0.7'] : ['127.0.0.1'];
    };
    await expect(post(`http://rebinding.example:${port}/`, rebinding)).rejects.toThrow(
      'rebinding.example (127.0.0.1, 10.0.0.7) is not an address of the public Internet',
    );
    expect([asked, reached]).toEqual([1, 0]);
    const seen: string[] = [];
    const settings = { headers: {}, body: '{}', resolve: async () => ['10.0.0.7', '127.0.0.1'] };
    const allows = (address: string): boolean => seen.push(address) > 0 && address === '127.0.0.1';
    const answer = await postWebhook(`http://mixed.example:${port}/`, { ...settings, allows });
    expect(seen).toEqual(['10.0.0.7', '127.0.0.1']);
    expect(reached).toBe(1);
    // Of an answer without end no more is read than is allowed, and less is kept.
    expect(answer).toEqual({ status: 200, text: 'x'.repeat(webhookLimits.excerpt) });
  });
});

it.each(['/silent', '/slow'])('that gives no whole answer in time is given up: %s', async (path) => {
  const settings = { headers: {}, body: '{}', allows: () => true };
  expect(webhookLimits.answerMs).toBe(15_000);
  const late = postWebhook(`http://127.0.0.1:${port}${path}`, { ...settings, answerMs: 300 });
  await expect(late).rejects.toThrow('no answer within 0.3 s');
});

it('there are no more than may be, and what they want is asked for', async () => {
  const given = { url: 'https://example.com/', types: ['order.paid'] };
  const all = await Promise.all(Array.from({ length: webhookLimits.endpoints }, () => webhooks.create(given)));
  expect(await codesOf(webhooks.create(given))).toEqual(['LIMIT_EXCEEDED']);
  expect(await webhooks.list()).toHaveLength(webhookLimits.endpoints);
  expect(await domainEvents.readers()).toEqual([{ name: 'mortar_webhooks', types: ['order.paid'] }]);
  for (const { endpoint } of all) await webhooks.remove(endpoint.id);
  expect(await domainEvents.readers()).toEqual([]);
  expect(await codesOf(webhooks.create({ ...given, url: 'http://example.com/' }))).toEqual(['INVALID']);
  expect(await codesOf(webhooks.create({ ...given, url: 'https://[::1]/' }))).toEqual(['INVALID']);
});

it('keeps the newest deliveries, and disables what has failed for long', async () => {
  const { endpoint } = await webhooks.create({ url: 'https://example.com/', types: ['order.paid'] });
  const failed = {
    type: 'order.paid',
    body: '{}',
    succeeded: false,
    durationMs: 1,
    status: 500,
    answer: '',
    error: null,
  };
  const note = (number: number, changes = {}) =>
    webhookDeliveries.note(endpoint.id, { ...failed, id: `evt_${number}`, at: new Date(), ...changes }, false);
  for (let number = 0; number < webhookLimits.deliveries + 5; number++) await note(number);
  const kept = await webhookDeliveries.list(endpoint.id);
  expect(kept).toHaveLength(webhookLimits.deliveries);
  expect(kept.some(({ id }) => id === 'evt_0')).toBe(false);
  // What five days do.
  const key = `${redis.prefix}:{webhook:${endpoint.id}}:endpoint`;
  await redis.client.hset(key, 'failingSince', Date.now() - webhookLimits.failingMs - 1_000);
  expect(await note(1_000)).toBe('STOPPED');
  expect(await webhooks.find(endpoint.id)).toMatchObject({ enabled: false, stopped: true });
  expect(await note(1_001, { succeeded: true })).toBe('OK');
  expect(await webhooks.find(endpoint.id)).toMatchObject({ failingSince: null });
});
