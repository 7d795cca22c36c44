// What is given back of orders: in parts, all at once, and by providers that do not manage it at first.

import { describe, expect, it } from 'vitest';
import type { Refund } from '../../src/redis/payment/payment.ts';
import { createHandlers } from '../../src/worker/handlers/index.ts';
import { noticeMail } from '../../src/worker/handlers/order-mail.ts';
import { Worker } from '../../src/worker/worker.ts';
import { captured, codesOf, setPrice, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

type Shop = Awaited<ReturnType<typeof openShop>>;

async function buy({ carts, checkouts }: Shop, sku = 'a', quantity = 2): Promise<string> {
  await carts.add('me', [{ sku, quantity }]);
  const { id } = await checkouts.start('me');
  await checkouts.complete('me', id, 'tok_ok', `key of ${id}`);
  return id;
}

const eur = (minor: bigint) => ({ minor, currency: 'EUR' });

describe('a refund of goods', () => {
  const method = { name: 'parcel', label: 'Parcel', active: true, countries: [], taxClass: null };
  const rates = [{ price: eur(500n), fromWeightGrams: 0, fromTotal: null }];
  const rule = { code: 'OFF', label: 'Off', automatic: false, active: true, percent: null, minimum: null };
  const endless = { maxUses: null, maxUsesPerCustomer: null, startsAt: null, endsAt: null };

  it.each([
    ['without shipping', null, false, 1000n],
    ['less than they cost by a discount of the goods, also of as much as shipping costs', 'AMOUNT', false, 750n],
    ['all that they cost where a discount took off shipping', 'FREE_SHIPPING', false, 1000n],
    ['with the tax that was added to them, without that of shipping', null, true, 1100n],
  ] as const)('is their share of what was paid: %s', async (_what, kind, isTaxed, expected) => {
    const shop = await openShop({ a: 5 });
    await shop.priceRules.setShippingMethod({ ...method, rates });
    if (kind)
      await shop.priceRules.setDiscount({ ...rule, ...endless, kind, amount: kind === 'AMOUNT' ? eur(500n) : null });
    const tax = { taxClass: 'standard', label: 'Tax', percent: '10' };
    await shop.priceRules.setTaxZone({ country: 'US', included: false, rounding: 'LINE', rates: [tax] });
    await shop.carts.add('me', [{ sku: 'a', quantity: 2 }]);
    const { id } = await shop.checkouts.start('me');
    const country = isTaxed ? 'US' : 'DE';
    await shop.checkouts.update('me', id, { shippingMethod: 'parcel', country, discountCode: kind && 'OFF' });
    await shop.checkouts.complete('me', id, 'tok_ok', 'key');
    // What was decided is what counts, and not the rules of now.
    if (kind) await shop.priceRules.deleteDiscount('OFF');
    const { refunds } = await shop.orderActions.act(id, 'refund', { lines: [{ line: 0, quantity: 1 }] });
    expect(refunds).toMatchObject([{ amount: eur(expected) }]);
  });
});

describe('a refund in parts', () => {
  it('gives back each part once, and ends as REFUNDED with the last', async () => {
    const shop = await openShop({ a: 5 });
    const id = await buy(shop);
    const part = await shop.orderActions.act(id, 'refund', { amount: eur(499n), note: 'Scratched' });
    expect(part).toMatchObject({ state: 'PAID', refunds: [{ amount: eur(499n), state: 'REFUND_PENDING' }] });
    expect(part.history.at(-1)).toMatchObject({ state: 'PAID', note: 'Scratched' });
    const began = { event: 'refunded-part', atMs: Number(part.history.at(-1)?.at) - 1, part: 1 } as const;
    expect(noticeMail(part, began)?.facts.note).toBe('Scratched');
    await shop.orderActions.act(id, 'fulfil');
    await shop.orderActions.act(id, 'refund', { amount: eur(1n) });
    for (let repeated = 0; repeated < 2; repeated++) await shop.orderActions.compensate(id, 'refunded-part');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 2000n, returned: 500n, refunded: false });
    expect(await codesOf(shop.orderActions.act(id, 'refund', { amount: eur(1501n) }))).toEqual(['LIMIT_EXCEEDED']);
    for (const minor of [0n, -5n])
      expect(await codesOf(shop.orderActions.act(id, 'refund', { amount: eur(minor) }))).toEqual(['INVALID']);
    const yen = { minor: 5n, currency: 'JPY' };
    expect(await codesOf(shop.orderActions.act(id, 'refund', { amount: yen }))).toEqual(['INVALID']);
    expect(await codesOf(shop.orderActions.act(id, 'refund', { amount: eur(1n), restock: true }))).toEqual(['INVALID']);
    expect((await shop.orderActions.act(id, 'refund', { restock: true })).state).toBe('REFUNDED');
    await shop.orderActions.compensate(id, 'refunded-restock');
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ charged: 2000n, returned: 2000n, refunded: true });
    expect((await shop.inventory.get('a')).onHand).toBe(5);
    expect((await shop.orders.get(id))?.refunds.map(({ state }) => state)).toEqual(Array(3).fill('REFUNDED'));
    expect(await codesOf(shop.orderActions.act(id, 'refund', { amount: eur(1n) }))).toEqual(['ILLEGAL_STATE']);
  });

  it('never gives back more than was paid, however many are asked for at once', async () => {
    const shop = await openShop({ a: 5 });
    const id = await buy(shop, 'a', 1);
    const asked = Array.from({ length: 8 }, () => codesOf(shop.orderActions.act(id, 'refund', { amount: eur(300n) })));
    const refused = (await Promise.all(asked)).flat();
    expect(refused).toEqual(Array(5).fill('LIMIT_EXCEEDED'));
    await Promise.all(Array.from({ length: 3 }, () => shop.orderActions.compensate(id, 'refunded-part')));
    expect((await shop.ledger.entry(`${id}:1`)).returned).toBe(900n);
    expect((await shop.orders.get(id))?.refunds).toHaveLength(3);
  });

  it.each([
    ['JPY', 1_000n, 333n],
    ['KWD', 12_345n, 1n],
  ] as const)('is exact in %s', async (currency, minor, part) => {
    const shop = await openShop({});
    await setPrice(shop, 'a', minor, currency);
    await shop.inventory.adjust([{ sku: 'a', delta: 3 }]);
    const id = await buy(shop, 'a', 3);
    await shop.orderActions.act(id, 'refund', { amount: { minor: part, currency } });
    await shop.orderActions.act(id, 'cancel');
    await shop.orderActions.compensate(id, 'cancelled');
    const { refunds } = (await shop.orders.get(id)) ?? {};
    expect(refunds?.map(({ amount }) => amount.minor)).toEqual([part, 3n * minor - part]);
    expect(await shop.ledger.entry(`${id}:1`)).toMatchObject({ returned: 3n * minor, refunded: true });
  });

  it('of so many parts and no more, but of all that is left at any time', async () => {
    const shop = await openShop({ a: 5 });
    const id = await buy(shop);
    for (let part = 1; part < 20; part++) await shop.orderActions.act(id, 'refund', { amount: eur(1n) });
    expect(await codesOf(shop.orderActions.act(id, 'refund', { amount: eur(1n) }))).toEqual(['LIMIT_EXCEEDED']);
    expect(await shop.orderActions.act(id, 'refund')).toMatchObject({ state: 'REFUNDED' });
    await shop.orderActions.compensate(id, 'refunded');
    expect((await shop.ledger.entry(`${id}:1`)).refunded).toBe(true);
  });
});

describe('a refund that the provider does not manage', () => {
  it('is REFUND_PENDING with the reason, and a worker asks until it is given back', async () => {
    let fails = 1;
    const given: Refund[] = [];
    const shop = await openShop(
      { a: 5 },
      {
        payments: {
          authorise: async () => ({ outcome: 'captured' }),
          capture: captured,
          cancel: async () => {},
          refund: async (refund) => {
            fails -= 1;
            if (fails >= 0) throw new Error('The bank is closed');
            given.push(refund);
          },
        },
      },
    );
    const id = await buy(shop);
    expect((await shop.orderActions.act(id, 'cancel')).refunds).toMatchObject([{ state: 'REFUND_PENDING' }]);
    await expect(shop.orderActions.compensate(id, 'cancelled')).rejects.toThrow('The bank is closed');
    expect((await shop.orders.get(id))?.refunds).toMatchObject([
      { state: 'REFUND_PENDING', problem: 'The bank is closed', refundedAt: null },
    ]);
    // The goods do not wait for the bank.
    expect((await shop.inventory.get('a')).onHand).toBe(5);
    fails = 1;
    const worker = new Worker(shop.redis, { queue: 'orders', handlers: createHandlers(shop), onError: () => {} });
    await expect.poll(async () => (await shop.orders.get(id))?.refunds[0]?.state, { timeout: 20_000 }).toBe('REFUNDED');
    await worker.close();
    expect((await shop.orders.get(id))?.refunds[0]).toMatchObject({ problem: null, refundedAt: expect.any(Date) });
    expect(given).toMatchObject([{ payment: { key: `${id}:1` }, refundKey: `${id}:1:refund:1`, amount: eur(2000n) }]);
  });

  it('is shown on an order that failed while its payment cannot be called off', async () => {
    let isClosed = true;
    const shop = await openShop(
      { a: 1 },
      {
        paymentCalls: { answerMs: 50 },
        payments: {
          authorise: async () => ({ outcome: 'captured' }),
          capture: captured,
          cancel: async () => {
            if (isClosed) throw new Error('The bank is closed');
          },
          refund: async () => {},
        },
      },
    );
    await shop.carts.add('me', [{ sku: 'a', quantity: 1 }]);
    const { id } = await shop.checkouts.start('me');
    // Somebody was told of the payment, and its stock is gone meanwhile.
    await shop.orders.begin(id, 'me', 'key', 'tok_ok', 'lock');
    await shop.orders.move(id, { from: ['PENDING'], to: 'FAILED', event: 'failed', lock: 'lock' });
    await expect(shop.orderActions.compensate(id, 'failed')).rejects.toThrow('The bank is closed');
    expect((await shop.orders.get(id))?.refunds).toMatchObject([
      { amount: eur(1000n), state: 'REFUND_PENDING', problem: 'The bank is closed' },
    ]);
    isClosed = false;
    await shop.orderActions.compensate(id, 'failed');
    expect((await shop.orders.get(id))?.refunds).toMatchObject([{ state: 'REFUNDED', problem: null }]);
  });

  it('does not keep the others of the order waiting', async () => {
    const given: string[] = [];
    const shop = await openShop(
      { a: 5 },
      {
        payments: {
          authorise: async () => ({ outcome: 'captured' }),
          capture: captured,
          cancel: async () => {},
          refund: async ({ refundKey }) => {
            if (refundKey.endsWith(':1')) throw new Error('Not this one');
            given.push(refundKey);
          },
        },
      },
    );
    const id = await buy(shop);
    for (const minor of [5n, 7n]) await shop.orderActions.act(id, 'refund', { amount: eur(minor) });
    await expect(shop.orderActions.compensate(id, 'refunded-part')).rejects.toThrow('Not this one');
    expect(given).toEqual([`${id}:1:refund:2`]);
    expect((await shop.orders.get(id))?.refunds.map(({ state }) => state)).toEqual(['REFUND_PENDING', 'REFUNDED']);
  });
});
