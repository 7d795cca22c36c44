// A primary that goes, as a client notices: by a refusal to write, or by nothing at all.

import type { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl, type RedisAddress } from '../../src/redis/base/address.ts';
import { connect, type RedisClient, untilReady } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { isUnavailable } from '../../src/redis/base/redis-fault.ts';
import { startPrivateCluster } from '../support/private-cluster.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

interface Server {
  readonly port: number;
  readonly client: RedisClient;
}

async function startServer(): Promise<Server> {
  const redis = await startMemoryRedis();
  onTestFinished(() => redis.stop());
  return { port: Number(new URL(redis.url).port), client: await open(redis.url) };
}

const open = (url: string): Promise<RedisClient> => openAddress(parseRedisUrl(url));

async function openAddress(address: RedisAddress): Promise<RedisClient> {
  const client = connect(address, 'commands');
  onTestFinished(() => client.disconnect());
  await untilReady(client, 5_000);
  return client;
}

test('a primary behind an endpoint that has become a replica is left for the primary of now, and reads go on', async () => {
  const [first, second] = await Promise.all([startServer(), startServer()]);
  const endpoint = await openTcpProxy(first.port);
  const client = await open(`redis://127.0.0.1:${endpoint.port}`);
  expect(await client.set('a', '1')).toBe('OK');
  await (first.client as Redis).replicaof('127.0.0.1', second.port);
  const refused = await client.set('a', '2').catch((error: unknown) => error);
  expect(isUnavailable(refused)).toBe(true);
  await vi.waitFor(async () => expect(await client.get('a')).not.toBe('2'), { timeout: 2_000 });
  endpoint.pointTo(second.port);
  await vi.waitFor(async () => expect(await client.set('a', '3')).toBe('OK'), { timeout: 5_000, interval: 50 });
  expect(await second.client.get('a')).toBe('3');
});

/** What swallows, and the address under which a client finds it. */
async function openLine(kind: 'one server' | 'a cluster') {
  if (kind === 'one server') {
    const line = await openTcpProxy((await startServer()).port);
    return { lines: [line], address: parseRedisUrl(`redis://127.0.0.1:${line.port}`) };
  }
  const cluster = await startPrivateCluster();
  onTestFinished(() => cluster.stop());
  const lines = await Promise.all(cluster.ports.map((port) => openTcpProxy(port)));
  const outer = (place: number) => ({ host: '127.0.0.1', port: lines[place]?.port ?? 0 });
  const natMap = Object.fromEntries(cluster.ports.map((port, place) => [`127.0.0.1:${port}`, outer(place)]));
  return { lines, address: parseRedisUrl(`redis+cluster://127.0.0.1:${outer(0).port}`, { natMap }) };
}

test.each(['one server', 'a cluster'] as const)(
  'connections to %s that swallow all they are given are left after seconds, for commands and for subscriptions',
  async (kind) => {
    const { lines, address } = await openLine(kind);
    const client = await openAddress(address);
    const handle = new RedisHandle(client);
    onTestFinished(() => handle.close());
    const heard = vi.fn();
    const lost = vi.fn();
    handle.listen('news', heard, lost);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(''));
    heard.mockClear();
    // Its node has a connection from now on.
    await client.set('a', '0');
    for (const line of lines) line.swallow();
    expect(isUnavailable(await client.get('a').catch((error: unknown) => error))).toBe(true);
    await vi.waitFor(async () => expect(await client.set('a', '1')).toBe('OK'), { timeout: 20_000, interval: 100 });
    // It is told that messages may have been missed, and once it listens again.
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(''), { timeout: 20_000 });
    expect(lost).toHaveBeenCalled();
    await client.publish('news', 'now');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('now'));
  },
  60_000,
);
