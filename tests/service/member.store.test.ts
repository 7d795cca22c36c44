// A process in the registry, and those who look for it: through being forgotten, moving, draining and leaving.

import { afterEach, describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { ServiceDirectory } from '../../src/redis/service/directory.ts';
import { ServiceMember, type ServiceMemberSettings } from '../../src/redis/service/member.ts';
import { Services } from '../../src/redis/service/service.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const { client } = await openTestRedis();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function registry(): Services {
  const handle = new RedisHandle(client, uniquePrefix());
  return new Services(handle);
}

async function join(services: Services, settings: Partial<ServiceMemberSettings> = {}): Promise<ServiceMember> {
  const member = await ServiceMember.join(services, { service: 'billing', address: '10.0.0.7:8080', ...settings });
  closers.push(() => member.leave());
  return member;
}

async function look(services: Services): Promise<ServiceDirectory> {
  const directory = await ServiceDirectory.open(services, 'billing');
  closers.push(() => directory.close());
  return directory;
}

const addresses = (directory: ServiceDirectory): string[] => directory.instances.map(({ address }) => address);

describe('a member', () => {
  it('lives longer than its ttl, under a name of its own', async () => {
    const services = registry();
    const [one, two] = [await join(services, { ttlSeconds: 2 }), await join(services, { ttlSeconds: 2 })];
    expect(one.instanceId).not.toBe(two.instanceId);
    const [before] = await services.instances('billing');
    await expect
      .poll(async () => (await services.instances('billing'))[0]?.lastHeartbeatAt.getTime())
      .toBeGreaterThan((before?.lastHeartbeatAt.getTime() ?? 0) + 2_000);
    expect(await services.instances('billing')).toMatchObject([{ status: 'UP' }, { status: 'UP' }]);
  });

  it('registers again, as it stood, where it was forgotten', async () => {
    const services = registry();
    const member = await join(services, { ttlSeconds: 1, version: '3' });
    await member.setStatus('DRAINING');
    await services.deregister({ service: 'billing', instanceId: member.instanceId });
    await expect
      .poll(async () => await services.instances('billing'))
      .toMatchObject([{ instanceId: member.instanceId, status: 'DRAINING', version: '3' }]);
  });

  it('drains before it leaves, and is gone at once then', async () => {
    const services = registry();
    const member = await join(services);
    const leaving = member.leave({ drainMs: 1_500 });
    await expect.poll(async () => (await services.instances('billing'))[0]?.status, { interval: 10 }).toBe('DRAINING');
    await leaving;
    expect(await services.instances('billing')).toEqual([]);
    await member.leave();
  });

  it('leaves nothing of a heartbeat that was under way', async () => {
    const services = registry();
    const members = await Promise.all(Array.from({ length: 20 }, () => join(services, { ttlSeconds: 1 })));
    await Promise.all(members.flatMap((member) => [member.setStatus('UP'), member.leave()]));
    expect(await services.instances('billing')).toEqual([]);
  });

  it('is told what is wrong with it before it begins', async () => {
    await expect(ServiceMember.join(registry(), { service: 'billing', address: 'http://a:b@c' })).rejects.toThrow(
      'address must not hold a user name or password',
    );
  });
});

describe('a directory', () => {
  it('follows who comes, drains and leaves', async () => {
    const services = registry();
    const one = await join(services, { instanceId: '1', address: 'one' });
    const directory = await look(services);
    expect(addresses(directory)).toEqual(['one']);
    const two = await join(services, { instanceId: '2', address: 'two' });
    await expect.poll(() => addresses(directory)).toEqual(['one', 'two']);
    await one.setStatus('DRAINING');
    await expect.poll(() => addresses(directory)).toEqual(['two']);
    await two.leave();
    await expect.poll(() => addresses(directory)).toEqual([]);
    expect(() => directory.pick()).toThrow('No instance of billing is UP at the moment');
    await expect(directory.use(async () => 1)).rejects.toThrow('No instance of billing is UP at the moment');
    await one.setStatus('UP');
    await expect.poll(() => directory.instances.length).toBe(1);
    expect(directory.pick().address).toBe('one');
  });

  it('gives each in turn', async () => {
    const services = registry();
    for (const address of ['a', 'b', 'c']) await join(services, { instanceId: address, address });
    const directory = await look(services);
    const picked = Array.from({ length: 6 }, () => directory.pick().address);
    expect(picked.slice(0, 3).sort()).toEqual(['a', 'b', 'c']);
    expect(picked.slice(3)).toEqual(picked.slice(0, 3));
  });

  it('gives a slow instance less', async () => {
    const services = registry();
    for (const address of ['slow', 'b', 'c', 'd']) await join(services, { instanceId: address, address });
    const directory = await look(services);
    let finish: () => void = () => {};
    const stuck = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const given = new Map<string, number>();
    const slow: Promise<unknown>[] = [];
    for (let call = 0; call < 400; call++) {
      const done = directory.use(async ({ address }) => {
        given.set(address, (given.get(address) ?? 0) + 1);
        if (address === 'slow') await stuck;
      });
      slow.push(done);
      await Promise.resolve();
    }
    // Once it has one call more than the others, of two at random the other is taken.
    expect(given.get('slow')).toBeLessThan(10);
    for (const address of ['b', 'c', 'd']) expect(given.get(address)).toBeGreaterThan(60);
    finish();
    await Promise.all(slow);
    const failed = directory.use(() => Promise.reject(new Error('refused')));
    await expect(failed).rejects.toThrow('refused');
  });

  it('is for a service that can be', async () => {
    await expect(ServiceDirectory.open(registry(), 'no name')).rejects.toThrow('service must be 1 to 100 letters');
  });
});
