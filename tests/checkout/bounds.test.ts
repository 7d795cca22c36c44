// What guests may reserve over the API: one may not hold the whole stock, nor many of one address together, nor for ever.

import { beforeEach, describe, expect, it } from 'vitest';
import { inventoryKeys } from '../../src/redis/inventory/keys.ts';
import { openTestApp } from '../support/app.ts';
import { addLines } from '../support/shopper.ts';

const gateway = '198.51.100.9';
const app = await openTestApp({
  trustedProxies: ['127.0.0.0/8'],
  exemptAddresses: [gateway],
  shop: { holdBounds: { holdsPerAddress: 40 }, maxHoldMs: 3_600_000 },
});
const { inventory, catalogue, redis } = app.stores;
let product = 0;
let sku = '';

async function stock(pieces: number): Promise<void> {
  sku = `mug-${product++}`;
  const price = { minor: 1400n, currency: 'EUR' };
  await catalogue.set({ sku, name: 'Mug', description: null, tags: [], price, active: true });
  await inventory.adjust([{ sku, delta: pieces }]);
}

// biome-ignore lint/suspicious/noExplicitAny: the shapes are what the tests assert.
type Answer = any;

function shopperAt(address: string, token?: string) {
  const client = app.client(token);
  client.setHeader('x-forwarded-for', address);
  return (document: string, variables = {}): Promise<Answer> => client.request(document, variables);
}

async function guestAt(address: string) {
  const start = 'mutation { sessionStart(input: { transport: BEARER }) { token } }';
  const { sessionStart } = await shopperAt(address)(start);
  return shopperAt(address, sessionStart.token);
}

const start = 'mutation { checkoutStart { checkout { id reservedUntil } userErrors { code field message } } }';

async function checkOut(ask: ReturnType<typeof shopperAt>, quantity: number) {
  await ask('mutation { cartClear { cart { version } } }');
  await ask(addLines, { lines: [{ sku, quantity }] });
  return (await ask(start)).checkoutStart;
}

const complete = `mutation ($input: CheckoutCompleteInput!) {
  checkoutComplete(input: $input) { order { state } checkout { reservedUntil } userErrors { code message } }
}`;

beforeEach(() => stock(100));

describe('a guest', () => {
  it('cannot hold the whole stock, is told how much may be held, and may have the last piece', async () => {
    const guest = await guestAt('203.0.113.1');
    expect(await checkOut(guest, 100)).toEqual({
      checkout: null,
      userErrors: [
        {
          code: 'LIMIT_EXCEEDED',
          field: ['lines', '0', 'quantity'],
          message: `You can reserve at most 50 of ${sku} at the moment. Reduce the quantity, or order the rest afterwards.`,
        },
      ],
    });
    expect(await checkOut(guest, 50)).toMatchObject({ userErrors: [] });
    expect(await inventory.get(sku)).toMatchObject({ available: 50 });
    await stock(1);
    expect(await checkOut(guest, 1)).toMatchObject({ userErrors: [] });
  });

  it('has stock no longer than the longest time, whatever is declined', async () => {
    const guest = await guestAt('203.0.113.2');
    const { checkout } = await checkOut(guest, 2);
    const pay = async (key: string, paymentToken = 'tok_declined') =>
      (await guest(complete, { input: { id: checkout.id, paymentToken, idempotencyKey: key } })).checkoutComplete;
    expect((await pay('first')).checkout.reservedUntil > checkout.reservedUntil).toBe(true);
    // An hour later, as the hold's own time tells it.
    const holds = inventoryKeys.part(redis.prefix, 'holds');
    const age = `local h = cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1])); h.b = h.b - 3600000
      redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack(h))`;
    for (const id of await redis.client.hkeys(holds)) await redis.client.eval(age, 1, holds, id);
    expect((await pay('second')).userErrors).toMatchObject([{ code: 'PAYMENT_DECLINED' }]);
    expect(await inventory.get(sku)).toMatchObject({ reserved: 0 });
    expect((await pay('third', 'tok_ok')).userErrors).toMatchObject([{ code: 'RESERVATION_EXPIRED' }]);
    expect(await checkOut(guest, 2)).toMatchObject({ userErrors: [] });
  });
});

describe('many guests of one address', () => {
  it.each([
    ['IPv4', (index: number) => (index >= 0 ? '203.0.113.3' : '')],
    ['an IPv6 network', (index: number) => `2001:db8:1:2::${index}`],
  ])('hold half of a stock together (%s), and others buy the rest', async (_kind, addressOf) => {
    const answers = [];
    for (let index = 0; index < 12; index++) answers.push(await checkOut(await guestAt(addressOf(index)), 8));
    expect(answers.filter(({ checkout }) => checkout)).toHaveLength(6);
    expect(answers.at(-1).userErrors).toMatchObject([
      { code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/2 of/) },
    ]);
    expect(await checkOut(await guestAt('203.0.113.4'), 40)).toMatchObject({ userErrors: [] });
  });

  it('have so many checkouts open and no more', async () => {
    const codes = [];
    for (let index = 0; index < 42; index++) {
      const { userErrors } = await checkOut(await guestAt('203.0.113.5'), 1);
      codes.push(userErrors[0]?.code);
    }
    expect(codes.filter((code) => code === undefined)).toHaveLength(40);
    expect(codes.slice(40)).toEqual(['LIMIT_EXCEEDED', 'LIMIT_EXCEEDED']);
  });

  it('are bounded each by itself behind an address that many share', async () => {
    for (let index = 0; index < 2; index++)
      expect(await checkOut(await guestAt(gateway), 50)).toMatchObject({ userErrors: [] });
    expect(await inventory.get(sku)).toMatchObject({ available: 0 });
  });

  it('count together with the accounts there, and an account is bounded wherever it comes from', async () => {
    const address = '203.0.113.6';
    const account = await app.token('CUSTOMER');
    expect(await checkOut(shopperAt(address, account), 45)).toMatchObject({ userErrors: [] });
    expect((await checkOut(await guestAt(address), 6)).userErrors).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
    expect((await checkOut(shopperAt('203.0.113.77', account), 51)).userErrors).toMatchObject([
      { code: 'LIMIT_EXCEEDED' },
    ]);
  });
});
