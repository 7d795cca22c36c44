// A cart has one open checkout: tabs that start at once, over and over, while they pay, and after a crash.

import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/redis/base/problem.ts';
import type { Order } from '../../src/redis/order/record.ts';
import { captured, codesOf, expireHold, expireLock, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

type Shop = Awaited<ReturnType<typeof openShop>>;

/** What the tabs of one shopper get that start a checkout at once: its id, or the codes of a refusal. */
async function startAtOnce(shop: Shop, tabs: number): Promise<(string | string[])[]> {
  const started = await Promise.allSettled(Array.from({ length: tabs }, () => shop.checkouts.start('me')));
  return started.map((each) => {
    if (each.status === 'fulfilled') return each.value.id;
    if (each.reason instanceof Refusal) return each.reason.problems.map(({ code }) => code);
    throw each.reason;
  });
}

/** Pays all of them at once, each with a key of its own; the orders that are paid. */
async function payAll(shop: Shop, ids: readonly string[]): Promise<Order[]> {
  const paid = await Promise.allSettled(ids.map((id) => shop.checkouts.complete('me', id, 'tok_ok', `key of ${id}`)));
  for (const each of paid) if (each.status === 'rejected' && !(each.reason instanceof Refusal)) throw each.reason;
  return paid.flatMap((each) => (each.status === 'fulfilled' && each.value.state === 'PAID' ? [each.value] : []));
}

describe('a cart with checkouts that are started at once', () => {
  it.each([2, 8])('by %i tabs has one that can be paid, ten times of ten, and leaves no stock behind', async (tabs) => {
    const shop = await openShop({ a: 100 });
    for (let round = 1; round <= 10; round++) {
      await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
      const ids = (await startAtOnce(shop, tabs)).filter((each) => typeof each === 'string');
      expect(await payAll(shop, ids)).toHaveLength(1);
      expect(await shop.inventory.get('a')).toEqual({ onHand: 100 - round, reserved: 0, available: 100 - round });
      expect((await shop.carts.get('me'))?.lines).toEqual([]);
    }
    expect(await shop.inventory.audit()).toEqual([]);
  });

  it('is not refused the last piece, which the other tab holds', async () => {
    const shop = await openShop({ a: 1 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    for (let round = 0; round < 10; round++) {
      const started = await startAtOnce(shop, 2);
      expect(started.flat().filter((each) => each === 'OUT_OF_STOCK')).toEqual([]);
    }
    const open = await shop.checkouts.open('me');
    expect(await payAll(shop, [open?.id as string])).toHaveLength(1);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('is warned of no pieces that its own checkout holds, and of those of others', async () => {
    const shop = await openShop({ a: 3 });
    const warned = async (owner: string) => (await shop.carts.get(owner))?.warnings.map(({ code }) => code);
    for (const owner of ['me', 'you']) await shop.carts.add(owner, [{ sku: 'a', quantity: 2 }]);
    const { id } = await shop.checkouts.start('me');
    expect([await warned('me'), await warned('you')]).toEqual([[], ['LOW_STOCK']]);
    await shop.inventory.extend(id);
    expect([await warned('me'), await warned('you')]).toEqual([[], ['LOW_STOCK']]);
    await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    expect((await shop.carts.get('me'))?.warnings).toMatchObject([
      { code: 'LOW_STOCK', message: expect.stringContaining('Only 3 left of') },
    ]);
    await shop.inventory.release(id);
    await shop.inventory.adjust([{ sku: 'a', delta: -3 }]);
    expect([await warned('me'), await warned('you')]).toEqual([['OUT_OF_STOCK'], ['OUT_OF_STOCK']]);
  });

  it('while one of them is paid keeps that one: the others are a conflict, or are over', async () => {
    const shop = await openShop({ a: 50 });
    for (let round = 0; round < 10; round++) {
      await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
      const { id } = await shop.checkouts.start('me');
      const [paid, started] = await Promise.all([payAll(shop, [id]), startAtOnce(shop, 3)]);
      const others = started.filter((each) => typeof each === 'string');
      expect([...paid, ...(await payAll(shop, others))]).toHaveLength(1);
      await shop.carts.clear('me');
    }
    expect((await shop.inventory.get('a')).onHand).toBe(40);
  });
});

describe('a checkout that is being paid', () => {
  it('is never replaced, also where its stock ran out meanwhile', async () => {
    const answers: (() => void)[] = [];
    const shop = await openShop(
      { a: 3 },
      {
        payments: {
          authorise: () => new Promise((resolve) => answers.push(() => resolve({ outcome: 'captured' }))),
          capture: captured,
          cancel: async () => {},
          refund: async () => {},
        },
      },
    );
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    const paying = shop.checkouts.complete('me', id, 'tok_ok', 'key');
    await expect.poll(() => answers.length).toBe(1);
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CONFLICT']);
    await expireHold(shop, id);
    await shop.inventory.sweep();
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CONFLICT']);
    answers[0]?.();
    expect((await paying).state).toBe('PAID');
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CART_EMPTY']);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 2, reserved: 0, available: 2 });
  });

  it('and was bought, by a process that died before it emptied the cart, is not bought once more', async () => {
    const shop = await openShop({ a: 3, b: 3 });
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    await shop.orders.begin(id, 'me', 'key', 'tok_ok', 'lock');
    await shop.inventory.extend(id);
    await shop.inventory.commit(id);
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CONFLICT']);
    await shop.orders.move(id, { from: ['PENDING'], to: 'PAID', lock: 'lock' });
    await shop.carts.add('me', [{ sku: 'b', quantity: 1 }]);
    const next = await shop.checkouts.start('me');
    expect(next.lines.map(({ sku }) => sku)).toEqual(['b']);
  });
});

it('a checkout whose start broke off before the cart named it stands in nobody’s way', async () => {
  const shop = await openShop({ a: 1 });
  await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
  await shop.inventory.reserve('0123456789abcdef01234567', [{ sku: 'a', quantity: 1 }], { cart: 'me' });
  const { id } = await shop.checkouts.start('me');
  expect(await payAll(shop, [id])).toHaveLength(1);
});

it('a checkout that ran out and was replaced cannot be paid beside the one after it', async () => {
  const shop = await openShop({ a: 5 });
  await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
  const first = await shop.checkouts.start('me');
  await expireHold(shop, first.id);
  await shop.inventory.sweep();
  await expireLock(shop, first.id);
  const second = await shop.checkouts.start('me');
  expect(await payAll(shop, [first.id, second.id])).toHaveLength(1);
});
