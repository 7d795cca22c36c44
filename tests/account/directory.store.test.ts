// The list of all accounts, and what finds one by a part of its address or name.

import { expect, test } from 'vitest';
import { directoryLimits } from '../../src/redis/account/directory.ts';
import { accountKeys } from '../../src/redis/account/keys.ts';
import type { Account } from '../../src/redis/account/record.ts';
import type { PageRequest } from '../../src/redis/base/page.ts';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { Migration } from '../../src/redis/migration.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis } from '../support/redis.ts';

const { accounts, accountDirectory } = createStores(await openTestRedis());
const all: PageRequest = { after: null, size: 100, backwards: false };
const create = (email: string, displayName?: string) => accounts.create({ email, displayName, password: null });
const emailsOf = (entries: readonly { account: Account | Error }[]): string[] =>
  entries.map(({ account }) => (account as Account).email);
const found = async (text: string): Promise<string[]> =>
  emailsOf((await accountDirectory.search(text, all)).entries).sort();

test('lists accounts newest first, page by page in both directions, each once', async () => {
  const directory = createStores(await openTestRedis());
  const made: string[] = [];
  for (let number = 0; number < 25; number++) {
    const email = `person${number}@example.com`;
    made.unshift(email);
    const before = Date.now();
    await directory.accounts.create({ email, password: null });
    // The list is in the order of milliseconds.
    await expect.poll(() => Date.now(), { interval: 1 }).toBeGreaterThan(before + 1);
  }
  const listed: string[] = [];
  let after: string | null = null;
  for (let more = true; more; ) {
    const page = await directory.accountDirectory.list({ after, size: 10, backwards: false });
    listed.push(...emailsOf(page.entries));
    ({ more } = page);
    after = page.entries.at(-1)?.cursor ?? null;
  }
  expect(listed).toEqual(made);
  expect(await directory.accountDirectory.count()).toBe(25);
  const last = await directory.accountDirectory.list({ after: null, size: 10, backwards: true });
  expect([emailsOf(last.entries), last.more]).toEqual([made.slice(-10), true]);
  const [{ cursor = '' } = {}] = last.entries;
  const before = await directory.accountDirectory.list({ after: cursor, size: 10, backwards: true });
  expect(emailsOf(before.entries)).toEqual(made.slice(5, 15));
});

test('finds accounts by any part of the address or the name, in whatever case, and by several parts at once', async () => {
  await create('grace.hopper@navy.example', 'Grace Brewster Murray');
  await create('ada@analytical.example', 'Ada Lovelace');
  await create('STRASSE@example.org', 'Jürgen Groß');
  const grace = ['grace.hopper@navy.example'];
  for (const text of ['grace', 'race', 'GRACE.HOP', 'hopper@navy', 'navy.ex', 'murr', 'grace murray', 'opper brewster'])
    expect(await found(text), text).toEqual(grace);
  expect(await found('straße')).toEqual(['STRASSE@example.org']);
  expect(await found('ürgen gross')).toEqual(['STRASSE@example.org']);
  expect(await found('grace lovelace')).toEqual([]);
  expect(await found('exampl')).toHaveLength(3);
  await expect(found('a')).rejects.toThrow('at least two');
  await expect(found('@.')).rejects.toThrow('at least two');
  await expect(accountDirectory.list({ ...all, after: 'x' })).rejects.toThrow('cursor');
});

test('what is found is paged like the list', async () => {
  for (let number = 0; number < 5; number++) await create(`paged${number}@example.net`);
  const first = await accountDirectory.search('paged', { ...all, size: 2 });
  expect([first.entries.length, first.more, first.total]).toEqual([2, true, 5]);
  const { cursor } = first.entries[1] as { cursor: string };
  const rest = await accountDirectory.search('paged', { ...all, after: cursor });
  const last = await accountDirectory.search('paged', { after: null, size: 3, backwards: true });
  expect(rest.entries).toEqual(last.entries);
  expect([...emailsOf(first.entries), ...emailsOf(rest.entries)].sort()).toEqual(await found('paged'));
});

test('a search looks at a bounded number of words, and says so', async () => {
  const redis = await openTestRedis();
  const { accountDirectory: directory } = createStores(redis);
  const [shard] = (await import('../../src/redis/session/shard.ts')).sessionShards(redis).numbers;
  const key = accountKeys.words(redis.prefix, shard as number);
  for (let number = 0; number <= directoryLimits.looked; number++)
    await redis.client.zadd(key, 0, `common ${String(number).padStart(16, '0')}`);
  expect(await directory.search('common', all)).toMatchObject({ entries: [], total: null });
});

test('an account takes a bounded number of places, whatever its address and name are', async () => {
  const redis = await openTestRedis();
  const stores = createStores(redis);
  // No two have an end in common.
  const words = Array.from({ length: 40 }, (_each, number) => `abc${String.fromCharCode(97 + (number % 26))}${number}`);
  await stores.accounts.create({
    email: `${words.slice(0, 20).join('.')}@example.com`,
    displayName: words.slice(20).join(' ').slice(0, 100),
    password: null,
  });
  let places = 0;
  for await (const name of scanKeys(redis.client, redis.prefix, 'account-words'))
    places += await redis.client.zcard(name);
  expect(places).toBe(directoryLimits.ends);
});

test('an account whose address another one took meanwhile is nowhere in the list', async () => {
  const stores = createStores(await openTestRedis());
  const email = 'same@example.com';
  const made = await Promise.allSettled([1, 2, 3].map(() => stores.accounts.create({ email, password: null })));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(emailsOf((await stores.accountDirectory.list(all)).entries)).toEqual([email]);
});

test('whether anybody administers is told by the roles, also of accounts of an earlier release', async () => {
  const redis = await openTestRedis();
  const { accounts, accountDirectory: directory } = createStores(redis);
  for (let count = 0; count < 5; count++)
    await accounts.create({ email: `person${count}@example.com`, password: null });
  expect(await directory.hasAdministrator()).toBe(false);
  const { id } = await accounts.create({ email: 'ada@example.com', password: null, roles: ['CUSTOMER', 'ADMIN'] });
  expect(await directory.hasAdministrator()).toBe(true);
  await accounts.setRoles(id, ['CUSTOMER']);
  expect(await directory.hasAdministrator()).toBe(false);
  await accounts.setRoles(id, ['ADMIN']);
  expect(await directory.hasAdministrator()).toBe(true);
  // As the release before leaves it.
  for await (const key of scanKeys(redis.client, redis.prefix, ':administrators')) await redis.client.del(key);
  expect(await directory.hasAdministrator()).toBe(false);
  expect((await new Migration(redis).run()).changed).toMatchObject({ administrators: 1 });
  expect(await directory.hasAdministrator()).toBe(true);
});
