// Payment providers that misbehave: they throw what they like, or never answer. Nothing else waits for them.

import { describe, expect, it } from 'vitest';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import type { PaymentProvider } from '../../src/redis/payment/payment.ts';
import { OrderKeeper } from '../../src/worker/order-keeper.ts';
import { captured, expireHold, expireLock, setPrice, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

type Shop = Awaited<ReturnType<typeof openShop>>;

async function startFor({ carts, checkouts }: Shop, owner: string, sku = 'a'): Promise<string> {
  await carts.add(owner, [{ sku, quantity: 1 }]);
  return (await checkouts.start(owner)).id;
}

/** What a quarter of an hour does to a payment that was never settled. */
async function age({ redis }: Shop, id: string): Promise<void> {
  const key = orderKeys.order(redis.prefix, orderShards(redis).of(id), id);
  await redis.client.hset(key, 'placedAt', Date.now() - 16 * 60_000);
}

/** What time does to a lock, also in the index by which workers find the order. */
async function abandon(shop: Shop, id: string): Promise<void> {
  await expireLock(shop, id);
  const { prefix } = shop.redis;
  await shop.redis.client.zadd(orderKeys.shard(prefix, orderShards(shop.redis).of(id), 'in-flight'), 0, id);
}

describe('a provider that throws', () => {
  it('leaves the order PENDING, tells of it, and is given up in time with the money back', async () => {
    const faults: unknown[] = [];
    const refunded: string[] = [];
    const shop = await openShop(
      { a: 1 },
      {
        paymentCalls: { onFault: (error) => faults.push(error) },
        payments: {
          authorise: () => {
            throw new TypeError('card is undefined');
          },
          capture: captured,
          cancel: async ({ key }) => void refunded.push(key),
          refund: async () => {},
        },
      },
    );
    const id = await startFor(shop, 'me');
    expect((await shop.checkouts.complete('me', id, 'tok', 'key')).state).toBe('PENDING');
    expect(faults[0]).toBeInstanceOf(TypeError);
    await age(shop, id);
    await abandon(shop, id);
    expect((await shop.checkouts.resume(id))?.state).toBe('FAILED');
    await shop.orderActions.compensate(id, 'failed');
    expect(refunded).toEqual([`${id}:1`]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 1, reserved: 0, available: 1 });
  });
});

describe('a provider that never answers', () => {
  const silent: PaymentProvider = {
    authorise: () => new Promise(() => {}),
    capture: captured,
    cancel: () => new Promise(() => {}),
    refund: () => new Promise(() => {}),
  };

  it('is waited for so long and no longer: the order is PENDING', async () => {
    const shop = await openShop({ a: 1 }, { payments: silent, paymentCalls: { answerMs: 50 } });
    const id = await startFor(shop, 'me');
    expect((await shop.checkouts.complete('me', id, 'tok', 'key')).state).toBe('PENDING');
  });

  it('keeps the worker from nothing: stock is given back, other orders are settled, and it ends at once', async () => {
    let answers = false;
    const asked: string[] = [];
    const shop = await openShop(
      { a: 9, b: 9 },
      {
        paymentCalls: { answerMs: 60_000 },
        payments: {
          authorise: ({ key, token }) => {
            asked.push(key);
            return answers && token === 'answers' ? Promise.resolve({ outcome: 'captured' }) : new Promise(() => {});
          },
          capture: captured,
          cancel: async () => {},
          refund: async () => {},
        },
      },
    );
    const [stuck, fine, forgotten] = [
      await startFor(shop, 'x'),
      await startFor(shop, 'y'),
      await startFor(shop, 'z', 'b'),
    ];
    // Given up when the provider has had its time, long after this test.
    for (const [owner, id, token] of [
      ['x', stuck, 'silent'],
      ['y', fine, 'answers'],
    ] as const)
      shop.checkouts.complete(owner, id, token, 'key').catch(() => {});
    await expect.poll(() => asked.length).toBe(2);
    for (const id of [stuck, fine]) await abandon(shop, id);
    answers = true;
    const errors: unknown[] = [];
    const keeper = new OrderKeeper(shop, (error) => errors.push(error));
    await expect.poll(async () => (await shop.orders.get(fine))?.state).toBe('PAID');
    await expireHold(shop, forgotten);
    await expect.poll(async () => (await shop.inventory.get('b')).reserved).toBe(0);
    expect((await shop.orders.get(stuck))?.state).toBe('PENDING');
    await keeper.close();
    expect(errors).toEqual([]);
    expect((await shop.orders.get(stuck))?.state).toBe('PENDING');
  });
});

describe('an order that costs nothing', () => {
  it('is paid without asking the provider, also where there is none, and cancelled likewise', async () => {
    const never = () => Promise.reject(new Error('The provider was asked'));
    for (const payments of [{ authorise: never, capture: never, cancel: never, refund: never }, null]) {
      const shop = await openShop({}, { payments });
      await setPrice(shop, 'gift', 0n);
      await shop.inventory.adjust([{ sku: 'gift', delta: 2 }]);
      const id = await startFor(shop, 'me', 'gift');
      expect((await shop.checkouts.complete('me', id, 'tok', 'key')).state).toBe('PAID');
      await shop.orderActions.act(id, 'cancel');
      await shop.orderActions.compensate(id, 'cancelled');
      expect(await shop.inventory.get('gift')).toEqual({ onHand: 2, reserved: 0, available: 2 });
    }
  });
});
