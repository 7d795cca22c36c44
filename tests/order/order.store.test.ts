// Orders: their moves, and lists that do not grow for ever.

import { describe, expect, it } from 'vitest';
import { readable } from '../../src/redis/base/or-error.ts';
import { pastOrderId } from '../../src/redis/order/import.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { type Order, orderFields } from '../../src/redis/order/record.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { PaymentUnclear } from '../../src/redis/payment/payment.ts';
import { noticeMail } from '../../src/worker/handlers/order-mail.ts';
import { captured, codesOf, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

describe('an order', () => {
  it('moves as its states allow, and a cancelled one gives money and stock back once', async () => {
    const shop = await openShop({ a: 2 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    const { id } = await shop.checkouts.start('me');
    await shop.checkouts.complete('me', id, 'tok_ok', 'key');
    expect(await codesOf(shop.orderActions.act(id, 'deliver'))).toEqual(['ILLEGAL_STATE']);
    expect((await shop.orderActions.act(id, 'cancel', { note: 'changed my "mind"' })).state).toBe('CANCELLED');
    await shop.orderActions.compensate(id, 'cancelled');
    await shop.orderActions.compensate(id, 'cancelled');
    expect(await shop.inventory.get('a')).toEqual({ onHand: 2, reserved: 0, available: 2 });
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ refunded: true });
    const order = await shop.orders.get(id);
    expect(order?.history.map((event) => [event.state, event.note])).toEqual([
      ['PENDING', null],
      ['PAID', null],
      ['CANCELLED', 'changed my "mind"'],
    ]);
    expect(await codesOf(shop.orderActions.act(id, 'fulfil'))).toEqual(['ILLEGAL_STATE']);
    // The outbox has the moment at which the script began.
    const began = { event: 'cancelled', atMs: (order?.history[2]?.at.getTime() ?? 0) - 1 } as const;
    expect(noticeMail(order as Order, began)?.facts.note).toBe('changed my "mind"');
  });
});

describe('the hash of an order', () => {
  it('has no field that is not listed, whatever becomes of the order', async () => {
    const answers = { declined: true };
    const authorise = async () => {
      if (answers.declined) return { outcome: 'declined', message: 'no' } as const;
      throw new PaymentUnclear('no answer');
    };
    const shop = await openShop(
      { a: 1 },
      { payments: { authorise, capture: captured, cancel: async () => {}, refund: async () => {} } },
    );
    const fieldsOf = (id: string) =>
      shop.redis.client.hkeys(orderKeys.order(shop.redis.prefix, orderShards(shop.redis).of(id), id));
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id, lines, total } = await shop.checkouts.start('me');
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok', 'first'))).toEqual(['PAYMENT_DECLINED']);
    answers.declined = false;
    expect((await shop.checkouts.complete('me', id, 'tok', 'second')).state).toBe('PENDING');
    expect(await shop.checkouts.resume(id)).toBeNull();
    const past = { number: '7', owner: 'me', state: 'PAID', lines, total, placedAt: new Date(0) } as const;
    await shop.orderImports.write([past]);
    await shop.orderImports.finish(['7']);
    const found = new Set([...(await fieldsOf(id)), ...(await fieldsOf(pastOrderId('7')))]);
    expect(found.delete('declined:first')).toBe(true);
    expect(orderFields).toEqual(expect.arrayContaining([...found]));
    expect([...found]).toEqual(expect.arrayContaining(['told', 'token', 'finished']));
  });
});

describe('an order of before 1970', () => {
  const total = { minor: 100n, currency: 'EUR' };
  const lines = [{ sku: 'a', name: 'A', quantity: 1, unitPrice: total, total }];
  const moved = async (shop: Awaited<ReturnType<typeof openShop>>, state: 'PAID' | 'CANCELLED', number: string) => {
    const past = { number, owner: 'me', state, lines, total, placedAt: new Date('1900-01-01T00:00:00Z') };
    await shop.orderImports.write([past]);
    return pastOrderId(number);
  };

  it("is listed, moves, and is in no other order's way", async () => {
    const shop = await openShop({ a: 100 });
    for (let number = 0; number < 40; number += 1) await moved(shop, 'CANCELLED', `C${number}`);
    const old = await moved(shop, 'PAID', 'old');
    for (let number = 0; number < 16; number += 1) {
      await shop.carts.add('you', [{ sku: 'a', quantity: 1 }]);
      const { id } = await shop.checkouts.start('you');
      await shop.checkouts.complete('you', id, 'tok_ok', `key-${number}`);
      expect((await shop.orderActions.act(id, 'cancel')).state).toBe('CANCELLED');
    }
    expect((await shop.orderActions.act(old, 'fulfil')).state).toBe('FULFILLED');
    const listed = await shop.orders.list('FULFILLED', { after: null, size: 10, backwards: false });
    expect(
      readable(listed.entries.map(({ order }) => order)).map(({ id, placedAt }) => [id, placedAt.getUTCFullYear()]),
    ).toEqual([[old, 1900]]);
    const cancelled = await shop.orders.list('CANCELLED', { after: null, size: 100, backwards: false });
    expect(cancelled.entries).toHaveLength(56);
  });

  it('is found under its new place where it stood under one with a sign', async () => {
    const shop = await openShop({});
    const { client, prefix } = shop.redis;
    const id = await moved(shop, 'PAID', 'old');
    const index = orderKeys.byState(prefix, orderShards(shop.redis).of(id), 'PAID');
    await client.del(index);
    await client.zadd(index, 0, `-02208988800000:${id}`, 0, 'nothing like a place');
    expect((await shop.orderActions.act(id, 'fulfil')).state).toBe('FULFILLED');
    expect(await client.zrange(index, '0', '-1')).toEqual(['nothing like a place']);
    await client.zadd(
      orderKeys.byState(prefix, orderShards(shop.redis).of(id), 'DELIVERED'),
      0,
      'nothing like a place',
    );
    expect((await shop.orderActions.act(id, 'deliver')).state).toBe('DELIVERED');
    const delivered = await client.zrange(
      orderKeys.byState(prefix, orderShards(shop.redis).of(id), 'DELIVERED'),
      '0',
      '-1',
    );
    expect(delivered).toEqual([`000000000000000:${id}`]);
  });
});

describe('the lists of orders', () => {
  it('lose what has been forgotten, a little with each order', async () => {
    const shop = await openShop({});
    const { client, prefix } = shop.redis;
    const total = { minor: 100n, currency: 'EUR' };
    const lines = [{ sku: 'a', name: 'A', quantity: 1, unitPrice: total, total }];
    const now = Date.now();
    const place = async (number: string, yearsAgo: number): Promise<{ id: string; shard: number }> => {
      const placedAt = new Date(now - yearsAgo * 365 * 24 * 3_600_000);
      const order = { number, owner: 'me', state: 'PAID' as const, lines, total, placedAt };
      await shop.orderImports.write([order]);
      await shop.orders.index({ id: pastOrderId(number), owner: 'me', placedAt });
      return { id: pastOrderId(number), shard: orderShards(shop.redis).of(pastOrderId(number)) };
    };
    const kept = await place('kept', 9);
    const forgotten = [];
    for (const number of ['w', 'x', 'y', 'z']) forgotten.push(await place(number, 8));
    for (const { id, shard } of forgotten) await client.del(orderKeys.order(prefix, shard, id));
    // As many in each shard as take all that is old there out.
    for (let number = 0; number < 80; number += 1) await place(`new-${number}`, 0);
    const listed = async (key: string): Promise<string> => (await client.zrange(key, '0', '-1')).join();
    for (const { id, shard } of forgotten) {
      expect(await listed(orderKeys.byState(prefix, shard, 'PAID'))).not.toContain(id);
      expect(await listed(orderKeys.ofOwner(prefix, 'me'))).not.toContain(id);
    }
    expect(await listed(orderKeys.byState(prefix, kept.shard, 'PAID'))).toContain(kept.id);
    expect(await client.zcard(orderKeys.ofOwner(prefix, 'me'))).toBe(81);
    expect(await client.pttl(orderKeys.ofOwner(prefix, 'me'))).toBeGreaterThan(0);
  });
});
