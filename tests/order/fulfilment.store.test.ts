// What is sent of orders in parts, what comes back, and what is refunded of both: never more than was bought.

import { describe, expect, it } from 'vitest';
import { OrderPersons } from '../../src/redis/order/person.ts';
import type { Discount, ShippingMethod } from '../../src/redis/pricing/rule.ts';
import { codesOf, setPrice, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

type Shop = Awaited<ReturnType<typeof openShop>>;

/** Three of `a` at 10.00 and two of `b` at 5.00. */
async function bought(): Promise<{ shop: Shop; id: string }> {
  const shop = await openShop({ a: 10, b: 10 });
  await setPrice(shop, 'b', 500n);
  await shop.carts.add('me', [
    { sku: 'a', quantity: 3 },
    { sku: 'b', quantity: 2 },
  ]);
  const { id } = await shop.checkouts.start('me');
  await shop.checkouts.complete('me', id, 'tok_ok', `key of ${id}`);
  return { shop, id };
}

const pieces = (line: number, quantity: number) => [{ line, quantity }];
const eur = (minor: bigint) => ({ minor, currency: 'EUR' });

const tenPercent: Discount = {
  ...{ code: 'TEN', label: 'Ten', kind: 'PERCENT', automatic: false, active: true, percent: '10', amount: null },
  ...{ minimum: null, maxUses: null, maxUsesPerCustomer: null, startsAt: null, endsAt: null },
};
const parcel: ShippingMethod = {
  ...{ name: 'parcel', label: 'Parcel', active: true, countries: [], taxClass: null },
  rates: [{ price: eur(490n), fromWeightGrams: 0, fromTotal: null }],
};

describe('an order that is sent in parts', () => {
  it('is FULFILLED with the last of them, DELIVERED with the last that arrives, and PAID again if one did not leave', async () => {
    const { shop, id } = await bought();
    const tracking = { carrier: 'DHL', trackingNumber: '00340', trackingUrl: 'https://dhl.example/00340' };
    const first = await shop.orderFulfilments.create(id, { lines: pieces(0, 2), ...tracking, note: 'Part one' });
    expect(first).toMatchObject({ state: 'PAID', fulfilments: [{ number: 1, state: 'SENT', ...tracking }] });
    expect(first.history.at(-1)).toMatchObject({ state: 'PAID', note: 'Part one' });
    expect(await codesOf(shop.orderActions.act(id, 'cancel'))).toEqual(['ILLEGAL_STATE']);
    const rest = await shop.orderActions.act(id, 'fulfil');
    expect(rest.state).toBe('FULFILLED');
    expect(rest.fulfilments[1]?.lines).toEqual([...pieces(0, 1), ...pieces(1, 2)]);
    expect(await codesOf(shop.orderFulfilments.create(id, {}))).toEqual(['ILLEGAL_STATE']);
    expect((await shop.orderFulfilments.update(id, 1, { state: 'DELIVERED' })).state).toBe('FULFILLED');
    expect(await codesOf(shop.orderFulfilments.update(id, 1, { state: 'CANCELLED' }))).toEqual(['ILLEGAL_STATE']);
    expect((await shop.orderFulfilments.update(id, 2, { state: 'CANCELLED', note: 'Label lost' })).state).toBe('PAID');
    expect((await shop.orderActions.act(id, 'fulfil')).fulfilments[2]?.lines).toEqual(rest.fulfilments[1]?.lines);
    const done = await shop.orderFulfilments.update(id, 3, { state: 'DELIVERED' });
    expect(done.state).toBe('DELIVERED');
    expect(done.fulfilments[1]?.history).toMatchObject([
      { state: 'SENT', note: null },
      { state: 'CANCELLED', note: 'Label lost' },
    ]);
    expect(await shop.orderDoctor.examine()).toEqual([]);
  });

  it('never sends more than was bought, however many send at once', async () => {
    const { shop, id } = await bought();
    const sent = Array.from({ length: 6 }, () => codesOf(shop.orderFulfilments.create(id, { lines: pieces(0, 1) })));
    expect((await Promise.all(sent)).flat()).toEqual(Array(3).fill('LIMIT_EXCEEDED'));
    expect((await shop.orders.get(id))?.fulfilments).toHaveLength(3);
  });

  it('takes a new tracking number without a move, and no address that is no page', async () => {
    const { shop, id } = await bought();
    const { history } = await shop.orderFulfilments.create(id, { lines: pieces(0, 1), carrier: 'DHL' });
    const tracked = await shop.orderFulfilments.update(id, 1, { trackingNumber: '7' });
    expect(tracked.fulfilments[0]).toMatchObject({ carrier: 'DHL', trackingNumber: '7' });
    expect(tracked.history).toEqual(history);
    for (const trackingUrl of ['javascript:alert(1)', 'no page'])
      expect(await codesOf(shop.orderFulfilments.update(id, 1, { trackingUrl }))).toEqual(['INVALID']);
    expect(await codesOf(shop.orderFulfilments.update(id, 2, { carrier: 'UPS' }))).toEqual(['NOT_FOUND']);
  });

  it.each([
    ['more of a line in two parts', [...pieces(0, 2), ...pieces(0, 2)], 'LIMIT_EXCEEDED'],
    ['a line that is none', pieces(2, 1), 'NOT_FOUND'],
    ['none of a line', pieces(0, 0), 'INVALID'],
    ['nothing', [], 'INVALID'],
    ['more than there are', pieces(1, 3), 'LIMIT_EXCEEDED'],
  ])('refuses %s', async (_what, lines, code) => {
    const { shop, id } = await bought();
    expect(await codesOf(shop.orderFulfilments.create(id, { lines }))).toEqual([code]);
  });
});

describe('goods that are refunded before they are sent', () => {
  it('cost what was paid for them, are in stock again once, and are not sent any more', async () => {
    const { shop, id } = await bought();
    const part = await shop.orderActions.act(id, 'refund', { lines: pieces(0, 2), restock: true });
    expect(part).toMatchObject({ state: 'PAID', refunds: [{ amount: eur(2000n), lines: pieces(0, 2) }] });
    for (let repeated = 0; repeated < 2; repeated++) await shop.orderActions.compensate(id, 'refunded-part', 1);
    expect((await shop.inventory.get('a')).onHand).toBe(9);
    expect((await shop.ledger.entry(`${id}:1`)).returned).toBe(2000n);
    expect(await codesOf(shop.orderFulfilments.create(id, { lines: pieces(0, 2) }))).toEqual(['LIMIT_EXCEEDED']);
    await shop.orderFulfilments.create(id, { lines: pieces(1, 2) });
    expect((await shop.orderActions.act(id, 'refund', { lines: pieces(0, 1) })).state).toBe('FULFILLED');
    expect(await codesOf(shop.orderActions.act(id, 'refund', { lines: pieces(1, 1) }))).toEqual(['LIMIT_EXCEEDED']);
  });

  it('have their part of a discount and of a tax on top, and none of shipping', async () => {
    const { shop } = await bought();
    await shop.priceRules.setDiscount(tenPercent);
    await shop.priceRules.setShippingMethod(parcel);
    await shop.carts.add('you', [{ sku: 'a', quantity: 3 }]);
    const { id } = await shop.checkouts.start('you');
    await shop.checkouts.update('you', id, { discountCode: 'TEN', shippingMethod: 'parcel' });
    const { total } = await shop.checkouts.complete('you', id, 'tok_ok', 'discounted');
    expect(total).toEqual(eur(2700n + 490n));
    const { refunds } = await shop.orderActions.act(id, 'refund', { lines: pieces(0, 1) });
    expect(refunds[0]?.amount).toEqual(eur(900n));
  });

  it('are on hand no more often than they were bought, if all else is cancelled', async () => {
    const { shop, id } = await bought();
    await shop.orderActions.act(id, 'refund', { lines: pieces(0, 1), restock: true });
    await shop.orderActions.compensate(id, 'refunded-part', 1);
    await shop.orderActions.act(id, 'cancel');
    await shop.orderActions.compensate(id, 'cancelled');
    expect([(await shop.inventory.get('a')).onHand, (await shop.inventory.get('b')).onHand]).toEqual([10, 10]);
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ returned: 4000n, refunded: true });
  });
});

describe('a return', () => {
  it('is asked for, approved, received and refunded, each once', async () => {
    const { shop, id } = await bought();
    expect(await codesOf(shop.orderReturns.request(id, { lines: pieces(0, 1) }))).toEqual(['LIMIT_EXCEEDED']);
    await shop.orderFulfilments.create(id, { lines: pieces(0, 2) });
    const asked = await shop.orderReturns.request(id, { lines: pieces(0, 2), reason: 'Too small' });
    expect(asked.returns).toMatchObject([{ number: 1, state: 'REQUESTED', reason: 'Too small', restocked: null }]);
    expect(await codesOf(shop.orderReturns.request(id, { lines: pieces(0, 1) }))).toEqual(['LIMIT_EXCEEDED']);
    expect(await codesOf(shop.orderReturns.update(id, 1, { state: 'RECEIVED' }))).toEqual(['ILLEGAL_STATE']);
    expect(await codesOf(shop.orderFulfilments.update(id, 1, { state: 'CANCELLED' }))).toEqual(['ILLEGAL_STATE']);
    await shop.orderReturns.update(id, 1, { state: 'APPROVED' });
    await shop.orderReturns.update(id, 1, { state: 'RECEIVED', restock: true });
    for (let repeated = 0; repeated < 2; repeated++) await shop.orderActions.compensate(id, 'return-received', 1);
    expect((await shop.inventory.get('a')).onHand).toBe(9);
    expect((await shop.ledger.entry(`${id}:1`)).returned).toBe(0n);
    const refunded = await shop.orderReturns.update(id, 1, { state: 'REFUNDED', note: 'Thank you' });
    expect(refunded).toMatchObject({
      state: 'PAID',
      returns: [{ state: 'REFUNDED', restocked: true }],
      refunds: [{ amount: eur(2000n), returned: 1 }],
    });
    expect(await codesOf(shop.orderReturns.update(id, 1, { state: 'REFUNDED' }))).toEqual(['ILLEGAL_STATE']);
    // What came back was sent: the rest of the order is still to be sent.
    const rest = await shop.orderActions.act(id, 'fulfil');
    expect(rest.fulfilments[1]?.lines).toEqual([...pieces(0, 1), ...pieces(1, 2)]);
    await shop.orderActions.act(id, 'refund', { restock: true });
    await shop.orderActions.compensate(id, 'refunded-restock');
    expect((await shop.inventory.get('a')).onHand).toBe(10);
  });

  it('that is refused can be asked for again, and a refund may be of another amount', async () => {
    const { shop, id } = await bought();
    await shop.orderActions.act(id, 'fulfil');
    await shop.orderReturns.request(id, { lines: pieces(1, 2) });
    const refused = await shop.orderReturns.update(id, 1, { state: 'REFUSED', note: 'Worn' });
    expect(refused.returns[0]?.history.at(-1)).toMatchObject({ state: 'REFUSED', note: 'Worn' });
    await shop.orderReturns.request(id, { lines: pieces(1, 2) });
    await shop.orderReturns.update(id, 2, { state: 'APPROVED' });
    await shop.orderReturns.update(id, 2, { state: 'RECEIVED' });
    const tooMuch = shop.orderReturns.update(id, 2, { state: 'REFUNDED', amount: eur(4001n) });
    expect(await codesOf(tooMuch)).toEqual(['LIMIT_EXCEEDED']);
    const { refunds, returns } = await shop.orderReturns.update(id, 2, { state: 'REFUNDED', amount: eur(300n) });
    expect([refunds[0]?.amount, returns[1]?.restocked]).toEqual([eur(300n), false]);
    expect(await codesOf(shop.orderReturns.update(id, 2, { state: 'REQUESTED' }))).toEqual(['INVALID']);
  });

  it('of all that was bought ends the order as REFUNDED', async () => {
    const { shop, id } = await bought();
    await shop.orderActions.act(id, 'fulfil');
    await shop.orderActions.act(id, 'deliver');
    await shop.orderReturns.request(id, { lines: [...pieces(0, 3), ...pieces(1, 2)] });
    for (const state of ['APPROVED', 'RECEIVED'] as const) await shop.orderReturns.update(id, 1, { state });
    expect((await shop.orderReturns.update(id, 1, { state: 'REFUNDED' })).state).toBe('REFUNDED');
    await shop.orderActions.compensate(id, 'refunded');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ returned: 4000n, refunded: true });
  });
});

it('keeps no tracking and no reason of a customer who is erased, and all of the pieces', async () => {
  const { shop, id } = await bought();
  await shop.orderFulfilments.create(id, { lines: pieces(0, 2), trackingNumber: '00340' });
  await shop.orderReturns.request(id, { lines: pieces(0, 1), reason: 'I am allergic' });
  expect(await new OrderPersons(shop.redis).forget(id, 'me', 'nobody')).toBe(true);
  const order = await shop.orders.get(id);
  expect(order).toMatchObject({
    fulfilments: [{ lines: pieces(0, 2), trackingNumber: null }],
    returns: [{ lines: pieces(0, 1), reason: null }],
  });
  expect((await shop.orderReturns.update(id, 1, { state: 'APPROVED' })).returns[0]?.state).toBe('APPROVED');
});
