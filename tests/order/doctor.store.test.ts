// What the doctor finds of orders and stock, and puts right.

import { describe, expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderLimits } from '../../src/redis/order/limits.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

async function paid() {
  const shop = await openShop({ a: 10 });
  await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
  const { id } = await shop.checkouts.start('me');
  await shop.checkouts.complete('me', id, 'tok_ok', 'key');
  const { client, prefix } = shop.redis;
  const shard = orderShards(shop.redis).of(id);
  const key = orderKeys.order(prefix, shard, id);
  const problems = async () => (await shop.orderDoctor.examine()).map(({ problem }) => problem);
  return { shop, client, id, key, shard, prefix, problems };
}

describe('the doctor', () => {
  it('finds nothing wrong with orders that went their way', async () => {
    const { shop, id, problems } = await paid();
    await shop.orderActions.act(id, 'fulfil');
    await shop.orderActions.act(id, 'refund');
    await shop.carts.add('you', [{ sku: 'a', quantity: 1 }]);
    await shop.checkouts.start('you');
    expect(await problems()).toEqual([]);
    expect(await shop.inventory.audit()).toEqual([]);
  });

  it('writes the outbox entry of an order whose move broke off before it, so that money and stock go back once', async () => {
    const { shop, client, id, key, shard, prefix, problems } = await paid();
    await shop.outbox.relayAll();
    // As the script of an earlier release left it: state, history and list were written, and then it threw.
    const at = Date.now();
    await client.pexpire(key, orderLimits.orderTtlMs - 60_000);
    const history = JSON.parse((await client.hget(key, 'history')) ?? '') as unknown[];
    await client.hset(key, 'state', 'CANCELLED', 'history', JSON.stringify([...history, { state: 'CANCELLED', at }]));
    const [place] = await client.zrange(orderKeys.byState(prefix, shard, 'PAID'), '0', '-1');
    await client.zrem(orderKeys.byState(prefix, shard, 'PAID'), place as string);
    await client.zadd(orderKeys.byState(prefix, shard, 'CANCELLED'), 0, place as string);

    expect(await problems()).toEqual(['has moved, but nothing follows from it: its outbox entry is missing']);
    expect(await shop.orderDoctor.examine({ mend: true })).toHaveLength(1);
    expect(await problems()).toEqual([]);
    expect(await shop.outbox.relayAll()).toBe(1);
    await shop.orderActions.compensate(id, 'cancelled');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ refunded: true });
    expect(await shop.inventory.get('a')).toMatchObject({ onHand: 10 });
  });

  it('puts lists, payments under way and lifetimes right', async () => {
    const { shop, client, id, key, shard, prefix, problems } = await paid();
    await client.del(orderKeys.byState(prefix, shard, 'PAID'));
    await client.zadd(orderKeys.byState(prefix, shard, 'FAILED'), 0, '000000000000001:x');
    await client.zadd(orderKeys.shard(prefix, shard, 'in-flight'), 1, id);
    await client.persist(key);
    expect(await problems()).toEqual([
      'is missing from the list of its state',
      'is listed as being paid, but is not PENDING',
      'is kept without an end',
    ]);
    await shop.orderDoctor.examine({ mend: true });
    expect(await problems()).toEqual([]);
    expect(await client.pttl(key)).toBeGreaterThan(orderLimits.orderTtlMs / 2);
    const listed = await shop.orders.list('PAID', { after: null, size: 5, backwards: false });
    expect(readable(listed.entries.map(({ order }) => order)).map(({ id: each }) => each)).toEqual([id]);
  });

  it('sets what is reserved to what the holds keep', async () => {
    const { shop, client, prefix } = await paid();
    await shop.inventory.reserve('hold', [{ sku: 'a', quantity: 3 }]);
    await client.hset(inventoryKeys.part(prefix, 'reserved'), 'a', 7, 'b', 'nonsense');
    const found = await shop.inventory.audit({ mend: true });
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([{ of: 'reserved', sku: 'a', counted: '7', holds: 3 }]));
    expect(await shop.inventory.audit()).toEqual([]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 8, reserved: 3, available: 5 });
  });

  it('counts outbox entries that nobody can read, which are set aside and hold up no others', async () => {
    const { shop, client, shard, prefix } = await paid();
    await shop.outbox.relayAll();
    const outbox = orderKeys.shard(prefix, shard, 'outbox');
    await client.xadd(outbox, '*', 'event', 'nothing known', 'order', 'x');
    await client.xadd(outbox, '*', 'event', 'paid');
    expect(await shop.outbox.relay(shard)).toBe(2);
    expect(await client.xlen(outbox)).toBe(0);
    expect(await shop.outbox.aside()).toBe(2);
  });
});
