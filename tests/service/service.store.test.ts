// The registry of services: what registers, lives, drains, leaves and is forgotten, and what is told of it.

import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import { ServiceChanges } from '../../src/redis/service/change.ts';
import { serviceKeys } from '../../src/redis/service/keys.ts';
import { Services } from '../../src/redis/service/service.ts';
import { type ServiceRegistration, serviceLimits } from '../../src/redis/service/shapes.ts';
import { serviceShards } from '../../src/redis/service/shard.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const { client } = await openTestRedis();
let redis: ClockedRedis;
let services: Services;
let changes: ServiceChanges;
let now = Date.UTC(2026, 0, 1);

beforeEach(async () => {
  redis = new ClockedRedis(client, uniquePrefix());
  services = new Services(redis);
  changes = new ServiceChanges(redis, services);
  await pass(0);
});

async function pass(seconds: number): Promise<void> {
  now += seconds * 1_000;
  await Promise.all(
    serviceShards(redis).numbers.map((shard) => redis.setClock(serviceKeys.services(redis.prefix, shard), now)),
  );
}

const shardOf = (service: string) => serviceShards(redis).of(service);
/** A service in the shard of another, or in another shard. */
const serviceBeside = (service: string, isTogether: boolean): string =>
  Array.from({ length: 200 }, (_, index) => `beside-${index}`).find(
    (each) => (shardOf(each) === shardOf(service)) === isTogether,
  ) as string;

const one: ServiceRegistration = { service: 'billing', instanceId: 'b-1', address: '10.0.0.7:8080' };

/** `b-1 UP, b-2 DOWN` */
async function standing(service = 'billing'): Promise<string> {
  return (await services.instances(service)).map(({ instanceId, status }) => `${instanceId} ${status}`).join(', ');
}

/** Every change since the last call, as in `b-1 UP, b-1 gone`. */
let heard = '0-0_0';
async function news(): Promise<string> {
  const { entries, position } = await changes.read(heard, 1_000);
  heard = position;
  return entries
    .map(({ instanceId, status, registered }) => `${instanceId} ${registered ? status : 'gone'}`)
    .join(', ');
}
beforeEach(() => {
  heard = '0-0_0';
});

const problems = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing wrong',
    (error) => (error instanceof Refusal ? error.problems : error),
  );

it('shows what somebody else has spoiled as DOWN, and all others as they are', async () => {
  await services.register(one);
  for (const [instanceId, facts] of [
    ['b-2', 'no JSON'],
    ['b-3', 'null'],
    ['b-4', '{"address":5}'],
  ] as const) {
    await services.register({ ...one, instanceId });
    await client.hset(serviceKeys.part(redis.prefix, shardOf('billing'), 'facts'), `billing/${instanceId}`, facts);
  }
  expect(await standing()).toBe('b-1 UP, b-2 DOWN, b-3 DOWN, b-4 DOWN');
  await services.heartbeat({ service: 'billing', instanceId: 'b-1' });
  await services.deregister({ service: 'billing', instanceId: 'b-2' });
  await services.register({ ...one, instanceId: 'b-3' });
  expect(await standing()).toBe('b-1 UP, b-3 UP, b-4 DOWN');
});

describe('an instance', () => {
  it('is there with what it said about itself', async () => {
    const registration = { ...one, version: '1.4.2', metadata: { zone: 'a', weights: [1, 2] }, ttlSeconds: 10 };
    const { token, ...registered } = await services.register(registration);
    expect(token).toMatch(/^[\w-]{16}$/);
    expect(registered).toEqual({
      service: 'billing',
      instanceId: 'b-1',
      address: '10.0.0.7:8080',
      version: '1.4.2',
      metadata: { zone: 'a', weights: [1, 2] },
      status: 'UP',
      registeredAt: new Date(now),
      lastHeartbeatAt: new Date(now),
      expiresAt: new Date(now + 10_000),
      registered: true,
    });
    expect(await services.instances('billing')).toEqual([registered]);
    expect(await services.names()).toEqual(['billing']);
  });

  it('lives by its heartbeats, and keeps the time of its registration', async () => {
    const { registeredAt } = await services.register(one);
    await pass(20);
    const beat = await services.heartbeat(one);
    expect(beat).toMatchObject({ status: 'UP', registeredAt, address: one.address, lastHeartbeatAt: new Date(now) });
    await pass(29);
    expect(await standing()).toBe('b-1 UP');
    expect(await news()).toBe('b-1 UP');
  });

  it('is DOWN the moment its ttl runs out, for those who read, though nobody has swept', async () => {
    await services.register({ ...one, ttlSeconds: 10 });
    await pass(9.999);
    expect(await standing()).toBe('b-1 UP');
    await pass(0.001);
    expect(await standing()).toBe('b-1 DOWN');
    expect(await news()).toBe('b-1 UP');
  });

  it('is announced DOWN once, however many processes sweep, then forgotten', async () => {
    await services.register(one);
    await pass(30);
    const processes = Array.from({ length: 5 }, () => new Services(redis));
    await Promise.all(processes.map((process) => process.sweep()));
    await Promise.all(processes.map((process) => process.sweep()));
    expect(await news()).toBe('b-1 UP, b-1 DOWN');
    await pass(serviceLimits.downSeconds - 0.001);
    expect(await standing()).toBe('b-1 DOWN');
    await pass(0.001);
    expect(await standing()).toBe('');
    await Promise.all(processes.map((process) => process.sweep()));
    expect(await news()).toBe('b-1 gone');
    expect(await services.names()).toEqual([]);
  });

  it('is noticed by the heartbeats of others, without any sweeper', async () => {
    const mail = { service: serviceBeside('billing', false), instanceId: 'm-1' };
    await services.register({ ...one, ...mail });
    await services.register({ ...one, ttlSeconds: 5 });
    await news();
    await pass(10);
    // At once by those of its own shard, and by those of others once a second.
    await expect.poll(() => services.heartbeat(mail).then(news)).toBe('b-1 DOWN');
  });

  it('comes back UP with a heartbeat while it is DOWN, and is to register again once it is forgotten', async () => {
    await services.register(one);
    await pass(100);
    expect(await services.heartbeat(one)).toMatchObject({ status: 'UP', expiresAt: new Date(now + 30_000) });
    expect(await news()).toBe('b-1 UP, b-1 DOWN, b-1 UP');
    await pass(30 + serviceLimits.downSeconds);
    expect(await problems(services.heartbeat(one))).toEqual([
      { code: 'NOT_FOUND', message: 'billing has no instance "b-1": register it again', field: ['instanceId'] },
    ]);
    expect(await news()).toBe('b-1 DOWN, b-1 gone');
  });

  it('stays what it says it is until it says otherwise', async () => {
    await services.register(one);
    expect(await services.heartbeat({ ...one, status: 'DRAINING' })).toMatchObject({ status: 'DRAINING' });
    await pass(10);
    expect(await services.heartbeat(one)).toMatchObject({ status: 'DRAINING' });
    expect(await news()).toBe('b-1 UP, b-1 DRAINING');
    await pass(30);
    expect(await standing()).toBe('b-1 DOWN');
    expect(await services.heartbeat(one)).toMatchObject({ status: 'DRAINING' });
    expect(await services.heartbeat({ ...one, status: 'DOWN' })).toMatchObject({ status: 'DOWN' });
    await pass(30);
    await services.sweep();
    expect(await services.heartbeat(one), 'it has not said that it is better').toMatchObject({ status: 'DOWN' });
    expect(await services.heartbeat({ ...one, status: 'UP' })).toMatchObject({ status: 'UP' });
    expect(await news()).toBe('b-1 DOWN, b-1 DRAINING, b-1 DOWN, b-1 UP');
  });

  it('leaves at once, and is told as gone with what was known of it', async () => {
    await services.register({ ...one, version: '2' });
    expect(await services.deregister(one)).toMatchObject({ version: '2', status: 'DOWN', registered: false });
    expect(await standing()).toBe('');
    expect(await news()).toBe('b-1 UP, b-1 gone');
    expect(await problems(services.deregister(one))).toMatchObject([{ code: 'NOT_FOUND', field: ['instanceId'] }]);
  });

  it('is replaced by the one that starts again under its id', async () => {
    await services.register(one);
    await services.heartbeat({ ...one, status: 'DRAINING' });
    await pass(5);
    await services.register({ ...one, address: '10.0.0.8:8080' });
    expect(await services.instances('billing')).toMatchObject([
      { address: '10.0.0.8:8080', status: 'UP', registeredAt: new Date(now) },
    ]);
    expect(await news()).toBe('b-1 UP, b-1 DRAINING, b-1 UP');
  });

  it('that registers again with the same is a heartbeat, which is no news', async () => {
    const { registeredAt } = await services.register(one);
    await pass(5);
    expect(await services.register(one)).toMatchObject({ registeredAt, lastHeartbeatAt: new Date(now) });
    expect(await news()).toBe('b-1 UP');
  });
});

describe('many instances', () => {
  it('are told apart and in order, also where one service begins as another', async () => {
    for (const service of ['a', 'a.b', 'a-b', 'A', 'ab'])
      for (const instanceId of ['2', '10', '1']) await services.register({ service, instanceId, address: 'h' });
    expect(await services.names()).toEqual(['A', 'a', 'a-b', 'a.b', 'ab']);
    expect(await standing('a')).toBe('1 UP, 10 UP, 2 UP');
    expect((await services.all()).length).toBe(15);
    expect(await services.instances('nobody')).toEqual([]);
    expect(await services.instances('no name {at} all')).toEqual([]);
  });

  it('of many services are listed in order and told of, whatever shards they are in', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `s-${100 + index}`);
    expect(new Set(names.map(shardOf)).size).toBe(serviceShards(redis).numbers.length);
    const from = await changes.head();
    await Promise.all([...names].reverse().map((service) => services.register({ ...one, service })));
    expect(await services.names()).toEqual(names);
    expect((await services.all()).map(({ service }) => service)).toEqual(names);
    const told: string[] = [];
    for (let at = from, page = await changes.read(at, 25); page.entries.length > 0; page = await changes.read(at, 25)) {
      expect(page.entries.length).toBeLessThanOrEqual(25);
      told.push(...page.entries.map(({ service }) => service));
      at = page.position;
    }
    expect(told.sort()).toEqual(names);
  });

  it('beat in one script, each answered for itself, the same one twice in order', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `i-${index}`);
    await Promise.all(ids.map((instanceId) => services.register({ ...one, instanceId })));
    await pass(10);
    const answers = await Promise.all([
      ...ids.map((instanceId) => services.heartbeat({ ...one, instanceId })),
      problems(services.heartbeat({ ...one, instanceId: 'nobody' })),
      services.heartbeat({ ...one, instanceId: 'i-3', status: 'DRAINING' }),
      services.heartbeat({ ...one, instanceId: 'i-3' }),
    ]);
    expect(answers.slice(0, 20)).toMatchObject(ids.map((instanceId) => ({ instanceId, status: 'UP' })));
    expect(answers.slice(20)).toMatchObject([
      [{ code: 'NOT_FOUND' }],
      { instanceId: 'i-3', status: 'DRAINING' },
      { instanceId: 'i-3', status: 'DRAINING' },
    ]);
  });

  it('that expire together are all announced, a bounded number at a time', async () => {
    const neighbour = serviceBeside('billing', true);
    const last = [neighbour, 'billing'].sort()[1] as string;
    for (const service of ['billing', neighbour])
      await Promise.all(
        Array.from({ length: 110 }, (_, index) =>
          services.register({ ...one, service, instanceId: `i-${100 + index}` }),
        ),
      );
    await news();
    await pass(30);
    expect(await services.sweep()).toBe(true);
    expect((await news()).split(', ')).toHaveLength(100);
    // The heartbeat takes a hundred more; of its own instance, which comes after them, it tells first that it was DOWN.
    expect(await services.heartbeat({ service: last, instanceId: 'i-209' })).toMatchObject({ status: 'UP' });
    expect((await news()).split(', ').slice(100)).toEqual(['i-209 DOWN', 'i-209 UP']);
    expect(await services.sweep()).toBe(false);
    expect((await news()).split(', ')).toHaveLength(19);
  });
});

describe('limits', () => {
  it('holds the number of instances a service, and makes room where one has expired', async () => {
    const { instancesPerService } = serviceLimits;
    const ids = Array.from({ length: instancesPerService }, (_, index) => `i-${index}`);
    await Promise.all(ids.map((instanceId) => services.register({ ...one, instanceId })));
    expect(await problems(services.register(one))).toMatchObject([
      { code: 'LIMIT_EXCEEDED', field: ['service'], message: expect.stringContaining('200 instances') },
    ]);
    await pass(20);
    await Promise.all(ids.slice(2).map((instanceId) => services.heartbeat({ ...one, instanceId })));
    await pass(20);
    await services.register(one);
    const left = (await services.instances('billing')).map(({ instanceId }) => instanceId);
    expect(left).toHaveLength(instancesPerService);
    expect(left).toContain('b-1');
    expect(left.filter((id) => id === 'i-0' || id === 'i-1')).toHaveLength(1);
  });

  it('holds the number of services', async () => {
    const names = Array.from({ length: serviceLimits.services }, (_, index) => `s-${index}`);
    await Promise.all(names.map((service) => services.register({ ...one, service })));
    expect(await problems(services.register(one))).toMatchObject([{ code: 'LIMIT_EXCEEDED', field: ['service'] }]);
    await services.deregister({ ...one, service: 's-7' });
    await services.register(one);
    expect(await services.names()).toHaveLength(serviceLimits.services);
    expect(await services.all()).toHaveLength(serviceLimits.services);
  });

  it('leaves nothing behind but the changes, which end by themselves', async () => {
    await services.register(one);
    await services.register({ ...one, instanceId: 'b-2' });
    await services.deregister(one);
    await pass(30 + serviceLimits.downSeconds);
    await services.sweep();
    expect(await client.exists(serviceKeys.counts(redis.prefix, shardOf('billing')))).toBe(0);
    for (const part of ['names', 'state', 'facts', 'expiry', 'expired'] as const)
      expect(await client.exists(serviceKeys.part(redis.prefix, shardOf('billing'), part)), part).toBe(0);
    expect(await client.ttl(serviceKeys.changes(redis.prefix, shardOf('billing')))).toBeGreaterThan(
      serviceLimits.changesSeconds - 60,
    );
    for (let turn = 0; turn < 1_200; turn += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, index) => services.register({ ...one, address: `h-${turn + index}` })),
      );
    expect(await client.xlen(serviceKeys.changes(redis.prefix, shardOf('billing')))).toBeLessThanOrEqual(
      serviceLimits.changes + 100,
    );
  });
});
