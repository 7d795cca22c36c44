// What is done once with the data of an earlier release: resumed after a kill, harmless when repeated, while others work.

import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { claimLayout } from '../../src/redis/base/layout.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import { Migration } from '../../src/redis/migration.ts';
import { type OrderQuery, OrderSearch } from '../../src/redis/order/search.ts';
import { createStores, type Stores } from '../../src/redis/stores.ts';
import { startFormerKeeper } from '../../src/worker/former-keeper.ts';
import { openTestRedis, testRedisUrl, uniquePrefix } from '../support/redis.ts';
import { type Facts, loadLayout } from './load.ts';

const former = await import(new URL('./layout-1/generated/release.mjs', import.meta.url).href);
const redis = await openTestRedis(uniquePrefix(), new ShardPlan());
const stores = createStores(redis);
const client = { ipAddress: '192.0.2.8', userAgent: null };
const password = 'violet-kettle-93-Harbour';
const migrationKey = `${redis.prefix}:migration`;
let facts: Facts;
let old: Stores;

beforeAll(async () => {
  facts = await loadLayout(redis, '1');
  const handle = await former.RedisHandle.open(testRedisUrl(), { prefix: redis.prefix });
  old = former.createStores(handle);
  return () => handle.close();
});

const emailKey = (identity: string): string =>
  `${redis.prefix}:account-email:{${createHash('sha256').update(identity).digest('base64url')}}`;

test('the layout of the former release is read', async () => {
  expect((await claimLayout(redis)).count).toBeUndefined();
});

test('a first pass does all steps once, and goes on where it was killed', async () => {
  const failing = new Migration(redis);
  const unwritten = redis.client.hset.bind(redis.client);
  // Killed after some steps: nothing of the rest is written.
  redis.client.hset = ((...args: Parameters<typeof unwritten>) =>
    args[0] === migrationKey && args[1] === 'holds'
      ? Promise.reject(new Error('killed'))
      : unwritten(...args)) as never;
  await expect(failing.run()).rejects.toThrow('killed');
  redis.client.hset = unwritten as never;
  const { changed, problems } = await new Migration(redis).run();
  expect(Object.keys(changed)).toEqual(['holds', 'registrations', 'search', 'stock']);
  expect(problems).toEqual([]);
  expect(await new Migration(redis).run()).toEqual({ changed: {}, problems: [] });
  expect((await stores.sites.list()).map(({ name }) => name)).toEqual(['blog.example', 'default', 'shop_eu']);
});

test('an address in another spelling is the account of before, so that nobody else can take it', async () => {
  const [, bob] = facts.people.users;
  expect(await redis.client.get(emailKey('bob.strasse@example.com'))).toBe(bob.id);
  const other = { email: 'BOB.STRASSE@example.com', password };
  await expect(stores.accounts.create(other)).rejects.toThrow('already');
});

test('a walk over all keys that was killed goes on, and finds each account', async () => {
  const made = [];
  for (let number = 0; number < 12; number += 1)
    made.push((await old.accounts.create({ email: `weiß${number}@example.com`, password })).id);
  const pass = new Migration(redis);
  const write = redis.client.hset.bind(redis.client);
  let written = 0;
  redis.client.hset = ((...args: Parameters<typeof write>) => {
    if (String(args[1]).startsWith('addresses:') && written++ > 0) return Promise.reject(new Error('killed'));
    return write(...args);
  }) as never;
  await expect(pass.run({ again: true })).rejects.toThrow('killed');
  redis.client.hset = write as never;
  const cursors = Object.keys(await redis.client.hgetall(migrationKey)).filter((field) => field.includes(':again:'));
  expect(cursors).toHaveLength(1);
  await new Migration(redis).run({ again: true });
  for (const [number, id] of made.entries())
    expect(await redis.client.get(emailKey(`weiss${number}@example.com`))).toBe(id);
  expect(await redis.client.hgetall(migrationKey)).toEqual({
    sites: 'done',
    addresses: 'done',
    directory: 'done',
    administrators: 'done',
    orders: 'done',
    holds: 'done',
    registrations: 'done',
    search: 'en',
    stock: 'done',
  });
});

test('accounts of the former release are listed and found, once', async () => {
  const { id } = await old.accounts.create({ email: 'mary.jackson@example.com', password, displayName: 'Mary' });
  await new Migration(redis).run({ again: true });
  const first = { after: null, size: 100, backwards: false };
  const { entries, total } = await stores.accountDirectory.search('jackson', first);
  expect([entries.map(({ account }) => (account as { id: string }).id), total]).toEqual([[id], 1]);
  const listed = (await stores.accountDirectory.list(first)).entries;
  expect(listed.length).toBe(await stores.accountDirectory.count());
  expect(listed.filter(({ cursor }) => cursor.endsWith(id))).toHaveLength(1);
});

test('orders of the former release are found by number and product, also after a kill, and none twice', async () => {
  const all = { after: null, size: 100, backwards: false };
  const found = async (query: OrderQuery): Promise<string[]> =>
    readable((await stores.orderSearch.find(query, all)).entries.map(({ order }) => order)).map(({ id }) => id);
  await old.catalogue.set({
    ...{ sku: 'WOOL-HAT', name: 'Hat', description: null, tags: [], active: true },
    price: { minor: 1_000n, currency: 'EUR' },
  });
  await old.inventory.adjust([{ sku: 'WOOL-HAT', delta: 20 }]);
  const made: { id: string; number: string }[] = [];
  for (let buyer = 0; buyer < 12; buyer += 1) {
    await old.carts.add(`late-${buyer}`, [{ sku: 'WOOL-HAT', quantity: 1 }]);
    const { id } = await old.checkouts.start(`late-${buyer}`);
    made.push((await old.checkouts.complete(`late-${buyer}`, id, 'tok_ok', `late-${buyer}`)) as (typeof made)[0]);
  }
  const enter = OrderSearch.prototype.enter;
  let entered = 0;
  OrderSearch.prototype.enter = function (this: OrderSearch, id) {
    return entered++ > 5 ? Promise.reject(new Error('killed')) : enter.call(this, id);
  };
  await expect(new Migration(redis).run({ again: true })).rejects.toThrow('killed');
  OrderSearch.prototype.enter = enter;
  expect((await new Migration(redis).run()).changed.orders).toBeGreaterThan(0);
  const ids = made.map(({ id }) => id);
  expect((await found({ sku: 'WOOL-HAT' })).sort()).toEqual([...ids].sort());
  for (const { id, number } of made) expect(await found({ number })).toEqual([id]);
  const listed = facts.orders.filter(({ state }: Facts) => state === 'PAID');
  for (const { id, lines } of listed) expect(await found({ sku: lines[0].sku })).toContain(id);
  const problems = (await stores.orderDoctor.examine()).map(({ problem }) => problem);
  expect(problems.filter((problem) => problem.includes('not found'))).toEqual([]);
  expect((await new Migration(redis).run({ again: true })).changed).toMatchObject({ orders: 0 });
});

test('it tells how far it is', async () => {
  const told: [string, number][] = [];
  await new Migration(redis).run({ again: true, onProgress: (step, share) => told.push([step, share]) });
  expect(new Set(told.map(([step]) => step))).toContain('orders');
  const shares = told.map(([, share]) => share);
  expect(shares).toEqual([...shares].sort((one, other) => one - other));
  expect(shares[0]).toBe(0);
  expect(shares.at(-1)).toBeLessThanOrEqual(1);
});

test('two accounts whose addresses are one now are told, and both log in', async () => {
  const [one, other] = ['groß@example.com', 'gross@example.com'];
  const ids = [];
  for (const email of [one, other]) ids.push((await old.accounts.create({ email, password })).id);
  const { problems } = await new Migration(redis).run({ again: true });
  expect(problems).toEqual([`Two accounts have the address ${one} in different spellings. Each logs in with its own.`]);
  for (const [index, email] of [one, other].entries())
    expect((await stores.accounts.logIn(email, password, client)).id).toBe(ids[index]);
});

test('the keeper puts right what a process of the former release does, and stops when it has gone', async () => {
  const instance = { service: 'mortar-worker', instanceId: 'old', address: 'a:1', ttlSeconds: 60 };
  await old.services.register(instance);
  expect(await stores.services.withoutToken(['mortar-worker'])).toBe(1);
  const { token } = await stores.services.register({ ...instance, instanceId: 'new' });
  expect(await stores.services.withoutToken(['mortar-worker'])).toBe(1);
  await stores.inventory.reserve('hold', [{ sku: 'GLASS-CHAIR', quantity: 1 }], { holder: { shopper: 'x' } } as never);
  await old.inventory.release('hold');
  expect(await stores.inventory.audit()).not.toEqual([]);
  const stop = startFormerKeeper(stores.services, new Migration(redis), () => {}, 20);
  await expect.poll(() => stores.inventory.audit()).toEqual([]);
  // It forgets the new one, and leaves its token.
  await old.services.deregister({ ...instance, instanceId: 'new' });
  await old.services.deregister(instance);
  await expect.poll(() => redis.client.hlen(`${redis.prefix}:{svc}:tokens`)).toBe(0);
  expect(token).toBeTruthy();
  await stop();
});

test('products of the former release are found by words of this one, and again in another language', async () => {
  const price = { minor: 1_000n, currency: 'EUR' };
  const made = { description: null, tags: [], price, active: true };
  const names = ['Smørrebrød knives', 'Straßenschilder', '新東京の本'];
  const formerly = await Promise.all(
    names.map((name, index) => old.catalogue.set({ ...made, sku: `FORMER-${index}`, name })),
  );
  expect(formerly).toHaveLength(3);
  const find = async (search: string, products = stores.products): Promise<string[]> =>
    readable((await products.page({ search, size: 10 })).entries.map(({ product }) => product)).map(({ name }) => name);
  expect(await find('smorrebrod knife')).toEqual([]);
  const { changed } = await new Migration(redis).run({ again: true });
  expect(changed).toMatchObject({ search: 3 });
  expect(await find('smorrebrod knife')).toEqual([names[0]]);
  expect(await find('東京')).toEqual([names[2]]);
  // The former release finds them by the words that it knows.
  expect((await old.products.page({ search: 'knives', size: 10 })).entries).toHaveLength(1);
  const german = createStores(redis, { shop: { language: 'de' } }).products;
  expect(await find('strassenschild am haus', german)).toEqual([]);
  await new Migration(redis, { language: 'de' }).run();
  expect(await find('das strassenschild', german)).toEqual([names[1]]);
  expect(await redis.client.hget(migrationKey, 'search')).toBe('de');
  await new Migration(redis).run();
});
