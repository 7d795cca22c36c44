// One setting, REDIS_URL, names every kind of Redis.

import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { connect, mastersOf, untilReady } from '../../src/redis/base/connect.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { startOwnTime } from '../support/own-time.ts';
import { openTestRedis, testRedisUrl, uniquePrefix } from '../support/redis.ts';

describe('parseRedisUrl', () => {
  it.each([
    ['redis://localhost', { kind: 'single', nodes: [{ host: 'localhost', port: 6379 }], database: 0 }],
    ['redis://h:7000/3', { kind: 'single', nodes: [{ host: 'h', port: 7000 }], database: 3 }],
    ['rediss://me:p%40ss@h:6380', { kind: 'single', tls: {}, username: 'me', password: 'p@ss' }],
    ['redis://[::1]:6379', { kind: 'single', nodes: [{ host: '::1', port: 6379 }] }],
    ['unix:///run/redis.sock', { kind: 'single', path: '/run/redis.sock' }],
    [
      'redis://a:1,b:2,redis://c:3',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: 'c', port: 3 },
        ],
      },
    ],
    ['redis+cluster://a:1', { kind: 'cluster', nodes: [{ host: 'a', port: 1 }] }],
    [
      'redis+sentinel://a:26379,b:26379/main',
      {
        kind: 'sentinel',
        masterName: 'main',
        nodes: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 26379 },
        ],
      },
    ],
  ])('reads %s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected);
  });

  it.each([
    ['localhost:6379', /must start with redis/],
    ['http://localhost', /must start with redis/],
    ['redis://h/x', /not a number/],
    ['redis://a:1,b:2/3', /only database 0/],
    ['redis+sentinel://a:1', /master name/],
    ['redis://a:1,,b:2', /empty address at place 2/],
  ])('says what is wrong with %s', (url, message) => {
    expect(() => parseRedisUrl(url)).toThrow(message);
  });
});

it('fails fast, as unavailable, while nobody answers', async () => {
  const client = connect(parseRedisUrl('redis://127.0.0.1:1'), 'commands');
  const sinceMs = startOwnTime();
  const error = await client.get('anything').catch((reason: unknown) => reason);
  expect(isUnavailable(error)).toBe(true);
  expect(sinceMs()).toBeLessThan(1_000);
  client.disconnect();
});

it('takes an answer that came in time, also where this process was too busy to read it', async () => {
  const client = connect(parseRedisUrl(testRedisUrl()), 'commands');
  await untilReady(client, 5_000);
  const key = `${uniquePrefix()}:{a}`;
  await client.set(key, 'here');
  const answers = Promise.all([client.get(key), client.pipeline().get(key).exec()]);
  // Longer than a command may take.
  const freeMs = performance.now() + 1_200;
  while (performance.now() < freeMs);
  expect(await answers).toEqual(['here', [[null, 'here']]]);
  await client.quit();
});

it('goes on after a socket has had one error after another, as a TLS server causes that refuses and is refused', async () => {
  const { client } = await openTestRedis();
  for (const node of mastersOf(client)) {
    await node.ping();
    for (let time = 0; time < 20; time++) node.stream.emit('error', new Error('an alert of TLS'));
    expect(node.stream.listenerCount('error')).toBeLessThan(3);
    expect(await node.ping()).toBe('PONG');
  }
});

it('leaves no listener behind where it waited in vain for a connection', async () => {
  const client = connect(parseRedisUrl('redis://127.0.0.1:1'), 'commands');
  const listeners = () => client.listenerCount('ready') + client.listenerCount('error');
  await client.get('anything').catch(() => {});
  const before = listeners();
  for (let turn = 0; turn < 3; turn += 1) await expect(untilReady(client, 20)).rejects.toThrow();
  // ioredis has one of its own now and then.
  await expect.poll(listeners).toBeLessThanOrEqual(before);
  client.disconnect();
});
