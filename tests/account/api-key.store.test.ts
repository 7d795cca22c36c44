// API keys as they lie in Redis: how they run out, and when their use is written down.

import { expect, it } from 'vitest';
import { Accounts } from '../../src/redis/account/account.ts';
import { ApiKeys } from '../../src/redis/account/api-key.ts';
import { apiKeyLimits } from '../../src/redis/account/api-key-record.ts';
import { accountKeys } from '../../src/redis/account/keys.ts';
import { Notices } from '../../src/redis/account/notice.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { newEmail, password } from '../support/log-in.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const accounts = new Accounts(redis);
const notices = new Notices(redis, new Jobs(redis));

async function withKey() {
  const apiKeys = new ApiKeys(redis, { notices });
  const { id } = await accounts.create({ email: newEmail(), password });
  const { secret, key } = await apiKeys.create(id, {
    title: 'Script',
    roles: ['CUSTOMER'],
    lifetimeMs: 24 * 3_600_000,
  });
  return { apiKeys, id, secret, key, stored: accountKeys.apiKeys(redis, `u${id}`) };
}

it('a key that has run out opens nothing, and makes room for another', async () => {
  const { apiKeys, id, secret, key, stored } = await withKey();
  expect((await apiKeys.validate(secret))?.userId).toBe(id);
  await redis.client.hset(stored, `ends:${key.name}`, Date.now() - 1);
  expect(await apiKeys.validate(secret)).toBeNull();
  await expect(apiKeys.rotate(key)).rejects.toMatchObject({ problems: [{ code: 'NOT_FOUND' }] });
  expect(await apiKeys.list(id)).toHaveLength(1);
  const other = await apiKeys.create(id, { title: 'Another', roles: ['CUSTOMER'] });
  expect((await apiKeys.list(id)).map(({ name }) => name)).toEqual([other.key.name]);
});

it('the keys of an account leave Redis with the one that runs out last', async () => {
  const { apiKeys, id, stored } = await withKey();
  await apiKeys.create(id, { title: 'Longer', roles: ['CUSTOMER'], lifetimeMs: 3 * 24 * 3_600_000 });
  await apiKeys.create(id, { title: 'Shorter', roles: ['CUSTOMER'], lifetimeMs: 2 * 24 * 3_600_000 });
  const days = (await redis.client.pttl(stored)) / (24 * 3_600_000);
  expect(days).toBeGreaterThan(2.9);
  expect(days).toBeLessThanOrEqual(3);
});

it('uses are written down together, not with each request', async () => {
  const { apiKeys, secret, key } = await withKey();
  await Promise.all(Array.from({ length: 20 }, () => apiKeys.validate(secret)));
  expect((await apiKeys.find(key))?.lastUsedAt).toBeNull();
  await apiKeys.close();
  expect((await apiKeys.find(key))?.lastUsedAt).toBeInstanceOf(Date);
});

it('the use of a key that was revoked meanwhile is not written down', async () => {
  const { apiKeys, secret, key, stored } = await withKey();
  await apiKeys.validate(secret);
  await apiKeys.revoke(key);
  await apiKeys.close();
  expect(await redis.client.exists(stored)).toBe(0);
});

it('keys of many accounts are judged together, and one that cannot be read hurts no other', async () => {
  const { apiKeys, id, secret } = await withKey();
  const broken = await withKey();
  await redis.client.del(broken.stored);
  await redis.client.set(broken.stored, 'something else');
  const [good, bad] = await Promise.all([apiKeys.validate(secret), apiKeys.validate(broken.secret)]);
  expect(good?.userId).toBe(id);
  expect(bad).toBeNull();
});

it.each([
  { title: '' },
  { title: 'a'.repeat(apiKeyLimits.nameCharacters + 1) },
  { title: 'Bell\u0007' },
  { title: 'Script', roles: [] },
  { title: 'Script', scopes: [] },
  { title: 'Script', lifetimeMs: 0 },
  { title: 'Script', lifetimeMs: 367 * 24 * 3_600_000 },
  { title: 'Script', queues: ['a b'], roles: ['WORKER'] as const },
])('a wrong key is refused before anything is written: %j', async (given) => {
  const apiKeys = new ApiKeys(redis, { notices });
  const { id } = await accounts.create({ email: newEmail(), password });
  await expect(apiKeys.create(id, { roles: ['CUSTOMER'], ...given })).rejects.toMatchObject({
    problems: [{ code: 'INVALID' }],
  });
  expect(await apiKeys.list(id)).toEqual([]);
});
