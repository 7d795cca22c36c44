// What becomes of charges whose orders Redis has lost.

import { describe, expect, it } from 'vitest';
import { checkoutKeys } from '../../src/redis/checkout/keys.ts';
import { Reconciliation } from '../../src/redis/checkout/reconciliation.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { type OpenShop, paymentNamed, shopOpener } from '../support/shop.ts';

type Shop = Awaited<ReturnType<OpenShop>>;

const openShop = await shopOpener();

async function open() {
  const shop = await openShop({ a: 10 });
  const { redis, orders, orderActions, checkouts, ledger } = shop;
  const reconciliation = new Reconciliation(redis, { orders, orderActions, checkouts, payments: ledger }, 0);
  // From here on.
  await reconciliation.run();
  return { ...shop, reconciliation };
}

const start = async ({ carts, checkouts }: Shop): Promise<string> => {
  await carts.add('me', [{ sku: 'a', quantity: 1 }]);
  return (await checkouts.start('me')).id;
};

const buy = async (shop: Shop): Promise<string> => {
  const id = await start(shop);
  return (await shop.checkouts.complete('me', id, 'tok_ok', `key-${id}`)).id;
};

/** What a failover does to a replica that was behind: the order is as it was. */
async function lose({ redis }: Shop, id: string, before: Record<string, string>): Promise<void> {
  const shard = orderShards(redis).of(id);
  const { client, prefix } = redis;
  const key = orderKeys.order(prefix, shard, id);
  await client.del(key, orderKeys.byState(prefix, shard, 'PAID'), orderKeys.byState(prefix, shard, 'PENDING'));
  await client.del(orderKeys.shard(prefix, shard, 'outbox'), orderKeys.shard(prefix, shard, 'in-flight'));
  if (Object.keys(before).length > 0) await client.hset(key, before);
}

describe('charges and orders', () => {
  it('that agree are left alone', async () => {
    const shop = await open();
    const id = await buy(shop);
    expect(await shop.reconciliation.run()).toEqual({
      checked: 1,
      refunded: [],
      completed: [],
      cancelled: [],
      failed: [],
    });
    expect((await shop.orders.get(id))?.state).toBe('PAID');
  });

  it('a charge without an order is given back, once', async () => {
    const shop = await open();
    const id = await buy(shop);
    await lose(shop, id, {});
    const { reconciliation, ledger } = shop;
    const since = new Date(0);
    expect((await reconciliation.examine(since, { mend: false })).refunded).toEqual([`${id}:1`]);
    expect((await ledger.entry(`${id}:1`)).refunded).toBe(false);
    expect((await reconciliation.run())?.refunded).toEqual([`${id}:1`]);
    expect((await ledger.entry(`${id}:1`)).refunded).toBe(true);
    expect((await reconciliation.examine(since, { mend: true })).refunded).toEqual([]);
  });

  it('a charge whose checkout is there becomes its order, and is charged once', async () => {
    const shop = await open();
    const id = await start(shop);
    const before = await shop.redis.client.hgetall(
      orderKeys.order(shop.redis.prefix, orderShards(shop.redis).of(id), id),
    );
    await shop.checkouts.complete('me', id, 'tok_ok', 'key');
    await lose(shop, id, before);
    expect((await shop.orders.record(id))?.state).toBe('OPEN');
    expect((await shop.reconciliation.run())?.completed).toEqual([`${id}:1`]);
    expect(await shop.orders.get(id)).toMatchObject({ state: 'PAID', attempt: 1 });
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 1000n, refunded: false });
    expect(await shop.inventory.get('a')).toMatchObject({ onHand: 9, reserved: 0 });
    expect((await shop.ledger.charges(new Date(0), null)).charges).toHaveLength(1);
  });

  it('an attempt that has no number is not recovered', async () => {
    const shop = await open();
    const id = await start(shop);
    for (const attempt of [Number.NaN, Number.POSITIVE_INFINITY, 0.5, 0])
      await expect(shop.checkouts.recover(id, attempt)).rejects.toMatchObject({ problems: [{ code: 'INVALID' }] });
    expect(await shop.checkouts.recover(id, 2)).toBe(false);
  });

  it('an order whose money was given back, and whose cancellation was lost, is cancelled', async () => {
    const shop = await open();
    const id = await buy(shop);
    await shop.ledger.cancel(paymentNamed(`${id}:1`));
    expect((await shop.reconciliation.run())?.cancelled).toEqual([`${id}:1`]);
    expect((await shop.orders.get(id))?.state).toBe('CANCELLED');
  });

  it('an order that cannot be read keeps no other charge from being compared, and is looked at again', async () => {
    const shop = await open();
    const [broken, lost] = [await buy(shop), await buy(shop)];
    const key = orderKeys.order(shop.redis.prefix, orderShards(shop.redis).of(broken), broken);
    const lines = (await shop.redis.client.hget(key, 'lines')) as string;
    await shop.redis.client.hset(key, 'lines', 'nonsense');
    await shop.redis.client.del(orderKeys.order(shop.redis.prefix, orderShards(shop.redis).of(lost), lost));
    const found = { refunded: [`${lost}:1`], completed: [], cancelled: [], failed: [`${broken}:1`] };
    expect(await shop.reconciliation.run()).toEqual({ checked: 2, ...found });
    expect((await shop.ledger.entry(`${lost}:1`)).refunded).toBe(true);
    expect((await shop.reconciliation.run())?.failed).toEqual([`${broken}:1`]);
    await shop.redis.client.hset(key, 'lines', lines);
    await shop.ledger.cancel(paymentNamed(`${broken}:1`));
    expect(await shop.reconciliation.run()).toMatchObject({ cancelled: [`${broken}:1`], failed: [] });
    expect((await shop.reconciliation.run())?.checked).toBe(0);
  });

  it('are compared again where Redis has other masters than before, and not where nobody has ever compared', async () => {
    const shop = await open();
    const id = await buy(shop);
    await shop.reconciliation.run();
    await lose(shop, id, {});
    const nobody = new Reconciliation(shop.redis, { ...shop, payments: shop.ledger }, 0);
    // Charged before the last look.
    await shop.redis.client.hset(checkoutKeys.reconciliation(shop.redis.prefix), 'since', Date.now() + 1);
    expect((await nobody.run())?.refunded).toEqual([]);
    await shop.redis.client.hset(checkoutKeys.reconciliation(shop.redis.prefix), 'masters', 'others');
    expect((await nobody.run())?.refunded).toEqual([`${id}:1`]);

    const other = await openShop({ a: 1 });
    const lost = await buy(other);
    await lose(other, lost, {});
    expect((await new Reconciliation(other.redis, { ...other, payments: other.ledger }, 0).run())?.checked).toBe(0);
  });
});
