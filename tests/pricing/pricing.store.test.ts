// What totals are made of: shipping, discounts and taxes, exact in every currency, and uses of discounts that are counted once.

import { describe, expect, it } from 'vitest';
import type { CheckoutUpdate } from '../../src/redis/checkout/update.ts';
import type { Order, OrderRecord } from '../../src/redis/order/record.ts';
import type { Discount, ShippingMethod, TaxZone } from '../../src/redis/pricing/rule.ts';
import type { Stores } from '../../src/redis/stores.ts';
import { codesOf, shopOpener } from '../support/shop.ts';

const openShop = await shopOpener();

const money = (minor: bigint, currency = 'EUR') => ({ minor, currency });

const discount = (code: string, change: Partial<Discount> = {}): Discount => ({
  ...{ code, label: code, kind: 'PERCENT', automatic: false, active: true, percent: '10', amount: null, minimum: null },
  ...{ maxUses: null, maxUsesPerCustomer: null, startsAt: null, endsAt: null },
  ...change,
});

const parcel = (change: Partial<ShippingMethod> = {}): ShippingMethod => ({
  ...{ name: 'parcel', label: 'Parcel', active: true, countries: [], taxClass: null },
  rates: [{ price: money(490n), fromWeightGrams: 0, fromTotal: null }],
  ...change,
});

const germany: TaxZone = {
  ...{ country: 'DE', included: true, rounding: 'LINE' },
  rates: [
    { taxClass: 'standard', label: 'VAT 19 %', percent: '19' },
    { taxClass: 'reduced', label: 'VAT 7 %', percent: '7' },
  ],
};

interface Line {
  readonly minor: bigint;
  readonly quantity?: number;
  readonly currency?: string;
  readonly weightGrams?: number;
  readonly taxClass?: string;
}

/** A checkout of products of these prices. */
async function checkoutOf(shop: Stores, owner: string, ...lines: Line[]): Promise<OrderRecord> {
  for (const [index, { minor, quantity = 1, currency = 'EUR', ...of }] of lines.entries()) {
    const sku = `${owner}-${index}`;
    const product = { sku, name: sku, description: null, tags: [], active: true, price: { minor, currency }, ...of };
    await shop.catalogue.set(product);
    await shop.inventory.adjust([{ sku, delta: 100 }]);
    await shop.carts.add(owner, [{ sku, quantity }]);
  }
  return shop.checkouts.start(owner);
}

const pay = (shop: Stores, { owner, id }: OrderRecord, token = 'tok_ok'): Promise<Order> =>
  shop.checkouts.complete(owner, id, token, `${id}-${token}`);

/** Kinds and amounts, and the total. */
const shown = ({ adjustments, total }: OrderRecord) => [
  ...adjustments.map(({ kind, amount, included }) => `${kind} ${amount.minor}${included ? ' included' : ''}`),
  `= ${total.minor}`,
];

describe('a total', () => {
  it('is lines, shipping, discounts and taxes, and that is what is charged, kept, exported and refunded', async () => {
    const shop = await openShop({});
    await shop.priceRules.setShippingMethod(parcel());
    await shop.priceRules.setDiscount(discount('TEN'));
    await shop.priceRules.setTaxZone(germany);
    const started = await checkoutOf(shop, 'ann', { minor: 1000n, quantity: 2 }, { minor: 500n, taxClass: 'reduced' });
    expect(shown(started)).toEqual(['= 2500']);
    expect(started.needsShipping).toBe(true);
    expect(await codesOf(pay(shop, started))).toEqual(['INVALID']);
    const choices = { discountCode: ' ten ', shippingMethod: 'parcel', country: 'de' };
    const chosen = await shop.checkouts.update('ann', started.id, choices);
    // 19 % of 18.00 and of 4.90 are contained, and 7 % of 4.50.
    const made = ['SHIPPING 490', 'DISCOUNT -250', 'TAX 365 included', 'TAX 29 included', '= 2740'];
    expect(shown(chosen)).toEqual(made);
    const order = await pay(shop, chosen);
    expect(order.state).toBe('PAID');
    expect(shown(order)).toEqual(made);
    expect((await shop.ledger.entry(`${order.id}:1`))?.charged).toBe(2740n);
    expect(await codesOf(shop.orderActions.act(order.id, 'refund', { amount: money(2741n) }))).toEqual([
      'LIMIT_EXCEEDED',
    ]);
    // Numbers are numbers in a spreadsheet, also what a discount takes off.
    const csv = { format: 'CSV', after: null, size: 10, contacts: false, from: null, before: null } as const;
    expect((await shop.orderExport.page(csv)).text).toContain(',EUR,27.40,-2.50,4.90,0.00,3.94,0.00,');
    // What was decided stays, whatever becomes of the rules.
    await shop.priceRules.deleteDiscount('TEN');
    await shop.priceRules.deleteTaxZone('DE');
    expect(shown((await shop.orders.get(order.id)) as Order)).toEqual(made);
    await shop.orderActions.act(order.id, 'refund');
    await shop.outbox.relayAll();
    expect((await shop.orders.get(order.id))?.refunds[0]?.amount.minor).toBe(2740n);
  });

  it('adds taxes that prices do not contain, rounded by line or by order', async () => {
    const shop = await openShop({});
    const zone = { ...germany, country: 'US', included: false, rates: [{ ...germany.rates[0], percent: '7.75' }] };
    await shop.priceRules.setTaxZone({ ...zone, country: 'US' } as TaxZone);
    await shop.priceRules.setTaxZone({ ...zone, country: 'CA', rounding: 'ORDER' } as TaxZone);
    const started = await checkoutOf(shop, 'bob', { minor: 58n }, { minor: 58n }, { minor: 58n });
    // Each line's 4.495 cents are 4, and the sum of 13.485 is 13.
    expect(shown(await shop.checkouts.update('bob', started.id, { country: 'US' }))).toEqual(['TAX 12', '= 186']);
    expect(shown(await shop.checkouts.update('bob', started.id, { country: 'CA' }))).toEqual(['TAX 13', '= 187']);
    expect(shown(await shop.checkouts.update('bob', started.id, { country: null }))).toEqual(['= 174']);
  });

  it.each([
    ['JPY', 1999n, ['DISCOUNT -200', 'TAX 164 included', '= 1799']],
    ['KWD', 19_999n, ['DISCOUNT -2000', 'TAX 1636 included', '= 17999']],
    ['EUR', 1999n, ['DISCOUNT -200', 'TAX 164 included', '= 1799']],
  ])('is exact in %s', async (currency, minor, expected) => {
    const shop = await openShop({});
    await shop.priceRules.setDiscount(discount('TEN', { automatic: true }));
    const rates = [{ taxClass: 'standard', label: 'Tax', percent: '10' }];
    await shop.priceRules.setTaxZone({ ...germany, rates });
    const started = await checkoutOf(shop, 'cho', { minor, currency });
    const chosen = await shop.checkouts.update('cho', started.id, { country: 'DE' });
    expect(shown(chosen)).toEqual(expected);
    expect((await pay(shop, chosen)).total).toEqual(chosen.total);
  });

  it('is never below zero: discounts take off what the goods cost, and free shipping what shipping costs', async () => {
    const shop = await openShop({});
    await shop.priceRules.setShippingMethod(parcel());
    await shop.priceRules.setDiscount(
      discount('A-FIVE', { kind: 'AMOUNT', percent: null, amount: money(500n), automatic: true }),
    );
    await shop.priceRules.setDiscount(discount('FREE', { kind: 'FREE_SHIPPING', percent: null }));
    const started = await checkoutOf(shop, 'dan', { minor: 300n });
    const chosen = await shop.checkouts.update('dan', started.id, { discountCode: 'FREE', shippingMethod: 'parcel' });
    expect(shown(chosen)).toEqual(['SHIPPING 490', 'DISCOUNT -300', 'DISCOUNT -490', '= 0']);
    expect((await pay(shop, chosen)).state).toBe('PAID');
  });
});

describe('shipping', () => {
  it('is priced by weight and total, is offered for its countries, and is chosen among what is offered', async () => {
    const shop = await openShop({});
    const rates = [
      { price: money(490n), fromWeightGrams: 0, fromTotal: null },
      { price: money(990n), fromWeightGrams: 5_000, fromTotal: null },
      { price: money(0n), fromWeightGrams: 0, fromTotal: money(10_000n) },
    ];
    await shop.priceRules.setShippingMethod(parcel({ rates, countries: ['DE', 'AT'] }));
    const options = async (lines: Line[], update: CheckoutUpdate, owner: string) => {
      const { id } = await checkoutOf(shop, owner, ...lines);
      await shop.checkouts.update(owner, id, update);
      const found = await shop.checkouts.shippingOptions(id);
      return found.map(({ name, price }) => `${name} ${price.minor}`);
    };
    const light = { minor: 1000n, weightGrams: 2_000 };
    expect(await options([light], { country: 'DE' }, 'light')).toEqual(['parcel 490']);
    expect(await options([{ ...light, quantity: 3 }], { country: 'AT' }, 'heavy')).toEqual(['parcel 990']);
    expect(await options([{ ...light, quantity: 10 }], { country: 'DE' }, 'dear')).toEqual(['parcel 0']);
    expect(await options([light], { country: 'FR' }, 'abroad')).toEqual([]);
    const { id } = await checkoutOf(shop, 'eve', light);
    expect(await codesOf(shop.checkouts.update('eve', id, { shippingMethod: 'parcel', country: 'FR' }))).toEqual([
      'NOT_FOUND',
    ]);
    await shop.checkouts.update('eve', id, { shippingMethod: 'parcel', country: 'DE' });
    // A country that it does not go to takes the choice back.
    const moved = await shop.checkouts.update('eve', id, { country: 'FR' });
    expect([moved.details.shippingMethod, moved.needsShipping]).toEqual([null, true]);
  });
});

describe('a discount', () => {
  it('is refused with the reason while its conditions are not met, and is removed again', async () => {
    const shop = await openShop({});
    const rules: Discount[] = [
      discount('LATER', { startsAt: new Date(Date.now() + 60_000) }),
      discount('OVER', { endsAt: new Date(Date.now() - 1) }),
      discount('BIG', { minimum: money(5_000n) }),
      discount('OFF', { active: false }),
      discount('YEN', { kind: 'AMOUNT', percent: null, amount: money(100n, 'JPY') }),
      discount('HALF', { percent: '50' }),
    ];
    for (const rule of rules) await shop.priceRules.setDiscount(rule);
    const { id } = await checkoutOf(shop, 'fay', { minor: 1000n });
    for (const discountCode of ['LATER', 'OVER', 'BIG', 'OFF', 'YEN', 'NONE'])
      expect(await codesOf(shop.checkouts.update('fay', id, { discountCode }))).toEqual(['NOT_FOUND']);
    expect(shown(await shop.checkouts.update('fay', id, { discountCode: 'HALF' }))).toEqual(['DISCOUNT -500', '= 500']);
    // A checkout that is started again keeps what was chosen.
    expect(shown(await shop.checkouts.start('fay'))).toEqual(['DISCOUNT -500', '= 500']);
    const open = (await shop.checkouts.open('fay')) as OrderRecord;
    expect(shown(await shop.checkouts.update('fay', open.id, { discountCode: null }))).toEqual(['= 1000']);
  });

  it('of five uses is used five times by twenty shoppers who pay at once', async () => {
    const shop = await openShop({ mug: 100 });
    await shop.priceRules.setDiscount(discount('FIVE', { maxUses: 5 }));
    const checkouts = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const owner = `shopper-${index}`;
        await shop.carts.add(owner, [{ sku: 'mug', quantity: 1 }]);
        const { id } = await shop.checkouts.start(owner);
        return shop.checkouts.update(owner, id, { discountCode: 'FIVE' });
      }),
    );
    const paid = await Promise.allSettled(checkouts.map((checkout) => pay(shop, checkout)));
    const orders = paid.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(orders.map(({ total }) => total.minor)).toEqual([900n, 900n, 900n, 900n, 900n]);
    expect(await shop.discountUses.count('FIVE')).toBe(5);
    // The others go on without it.
    const left = checkouts.find(({ id }) => !orders.some((order) => order.id === id)) as OrderRecord;
    const again = await shop.checkouts.update(left.owner, left.id, {});
    expect(shown(again)).toEqual(['= 1000']);
    expect((await shop.checkouts.complete(left.owner, left.id, 'tok_ok', 'again')).state).toBe('PAID');
    expect(await shop.discountUses.count('FIVE')).toBe(5);
  });

  it('is given back when the payment is declined, and used once by the payment that follows', async () => {
    const shop = await openShop({ mug: 100 });
    await shop.priceRules.setDiscount(discount('ONCE', { maxUses: 1, maxUsesPerCustomer: 1 }));
    const start = async (owner: string) => {
      await shop.carts.add(owner, [{ sku: 'mug', quantity: 1 }]);
      const { id } = await shop.checkouts.start(owner);
      return shop.checkouts.update(owner, id, { discountCode: 'ONCE' });
    };
    const [gil, hal] = [await start('gil'), await start('hal')];
    expect(await codesOf(pay(shop, gil, 'tok_declined'))).toEqual(['PAYMENT_DECLINED']);
    expect(await shop.discountUses.count('ONCE')).toBe(0);
    expect((await pay(shop, gil)).state).toBe('PAID');
    expect(await shop.discountUses.count('ONCE')).toBe(1);
    expect(await codesOf(pay(shop, hal))).toEqual(['LIMIT_EXCEEDED']);
    // What the jobs of the declined payment do late takes nothing from the one that bought it.
    await shop.orderActions.compensate(gil.id, 'declined');
    expect(await shop.discountUses.count('ONCE')).toBe(1);
    expect(await shop.discountUses.countOf('ONCE', 'gil')).toBe(1);
  });

  it('is given back by a job where the process died after a declined payment, and kept when a paid order is cancelled', async () => {
    const shop = await openShop({ mug: 100 });
    await shop.priceRules.setDiscount(discount('TWO', { maxUses: 2 }));
    await shop.carts.add('ida', [{ sku: 'mug', quantity: 1 }]);
    const { id } = await shop.checkouts.start('ida');
    const checkout = await shop.checkouts.update('ida', id, { discountCode: 'TWO' });
    await shop.discountUses.claim(
      { code: 'TWO', maxUses: 2, maxUsesPerCustomer: null },
      { orderId: id, attempt: 0, customer: 'ida' },
    );
    await shop.orderActions.compensate(id, 'declined');
    expect(await shop.discountUses.count('TWO')).toBe(0);
    const order = await pay(shop, checkout);
    await shop.orderActions.act(order.id, 'cancel');
    await shop.orderActions.compensate(order.id, 'cancelled');
    expect(await shop.discountUses.count('TWO')).toBe(1);
  });
});

describe('a calculator', () => {
  it('of a program takes the place of the built-in one', async () => {
    const shop = await openShop(
      {},
      {
        calculators: {
          discounts: {
            adjustments: ({ goods }) => [
              {
                ...{ kind: 'DISCOUNT', source: 'members', label: 'Members', included: false, counted: false },
                amount: { minor: -goods.minor / 4n, currency: goods.currency },
              },
            ],
          },
        },
      },
    );
    await shop.priceRules.setDiscount(discount('TEN', { automatic: true }));
    expect(shown(await checkoutOf(shop, 'joe', { minor: 1000n }))).toEqual(['DISCOUNT -250', '= 750']);
  });
});
