// Redis goes away and comes back, with its data or without: members find their way back, and who looks for them keeps the
// last list meanwhile.

import { afterAll, afterEach, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { ServiceDirectory } from '../../src/redis/service/directory.ts';
import { ServiceMember } from '../../src/redis/service/member.ts';
import { Services } from '../../src/redis/service/service.ts';
import { DurableRedis } from '../support/durable-redis.ts';

const redis = await DurableRedis.open('always');
const handle = await RedisHandle.open(redis.url);
const services = new Services(handle);
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  handle.close();
  await redis.close();
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('comes back after an outage longer than the ttl, and the list is never empty', async () => {
  const complaints: unknown[] = [];
  const onError = (error: unknown) => void complaints.push(error);
  const member = await ServiceMember.join(services, { service: 'billing', address: 'one', ttlSeconds: 2, onError });
  closers.push(() => member.leave());
  const directory = await ServiceDirectory.open(services, 'billing', { onError });
  closers.push(() => directory.close());
  let emptied = 0;
  const watch = setInterval(() => {
    if (directory.instances.length === 0) emptied += 1;
  }, 5);
  closers.push(() => clearInterval(watch));

  await redis.kill();
  await wait(2_500);
  expect(directory.pick().address).toBe('one');
  await member.setStatus('UP');
  expect(complaints.length).toBeGreaterThan(0);
  await redis.start();
  await expect
    .poll(() => services.instances('billing').catch(() => []))
    .toMatchObject([{ instanceId: member.instanceId, status: 'UP' }]);
  await wait(1_500);
  expect(directory.pick().address).toBe('one');
  expect(emptied).toBe(0);
});

it('registers again where Redis has lost everything, and says how it stands', async () => {
  const member = await ServiceMember.join(services, { service: 'mail', address: 'two', ttlSeconds: 1 });
  closers.push(() => member.leave());
  await member.setStatus('DRAINING');
  await handle.client.flushall();
  await expect.poll(() => services.instances('mail')).toMatchObject([{ address: 'two', status: 'DRAINING' }]);
});

it('begins while Redis is away', async () => {
  await redis.stop();
  const joining = ServiceMember.join(services, { service: 'late', address: 'three' });
  const opening = ServiceDirectory.open(services, 'late');
  const [member, directory] = await Promise.all([joining, opening]);
  closers.push(() => member.leave());
  closers.push(() => directory.close());
  expect(directory.instances).toEqual([]);
  await redis.start();
  await expect.poll(() => directory.instances).toMatchObject([{ address: 'three' }]);
});
