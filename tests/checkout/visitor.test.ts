// A front end that names its visitor: what the shop counts by itself lands on the visitor whose pages were counted.

import { gql } from 'graphql-request';
import { expect, test } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp({ workQueues: ['orders'] });
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** Returns the id of the order. */
async function shop(visitorId: string, userAgent: string): Promise<string> {
  const { sessionStart } = await app
    .client()
    .request<{ sessionStart: { token: string } }>(
      gql`mutation { sessionStart(input: { transport: BEARER }) { token } }`,
    );
  // biome-ignore lint/suspicious/noExplicitAny: the shapes are what the test asserts.
  const ask = (document: string, variables: object = {}): Promise<any> =>
    app
      .client(sessionStart.token)
      .request(document, variables, { 'x-mortar-visitor': visitorId, 'user-agent': userAgent });
  await ask(gql`mutation { cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 1 }] }) { userErrors { message } } }`);
  const { checkoutStart } = await ask(gql`mutation { checkoutStart { checkout { id } } }`);
  const input = { id: checkoutStart.checkout.id, paymentToken: 'tok_ok', idempotencyKey: 'one' };
  const paid = await ask(
    gql`mutation ($input: CheckoutCompleteInput!) { checkoutComplete(input: $input) { order { state } } }`,
    { input },
  );
  expect(paid.checkoutComplete.order.state).toBe('PAID');
  return Buffer.from(checkoutStart.checkout.id, 'base64').toString().replace(/^\w+:/, '');
}

test('page views, cart, checkout and purchase are of one visitor, and reach the goal of their experiment', async () => {
  const { catalogue, inventory, metrics, experiments, orderActions } = app.stores;
  const price = { minor: 1400n, currency: 'EUR' };
  await catalogue.setMany([{ sku: 'mug', name: 'Mug', tags: [], description: null, price, active: true }]);
  await inventory.adjust([{ sku: 'mug', delta: 10 }]);
  await experiments.set({ key: 'button', goal: 'PURCHASE', variants: [{ key: 'grey' }, { key: 'green' }] });
  await experiments.start('button');

  const view = { eventId: '1', type: 'PAGE_VIEW', visitorId: 'ann', path: '/' };
  await fetch(`${app.url}/collect`, {
    method: 'POST',
    headers: { 'user-agent': browser },
    body: JSON.stringify({ events: [view] }),
  });
  const { variant } = await experiments.assign({ key: 'button', visitorId: 'ann' });
  const order = await shop('ann', browser);
  // A server that renders the shop's pages speaks for its visitors, whatever its HTTP library calls itself.
  await shop('bob', 'node');

  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  await expect.poll(async () => (await metrics.totals('default', ...range)).conversions).toBe(2);
  expect(await metrics.totals('default', ...range)).toMatchObject({ visitors: 2, sessions: 2, conversionRate: 1 });
  // What was put into carts comes by another way than purchases, and may come later.
  const steps = ['/', 'CART', 'CHECKOUT', 'PURCHASE'];
  const funnel = async () => (await metrics.funnel('default', steps, ...range)).map(({ visitors }) => visitors);
  await expect.poll(funnel).toEqual([1, 1, 1, 1]);
  expect(await metrics.dropped('default', ...range)).toEqual([]);
  const experiment = await experiments.find('button');
  const armOf = async () => {
    const { arms } = await experiments.counts(experiment as NonNullable<typeof experiment>);
    return arms.find((arm) => arm.variant === variant);
  };
  expect(await armOf()).toMatchObject({ exposures: 1, conversions: 1 });
  expect((await armOf())?.revenue.get('EUR')?.sum).toBe(1400n);

  // Money that goes back is no revenue, and the visits stay what they were.
  const revenue = async () => (await metrics.totals('default', ...range)).revenue?.get('EUR');
  expect(await revenue()).toBe(2800n);
  await orderActions.act(order, 'refund', { amount: { minor: 400n, currency: 'EUR' } });
  await expect.poll(revenue).toBe(2400n);
  await orderActions.act(order, 'refund');
  await expect.poll(revenue).toBe(1400n);
  await expect.poll(async () => (await armOf())?.revenue.get('EUR')?.sum).toBe(0n);
  expect(await metrics.totals('default', ...range)).toMatchObject({ visitors: 2, sessions: 2, conversions: 2 });
});
