// Writes that wait for replicas. A replica that is frozen confirms nothing.

import { describe, expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { parseRedisUrl } from '../../src/redis/base/address.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { Unconfirmed } from '../../src/redis/base/problem.ts';
import { createStores } from '../../src/redis/stores.ts';
import { quietAppSettings } from '../support/app-settings.ts';
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

async function ask(url: string, query: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { errors?: readonly object[] };
}
