// Carts where it hurts: limits, currencies, and carts that merge.

import { describe, expect, it } from 'vitest';
import { Carts } from '../../src/redis/cart/cart.ts';
import { cartKeys } from '../../src/redis/cart/keys.ts';
import { cartShards } from '../../src/redis/cart/outbox.ts';
import { catalogueKeys } from '../../src/redis/catalogue/keys.ts';
import { ClockedRedis } from '../support/lua-clock.ts';
import { codesOf, setPrice, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

describe('a cart', () => {
  it('refuses a list with a hole by its place, and what is no version, and takes what comes beside it', async () => {
    const shop = await openShop({ a: 5 });
    const line = { sku: 'a', quantity: 1 };
    const holed: (typeof line)[] = [line];
    holed[2] = line;
    const hole = { problems: [{ code: 'INVALID', field: ['lines', '1'] }] };
    const [bad, good] = await Promise.allSettled([shop.carts.add('me', holed), shop.carts.add('me', [line])]);
    expect(bad).toMatchObject({ reason: hole });
    expect(good).toMatchObject({ value: { quantity: 1 } });
    await expect(shop.carts.update('me', holed)).rejects.toMatchObject(hole);
    await expect(shop.carts.takeOutBought('me', 'checkout', holed)).rejects.toMatchObject(hole);
    const cart = await shop.carts.getOrEmpty('me');
    for (const version of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      await expect(shop.carts.acceptPrices({ ...cart, version }, 'checkout', [])).rejects.toMatchObject({
        problems: [{ code: 'INVALID', field: ['version'] }],
      });
    expect(await shop.carts.get('me')).toMatchObject({ quantity: 1, version: cart.version });
  });

  it('holds to its limits and changes nothing where one line breaks them', async () => {
    const shop = await openShop({ a: 5, b: 5 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 900 }]);
    const refused = shop.carts.add('me', [
      { sku: 'b', quantity: 1 },
      { sku: 'a', quantity: 100 },
    ]);
    expect(await codesOf(refused)).toEqual(['LIMIT_EXCEEDED']);
    expect((await shop.carts.get('me'))?.lines.map((line) => [line.product.sku, line.quantity])).toEqual([['a', 900]]);
    expect(await codesOf(shop.carts.add('me', [{ sku: 'nothing', quantity: 1 }]))).toEqual(['NOT_FOUND']);
    await setPrice(shop, 'yen', 500n, 'JPY');
    expect(await codesOf(shop.carts.add('me', [{ sku: 'yen', quantity: 1 }]))).toEqual(['INVALID']);
  });

  it('gives up a line at 0, also where its currency has changed since or its product is gone', async () => {
    const shop = await openShop({ a: 5, b: 5, c: 5 });
    const lines = ['a', 'b', 'c'].map((sku) => ({ sku, quantity: 1 }));
    await shop.carts.add('me', lines);
    await setPrice(shop, 'a', 1000n, 'JPY');
    await shop.redis.client.hset(catalogueKeys.part(shop.redis.prefix, 'products'), 'b', 'nonsense');
    expect(await codesOf(shop.carts.update('me', [{ sku: 'a', quantity: 2 }]))).toEqual(['INVALID']);
    const cart = await shop.carts.update('me', [
      { sku: 'a', quantity: 0 },
      { sku: 'b', quantity: 0 },
      { sku: 'c', quantity: 3 },
    ]);
    expect(cart).toMatchObject({ quantity: 3, total: { minor: 3000n, currency: 'EUR' } });
    expect((await shop.carts.head('me'))?.skus).toEqual(['c']);
    await shop.carts.update('me', [{ sku: 'c', quantity: 0 }]);
    expect((await shop.carts.add('me', [{ sku: 'a', quantity: 1 }])).total.currency).toBe('JPY');
  });

  it('goes on without a product that cannot be read, as without one that is gone', async () => {
    const shop = await openShop({ a: 5, b: 5 });
    await shop.carts.add('me', [
      { sku: 'a', quantity: 1 },
      { sku: 'b', quantity: 1 },
    ]);
    const { client, prefix } = shop.redis;
    await client.hset(catalogueKeys.part(prefix, 'products'), 'a', 'nonsense');
    expect((await shop.carts.get('me'))?.lines.map((line) => line.product.sku)).toEqual(['b']);
    expect(await shop.carts.update('me', [{ sku: 'b', quantity: 3 }])).toMatchObject({ quantity: 3 });
    expect(await codesOf(shop.carts.add('me', [{ sku: 'a', quantity: 1 }]))).toEqual(['NOT_FOUND']);
    expect(await shop.carts.remove('me', ['a'])).toMatchObject({ quantity: 3 });
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
    for (const sku of ['b', 'c']) await setPrice(shop, sku, 900n, 'USD');
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

describe('the version of a cart', () => {
  it('is not that of another content after a failover, also if the cart was new or was changed often', async () => {
    const { redis, inventory, catalogue } = await openShop({ a: 1_000 });
    const clocked = new ClockedRedis(redis.client, redis.prefix, redis.shards);
    const carts = new Carts(clocked, catalogue, inventory);
    const key = cartKeys.cart(redis.prefix, cartShards(redis).of('me'), 'me');
    const add = async () => (await carts.add('me', [{ sku: 'a', quantity: 1 }])).version;
    let nowMs = 1_800_000_000_000;
    const pass = async (ms: number) => {
      nowMs += ms;
      await clocked.setClock(key, nowMs);
    };
    await pass(0);
    const seen = new Set<number>();
    for (const trial of [0, 1, 2]) {
      // What the replica has: no cart at first, then the one of the turn before.
      const replica = await redis.client.dumpBuffer(key);
      expect(replica === null).toBe(trial === 0);
      // 3 s of clicks, 20 a second.
      for (let click = 0; click < 60; click += 1) {
        const version = await add();
        expect(seen).not.toContain(version);
        seen.add(version);
        await pass(50);
      }
      await redis.client.del(key);
      if (replica) await redis.client.restore(key, 0, replica, 'REPLACE');
      await pass(1_000);
      for (let click = 0; click < 5; click += 1) {
        const version = await add();
        expect(seen).not.toContain(version);
        seen.add(version);
      }
    }
  });

  it('grows, also in a cart of the release before, and stays within 32 bits', async () => {
    const { redis, carts } = await openShop({ a: 1_000 });
    const key = cartKeys.cart(redis.prefix, cartShards(redis).of('me'), 'me');
    const add = async () => (await carts.add('me', [{ sku: 'a', quantity: 1 }])).version;
    await add();
    await redis.client.hdel(key, 'at');
    await redis.client.hset(key, 'version', 7);
    const first = await add();
    expect(first).toBeGreaterThan(7);
    expect(await add()).toBeGreaterThan(first);
    await redis.client.hset(key, 'version', 2 ** 31 - 2);
    expect(await add()).toBeLessThan(2 ** 31);
  });
});
