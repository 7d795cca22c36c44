// Whether anybody administers an installation.

import { expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { hasAdministrator } from '../../src/redis/account/administrators.ts';
import { openTestRedis } from '../support/redis.ts';

it('is told by the roles of the accounts', async () => {
  const redis = await openTestRedis();
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
