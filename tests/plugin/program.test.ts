// A program that runs Mortar inside of its own process, with a payment provider, mails and a calculator of its own.

import { readFileSync } from 'node:fs';
import { GraphQLClient, gql } from 'graphql-request';
import { afterAll, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import { en } from '../../src/mail/templates/en.ts';
import { orderEn } from '../../src/mail/templates/order-en.ts';
import { definePlugin } from '../../src/plugins/plugin.ts';
import { readable } from '../../src/redis/base/or-error.ts';
import type { NewPayment } from '../../src/redis/payment/payment.ts';
import { openTestMortar } from '../../src/testing.ts';
import { setPrice } from '../support/shop.ts';
import { addLines, completeCheckout, startCheckout } from '../support/shopper.ts';

const mails: Mail[] = [];
const paid: NewPayment[] = [];
/** What the handler of an event has read of its order. */
const told: string[] = [];

const mortar = await openTestMortar({
  payments: {
    async authorise(payment) {
      paid.push(payment);
      return { outcome: 'captured' };
    },
    capture: async () => ({ outcome: 'captured' }),
    cancel: async () => {},
    refund: async () => {},
  },
  plugins: [
    {
      name: 'flat-shipping',
      calculators: {
        shipping: {
          adjustments: ({ goods: { currency } }) => [
            {
              ...{ kind: 'SHIPPING', source: 'flat', label: 'Envoi', included: false, counted: false },
              amount: { minor: 500n, currency },
            },
          ],
        },
      },
    },
  ],
  mail: {
    language: 'fr',
    templates: {
      fr: {
        PASSWORD_RESET: ({ siteName }) => ({
          subject: `Un nouveau mot de passe pour ${siteName}`,
          greeting: 'Bonjour,',
          paragraphs: ['Choisissez-le ici.'],
          action: 'Choisir',
          closing: 'À bientôt.',
        }),
        ORDER_RECEIPT: ({ siteName, number, rows, total }) => ({
          subject: `Votre commande ${number} chez ${siteName}`,
          greeting: 'Bonjour,',
          paragraphs: [...rows, `En tout : ${total}`],
          closing: 'Merci !',
        }),
      },
    },
    mailer: {
      async send(mail) {
        mails.push(mail);
      },
      close: () => {},
    },
  },
  on: {
    'order.paid': async ({ type, data }, { stores }) => {
      const order = await stores.orders.get(data.orderId);
      // It may have moved on by now.
      told.push(`${type} ${order?.history.some(({ state }) => state === 'PAID')}`);
    },
  },
  routes: ({ stores }) => [
    {
      path: '/products',
      methods: ['GET'],
      handle: async ({ response }) => {
        const product = await stores.catalogue.get('tea');
        response.end(product?.name);
      },
    },
  ],
});
afterAll(() => mortar.close());

const client = (token: string) =>
  new GraphQLClient(`${mortar.url}/graphql`, { headers: { authorization: `Bearer ${token}` } });

it('takes money by its own provider, for a total that a plugin has a part in', async () => {
  await setPrice(mortar.stores, 'tea', 1000n);
  await mortar.stores.inventory.adjust([{ sku: 'tea', delta: 10 }]);
  const shopper = client(await mortar.token('CUSTOMER'));
  await shopper.request(addLines, { lines: [{ sku: 'tea', quantity: 2 }] });
  const { checkoutStart } = await shopper.request<{ checkoutStart: { checkout: { id: string } } }>(startCheckout);
  const { id } = checkoutStart.checkout;
  const contact = gql`mutation ($id: ID!) {
    checkoutUpdate(input: { id: $id, email: "eve@example.com" }) { userErrors { code } }
  }`;
  await shopper.request(contact, { id });
  const input = { id, paymentToken: 'a token of ours', idempotencyKey: 'one' };
  expect(await shopper.request(completeCheckout, { input })).toMatchObject({
    checkoutComplete: { order: { state: 'PAID' }, userErrors: [] },
  });
  expect(paid).toMatchObject([{ token: 'a token of ours', amount: { minor: 2500n, currency: 'EUR' } }]);
});

it('writes the receipt of an order in its own words, and the mail of a cancellation in ours', async () => {
  const found = () => mails.filter(({ to }) => to === 'eve@example.com');
  await expect.poll(found).toHaveLength(1);
  const [receipt] = found();
  expect(receipt?.subject).toMatch(/^Votre commande \d+-\w{6} chez Mortar$/);
  expect(receipt?.text).toContain('2 x Product tea: 20.00\n\nEnvoi: 5.00\n\nEn tout : 25.00 EUR\n\nMerci !');
  const all = await mortar.stores.orders.list('PAID', { after: null, size: 1, backwards: false });
  const [order] = readable(all.entries.map((entry) => entry.order));
  await mortar.stores.orderActions.act(order?.id ?? '', 'cancel', { note: 'No tea left' });
  await expect.poll(found).toHaveLength(2);
  expect(found()[1]).toMatchObject({
    subject: expect.stringMatching(/ is cancelled$/),
    text: expect.stringContaining('No tea left'),
  });
});

it('finds every template in the docs, with what it gets', () => {
  const docs = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const listed = [...docs.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual(Object.keys({ ...en, ...orderEn }).sort());
});

it('handles what has happened, with the stores of Mortar', async () => {
  await expect.poll(() => told, { timeout: 10_000 }).toContain('order.paid true');
});

it('knows the data of each event by its type', () => {
  const typed = definePlugin({
    name: 'typed',
    on: {
      'account.created': ({ data }) => data.accountId,
      // @ts-expect-error an event of an order has no account
      'order.paid': ({ data }) => data.accountId,
      // @ts-expect-error there is no such event
      'order.lost': () => {},
    },
  });
  expect(typed.name).toBe('typed');
});

it('writes mails in its own words, and in ours where it has none', async () => {
  const email = 'ada@example.com';
  await mortar.stores.accounts.create({ email, password: 'a long enough password', roles: ['CUSTOMER'] });
  const ask = (field: string) => gql`mutation { ${field}(input: { email: "${email}" }) { userErrors { code } } }`;
  const anybody = new GraphQLClient(`${mortar.url}/graphql`);
  await anybody.request(ask('passwordResetRequest'));
  await expect.poll(() => mails.map(({ subject }) => subject)).toContain('Un nouveau mot de passe pour Mortar');
  await anybody.request(ask('sessionLogInMailRequest'));
  await expect.poll(() => mails.map(({ subject }) => subject)).toContain('Log in to Mortar');
  expect(mails.filter(({ to }) => to === email)).toHaveLength(2);
});

it('has what it adds itself', async () => {
  expect(await (await fetch(`${mortar.url}/products`)).text()).toBe('Product tea');
});

it('refuses a configuration with a mistake', async () => {
  await expect(openTestMortar({ payment: null } as never)).rejects.toThrow(
    'The configuration: payment is not a key of the configuration. Did you mean payments?',
  );
});
