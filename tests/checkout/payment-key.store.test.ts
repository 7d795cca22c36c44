// Idempotency keys of payments: one that came to nothing may be used again, one that bought something may not.

import { expect, it } from 'vitest';
import { PaymentUnclear } from '../../src/redis/payment/payment.ts';
import { captured, codesOf, expireHold, expireLock, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

it('a key whose payment was declined pays with another card, and is then used up', async () => {
  const shop = await openShop({ a: 5 });
  await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
  const { id } = await shop.checkouts.start('me');
  expect(await codesOf(shop.checkouts.complete('me', id, 'tok_declined', 'key'))).toEqual(['PAYMENT_DECLINED']);
  expect(await codesOf(shop.checkouts.complete('me', id, 'tok_declined', 'key'))).toEqual(['PAYMENT_DECLINED']);
  expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
  expect(await codesOf(shop.checkouts.complete('me', id, 'tok_declined', 'key'))).toEqual(['CONFLICT']);
  expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).id).toBe(id);
  expect(await shop.ledger.entry(`${id}:2`)).toMatchObject({ charged: 1000n });
  expect(await shop.ledger.entry(`${id}:3`)).toMatchObject({ charged: 0n });
});

it('a key of a checkout that was given up, or ran out and is sold, pays the next one', async () => {
  const shop = await openShop({ a: 1, b: 5 });
  await shop.carts.add('me', [{ sku: 'b', quantity: 1 }]);
  const cancelled = await shop.checkouts.start('me');
  await shop.checkouts.cancel('me', cancelled.id);
  expect(await codesOf(shop.checkouts.complete('me', cancelled.id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
  await shop.carts.add('you', [{ sku: 'a', quantity: 1 }]);
  await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
  const expired = await shop.checkouts.start('me');
  await expireHold(shop, expired.id);
  await shop.checkouts.start('you');
  expect(await codesOf(shop.checkouts.complete('me', expired.id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
  await shop.carts.remove('me', ['a']);
  const next = await shop.checkouts.start('me');
  expect((await shop.checkouts.complete('me', next.id, 'tok_ok', 'key')).state).toBe('PAID');
});

it('a key whose payment a worker found to be declined is free again', async () => {
  let clear = false;
  const shop = await openShop(
    { a: 5 },
    {
      payments: {
        authorise: async ({ token }) => {
          if (!clear) throw new PaymentUnclear('no answer');
          return token === 'bad' ? { outcome: 'declined', message: 'No.' } : { outcome: 'captured' };
        },
        capture: captured,
        cancel: async () => {},
        refund: async () => {},
      },
    },
  );
  await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
  const { id } = await shop.checkouts.start('me');
  expect((await shop.checkouts.complete('me', id, 'bad', 'key')).state).toBe('PENDING');
  expect(await codesOf(shop.checkouts.complete('me', id, 'good', 'key'))).toEqual(['CONFLICT']);
  clear = true;
  await expireLock(shop, id);
  expect(await shop.checkouts.resume(id)).toBeNull();
  expect((await shop.checkouts.complete('me', id, 'good', 'key')).state).toBe('PAID');
});

it('eight payments at once with one key and two cards are one order and one charge', async () => {
  const shop = await openShop({ a: 5 });
  for (let round = 0; round < 5; round++) {
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    const cards = Array.from({ length: 8 }, (_unused, at) => (at % 2 === 0 ? 'tok_ok' : 'tok_crash_after_charge'));
    const key = `round ${round}`;
    const paid = await Promise.allSettled(cards.map((card) => shop.checkouts.complete('me', id, card, key)));
    expect(paid.some((each) => each.status === 'fulfilled')).toBe(true);
    for (const each of paid)
      if (each.status === 'rejected') expect(each.reason.problems[0].code).toBe('CONFLICT');
      else expect(each.value).toMatchObject({ id, state: 'PAID' });
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 1000n, refunded: false });
    expect(await shop.ledger.entry(`${id}:2`)).toMatchObject({ charged: 0n });
  }
});
