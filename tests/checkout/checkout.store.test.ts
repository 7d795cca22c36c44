// Carts, search and checkouts where it hurts: prices that move, carts that merge, payments that break off.

import { describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { Jobs } from '../../src/redis/job/job.ts';
import { pastOrderId } from '../../src/redis/order/import.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { shardOf } from '../../src/redis/order/shard.ts';
import { PaymentUnclear } from '../../src/redis/payment/payment.ts';
import { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { createShop, type Shop, type ShopSettings } from '../../src/redis/shop.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const connection = await openTestRedis();

interface TestShop extends Shop {
  readonly redis: RedisHandle;
  readonly ledger: TestPaymentProvider;
}

async function openShop(stock: Record<string, number>, settings: ShopSettings = {}): Promise<TestShop> {
  const redis = new RedisHandle(connection.client, uniquePrefix());
  const shop = createShop(redis, new Jobs(redis), settings);
  for (const [sku, onHand] of Object.entries(stock)) {
    await priced(shop, sku, 1000n);
    if (onHand > 0) await shop.inventory.adjust([{ sku, delta: onHand }]);
  }
  return { ...shop, redis, ledger: new TestPaymentProvider(redis) };
}

function priced(shop: Shop, sku: string, minor: bigint, currency = 'EUR') {
  const product = { sku, name: `Product ${sku}`, description: null, tags: ['all'], active: true };
  return shop.catalogue.set({ ...product, price: { minor, currency } });
}

const codes = (refused: Promise<unknown>): Promise<string[]> =>
  refused.then(
    () => [],
    (error) => error.problems.map((problem: { code: string }) => problem.code),
  );

describe('a cart', () => {
  it('holds to its limits and changes nothing where one line breaks them', async () => {
    const shop = await openShop({ a: 5, b: 5 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 900 }]);
    const refused = shop.carts.add('me', [
      { sku: 'b', quantity: 1 },
      { sku: 'a', quantity: 100 },
    ]);
    expect(await codes(refused)).toEqual(['LIMIT_EXCEEDED']);
    expect((await shop.carts.get('me'))?.lines.map((line) => [line.product.sku, line.quantity])).toEqual([['a', 900]]);
    expect(await codes(shop.carts.add('me', [{ sku: 'nothing', quantity: 1 }]))).toEqual(['NOT_FOUND']);
    await priced(shop, 'yen', 500n, 'JPY');
    expect(await codes(shop.carts.add('me', [{ sku: 'yen', quantity: 1 }]))).toEqual(['INVALID']);
  });

  it('merges once, whatever is repeated, and adds quantities up to the limit', async () => {
    const shop = await openShop({ a: 5, b: 5 });
    await shop.carts.add('guest', [{ sku: 'a', quantity: 600 }]);
    await shop.carts.add('user', [
      { sku: 'b', quantity: 1 },
      { sku: 'a', quantity: 500 },
    ]);
    await Promise.all([shop.carts.merge('guest', 'user'), shop.carts.merge('guest', 'user')]);
    await shop.carts.merge('guest', 'user');
    const cart = await shop.carts.get('user');
    expect(cart?.lines.map((line) => [line.product.sku, line.quantity])).toEqual([
      ['b', 1],
      ['a', 999],
    ]);
    expect(cart?.warnings.filter((warning) => warning.code === 'MERGED').map((warning) => warning.sku)).toEqual(['a']);
    expect(await shop.carts.get('guest')).toBeNull();
  });

  it('tells what a merge left out and why, until the shopper has seen to it', async () => {
    const skus = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const shop = await openShop({ a: 5, b: 5, ...Object.fromEntries(skus.map((sku) => [sku, 0])) });
    const left = async () =>
      (await shop.carts.get('user'))?.warnings.filter(({ code }) => code === 'MERGED').map(({ message }) => message);
    await shop.carts.add('guest', [
      { sku: 'a', quantity: 1 },
      { sku: 'b', quantity: 1 },
    ]);
    await shop.carts.add(
      'user',
      skus.map((sku) => ({ sku, quantity: 1 })),
    );
    await shop.carts.merge('guest', 'user');
    const full = (sku: string) => expect.stringMatching(new RegExp(`\\(${sku}\\) was left out .*at most 100 lines`));
    expect(await left()).toEqual([full('a'), full('b')]);
    await shop.carts.remove('user', ['s0', 'b']);
    expect(await left()).toEqual([full('a')]);
    await shop.carts.add('user', [{ sku: 'a', quantity: 1 }]);
    expect(await left()).toEqual([]);
  });

  it('leaves a cart of another currency out, says so, and forgets it with what was bought', async () => {
    const shop = await openShop({ a: 5, b: 5, c: 5 });
    for (const sku of ['b', 'c']) await priced(shop, sku, 900n, 'USD');
    const messages = async () => (await shop.carts.get('user'))?.warnings.map(({ message }) => message);
    await shop.carts.add('user', [{ sku: 'a', quantity: 1 }]);
    for (const sku of ['b', 'c']) {
      await shop.carts.add('guest', [{ sku, quantity: 1 }]);
      await shop.carts.merge('guest', 'user');
      expect(await messages()).toEqual([expect.stringMatching(`\\(${sku}\\) was left out .*another currency`)]);
    }
    const { id } = await shop.checkouts.start('user');
    await shop.checkouts.complete('user', id, 'tok_ok', 'key');
    expect(await messages()).toEqual([]);
  });
});

describe('a checkout', () => {
  it('refuses a risen price until it is accepted, and passes a fallen one on', async () => {
    const shop = await openShop({ a: 5 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    await priced(shop, 'a', 1200n);
    expect((await shop.carts.get('me'))?.warnings.map((warning) => warning.code)).toEqual(['PRICE_CHANGED']);
    expect(await codes(shop.checkouts.start('me'))).toEqual(['PRICE_CHANGED']);
    expect((await shop.inventory.get('a')).reserved).toBe(0);
    expect((await shop.checkouts.start('me', { acceptPriceChanges: true })).total.minor).toBe(2400n);
    await priced(shop, 'a', 900n);
    expect((await shop.checkouts.start('me')).total.minor).toBe(1800n);
    expect((await shop.inventory.get('a')).reserved).toBe(2);
  });

  it('is refused for an empty cart, another version and missing stock', async () => {
    const shop = await openShop({ a: 1 });
    expect(await codes(shop.checkouts.start('me'))).toEqual(['CART_EMPTY']);
    const cart = await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    expect(await codes(shop.checkouts.start('me', { cartVersion: cart.version + 1 }))).toEqual(['CART_CHANGED']);
    expect(await codes(shop.checkouts.start('me'))).toEqual(['OUT_OF_STOCK']);
  });

  it('whose answer from the bank is lost is charged once and ends paid', async () => {
    const shop = await openShop({ a: 3 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    const order = await shop.checkouts.complete('me', id, 'tok_crash_after_charge', 'key');
    expect(order.state).toBe('PAID');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 1000n, refunded: false });
    expect(await shop.inventory.get('a')).toEqual({ onHand: 2, reserved: 0, available: 2 });
  });

  it('left in the middle by a process that died is finished by another', async () => {
    let dead = true;
    const ledger = { current: null as TestPaymentProvider | null };
    const shop = await openShop(
      { a: 1 },
      {
        payments: {
          charge: async (charge) => {
            await ledger.current?.charge(charge);
            if (dead) throw new Error('The process died');
            return (ledger.current as TestPaymentProvider).charge(charge);
          },
          refund: (key) => (ledger.current as TestPaymentProvider).refund(key),
        },
      },
    );
    ledger.current = shop.ledger;
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    await expect(shop.checkouts.complete('me', id, 'tok_ok', 'key')).rejects.toThrow('The process died');
    expect((await shop.orders.get(id))?.state).toBe('PENDING');
    expect(await shop.checkouts.resume(id)).toBeNull();
    dead = false;
    await expireLock(shop, id);
    expect((await shop.checkouts.resume(id))?.state).toBe('PAID');
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('settled by another while a slow payer held the lock too long stays as it was settled', async () => {
    const ledger = { current: null as TestPaymentProvider | null };
    let answer: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let calls = 0;
    const shop = await openShop(
      { a: 1 },
      {
        payments: {
          charge: async (charge) => {
            calls += 1;
            if (calls > 1) return (ledger.current as TestPaymentProvider).charge(charge);
            await slow;
            return { outcome: 'declined', message: 'too late' };
          },
          refund: (key) => (ledger.current as TestPaymentProvider).refund(key),
        },
      },
    );
    ledger.current = shop.ledger;
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    const slowPayer = shop.checkouts.complete('me', id, 'tok_ok', 'key');
    await expect.poll(() => calls).toBe(1);
    await expireLock(shop, id);
    expect((await shop.checkouts.resume(id))?.state).toBe('PAID');
    answer();
    expect((await slowPayer).state).toBe('PAID');
    expect((await shop.orders.get(id))?.state).toBe('PAID');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 1000n, refunded: false });
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('whose stock was gone when it was paid ends without order, with the money back and the stock free', async () => {
    const shop = await openShop({ a: 1 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    await expireHold(shop, id);
    await shop.carts.add('you', [{ sku: 'a', quantity: 1 }]);
    await shop.checkouts.start('you');
    expect(await codes(shop.checkouts.complete('me', id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
    await shop.orderActions.compensate(id, 'expired');
    await shop.orderActions.compensate(id, 'expired');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ refunded: true });
    expect((await shop.orders.get(id))?.state).toBeUndefined();
  });

  it('told to be pending and then sold out ends as a failed order, with the money back', async () => {
    const shop = await openShop(
      { a: 1 },
      {
        payments: { charge: () => Promise.reject(new PaymentUnclear('no answer')), refund: async () => {} },
      },
    );
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PENDING');
    await shop.carts.add('you', [{ sku: 'a', quantity: 1 }]);
    await expireHold(shop, id);
    await shop.checkouts.start('you');
    await expireLock(shop, id);
    expect((await shop.checkouts.resume(id))?.state).toBe('FAILED');
    const told = await shop.checkouts.complete('me', id, 'tok_ok', 'key');
    expect(told.history.map((event) => event.state)).toEqual(['PENDING', 'FAILED']);
    await shop.orderActions.compensate(id, 'failed');
    expect(await shop.inventory.get('a')).toEqual({ onHand: 1, reserved: 1, available: 0 });
  });

  it("that stays unclear is pending, and its order is no one else's", async () => {
    const shop = await openShop(
      { a: 1 },
      { payments: { charge: () => Promise.reject(new PaymentUnclear('no answer')), refund: async () => {} } },
    );
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    expect(await codes(shop.checkouts.complete('you', id, 'tok_ok', 'key'))).toEqual(['NOT_FOUND']);
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PENDING');
    expect((await shop.inventory.get('a')).reserved).toBe(1);
  });

  it('told to be pending and then declined is a checkout again, which another payment buys once', async () => {
    const ledger = { current: null as TestPaymentProvider | null };
    const answers = { unclear: true };
    const shop = await openShop(
      { a: 1 },
      {
        payments: {
          charge: (charge) =>
            answers.unclear
              ? Promise.reject(new PaymentUnclear('no answer'))
              : (ledger.current as TestPaymentProvider).charge(charge),
          refund: (key) => (ledger.current as TestPaymentProvider).refund(key),
        },
      },
    );
    ledger.current = shop.ledger;
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    expect((await shop.checkouts.complete('me', id, 'tok_declined', 'first')).state).toBe('PENDING');
    answers.unclear = false;
    await expireLock(shop, id);
    expect(await shop.checkouts.resume(id)).toBeNull();
    expect(await codes(shop.checkouts.complete('me', id, 'tok_declined', 'first'))).toEqual(['PAYMENT_DECLINED']);
    expect(await shop.orders.get(id)).toBeNull();
    expect((await shop.checkouts.get(id))?.state).toBe('OPEN');
    expect((await shop.orders.page('me', { size: 10, after: null, backwards: false })).entries).toEqual([]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 1, reserved: 1, available: 0 });
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'second')).state).toBe('PAID');
    expect(await codes(shop.checkouts.complete('me', id, 'tok_declined', 'first'))).not.toEqual([]);
    expect(await shop.orders.idempotencyKey(id)).toBe('second');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 0n });
    expect(await shop.ledger.entry(`${id}:2`)).toMatchObject({ charged: 1000n, refunded: false });
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('given up frees its stock and cannot be paid', async () => {
    const shop = await openShop({ a: 1 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    await shop.checkouts.cancel('me', id);
    expect((await shop.inventory.get('a')).available).toBe(1);
    expect(await codes(shop.checkouts.complete('me', id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
  });
});

describe('an order', () => {
  it('moves as its states allow, and a cancelled one gives money and stock back once', async () => {
    const shop = await openShop({ a: 2 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    const { id } = await shop.checkouts.start('me');
    await shop.checkouts.complete('me', id, 'tok_ok', 'key');
    expect(await codes(shop.orderActions.act(id, 'deliver'))).toEqual(['ILLEGAL_STATE']);
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
    expect(await codes(shop.orderActions.act(id, 'fulfil'))).toEqual(['ILLEGAL_STATE']);
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
      return { id: pastOrderId(number), shard: shardOf(pastOrderId(number)) };
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

describe('search', () => {
  it('walks every order from end to end by its cursors, forwards and backwards', async () => {
    const shop = await openShop({});
    const inputs = Array.from({ length: 60 }, (_, index) => ({
      sku: `p${index}`,
      name: `Thing ${String(index).padStart(2, '0')} ${index % 2 ? 'red' : 'blue'}`,
      description: null,
      tags: [index % 3 ? 'many' : 'few'],
      price: { minor: BigInt((index * 7) % 20), currency: 'EUR' },
      active: index !== 10,
    }));
    await shop.catalogue.setMany(inputs);
    for (const sort of ['NAME', 'PRICE_ASC', 'PRICE_DESC', 'NEWEST', 'BEST_SELLING', 'RELEVANCE'] as const) {
      for (const query of [{}, { search: 'thi bl' }, { tags: ['few'] }]) {
        const walk = async (backwards: boolean): Promise<string[]> => {
          const seen: string[] = [];
          let cursor: string | null = null;
          for (let page = 0; page < 30; page++) {
            const found = await shop.products.page({ ...query, sort, size: 7, after: cursor, backwards });
            const skus = found.entries.map((entry) => entry.product.sku);
            if (backwards) seen.unshift(...skus);
            else seen.push(...skus);
            if (!found.more) break;
            cursor = found.cursor;
          }
          return seen;
        };
        const expected = inputs.filter(
          (product, index) =>
            index !== 10 &&
            (!('search' in query) || product.name.includes('blue')) &&
            (!('tags' in query) || product.tags.includes('few')),
        );
        const forward = await walk(false);
        expect([...forward].sort()).toEqual(expected.map((product) => product.sku).sort());
        expect(await walk(true)).toEqual(forward);
      }
    }
  });

  it('forgets the words that a product had before', async () => {
    const shop = await openShop({ a: 1 });
    await shop.catalogue.set({
      sku: 'a',
      name: 'Crème brûlée',
      description: null,
      tags: [],
      price: { minor: 1n, currency: 'EUR' },
      active: true,
    });
    const find = async (search: string) => (await shop.products.page({ search, size: 5 })).entries.length;
    expect([await find('product'), await find('BRULEE'), await find('!!!')]).toEqual([0, 1, 0]);
  });
});

/** What time does to the stock that a checkout has reserved. */
async function expireHold(shop: TestShop, id: string): Promise<void> {
  await shop.redis.client.zadd(inventoryKeys.part(shop.redis.prefix, 'expiry'), 0, id);
}

/** What time does to the lock of a process that died. */
async function expireLock(shop: TestShop, id: string): Promise<void> {
  const { shardOf } = await import('../../src/redis/order/shard.ts');
  await shop.redis.client.hset(orderKeys.order(shop.redis.prefix, shardOf(id), id), 'lockedUntil', 0);
}
