// What /health/ready answers while Redis does only part of what is asked of it, and what still works then.

import calculateSlot from 'cluster-key-slot';
import type { Redis } from 'ioredis';
import { afterAll, expect, it, onTestFinished, test } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { redisFault } from '../../src/redis/base/redis-fault.ts';
import { Steady } from '../../src/redis/base/steady.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { startOwnTime } from '../support/own-time.ts';
import { startPrivateCluster } from '../support/private-cluster.ts';
import { uniquePrefix } from '../support/redis.ts';

async function ready({ url }: TestApp, query = '') {
  const response = await fetch(`${url}/health/ready${query}`);
  const body = (await response.json()) as { status: string; masters: { cause?: string }[]; risks: string[] };
  return { http: response.status, ...body };
}

it('is ready once everything is prepared', async () => {
  const app = await openTestApp({ preparing: true });
  expect(await ready(app)).toMatchObject({ http: 503, status: 'starting', redis: true });
  app.prepared();
  expect(await ready(app)).toMatchObject({
    http: 200,
    status: 'ready',
    ...{ reads: 'all', writes: 'all', subscriptions: 'all', masters: [{ reads: true, writes: true }] },
  });
  expect((await ready(app, '?needs=reads,writes,subscriptions')).http).toBe(200);
  expect((await ready(app, '?needs=miracles')).http).toBe(503);
});

test('one late answer changes nothing, two do', () => {
  const steady = new Steady();
  const values = [true, false, true, false, false, true, false, true, true].map((now) => {
    steady.measure(now);
    return steady.value;
  });
  expect(values).toEqual([true, true, true, true, false, false, false, false, true]);
});

it('tells reads from writes, what is full from what is away, and what is at risk', async () => {
  const server = await startMemoryRedis();
  afterAll(() => server.stop());
  const { client } = await RedisHandle.open(server.url);
  const admin = client as Redis;
  onTestFinished(() => admin.disconnect());
  await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const app = await openTestApp({ redis: parseRedisUrl(server.url) });
  expect(await ready(app)).toMatchObject({ http: 200, status: 'ready', risks: ['eviction', 'persistence'] });
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  expect(metrics).toContain('mortar_redis_risk{risk="eviction"} 1');
  expect(metrics).toContain('mortar_redis_ready{dependency="writes"} 1');

  await admin.config('SET', 'maxmemory-policy', 'noeviction');
  await admin.config('SET', 'maxmemory', '1');
  await expect
    .poll(() => ready(app))
    .toMatchObject({ http: 200, status: 'degraded', reads: 'all', writes: 'none', masters: [{ cause: 'OOM' }] });
  expect((await ready(app, '?needs=writes')).http).toBe(503);
  expect((await ready(app, '?needs=reads')).http).toBe(200);
  await admin.config('SET', 'maxmemory', '0');
  await expect.poll(() => ready(app)).toMatchObject({ http: 200, status: 'ready' });

  await admin.config('SET', 'min-replicas-to-write', '1');
  await expect
    .poll(() => ready(app))
    .toMatchObject({ http: 503, status: 'unavailable', reads: 'all', masters: [{ cause: 'NOREPLICAS' }] });
  await admin.config('SET', 'min-replicas-to-write', '0');
  await expect.poll(() => ready(app)).toMatchObject({ http: 200, status: 'ready', writes: 'all' });
});

/** A name whose key lies on the master of a place. */
function nameOn(place: number, keyOf: (name: string) => string): string {
  for (let number = 0; ; number++)
    if (Math.floor(calculateSlot(keyOf(`n${number}`)) / Math.ceil(16_384 / 3)) === place) return `n${number}`;
}

it.each(['SIGSTOP', 'SIGKILL'] as const)(
  'a cluster with one master gone (%s) is degraded: only what lies there fails, and at once',
  async (signal) => {
    const cluster = await startPrivateCluster(3, [
      ['cluster-require-full-coverage', 'no'],
      // The others do not judge it failed while the test runs.
      ['cluster-node-timeout', '120000'],
    ]);
    const gone = cluster.pids[1] as number;
    onTestFinished(async () => {
      if (signal === 'SIGSTOP') process.kill(gone, 'SIGCONT');
      await cluster.stop();
    });
    const keyPrefix = uniquePrefix();
    const app = await openTestApp({ redis: parseRedisUrl(cluster.url), keyPrefix });
    const { client } = app.stores.redis;
    const [here, there] = [0, 1].map((place) => nameOn(place, (name) => `${keyPrefix}:${name}`)) as [string, string];
    const set = (name: string) => client.set(`${keyPrefix}:${name}`, '1').catch((error: unknown) => error);
    expect([await set(here), await set(there)]).toEqual(['OK', 'OK']);
    expect(await ready(app)).toMatchObject({ http: 200, status: 'ready', masters: [{}, {}, {}] });
    process.kill(gone, signal);
    await expect
      .poll(() => ready(app), { timeout: 30_000 })
      .toMatchObject({ http: 200, status: 'degraded', reads: 'some', writes: 'some' });
    expect((await ready(app, '?needs=writes')).http).toBe(503);
    // On a machine that stood still for a moment, another one may have answered late twice.
    const away = async () => (await ready(app)).masters.filter(({ cause }) => cause === 'CONNECTION');
    await expect.poll(away).toHaveLength(1);
    // One in half a second tries again and waits; if each did, they would take minutes.
    const begun = performance.now();
    for (let turn = 0; turn < 200; turn++) {
      const sinceMs = startOwnTime();
      expect(redisFault(await set(there))?.kind).toBe('unavailable');
      // What is promised is a time.
      expect(sinceMs()).toBeLessThan(1_000);
      expect(await set(here)).toBe('OK');
      expect(await client.publish(`${keyPrefix}:news`, '')).toBe(0);
    }
    expect(performance.now() - begun).toBeLessThan(60_000);
    if (signal === 'SIGKILL') return;
    process.kill(gone, 'SIGCONT');
    await expect.poll(() => ready(app), { timeout: 30_000 }).toMatchObject({ http: 200, status: 'ready' });
    await expect.poll(() => set(there)).toBe('OK');
  },
  180_000,
);
