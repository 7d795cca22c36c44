// Setting up the demo: once, whole also after a crash, and the same log-ins for everybody.

import { expect, test } from 'vitest';
import { createLogIns } from '../../src/demo/log-ins.ts';
import { seedDemo } from '../../src/demo/seed.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { baseKeys } from '../../src/redis/base/keys.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const client = { ipAddress: '127.0.0.1', userAgent: 'test' };

function emptyStores(): Stores {
  return createStores(new RedisHandle(redis.client, uniquePrefix()));
}

test('its log-ins work: a customer, and an administrator', async () => {
  const stores = emptyStores();
  const logIns = await seedDemo(stores);
  expect(logIns.map((logIn) => logIn.title)).toEqual(['Customer', 'Administrator']);
  const roles = await Promise.all(
    logIns.map(async ({ email, password }) => (await stores.accounts.logIn(email, password, client)).roles),
  );
  expect(roles).toEqual([['CUSTOMER'], ['CUSTOMER', 'ADMIN']]);
});

test('passwords differ from database to database', async () => {
  const [one] = await seedDemo(emptyStores());
  const [other] = await seedDemo(emptyStores());
  expect(one?.password).not.toBe(other?.password);
});

test('a later start shows the same log-ins', async () => {
  const stores = emptyStores();
  expect(await seedDemo(stores)).toEqual(await seedDemo(stores));
});

test('two processes that start at once agree on the log-ins, and they work', async () => {
  const stores = emptyStores();
  const [one, other] = await Promise.all([seedDemo(stores), seedDemo(stores)]);
  expect(one).toEqual(other);
  for (const { email, password } of one) await stores.accounts.logIn(email, password, client);
});

test('a start that was cut off is finished by the next', async () => {
  const stores = emptyStores();
  await redis.client.hset(
    baseKeys.demo(stores.redis.prefix),
    'state',
    'begun',
    'customer@example.com',
    'drawn before the crash',
  );
  const logIns = await seedDemo(stores);
  expect(logIns.map((logIn) => logIn.password)[0]).toBe('drawn before the crash');
  for (const { email, password } of logIns) await stores.accounts.logIn(email, password, client);
});

test('an account that somebody has under such an address is left as it is, and no password is shown for it', async () => {
  const stores = emptyStores();
  await stores.accounts.create({ email: 'customer@example.com', password: 'mine and not the demo' });
  const shown = await createLogIns(stores.redis, stores.accounts);
  expect(shown.map(({ email }) => email)).toEqual(['admin@example.com']);
  const account = await stores.accounts.logIn('customer@example.com', 'mine and not the demo', client);
  expect(account.roles).toEqual(['CUSTOMER']);
});
