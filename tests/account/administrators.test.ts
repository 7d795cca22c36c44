// Whether anybody administers an installation: on a Redis of its own, since only so many keys are looked at.

import { expect, it, onTestFinished } from 'vitest';
import { startMemoryRedis } from '../../src/embedded-redis/embedded-redis.ts';
import { Accounts } from '../../src/redis/account/account.ts';
import { hasAdministrator } from '../../src/redis/account/administrators.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';

it('is told by the roles of the accounts', async () => {
  const server = await startMemoryRedis();
  const redis = await RedisHandle.open(server.url);
  onTestFinished(async () => {
    redis.close();
    await server.stop();
  });
  const accounts = new Accounts(redis, { memoryKiB: 64, iterations: 1 });
  const password = 'a long enough sentence';
  expect(await hasAdministrator(redis)).toBe(false);
  for (let count = 0; count < 5; count++) await accounts.create({ email: `person${count}@example.com`, password });
  expect(await hasAdministrator(redis)).toBe(false);
  const { id } = await accounts.create({ email: 'ada@example.com', password, roles: ['CUSTOMER', 'ADMIN'] });
  expect(await hasAdministrator(redis)).toBe(true);
  await accounts.setRoles(id, ['CUSTOMER']);
  expect(await hasAdministrator(redis)).toBe(false);
  await accounts.close();
});
