// The changes of the registry: read from a cursor on, made up for where some were dropped, announced to those who listen.

import { beforeEach, describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { ServiceChanges } from '../../src/redis/service/change.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { Services } from '../../src/redis/service/service.ts';
import type { ServiceRegistration } from '../../src/redis/service/shapes.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const { client } = await openTestRedis();
let redis: RedisHandle;
let services: Services;
let changes: ServiceChanges;
beforeEach(() => {
  redis = new RedisHandle(client, uniquePrefix());
  services = new Services(redis);
  changes = new ServiceChanges(redis, services);
});

const one: ServiceRegistration = { service: 'billing', instanceId: 'b-1', address: '10.0.0.7:8080' };
const shardOf = (service: string) => serviceShards(redis).of(service);

describe('changes', () => {
  it('come from a cursor on, page by page', async () => {
    await services.register(one);
    const from = await changes.head();
    for (const status of ['DRAINING', 'UP', 'DOWN'] as const) await services.heartbeat({ ...one, status });
    const first = await changes.read(from, 2);
    expect(first.entries.map(({ status }) => status)).toEqual(['DRAINING', 'UP']);
    const second = await changes.read(first.position, 2);
    expect(second.entries.map(({ status }) => status)).toEqual(['DOWN']);
    expect(await changes.read(second.position, 2)).toMatchObject({ entries: [], position: second.position });
    expect(await changes.head()).toBe(second.position);
  });

  it('that were dropped are made up for by all instances as they are', async () => {
    await services.register(one);
    const from = await changes.head();
    await services.register({ ...one, instanceId: 'b-2' });
    await services.heartbeat({ ...one, status: 'DRAINING' });
    // As after a Redis that has lost its data, to which everybody registers again.
    await client.xtrim(serviceKeys.changes(redis.prefix, shardOf('billing')), 'MAXLEN', 0);
    await services.register({ ...one, instanceId: 'b-3' });
    const page = await changes.read(from, 100);
    expect(page.entries.map(({ instanceId, status }) => `${instanceId} ${status}`)).toEqual([
      'b-1 DRAINING',
      'b-2 UP',
      'b-3 UP',
    ]);
    expect((await changes.read(page.position, 100)).entries).toEqual([]);
  });

  it('of a shard that does not answer come when it does, and hold up no others', async () => {
    const other = ['mail', 'search', 'web'].find((each) => shardOf(each) !== shardOf('billing')) as string;
    await services.register(one);
    const away = Object.assign(Object.create(client) as typeof client, {
      xrange: (key: string, ...range: [string, string, 'COUNT', number]) =>
        key === serviceKeys.changes(redis.prefix, shardOf('billing'))
          ? Promise.reject(new Error('Connection is closed.'))
          : client.xrange(key, ...range),
    });
    const partly = new ServiceChanges(new RedisHandle(away, redis.prefix), services);
    const from = await changes.head();
    await services.heartbeat({ ...one, status: 'DRAINING' });
    await services.register({ ...one, service: other });
    const page = await partly.read(from, 100);
    expect(page).toMatchObject({ entries: [{ service: other }], isPartial: true });
    expect((await changes.read(page.position, 100)).entries).toMatchObject([{ service: 'billing' }]);
  });

  it('wake those who listen, and heartbeats that change nothing do not', async () => {
    const listener = new RedisHandle(client, redis.prefix);
    let woken = 0;
    const stop = listener.listen(services.changedChannel, () => {
      woken += 1;
    });
    await expect.poll(() => woken).toBe(1);
    await services.register(one);
    await services.heartbeat(one);
    await services.heartbeat({ ...one, status: 'DRAINING' });
    await expect.poll(() => woken).toBe(3);
    await services.heartbeat(one);
    await services.deregister(one);
    await expect.poll(() => woken).toBe(4);
    stop();
  });
});
