// Writes that wait for replicas, or for the disk. A replica that is frozen confirms nothing.

import { describe, expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { examineWaiting } from '../../src/redis/base/fitness.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Unconfirmed } from '../../src/redis/base/problem.ts';
import { createStores } from '../../src/redis/stores.ts';
import { quietAppSettings } from '../support/app-settings.ts';
import { DurableRedis } from '../support/durable-redis.ts';
import { ReplicatedRedis } from '../support/replicated-redis.ts';
import { expireLock, setPrice } from '../support/shop.ts';

const durability = { replicas: 1, disk: false, timeoutMs: 300, subjects: ['orders'] } as const;

async function open(kind: 'pair' | 'cluster') {
  const redis = await ReplicatedRedis.open(kind);
  onTestFinished(() => redis.close());
  const handle = await RedisHandle.open(parseRedisUrl(redis.url));
  onTestFinished(() => handle.close());
  return { redis, handle, stores: createStores(handle, { durability }) };
}

describe('an order that waits for replicas', () => {
  test.each(['pair', 'cluster'] as const)(
    'on a %s is made and counts as unknown while they are silent, and the same call finds it once they answer',
    async (kind) => {
      const { redis, handle, stores } = await open(kind);
      const { carts, checkouts, inventory, orders } = stores;
      await setPrice(stores, 'a', 1000n);
      await expect
        .poll(() =>
          inventory.adjust([{ sku: 'a', delta: 5 }], 'first').then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      await carts.add('me', [{ sku: 'a', quantity: 1 }]);
      const { id } = await checkouts.start('me');
      const replicas = await redis.replicas();
      for (const replica of replicas) replica.freeze();
      const first = await checkouts.complete('me', id, 'tok_ok', 'key').catch((error: unknown) => error);
      expect(first).toBeInstanceOf(Unconfirmed);
      // It was made, and its master knows it.
      expect((await orders.get(id))?.state).toBe('PENDING');
      // Whoever waits for replicas keeps nobody else waiting.
      const waiting = inventory.adjust([{ sku: 'a', delta: 1 }], 'second').catch((error: unknown) => error);
      await handle.client.set('mortar:{a}:beside', '1');
      expect(await Promise.race([waiting, 'waits'])).toBe('waits');
      expect(await waiting).toBeInstanceOf(Unconfirmed);
      for (const replica of replicas) replica.thaw();
      await expect
        .poll(() =>
          inventory.adjust([{ sku: 'a', delta: 1 }], 'second').then(
            () => true,
            () => false,
          ),
        )
        .toBe(true);
      // The first adjustment and the second, once each.
      expect((await inventory.get('a')).onHand).toBe(6);
      // Its lock is that of the first call, which has given up.
      await expireLock(stores, id);
      const paid = await checkouts.complete('me', id, 'tok_ok', 'key');
      expect(paid).toMatchObject({ id, state: 'PAID' });
      expect(await checkouts.complete('me', id, 'tok_ok', 'key')).toMatchObject({ number: paid.number });
    },
  );
});

test('the API answers with a code of its own for a write that replicas did not confirm', async () => {
  const redis = await ReplicatedRedis.open('pair');
  onTestFinished(() => redis.close());
  const settings = { ...quietAppSettings, port: 0, workQueues: [], redis: parseRedisUrl(redis.url) };
  const app = await startApp({ ...settings, durability: { ...durability, subjects: ['orders', 'accounts', 'jobs'] } });
  onTestFinished(() => app.close());
  const [replica] = await redis.replicas();
  const input = '{ email: "ada@example.com", password: "violet-kettle-93-Harbour" }';
  const create = () => ask(app.url, `mutation { accountCreate(input: ${input}) { userErrors { code } } }`);
  replica?.freeze();
  expect((await create()).errors?.[0]).toMatchObject({
    message: expect.stringContaining('did not confirm it in time'),
    extensions: { code: 'OUTCOME_UNKNOWN' },
  });
  replica?.thaw();
  await expect.poll(async () => (await create()).errors).toBeUndefined();
  expect(await app.stores.accounts.findByEmail('ada@example.com')).not.toBeNull();
});

test('a master that has less replicas than confirm, since one was promoted beside it, acknowledges nothing', async () => {
  const redis = await ReplicatedRedis.open('sentinel');
  onTestFinished(() => redis.close());
  const [master] = await redis.masters();
  const [promoted] = await redis.replicas();
  const handle = await RedisHandle.open(parseRedisUrl(`redis://127.0.0.1:${master?.port}`));
  onTestFinished(() => handle.close());
  const all = { ...durability, replicas: 2, timeoutMs: 1_000 };
  const stores = [durability, all].map((each) => createStores(handle, { durability: each }));
  const adjust = () =>
    Promise.all(
      stores.map(({ inventory }) =>
        inventory.adjust([{ sku: 'a', delta: 1 }]).then(
          () => 'acknowledged',
          (error) => (error instanceof Unconfirmed ? 'unknown' : error),
        ),
      ),
    );
  await expect.poll(adjust).toEqual(['acknowledged', 'acknowledged']);
  const warned = { kind: 'risky', text: expect.stringContaining('waits for 1 of the 2 replicas of a master') };
  expect(await examineWaiting(handle, durability)).toEqual([warned]);
  expect(await examineWaiting(handle, all)).toEqual([]);
  // As a failover does before the master has heard of it. The other replica follows it still.
  await promoted?.client.call('REPLICAOF', 'NO', 'ONE');
  await expect.poll(adjust).toEqual(['acknowledged', 'unknown']);
});

describe('an order that waits for the disk', () => {
  const disk = { replicas: 0, disk: true, timeoutMs: 1_000, subjects: ['orders'] } as const;

  test('is acknowledged once the disk has it, where Redis has WAITAOF; where not, the start names the remedy', async () => {
    const redis = await DurableRedis.open('always');
    onTestFinished(() => redis.close());
    const handle = await RedisHandle.open(parseRedisUrl(redis.url));
    onTestFinished(() => handle.close());
    if (!(await hasWaitAof(handle))) {
      const text = expect.stringMatching(/needs WAITAOF, .* Use Redis 7\.2 or newer, or replicas:1\.$/);
      expect(await examineWaiting(handle, disk)).toEqual([{ kind: 'unfit', text }]);
      return;
    }
    expect(await examineWaiting(handle, disk)).toEqual([]);
    const { inventory } = createStores(handle, { durability: disk });
    await inventory.adjust([{ sku: 'a', delta: 5 }], 'first');
    expect(await handle.client.info('commandstats')).toMatch(/^cmdstat_waitaof:calls=[1-9]/m);
    // A disk that nothing is written to confirms nothing.
    await handle.client.config('SET', 'appendfsync', 'no');
    const waiting = createStores(handle, { durability: { ...disk, timeoutMs: 300 } }).inventory;
    await expect(waiting.adjust([{ sku: 'a', delta: 1 }], 'second')).rejects.toBeInstanceOf(Unconfirmed);
    await handle.client.config('SET', 'appendfsync', 'always');
    await inventory.adjust([{ sku: 'a', delta: 1 }], 'second');
    await redis.kill();
    await redis.start();
    await expect.poll(() => inventory.get('a').then(({ onHand }) => onHand)).toBe(6);
  });

  test('and for that of a replica, is unknown while the replica is silent, where Redis has WAITAOF', async () => {
    const master = await DurableRedis.open('always');
    onTestFinished(() => master.close());
    const handle = await RedisHandle.open(parseRedisUrl(master.url));
    onTestFinished(() => handle.close());
    if (!(await hasWaitAof(handle))) {
      const finding = { kind: 'unfit', text: expect.stringContaining('needs WAITAOF') };
      expect(await examineWaiting(handle, { ...disk, replicas: 1 })).toEqual([finding]);
      return;
    }
    const { hostname, port } = new URL(master.url);
    const replica = await DurableRedis.open('always', [['replicaof', `${hostname} ${port}`]]);
    onTestFinished(() => replica.close());
    const { inventory } = createStores(handle, { durability: { ...disk, replicas: 1 } });
    const adjust = (key: string) =>
      inventory.adjust([{ sku: 'a', delta: 1 }], key).then(
        () => 'acknowledged',
        (error) => (error instanceof Unconfirmed ? 'unknown' : error),
      );
    await expect.poll(() => adjust('first')).toBe('acknowledged');
    await replica.stop();
    expect(await adjust('second')).toBe('unknown');
    await replica.start();
    await expect.poll(() => adjust('second')).toBe('acknowledged');
    expect((await inventory.get('a')).onHand).toBe(2);
  });
});

/** Redis 7.2 and newer, and Valkey. */
async function hasWaitAof({ client }: RedisHandle): Promise<boolean> {
  const [command] = (await client.call('COMMAND', 'INFO', 'WAITAOF')) as unknown[];
  return command !== null;
}

async function ask(url: string, query: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { errors?: readonly object[] };
}
