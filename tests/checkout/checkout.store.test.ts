// Checkouts where it hurts: prices that move, stock that is gone, payments that break off.

import { describe, expect, it } from 'vitest';
import { checkoutKeys } from '../../src/redis/checkout/keys.ts';
import { orderKeys } from '../../src/redis/order/keys.ts';
import { orderLimits } from '../../src/redis/order/limits.ts';
import { orderShards } from '../../src/redis/order/shard.ts';
import { PaymentUnclear } from '../../src/redis/payment/payment.ts';
import type { TestPaymentProvider } from '../../src/redis/payment/test-provider.ts';
import { captured, codesOf, expireHold, expireLock, setPrice, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

describe('a checkout', () => {
  it('refuses a risen price until it is accepted, and passes a fallen one on', async () => {
    const shop = await openShop({ a: 5 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    await setPrice(shop, 'a', 1200n);
    expect((await shop.carts.get('me'))?.warnings.map((warning) => warning.code)).toEqual(['PRICE_CHANGED']);
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['PRICE_CHANGED']);
    expect((await shop.inventory.get('a')).reserved).toBe(0);
    expect((await shop.checkouts.start('me', { acceptPriceChanges: true })).total.minor).toBe(2400n);
    await setPrice(shop, 'a', 900n);
    expect((await shop.checkouts.start('me')).total.minor).toBe(1800n);
    expect((await shop.inventory.get('a')).reserved).toBe(2);
  });

  it('is refused for an empty cart, another version and missing stock', async () => {
    const shop = await openShop({ a: 1 });
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CART_EMPTY']);
    const cart = await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    expect(await codesOf(shop.checkouts.start('me', { cartVersion: cart.version + 1 }))).toEqual(['CART_CHANGED']);
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['OUT_OF_STOCK']);
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
    let charged = 0;
    const ledger = { current: null as TestPaymentProvider | null };
    const shop = await openShop(
      { a: 1 },
      {
        paymentCalls: { answerMs: 500 },
        payments: {
          authorise: async (charge) => {
            await ledger.current?.authorise(charge);
            charged += 1;
            // A process that died goes on with nothing.
            if (dead) return new Promise(() => {});
            return (ledger.current as TestPaymentProvider).authorise(charge);
          },
          capture: (payment) => (ledger.current as TestPaymentProvider).capture(payment),
          cancel: (payment) => (ledger.current as TestPaymentProvider).cancel(payment),
          refund: async () => {},
        },
      },
    );
    ledger.current = shop.ledger;
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    const died = shop.checkouts.complete('me', id, 'tok_ok', 'key');
    await expect.poll(() => charged).toBe(1);
    expect((await shop.orders.get(id))?.state).toBe('PENDING');
    expect(await shop.checkouts.resume(id)).toBeNull();
    dead = false;
    await expireLock(shop, id);
    expect((await shop.checkouts.resume(id))?.state).toBe('PAID');
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
    expect((await died).state).toBe('PAID');
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
          authorise: async (charge) => {
            calls += 1;
            if (calls > 1) return (ledger.current as TestPaymentProvider).authorise(charge);
            await slow;
            return { outcome: 'declined', message: 'too late' };
          },
          capture: (payment) => (ledger.current as TestPaymentProvider).capture(payment),
          cancel: (payment) => (ledger.current as TestPaymentProvider).cancel(payment),
          refund: async () => {},
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
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
    await shop.orderActions.compensate(id, 'expired');
    await shop.orderActions.compensate(id, 'expired');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ refunded: true });
    expect((await shop.orders.get(id))?.state).toBeUndefined();
  });

  it('told to be pending and then sold out ends as a failed order, with the money back', async () => {
    const shop = await openShop(
      { a: 1 },
      {
        payments: {
          authorise: () => Promise.reject(new PaymentUnclear('no answer')),
          capture: captured,
          cancel: async () => {},
          refund: async () => {},
        },
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
      {
        payments: {
          authorise: () => Promise.reject(new PaymentUnclear('no answer')),
          capture: captured,
          cancel: async () => {},
          refund: async () => {},
        },
      },
    );
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    expect(await codesOf(shop.checkouts.complete('you', id, 'tok_ok', 'key'))).toEqual(['NOT_FOUND']);
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
          authorise: (charge) =>
            answers.unclear
              ? Promise.reject(new PaymentUnclear('no answer'))
              : (ledger.current as TestPaymentProvider).authorise(charge),
          capture: (payment) => (ledger.current as TestPaymentProvider).capture(payment),
          cancel: (payment) => (ledger.current as TestPaymentProvider).cancel(payment),
          refund: async () => {},
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
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok_declined', 'first'))).toEqual(['PAYMENT_DECLINED']);
    expect(await shop.orders.get(id)).toBeNull();
    expect((await shop.checkouts.get(id))?.state).toBe('OPEN');
    expect((await shop.orders.page('me', { size: 10, after: null, backwards: false })).entries).toEqual([]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 1, reserved: 1, available: 0 });
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'second')).state).toBe('PAID');
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok_declined', 'first'))).not.toEqual([]);
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
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
  });

  it('that is declined leaves no list of orders, and is tried so often and no more', async () => {
    const shop = await openShop({ a: 3 });
    const list = orderKeys.ofOwner(shop.redis.prefix, 'me');
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    for (let payment = 0; payment < orderLimits.maxPayments; payment++)
      expect(await codesOf(shop.checkouts.complete('me', id, 'tok_declined', `${payment}`))).toEqual([
        'PAYMENT_DECLINED',
      ]);
    expect(await shop.redis.client.exists(list)).toBe(0);
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok_ok', 'more'))).toEqual(['LIMIT_EXCEEDED']);
    const again = await shop.checkouts.start('me');
    expect((await shop.checkouts.complete('me', again.id, 'tok_ok', 'again')).state).toBe('PAID');
    expect(await shop.redis.client.zrange(list, '0', '-1')).toEqual([again.id]);
  });

  it('of somebody else leaves no key behind', async () => {
    const shop = await openShop({ a: 3 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    for (const asked of [id, 'nothing'])
      expect(await codesOf(shop.checkouts.complete('you', asked, 'tok_ok', 'key'))).toEqual(['NOT_FOUND']);
    expect(await shop.redis.client.keys(checkoutKeys.idempotency(shop.redis.prefix, 'you', '*'))).toEqual([]);
  });

  it('that is replaced or given up is forgotten within the hour', async () => {
    const shop = await openShop({ a: 9 });
    const ttlOf = (id: string) =>
      shop.redis.client.pttl(orderKeys.order(shop.redis.prefix, orderShards(shop.redis).of(id), id));
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const first = await shop.checkouts.start('me');
    const second = await shop.checkouts.start('me');
    expect(await ttlOf(first.id)).toBeLessThanOrEqual(orderLimits.closedTtlMs);
    expect(await ttlOf(second.id)).toBeGreaterThan(orderLimits.closedTtlMs);
    expect(await codesOf(shop.checkouts.complete('me', first.id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
    await shop.checkouts.cancel('me', second.id);
    expect(await ttlOf(second.id)).toBeLessThanOrEqual(orderLimits.closedTtlMs);
    expect((await shop.inventory.get('a')).reserved).toBe(0);
  });

  it('for a visitor that cannot be is refused before stock is held for it', async () => {
    const shop = await openShop({ a: 1 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    for (const visitor of ['', '\ud83c', 'x'.repeat(300)])
      expect(await codesOf(shop.checkouts.start('me', { visitor }))).toEqual(['INVALID']);
    expect((await shop.inventory.get('a')).reserved).toBe(0);
  });
});
