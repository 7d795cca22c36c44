// Orders as staff looks for them: by number, e-mail address, product, time and state, page by page.

import { describe, expect, it } from 'vitest';
import type { PageRequest } from '../../src/redis/base/page.ts';
import { ShopErasure } from '../../src/redis/checkout/erasure.ts';
import { noDetails } from '../../src/redis/order/details.ts';
import { pastOrderId } from '../../src/redis/order/import.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import type { OrderQuery } from '../../src/redis/order/search.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { codesOf, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

type Shop = Awaited<ReturnType<typeof openShop>>;

async function buy(shop: Shop, sku: string, { owner = 'me', email = null as string | null } = {}) {
  await shop.carts.add(owner, [{ sku, quantity: 1 }]);
  const { id } = await shop.checkouts.start(owner);
  if (email) await shop.checkouts.update(owner, id, { email });
  const order = await shop.checkouts.complete(owner, id, 'tok_ok', `key of ${id}`);
  await shop.orderSearch.add(order);
  return order;
}

const all: PageRequest = { after: null, size: 100, backwards: false };

async function idsOf(shop: Shop, query: OrderQuery, request = all): Promise<string[]> {
  const { entries } = await shop.orderSearch.find(query, request);
  return entries.map(({ order }) => (order as { id: string }).id);
}

describe('orders are found', () => {
  it('by their number, however it is typed, and by that of the books that they were imported from', async () => {
    const shop = await openShop({ a: 5 });
    const [one, two] = [await buy(shop, 'a'), await buy(shop, 'a')];
    expect(await idsOf(shop, { number: one.number })).toEqual([one.id]);
    expect(await idsOf(shop, { number: ` ${two.number.toLowerCase()} ` })).toEqual([two.id]);
    expect(await idsOf(shop, { number: one.number, state: 'FAILED' })).toEqual([]);
    expect(await idsOf(shop, { number: `${one.number.slice(0, -1)}?` })).toEqual([]);
    const unitPrice = { minor: 100n, currency: 'EUR' };
    const line = { sku: 'old', name: 'Old', quantity: 1, unitPrice, total: unitPrice };
    const past = { number: 'INV-7', owner: 'past', state: 'DELIVERED', lines: [line], total: unitPrice } as const;
    await shop.orderImports.write([{ ...past, placedAt: new Date('1969-12-31T23:00:00Z') }]);
    expect(await idsOf(shop, { number: 'INV-7' })).toHaveLength(1);
  });

  it('by e-mail address, of the order or of the account, and by product, each together with the state', async () => {
    const shop = await openShop({ a: 9, b: 9 });
    const guest = await buy(shop, 'a', { owner: 'guest', email: 'Ann@Example.com' });
    const account = await buy(shop, 'b', { owner: 'user:ann' });
    const both = await buy(shop, 'a', { owner: 'user:ann', email: 'ann@example.com' });
    await buy(shop, 'a', { owner: 'other', email: 'bo@example.com' });
    const newest = [both.id, account.id, guest.id];
    expect(await idsOf(shop, { email: ' ann@example.com', owner: 'user:ann' })).toEqual(newest);
    expect(await idsOf(shop, { email: 'ann@example.com' })).toEqual([both.id, guest.id]);
    expect(await idsOf(shop, { email: 'ann@example.com', owner: 'user:ann', sku: 'b' })).toEqual([account.id]);
    expect(await idsOf(shop, { sku: 'b' })).toEqual([account.id]);
    await shop.orderActions.act(guest.id, 'cancel');
    expect(await idsOf(shop, { sku: 'a', state: 'CANCELLED' })).toEqual([guest.id]);
    expect(await idsOf(shop, { sku: 'none' })).toEqual([]);
  });

  it('page by page in both directions, also those of one moment', async () => {
    const shop = await openShop({});
    const unitPrice = { minor: 100n, currency: 'EUR' };
    const lines = [{ sku: 'old', name: 'Old', quantity: 1, unitPrice, total: unitPrice }];
    const placedAt = new Date('2011-01-01T08:26:00Z');
    const numbers = Array.from({ length: 7 }, (_each, index) => `N${index}`);
    const past = numbers.map((number) => ({
      number,
      owner: 'past',
      state: 'DELIVERED' as const,
      lines,
      total: unitPrice,
      placedAt,
    }));
    await shop.orderImports.write(past);
    for (const number of numbers)
      await shop.orderSearch.add({ id: pastOrderId(number), placedAt, lines, details: noDetails });
    const whole = await idsOf(shop, { sku: 'old' });
    expect(whole).toHaveLength(7);
    const walked: string[] = [];
    for (let after: string | null = null; ; ) {
      const { entries, more, end } = await shop.orderSearch.find({ sku: 'old' }, { ...all, after, size: 3 });
      walked.push(...entries.map(({ order }) => (order as { id: string }).id));
      if (!more) break;
      after = end;
    }
    expect(walked).toEqual(whole);
    const [last] = (await shop.orderSearch.find({ sku: 'old' }, { ...all, size: 5 })).entries.slice(-1);
    const back = { after: last?.cursor ?? null, size: 3, backwards: true };
    expect(await idsOf(shop, { sku: 'old' }, back)).toEqual(whole.slice(1, 4));
    expect(await codesOf(shop.orderSearch.find({ sku: 'old' }, { ...all, after: 'x' }))).toEqual(['INVALID']);
  });

  it('by when they were placed, in one state and in all', async () => {
    const shop = await openShop({});
    const unitPrice = { minor: 100n, currency: 'EUR' };
    const lines = [{ sku: 'old', name: 'Old', quantity: 1, unitPrice, total: unitPrice }];
    const days = ['2011-01-01', '2011-01-02', '2011-01-03'];
    const past = days.map((day) => ({
      ...{ number: day, owner: 'past', state: 'DELIVERED' as const, lines, total: unitPrice },
      placedAt: new Date(`${day}T00:00:00Z`),
    }));
    await shop.orderImports.write(past);
    const [one, two, three] = (await Promise.all(days.map((number) => idsOf(shop, { number })))).flat();
    const [from, before] = [new Date('2011-01-02'), new Date('2011-01-03')];
    for (const state of [null, 'DELIVERED'] as const) {
      expect(await idsOf(shop, { state })).toEqual([three, two, one]);
      expect(await idsOf(shop, { state, from })).toEqual([three, two]);
      expect(await idsOf(shop, { state, before })).toEqual([two, one]);
      expect(await idsOf(shop, { state, from, before })).toEqual([two]);
      expect(await idsOf(shop, { state, from, before }, { ...all, backwards: true })).toEqual([two]);
      expect(await shop.orders.countAll(state, { from, before })).toBe(1);
    }
    const first = await shop.orderSearch.find({ from }, { ...all, size: 1 });
    expect(first.more).toBe(true);
    expect(await idsOf(shop, { from }, { ...all, after: first.end })).toEqual([two]);
  });
});

it('finds no erased customer by e-mail address, and keeps nothing of the address', async () => {
  const shop = await openShop({ a: 5 });
  const order = await buy(shop, 'a', { owner: 'user:ann', email: 'ann@example.com' });
  await new ShopErasure(shop.redis, shop).run('user:ann', 'nobody');
  expect(await idsOf(shop, { email: 'ann@example.com', owner: 'user:ann' })).toEqual([]);
  expect(await idsOf(shop, { sku: 'a' })).toEqual([order.id]);
  // One that a job lists late leaves the list by itself.
  await shop.orderSearch.add(order);
  expect(await idsOf(shop, { email: 'ann@example.com' })).toEqual([]);
});

it('is put right by the doctor for orders of before there was a search', async () => {
  const shop = await openShop({ a: 5 });
  const order = await buy(shop, 'a');
  const { client, prefix } = shop.redis;
  const shard = orderShards(shop.redis).of(order.id);
  await client.del(orderKeys.byTerm(prefix, 'sku:a'));
  await client.del(orderKeys.shard(prefix, shard, 'by-number'));
  const key = orderKeys.order(prefix, shard, order.id);
  const [place] = await client.zrange(orderKeys.byState(prefix, shard, 'PAID'), '0', '-1');
  const before = Date.now() - 2 * 3_600_000;
  await client.hset(key, 'placedAt', before);
  await client.zrem(orderKeys.byState(prefix, shard, 'PAID'), place as string);
  await client.zadd(orderKeys.byState(prefix, shard, 'PAID'), 0, `${String(before).padStart(15, '0')}:${order.id}`);
  expect((await shop.orderDoctor.examine({ mend: true })).map(({ problem }) => problem)).toEqual([
    'is not found by its number',
    'is not found by its products and its e-mail address',
  ]);
  expect(await shop.orderDoctor.examine()).toEqual([]);
  expect(await idsOf(shop, { number: order.number })).toEqual([order.id]);
  expect(await idsOf(shop, { sku: 'a' })).toEqual([order.id]);
});
