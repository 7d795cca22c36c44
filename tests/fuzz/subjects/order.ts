// Checkouts, orders, their outbox, and the payments of the test provider.

import { ShopErasure } from '../../../src/redis/checkout/erasure.ts';
import { PaymentKeys } from '../../../src/redis/checkout/payment-key.ts';
import { Reconciliation } from '../../../src/redis/checkout/reconciliation.ts';
import { PaymentWebhooks } from '../../../src/redis/checkout/webhook.ts';
import { OrderPersons } from '../../../src/redis/order/person.ts';
import { CheckoutRevisions } from '../../../src/redis/order/revision.ts';
import { newOrderId } from '../../../src/redis/order/shard.ts';
import { signedTestWebhook, TestPaymentProvider } from '../../../src/redis/payment/test-provider.ts';
import { charge, paymentNamed } from '../../support/shop.ts';
import { fixed } from '../hostile.ts';
import type { FuzzMethod, FuzzSubject, World } from '../subject.ts';
import { product } from './catalogue.ts';
import { brokenInventory } from './inventory.ts';
import { orderListMethods } from './order-list.ts';

const total = { minor: 1_000n, currency: 'EUR' };
const line = () => ({ sku: 'a', name: 'A', quantity: 1, unitPrice: total, total });
const page = { after: null, size: 5, backwards: false };

const address = {
  ...{ country: 'DE', name: 'Ann', organization: 'Mugs', lines: ['Weg 1', 'Hof'], locality: 'Berlin' },
  ...{ administrativeArea: null, postalCode: '10115', phone: '030' },
};
const contact = { email: 'ann@example.com', note: 'Ring', shippingAddress: address, billingAddress: address };

async function started({ stores, next }: World): Promise<{ owner: string; id: string }> {
  const owner = `shopper-${next()}`;
  await stores.carts.add(owner, [{ sku: 'a', quantity: 1 }]);
  return { owner, id: (await stores.checkouts.start(owner)).id };
}

async function paid(world: World): Promise<string> {
  const { owner, id } = await started(world);
  await world.stores.checkouts.complete(owner, id, 'tok_ok', `pay-${world.next()}`);
  return id;
}

const listing = (number: number) => ({
  ...{ id: newOrderId(), placedAt: new Date(1e12 + number), lines: [line()] },
  details: { code: 'CODE', shippingMethod: null, ...contact, country: 'DE' },
});

const tracking = { carrier: 'DHL', trackingNumber: '7', trackingUrl: 'https://dhl.example/7' };

async function sent(world: World): Promise<string> {
  const id = await paid(world);
  await world.stores.orderFulfilments.create(id, tracking);
  return id;
}

async function past(world: World) {
  return {
    number: `${world.next()}`,
    owner: 'past',
    state: fixed('PAID'),
    lines: [line()],
    total,
    placedAt: new Date(1e12),
  };
}

/** Of charges of this moment, too. */
function reconciliationOf({ redis, stores }: Pick<World, 'redis' | 'stores'>): Reconciliation {
  return new Reconciliation(redis, { ...stores, payments: new TestPaymentProvider(redis) }, 0);
}

/** A charge without an order, one of a checkout whose order was lost, and an order whose money was given back. */
async function differing(world: World): Promise<void> {
  const payments = new TestPaymentProvider(world.redis);
  for (const id of [newOrderId(), (await started(world)).id]) await charge(payments, `${id}:1`);
  await payments.cancel(paymentNamed(`${await paid(world)}:1`));
}

const webhookSecret = 'a secret';

function webhookOf(key: string) {
  const { headers, body } = signedTestWebhook({ kind: 'payment', key }, webhookSecret);
  return { headers, body: fixed(body) };
}

const keyUse = (at: number) => ({ owner: `payer-${at}`, checkoutId: newOrderId(), token: 'tok_ok', key: `key-${at}` });

const ofPaid: FuzzMethod = { good: async (world) => [await paid(world)] };

export const orderSubject: FuzzSubject = {
  name: 'order',
  rooms: ['order', 'checkout', 'payment'],
  methodsOfWorld: 8,
  objects: ({ redis, stores }) => ({
    checkouts: stores.checkouts,
    handover: stores.handover,
    orderClaims: stores.orderClaims,
    paymentKeys: new PaymentKeys(redis),
    orderPersons: new OrderPersons(redis),
    shopErasure: new ShopErasure(redis, stores),
    orders: stores.orders,
    revisions: new CheckoutRevisions(redis),
    orderActions: stores.orderActions,
    orderFulfilments: stores.orderFulfilments,
    orderReturns: stores.orderReturns,
    orderSearch: stores.orderSearch,
    orderExport: stores.orderExport,
    orderLinks: stores.orderLinks,
    orderImports: stores.orderImports,
    orderDoctor: stores.orderDoctor,
    outbox: stores.outbox,
    reconciliation: reconciliationOf({ redis, stores }),
    payments: new TestPaymentProvider(redis, { webhookSecret }),
    paymentWebhooks: new PaymentWebhooks({ ...stores, payments: new TestPaymentProvider(redis, { webhookSecret }) }),
  }),
  prepare: async ({ stores }) => {
    await stores.catalogue.set(product('a'));
    await stores.inventory.adjust([{ sku: 'a', delta: 1_000_000 }]);
  },
  methods: {
    'checkouts.start': {
      good: async ({ stores, next }) => {
        const owner = `shopper-${next()}`;
        const { version } = await stores.carts.add(owner, [{ sku: 'a', quantity: 1 }]);
        return [owner, { cartVersion: version, acceptPriceChanges: true, visitor: 'visitor' }];
      },
    },
    'checkouts.update': {
      good: async (world) => {
        const { owner, id } = await started(world);
        return [owner, id, { discountCode: '', shippingMethod: null, ...contact }];
      },
    },
    'checkouts.shippingOptions': {
      good: async (world) => [(await started(world)).id],
    },
    'revisions.revise': {
      good: async (world) => {
        const { owner, id } = await started(world);
        const details = { code: 'CODE', shippingMethod: null, ...contact, country: 'DE' };
        const off = { minor: -100n, currency: 'EUR' };
        const adjustment = { kind: fixed('DISCOUNT'), source: 'CODE', label: 'Off', amount: off };
        return [
          { id, owner, lines: [line()], revision: 0 },
          {
            total: { minor: 900n, currency: 'EUR' },
            adjustments: [{ ...adjustment, included: false, counted: true }],
            details,
            needsShipping: false,
          },
        ];
      },
    },
    'checkouts.open': { good: async (world) => [(await started(world)).owner] },
    'checkouts.get': { good: async (world) => [(await started(world)).id] },
    'checkouts.complete': {
      good: async (world) => {
        const { owner, id } = await started(world);
        return [owner, id, 'tok_ok', `key-${world.next()}`];
      },
      // A key stands for what it was first used with, also where that is refused; and an attempt that is declined is counted.
      mayChange: /checkout-key|\{ord:|\{inv:|\{orders:/,
    },
    'checkouts.cancel': {
      good: async (world) => {
        const { owner, id } = await started(world);
        return [owner, id];
      },
    },
    'handover.isNeeded': { good: async (world) => [(await started(world)).owner] },
    'handover.run': { good: async (world) => [(await started(world)).owner, `account-${world.next()}`] },
    'orderClaims.isNeeded': { good: () => ['ann@example.com'] },
    'orderClaims.run': {
      good: async (world) => {
        const { owner, id } = await started(world);
        await world.stores.checkouts.update(owner, id, contact);
        const order = await world.stores.checkouts.complete(owner, id, 'tok_ok', `pay-${world.next()}`);
        await world.stores.orderSearch.add(order);
        return [contact.email, `user:${world.next()}`];
      },
    },
    'shopErasure.run': { good: async (world) => [(await started(world)).owner, `erased-${world.next()}`] },
    'paymentKeys.forget': { good: ({ next }) => [`key-${next()}`, 'me'] },
    'paymentKeys.claim': { good: ({ next }) => [keyUse(next())] },
    'paymentKeys.release': {
      good: async ({ redis, next }) => {
        const use = keyUse(next());
        await new PaymentKeys(redis).claim(use);
        return [use];
      },
    },
    'paymentKeys.copy': {
      good: async ({ redis, next }) => {
        const use = keyUse(next());
        await new PaymentKeys(redis).claim(use);
        return [use.key, use.owner, `account-${next()}`];
      },
    },
    'checkouts.resume': ofPaid,
    'checkouts.recover': { good: async (world) => [(await started(world)).id, 1] },
    'orders.changedChannel': ofPaid,
    'orders.get': ofPaid,
    'orders.record': ofPaid,
    'orders.open': {
      good: () => [
        { id: newOrderId(), owner: 'me', visitor: 'me', lines: [line()], total, reservedUntil: new Date(2e12) },
      ],
    },
    'orders.begin': {
      good: async (world) => {
        const { owner, id } = await started(world);
        return [id, owner, `key-${world.next()}`, 'tok_ok', 'lock'];
      },
    },
    'orders.move': {
      good: async (world) => [
        await paid(world),
        { from: fixed(['PAID']), to: fixed('FULFILLED'), note: 'sent', event: fixed('fulfilled') },
      ],
    },
    'orders.adopt': {
      good: async (world) => {
        const { owner, id } = await started(world);
        return [id, owner, `account-${world.next()}`];
      },
    },
    'orderPersons.forget': { good: async (world) => [await paid(world), 'me', `erased-${world.next()}`] },
    'orders.noteDispute': {
      good: async (world) => [
        await paid(world),
        {
          id: `dispute-${world.next()}`,
          amount: total,
          reason: 'fraudulent',
          state: fixed('OPEN'),
          at: new Date(1e12),
        },
      ],
    },
    'orders.wait': {
      good: async (world) => {
        const { owner, id } = await started(world);
        await world.stores.orders.begin(id, owner, `key-${world.next()}`, 'tok_ok', 'lock');
        return [id, 'lock', { clientSecret: 'secret', redirectUrl: 'https://bank.example' }, 'reference'];
      },
    },
    'orders.noteRefunds': {
      good: async (world) => {
        const id = await paid(world);
        const { refunds } = await world.stores.orderActions.act(id, 'refund', {
          amount: { minor: 10n, currency: 'EUR' },
        });
        return [id, refunds, refunds.map((refund) => ({ ...refund, refundedAt: new Date(1e12), problem: 'none' }))];
      },
    },
    'orders.noteTracking': {
      good: async (world) => {
        const id = await sent(world);
        const before = (await world.stores.orders.get(id))?.fulfilments ?? [];
        return [id, before, before.map((each) => ({ ...each, ...tracking, trackingNumber: '8' }))];
      },
      endless: 'It reads none.',
    },
    'orderFulfilments.create': {
      good: async (world) => [await paid(world), { lines: [{ line: 0, quantity: 1 }], ...tracking, note: 'why' }],
    },
    'orderFulfilments.update': {
      good: async (world) => [await sent(world), 1, { state: fixed('DELIVERED'), note: 'why', ...tracking }],
    },
    'orderReturns.request': {
      good: async (world) => [await sent(world), { lines: [{ line: 0, quantity: 1 }], reason: 'why' }],
    },
    'orderReturns.update': {
      good: async (world) => {
        const id = await sent(world);
        await world.stores.orderReturns.request(id, { lines: [{ line: 0, quantity: 1 }] });
        return [id, 1, { state: fixed('APPROVED'), note: 'why' }];
      },
    },
    'orders.listed': { good: () => ['past', 10] },
    'orders.paymentToken': ofPaid,
    'orders.idempotencyKey': ofPaid,
    'orders.index': { good: async (world) => [{ id: await paid(world), owner: 'me', placedAt: new Date(1e12) }] },
    'orders.unindex': { good: async (world) => [{ id: await paid(world), owner: 'me' }] },
    'orders.page': { good: () => ['past', page] },
    'orders.list': {
      good: () => [fixed('PAID'), page, { from: new Date(1e12), before: new Date(2e12) }],
    },
    'orderLinks.request': {
      good: async (world) => [(await world.stores.orders.get(await paid(world)))?.number ?? '', 'ann@example.com'],
    },
    'orderLinks.issue': ofPaid,
    'orderLinks.use': {
      good: async (world) => {
        const { owner, id } = await started(world);
        await world.stores.checkouts.update(owner, id, contact);
        await world.stores.checkouts.complete(owner, id, 'tok_ok', `pay-${world.next()}`);
        return [await world.stores.orderLinks.issue(id), `session:${world.next()}`];
      },
    },
    'orderLinks.show': { good: ({ next }) => [`session:${next()}`, newOrderId()] },
    'orderLinks.allows': { good: async ({ next }) => [`session:${next()}`, listing(next())] },
    ...orderListMethods,
    'orderSearch.add': { good: async ({ next }) => [listing(next())] },
    'orderSearch.enter': ofPaid,
    'orderSearch.has': { good: async ({ next }) => [listing(next())], endless: 'It reads none.' },
    'orderSearch.find': {
      good: async (world) => {
        await world.stores.orderSearch.add(listing(world.next()));
        const query = { state: fixed('PAID'), sku: 'a', email: 'ann@example.com', owner: 'me' };
        return [{ ...query, from: new Date(1e12), before: new Date(2e12) }, page];
      },
    },
    'orders.count': { good: () => ['past'] },
    'orders.countAll': { good: () => [fixed('PAID'), { from: new Date(1e12), before: new Date(2e12) }] },
    'orders.abandoned': { good: () => [1, 10] },
    'orderActions.act': { good: async (world) => [await paid(world), fixed('cancel'), { note: 'why', restock: true }] },
    'orderActions.compensate': { good: async (world) => [await paid(world), fixed('paid')] },
    'orderImports.write': {
      good: async (world) => [[await past(world), await past(world)]],
      endless: 'The answer says of each order by itself that it is refused, and why.',
    },
    'orderImports.finish': { good: async ({ next }) => [[`${next()}`]] },
    'orderDoctor.examine': { good: () => [{ mend: false }] },
    'outbox.relay': { good: () => [1] },
    'outbox.relayAll': { good: () => [] },
    'outbox.aside': { good: () => [] },
    'payments.authorise': { good: ({ next }) => [{ ...paymentNamed(`charge-${next()}`), token: fixed('tok_ok') }] },
    'payments.capture': {
      good: async ({ redis, next }) => {
        const payment = paymentNamed(`charge-${next()}`);
        await new TestPaymentProvider(redis).authorise({ ...payment, token: 'tok_ok' });
        return [payment];
      },
    },
    'payments.cancel': { good: ({ next }) => [paymentNamed(`charge-${next()}`)] },
    'payments.readWebhook': {
      good: ({ next }) => [webhookOf(`charge-${next()}`)],
      refusals: /UnsignedWebhook/,
    },
    'paymentWebhooks.receive': {
      good: async (world) => [webhookOf(`${await paid(world)}:1`)],
      refusals: /UnsignedWebhook/,
    },
    'payments.refund': {
      // A charge that is not there, as of a key that was spoiled, cannot be given back.
      refusals: /^Error$/,
      good: async ({ redis, next }) => {
        const key = `charge-${next()}`;
        await charge(new TestPaymentProvider(redis), key);
        return [{ payment: paymentNamed(key), refundKey: `${key}:refund:1`, amount: { minor: 40n, currency: 'EUR' } }];
      },
    },
    'payments.charges': { good: () => [new Date(1e12), '0'] },
    'reconciliation.run': {
      good: async (world) => {
        await differing(world);
        return [];
      },
    },
    'reconciliation.examine': {
      good: async (world) => {
        await differing(world);
        return [new Date(1e12), { mend: true }];
      },
      done: async (world) => {
        const { refunded, completed, cancelled } = await reconciliationOf(world).examine(new Date(1e12), {
          mend: false,
        });
        const [left] = [...refunded, ...completed, ...cancelled];
        return left === undefined ? null : `the charge ${left} still differs from its order`;
      },
    },
    'payments.entry': { good: ({ next }) => [`charge-${next()}`] },
  },
  async broken(world) {
    const { stores } = world;
    const found = await stores.orderDoctor.examine();
    const listed = await stores.orders.list(null, { after: null, size: 100, backwards: false });
    const places = new Set(listed.entries.map(({ cursor }) => cursor));
    return [
      ...found.map(({ id, problem }) => `${id.slice(0, 30)} ${problem}`),
      ...(places.size === listed.entries.length ? [] : ['an order is listed twice']),
      ...(await brokenInventory(world)),
    ];
  },
};
