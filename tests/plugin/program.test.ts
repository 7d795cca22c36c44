// A program that runs Mortar inside of its own process, with a payment provider, mails and a calculator of its own.

import { GraphQLClient, gql } from 'graphql-request';
import { afterAll, expect, it } from 'vitest';
import type { Mail } from '../../src/mail/mail.ts';
import type { NewPayment } from '../../src/redis/payment/payment.ts';
import { openTestMortar } from '../../src/testing.ts';
import { setPrice } from '../support/shop.ts';
import { addLines, completeCheckout, startCheckout } from '../support/shopper.ts';

const mails: Mail[] = [];
const paid: NewPayment[] = [];

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
      },
    },
    mailer: {
      async send(mail) {
        mails.push(mail);
      },
      close: () => {},
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

it('takes money by its own provider', async () => {
  await setPrice(mortar.stores, 'tea', 1000n);
  await mortar.stores.inventory.adjust([{ sku: 'tea', delta: 10 }]);
  const shopper = client(await mortar.token('CUSTOMER'));
  await shopper.request(addLines, { lines: [{ sku: 'tea', quantity: 2 }] });
  const { checkoutStart } = await shopper.request<{ checkoutStart: { checkout: { id: string } } }>(startCheckout);
  const input = { id: checkoutStart.checkout.id, paymentToken: 'a token of ours', idempotencyKey: 'one' };
  expect(await shopper.request(completeCheckout, { input })).toMatchObject({
    checkoutComplete: { order: { state: 'PAID' }, userErrors: [] },
  });
  expect(paid).toMatchObject([{ token: 'a token of ours', amount: { minor: 2000n, currency: 'EUR' } }]);
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
  expect(mails.every(({ to }) => to === email)).toBe(true);
});

it('has what it adds itself', async () => {
  expect(await (await fetch(`${mortar.url}/products`)).text()).toBe('Product tea');
});

it('refuses a configuration with a mistake', async () => {
  await expect(openTestMortar({ payment: null } as never)).rejects.toThrow(
    'The configuration: payment is not a key of the configuration. Did you mean payments?',
  );
});
