// A guest who logs in, or signs up, in every phase of a purchase: nothing of it is lost, charged twice or bought twice.

import { describe, expect, it } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import type { PaymentOutcome } from '../../src/redis/payment/payment.ts';
import { createStores } from '../../src/redis/stores.ts';
import { captured, codesOf, expireHold, expireLock, setPrice, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

type Shop = Awaited<ReturnType<typeof openShop>>;

const one = (sku: string) => [{ sku, quantity: 1 }];

async function listOf({ orders }: Shop, owner: string): Promise<string[]> {
  const { entries } = await orders.page(owner, { size: 10, after: null, backwards: false });
  return entries.map(({ cursor }) => cursor);
}

/** What must hold however the guest came to the account: the books of the stock, and one list. */
async function expectTidy(shop: Shop): Promise<void> {
  expect(await shop.inventory.audit()).toEqual([]);
  expect(await listOf(shop, 'guest')).toEqual([]);
  expect(await shop.carts.get('guest')).toBeNull();
}

describe('a guest who logs in', () => {
  it('with a paid order has it as the account, and the same key finds it', async () => {
    const shop = await openShop({ a: 5 });
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    await shop.checkouts.complete('guest', id, 'tok_ok', 'key');
    await Promise.all([shop.handover.run('guest', 'me'), shop.handover.run('guest', 'me')]);
    await shop.handover.run('guest', 'me');
    expect(await listOf(shop, 'me')).toEqual([id]);
    expect((await shop.orders.get(id))?.owner).toBe('me');
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
    expect(await codesOf(shop.checkouts.complete('me', id, 'tok_slow', 'key'))).toEqual(['CONFLICT']);
    expect(await codesOf(shop.checkouts.complete('guest', id, 'tok_ok', 'key'))).toEqual(['NOT_FOUND']);
    await expectTidy(shop);
  });

  it('with an open checkout pays it, and its line is in no cart any more', async () => {
    const shop = await openShop({ a: 5, b: 5 });
    await shop.carts.add('me', one('b'));
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    await shop.handover.run('guest', 'me');
    expect((await shop.checkouts.open('me'))?.id).toBe(id);
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
    expect((await shop.carts.get('me'))?.lines.map(({ product }) => product.sku)).toEqual(['b']);
    expect(await listOf(shop, 'me')).toEqual([id]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 4, reserved: 0, available: 4 });
    await expectTidy(shop);
  });

  it('with an open checkout, to an account that has one: one is left, and the stock of the other is free', async () => {
    const shop = await openShop({ a: 1, b: 1 });
    await shop.carts.add('me', one('b'));
    const accounts = await shop.checkouts.start('me');
    await shop.carts.add('guest', one('a'));
    const guests = await shop.checkouts.start('guest');
    await shop.handover.run('guest', 'me');
    expect((await shop.inventory.get('b')).reserved).toBe(0);
    expect(await codesOf(shop.checkouts.complete('me', accounts.id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
    const next = await shop.checkouts.start('me');
    expect(next.lines.map(({ sku }) => sku).sort()).toEqual(['a', 'b']);
    expect(await codesOf(shop.checkouts.complete('me', guests.id, 'tok_ok', 'key'))).toEqual(['RESERVATION_EXPIRED']);
    expect((await shop.checkouts.complete('me', next.id, 'tok_ok', 'key')).state).toBe('PAID');
    await expectTidy(shop);
  });

  it('with lines in another currency than the account keeps the checkout that was begun', async () => {
    const shop = await openShop({ a: 5 });
    await setPrice(shop, 'yen', 500n, 'JPY');
    await shop.carts.add('me', one('yen'));
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    await shop.handover.run('guest', 'me');
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
    expect((await shop.carts.get('me'))?.lines.map(({ product }) => product.sku)).toEqual(['yen']);
    await expectTidy(shop);
  });

  it('with a payment that was declined pays with another card', async () => {
    const shop = await openShop({ a: 5 });
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    expect(await codesOf(shop.checkouts.complete('guest', id, 'tok_declined', 'key'))).toEqual(['PAYMENT_DECLINED']);
    await shop.handover.run('guest', 'me');
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
    await expectTidy(shop);
  });
});

/** A shop whose provider answers when it is told to. */
async function slowShop(stock: Record<string, number>) {
  const waiting: ((outcome: PaymentOutcome) => void)[] = [];
  const authorise = () => new Promise<PaymentOutcome>((resolve) => waiting.push(resolve));
  const shop = await openShop(stock, {
    payments: { authorise, capture: captured, cancel: async () => {}, refund: async () => {} },
  });
  return { shop, waiting };
}

describe('a guest who logs in during a payment', () => {
  it('has the order as the account when it is paid, and the line is in no cart', async () => {
    const { shop, waiting } = await slowShop({ a: 5 });
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    const paying = shop.checkouts.complete('guest', id, 'tok_ok', 'key');
    await expect.poll(() => waiting.length).toBe(1);
    await shop.handover.run('guest', 'me');
    expect(await listOf(shop, 'me')).toEqual([id]);
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CONFLICT']);
    waiting[0]?.({ outcome: 'captured' });
    expect(await paying).toMatchObject({ state: 'PAID', owner: 'me' });
    expect((await shop.carts.get('me'))?.lines).toEqual([]);
    expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).id).toBe(id);
    expect(waiting).toHaveLength(1);
    await expectTidy(shop);
  });

  it('and that is declined has the checkout as the account, whose list has no order', async () => {
    const { shop, waiting } = await slowShop({ a: 5 });
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    const paying = codesOf(shop.checkouts.complete('guest', id, 'tok_ok', 'key'));
    await expect.poll(() => waiting.length).toBe(1);
    await shop.handover.run('guest', 'me');
    waiting[0]?.({ outcome: 'declined', message: 'No.' });
    expect(await paying).toEqual(['PAYMENT_DECLINED']);
    expect(await shop.orders.count('me')).toBe(0);
    expect((await shop.checkouts.open('me'))?.id).toBe(id);
    const again = shop.checkouts.complete('me', id, 'tok_slow', 'key');
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.({ outcome: 'captured' });
    expect((await again).state).toBe('PAID');
    await expectTidy(shop);
  });

  it('of the account, too: both are bought, and both lines leave the cart', async () => {
    const { shop, waiting } = await slowShop({ a: 5, b: 5, c: 5 });
    await shop.carts.add('me', [...one('b'), ...one('c')]);
    const accounts = await shop.checkouts.start('me');
    await shop.carts.add('guest', one('a'));
    const guests = await shop.checkouts.start('guest');
    const paying = [
      shop.checkouts.complete('me', accounts.id, 'tok_ok', 'mine'),
      shop.checkouts.complete('guest', guests.id, 'tok_ok', 'theirs'),
    ];
    await expect.poll(() => waiting.length).toBe(2);
    await shop.handover.run('guest', 'me');
    waiting[0]?.({ outcome: 'captured' });
    await Promise.race(paying);
    expect(await codesOf(shop.checkouts.start('me'))).toEqual(['CONFLICT']);
    waiting[1]?.({ outcome: 'captured' });
    expect((await Promise.all(paying)).map(({ state, owner }) => [state, owner])).toEqual([
      ['PAID', 'me'],
      ['PAID', 'me'],
    ]);
    expect((await shop.carts.get('me'))?.lines).toEqual([]);
    expect((await listOf(shop, 'me')).sort()).toEqual([accounts.id, guests.id].sort());
    await expectTidy(shop);
  });

  it.each(['begun', 'charged', 'moved'])('that a process left when it had %s', async (left) => {
    const shop = await openShop({ a: 5 });
    await shop.carts.add('guest', one('a'));
    const { id } = await shop.checkouts.start('guest');
    await shop.orders.begin(id, 'guest', 'key', 'tok_ok', 'lock');
    if (left !== 'begun') await shop.inventory.extend(id);
    if (left === 'moved') {
      await shop.inventory.commit(id);
      await shop.orders.move(id, { from: ['PENDING'], to: 'PAID', lock: 'lock' });
    }
    await shop.handover.run('guest', 'me');
    const order = left === 'moved' ? await shop.orders.get(id) : await goOn(shop, id);
    expect(order).toMatchObject({ state: 'PAID', owner: 'me' });
    expect((await shop.carts.get('me'))?.lines).toEqual([]);
    expect(await listOf(shop, 'me')).toEqual([id]);
    expect(await shop.inventory.get('a')).toEqual({ onHand: 4, reserved: 0, available: 4 });
    await expectTidy(shop);
  });
});

async function goOn(shop: Shop, id: string) {
  await expireLock(shop, id);
  return shop.checkouts.resume(id);
}

it('what ran out in the guest’s hands is held again as the account’s', async () => {
  const shop = await openShop({ a: 1 });
  await shop.carts.add('guest', one('a'));
  const { id } = await shop.checkouts.start('guest');
  await expireHold(shop, id);
  await shop.inventory.sweep();
  await shop.handover.run('guest', 'me');
  expect((await shop.checkouts.complete('me', id, 'tok_ok', 'key')).state).toBe('PAID');
  await expectTidy(shop);
});

it('a log-in beside every step of a purchase, forty times, loses and doubles nothing', async () => {
  const shop = await openShop({ a: 1_000 });
  for (let round = 0; round < 40; round++) {
    const [guest, me] = [`guest ${round}`, `me ${round}`];
    await shop.carts.add(guest, one('a'));
    const { id } = await shop.checkouts.start(guest);
    const delay = new Promise((resolve) => setTimeout(resolve, round / 4));
    await Promise.all([
      codesOf(shop.checkouts.complete(guest, id, 'tok_ok', 'key')),
      delay.then(() => shop.handover.run(guest, me)),
    ]);
    // As the job does, and the shopper who asks again with the same key.
    await shop.handover.run(guest, me);
    expect(await shop.checkouts.complete(me, id, 'tok_ok', 'key')).toMatchObject({ state: 'PAID', owner: me });
    expect((await shop.carts.get(me))?.lines ?? []).toEqual([]);
    expect(await listOf(shop, me)).toEqual([id]);
    expect(await shop.inventory.get('a')).toMatchObject({ onHand: 999 - round, reserved: 0 });
  }
  expect(await shop.inventory.audit()).toEqual([]);
});

/** A connection that breaks at one of its calls: before it has arrived, or before its answer has. */
class BreakingOnce extends RedisHandle {
  readonly #arrives: boolean;
  #left: number;

  constructor({ client, prefix }: RedisHandle, at: number, arrives: boolean) {
    super(client, prefix);
    this.#left = at;
    this.#arrives = arrives;
  }

  override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    this.#left -= 1;
    if (this.#left !== -1) return super.run(...call);
    if (this.#arrives) await super.run(...call);
    throw new Error('The connection broke');
  }
}

describe('a log-in that breaks off at any step is completed by the job', () => {
  it.each([false, true])('before its answer: %s', async (arrives) => {
    let steps = 0;
    for (let broke = true; broke; steps++) {
      const shop = await openShop({ a: 9 });
      await shop.carts.add('guest', one('a'));
      const { id: paid } = await shop.checkouts.start('guest');
      await shop.checkouts.complete('guest', paid, 'tok_ok', 'key');
      await shop.carts.add('guest', one('a'));
      const { id: open } = await shop.checkouts.start('guest');
      const { handover } = createStores(new BreakingOnce(shop.redis, steps, arrives));
      broke = await handover.run('guest', 'me').then(
        () => false,
        () => true,
      );
      await shop.handover.run('guest', 'me');
      expect(await listOf(shop, 'me')).toEqual([paid]);
      expect((await shop.checkouts.complete('me', paid, 'tok_ok', 'key')).id).toBe(paid);
      expect((await shop.checkouts.open('me'))?.id).toBe(open);
      expect((await shop.checkouts.complete('me', open, 'tok_ok', 'next')).owner).toBe('me');
      expect((await shop.carts.get('me'))?.lines).toEqual([]);
      expect(await shop.inventory.get('a')).toEqual({ onHand: 7, reserved: 0, available: 7 });
      await expectTidy(shop);
    }
    expect(steps).toBeGreaterThan(5);
  });
});

describe('orders that guests have placed with an address', () => {
  const email = 'Ann@Example.com';
  const buy = async (shop: Shop, owner: string, address = email) => {
    await shop.carts.add(owner, one('a'));
    const { id } = await shop.checkouts.start(owner);
    await shop.checkouts.update(owner, id, { email: address });
    const order = await shop.checkouts.complete(owner, id, 'tok_ok', `key of ${owner}`);
    await shop.orderSearch.add(order);
    return order.id;
  };

  it('become those of the account that has proven it, and none of another account or address does', async () => {
    const shop = await openShop({ a: 20 });
    const ids = [await buy(shop, 'one'), await buy(shop, 'two')];
    const others = [await buy(shop, 'user:bo'), await buy(shop, 'three', 'cy@example.com')];
    expect(await shop.orderClaims.isNeeded('ann@example.com')).toBe(true);
    const claims = () => shop.orderClaims.run('ann@example.com', 'user:ann');
    await Promise.all([claims(), claims()]);
    await claims();
    expect((await listOf(shop, 'user:ann')).sort()).toEqual([...ids].sort());
    expect(await listOf(shop, 'user:bo')).toEqual([others[0]]);
    expect((await shop.orders.get(others[1] as string))?.owner).toBe('three');
    expect(await shop.orderClaims.isNeeded('ann@example.com')).toBe(false);
    // The guest still sees it for a while, and the same key stands for it.
    const [first] = ids as [string, string];
    const order = await shop.orders.get(first);
    expect(order && (await shop.orderLinks.allows('one', order))).toBe(true);
    expect((await shop.checkouts.complete('user:ann', first, 'tok_ok', 'key of one')).id).toBe(first);
  });

  it('are all there after a crash between any two steps', async () => {
    const shop = await openShop({ a: 20 });
    const ids = [await buy(shop, 'one'), await buy(shop, 'two')];
    const [first] = ids as [string, string];
    // It was given to the account, and is in neither list.
    await shop.orders.adopt(first, 'one', 'user:ann');
    await shop.orderClaims.run(email, 'user:ann');
    expect((await listOf(shop, 'user:ann')).sort()).toEqual([...ids].sort());
  });

  it('take their use of a discount along, as those of a guest who logs in do', async () => {
    const shop = await openShop({ a: 20 });
    const { priceRules, discountUses } = shop;
    const discount = { code: 'ONCE', label: 'Once', kind: 'PERCENT', percent: '10', maxUses: 9, maxUsesPerCustomer: 1 };
    const rest = { automatic: true, active: true, amount: null, minimum: null, startsAt: null, endsAt: null };
    await priceRules.setDiscount({ ...discount, ...rest } as never);
    await buy(shop, 'one');
    await shop.orderClaims.run(email, 'user:ann');
    expect(await Promise.all(['one', 'user:ann'].map((who) => discountUses.countOf('ONCE', who)))).toEqual([0, 1]);
    await buy(shop, 'guest');
    await shop.handover.run('guest', 'user:bo');
    expect(await discountUses.countOf('ONCE', 'user:bo')).toBe(1);
  });
});
