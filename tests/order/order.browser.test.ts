// Everybody's orders in a real browser: an administrator finds one, sees what is in it, and moves it.

import { describe, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow, savedBy } from '../support/chromium.ts';
import { askerOf } from '../support/shopper.ts';

const app = await openTestApp({
  dashboardFolder: buildDashboard(),
  workQueues: ['orders', 'mail'],
  mail: {
    ...{ siteName: 'Mugs', from: 'shop@example.com', language: 'en', keepUnsent: true },
    // Links are followed below the address that the app has by then.
    pagesUrl: 'https://shop.example.com',
  },
});
await createAdministrator(app);
const window = await openWindow();
await logIn(window, app);
const page = await window.newPage();
page.setDefaultTimeout(10_000);
const guest = await (await openWindow()).newPage();
guest.setDefaultTimeout(10_000);
const { catalogue, inventory, carts, checkouts, orders } = app.stores;

async function buy(owner: string, quantity: number): Promise<{ id: string; number: string }> {
  await carts.add(owner, [{ sku: 'mug', quantity }]);
  const checkout = await checkouts.start(owner);
  await checkouts.update(owner, checkout.id, { email: `${owner}@example.com`, note: 'Ring twice' });
  return checkouts.complete(owner, checkout.id, 'tok_ok', owner);
}
const move = (name: string) => page.getByRole('button', { name, exact: true });
const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
const orderOf = (number: string) => page.getByRole('link', { name: number, exact: true });

it('says what will appear before there is an order', async () => {
  await page.goto(`${app.url}/dashboard/all-orders`);
  await page.getByText('No orders yet.').waitFor();
});

it('lists orders by state, opens one, and offers the moves that its state allows', async () => {
  const price = { minor: 1400n, currency: 'EUR' };
  await catalogue.set({ sku: 'mug', name: 'Slate mug', tags: [], description: null, price, active: true });
  await inventory.adjust([{ sku: 'mug', delta: 10 }]);
  const kept = await buy('one', 2);
  const given = await buy('two', 3);
  const line = { sku: 'mug', name: 'Slate mug', quantity: 1, unitPrice: price, total: price };
  const past = { number: '536365', owner: 'customer:9', state: 'PAID' as const, lines: [line], total: price };
  await app.stores.orderImports.write([{ ...past, placedAt: new Date('2010-12-01T08:26:00Z') }]);

  await orderOf(kept.number).click();
  await page.getByRole('heading', { name: `Order ${kept.number}` }).waitFor();
  await page.getByRole('region', { name: 'Lines' }).getByText('€28.00').last().waitFor();
  await page.getByRole('region', { name: 'Contact of this order' }).getByText('one@example.com').waitFor();
  await page
    .getByRole('region', { name: 'Payment', exact: true })
    .getByText(/^test_\w+$/)
    .waitFor();
  await page.getByLabel('Note').fill('parcel 7');
  await move('Fulfil').click();
  await confirm('Fulfil');
  await page.getByText('parcel 7').waitFor();
  expect(await move('Cancel and restock').count()).toBe(0);
  await move('Deliver').click();
  await confirm('Deliver');
  await move('Deliver').waitFor({ state: 'detached' });
  expect((await orders.get(kept.id))?.history.map(({ state }) => state)).toEqual([
    'PENDING',
    'PAID',
    'FULFILLED',
    'DELIVERED',
  ]);

  await page.getByRole('link', { name: 'All orders' }).click();
  const search = page.getByRole('searchbox', { name: 'Search orders' });
  for (const [text, found] of [
    ['two@example.com', given],
    [kept.number, kept],
  ] as const) {
    await search.fill(text);
    await search.press('Enter');
    await orderOf((found === given ? kept : given).number).waitFor({ state: 'detached' });
    await orderOf(found.number).waitFor();
  }
  await search.fill(past.number);
  await search.press('Enter');
  await orderOf(kept.number).waitFor({ state: 'detached' });
  await orderOf(past.number).waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('group', { name: 'State' }).getByText('Paid').click();
  await orderOf(kept.number).waitFor({ state: 'detached' });
  await orderOf(given.number).click();
  await move('Cancel and restock').click();
  await confirm('Keep');
  expect((await orders.get(given.id))?.state).toBe('PAID');
  await move('Cancel and restock').click();
  await confirm('Cancel and restock');
  await page.getByText('Nothing is left to be done.').waitFor();
  await expect.poll(() => inventory.get('mug')).toMatchObject({ onHand: 8, reserved: 0 });
});

it('saves all orders as a CSV, or those of some days, without contacts', async () => {
  await page.goto(`${app.url}/dashboard/all-orders`);
  const all = await savedBy(page, () => move('Export all as CSV').click());
  expect(all).toMatch(/^number,state,placedAt,/);
  expect(all.match(/^.*,mug,Slate mug,\d+,14\.00,\d+\.00\r$/gm)).toHaveLength(3);
  expect(all).not.toContain('@example.com');
  await page.getByLabel('to', { exact: true }).fill('2010-12-31');
  const past = await savedBy(page, () => move('Export these days as CSV').click());
  expect(past.match(/^\d.*/gm)).toEqual([expect.stringMatching(/^536365,PAID,2010-12-01T08:26/)]);
});

it('sets and deletes what totals are made of', async () => {
  await page.goto(`${app.url}/dashboard/prices`);
  await page.getByText('No discounts yet.').waitFor();
  await page.getByLabel('Code').fill('spring');
  await page.getByLabel('Name for the customer').fill('Spring');
  await page.getByLabel('Takes off').fill('10 %');
  await page.getByRole('button', { name: 'Set the discount' }).click();
  await page.getByRole('cell', { name: 'SPRING', exact: true }).waitFor();
  const taxes = page.getByRole('region', { name: 'Taxes', exact: true });
  const rate = (number: number) => taxes.getByRole('group', { name: `Rate ${number}` });
  await page.getByLabel('Country', { exact: true }).fill('de');
  await rate(1).getByLabel('Name of the tax').fill('VAT 19 %');
  await rate(1).getByLabel('Percent').fill('19');
  for (const number of [2, 3]) {
    await taxes.getByRole('button', { name: 'Add a rate' }).click();
    await rate(number).getByLabel('Name of the tax').fill('Low VAT');
    await rate(number)
      .getByLabel('Percent')
      .fill(number === 2 ? '700' : '5');
    await rate(number).getByLabel('Tax class of products').fill('reduced');
  }
  await taxes.getByRole('button', { name: 'Remove rate 3' }).click();
  await page.getByRole('button', { name: 'Set the tax' }).click();
  await rate(2).getByRole('alert').getByText('percentage up to 100').waitFor();
  await rate(2).getByLabel('Percent').fill('7');
  await page.getByRole('button', { name: 'Set the tax' }).click();
  await page.getByRole('cell', { name: 'VAT 19 %, Low VAT 7 % (reduced)', exact: true }).waitFor();
  expect(await app.stores.priceRules.discount('SPRING')).toMatchObject({ kind: 'PERCENT', percent: '10' });
  await page.getByRole('region', { name: 'Discounts', exact: true }).getByRole('button', { name: 'Delete' }).click();
  await confirm('Delete');
  await page.getByText('No discounts yet.').waitFor();
  await taxes.getByRole('button', { name: 'Delete' }).click();
  await confirm('Delete');
  await page.getByText('No taxes yet.').waitFor();
});

it('shows a move that somebody else makes, and what is wrong with a note', async () => {
  const order = await buy('three', 1);
  await page.goto(`${app.url}/dashboard/all-orders`);
  await orderOf(order.number).click();
  await page.getByLabel('Note').fill('x'.repeat(2_000));
  await move('Fulfil').click();
  await confirm('Fulfil');
  await page.getByRole('alert').getByText('A note has at most').waitFor();
  await app.stores.orderActions.act(order.id, 'fulfil');
  await move('Deliver').waitFor();
  await move('Refund and restock').click();
  await confirm('Refund and restock');
  await page.getByText('Nothing is left to be done.').waitFor();
  await expect.poll(() => inventory.get('mug')).toMatchObject({ onHand: 8 });
});

it('sends a part of an order with its tracking, and takes a return to its refund', async () => {
  const order = await buy('four', 3);
  await page.goto(`${app.url}/dashboard/all-orders`);
  await orderOf(order.number).click();
  await page.getByLabel('Pieces of Slate mug').fill('2');
  await page.getByLabel('Tracking number').fill('00340');
  await move('Send these').click();
  const fulfilments = page.getByRole('region', { name: 'Fulfilments of this order' });
  await fulfilments.getByText('2 × Slate mug').waitFor();
  await fulfilments.getByText('00340').waitFor();
  await page.getByText('1 left', { exact: true }).waitFor();
  expect(await move('Cancel and restock').count()).toBe(0);
  await app.stores.orderReturns.request(order.id, { lines: [{ line: 0, quantity: 1 }], reason: 'A crack' });
  const returns = page.getByRole('region', { name: 'Returns of this order' });
  await returns.getByText('A crack').waitFor();
  for (const step of ['Approve', 'Received, restock', 'Refund the goods']) {
    await move(step).click();
    await confirm(step);
    await move(step).waitFor({ state: 'detached' });
  }
  await page.getByRole('region', { name: 'Refunds of this order' }).getByText('€14.00').waitFor();
  await expect.poll(() => inventory.get('mug')).toMatchObject({ onHand: 6 });
});

describe('a guest', () => {
  const mailsTo = async (email: string): Promise<{ subject: string; text: string }[]> => {
    const { unsentMails } = await askerOf(app)(await app.token('ADMIN'), '{ unsentMails { to subject text } }');
    return unsentMails.filter(({ to }: { to: string }) => to === email);
  };
  /** The newest mail whose link leads to a page, and the token of that link. */
  const tokenOf = async (email: string, page: string): Promise<string> => {
    const find = async () =>
      (await mailsTo(email)).flatMap(({ text }) => new RegExp(`/${page}#token=(\\S+)`).exec(text)?.[1] ?? []);
    await expect.poll(async () => (await find()).length).toBeGreaterThan(0);
    return (await find())[0] as string;
  };

  it('asks for a link by number and address, and sees the order and its state with it', async () => {
    const order = await buy('five', 1);
    await guest.goto(`${app.url}/dashboard/order`);
    await guest.getByLabel('E-mail').fill('five@example.com');
    await guest.getByLabel('Number of the order').fill(order.number);
    await guest.getByRole('button', { name: 'Send the mail' }).click();
    await guest.getByRole('status').getByText('a mail is on its way').waitFor();
    const token = await tokenOf('five@example.com', 'order');
    await guest.goto('about:blank');
    await guest.goto(`${app.url}/dashboard/order#token=${token}`);
    await guest.getByRole('button', { name: 'Show the order' }).click();
    await guest.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor();
    await guest.getByRole('region', { name: 'Lines' }).getByText('Slate mug').waitFor();
    await app.stores.orderFulfilments.create(order.id, { carrier: 'DHL', trackingNumber: '00345' });
    await guest.getByRole('region', { name: 'Fulfilments of this order' }).getByText('00345').waitFor();
    expect(await guest.getByRole('button').count()).toBe(0);
    await guest.reload();
    await guest.getByRole('heading', { level: 1, name: `Order ${order.number}` }).waitFor();
    // Another browser cannot use the link.
    await page.goto(`${app.url}/dashboard/order#token=${token}`);
    await page.getByRole('button', { name: 'Show the order' }).click();
    await page.getByRole('alert').getByText('This link was used in another browser').waitFor();
    await page.getByRole('button', { name: 'Get another mail' }).click();
    await page.getByLabel('Number of the order').waitFor();
  });

  it('finds the orders in the account whose address was proven by mail', async () => {
    const order = await buy('six', 1);
    const email = 'six@example.com';
    await expect.poll(() => app.stores.orderClaims.isNeeded(email)).toBe(true);
    await app.stores.accounts.create({ email, password: 'a long enough password' });
    await guest.goto(`${app.url}/dashboard/orders`);
    await guest.getByLabel('E-mail').fill(email);
    await guest.getByLabel('Password').fill('a long enough password');
    await guest.getByRole('button', { name: 'Log in', exact: true }).click();
    // Whoever knows the password has not proven the address.
    await guest.getByText('No orders yet.').waitFor();
    await guest.goto(`${app.url}/dashboard/verify-email`);
    await guest.getByRole('button', { name: 'Send a mail' }).click();
    const token = await tokenOf(email, 'verify-email');
    await guest.goto('about:blank');
    await guest.goto(`${app.url}/dashboard/verify-email#token=${token}`);
    await guest.getByRole('button', { name: 'Confirm' }).click();
    await guest.getByText('is confirmed since').waitFor();
    await guest.getByRole('link', { name: 'Cart and orders' }).click();
    await guest.getByRole('region', { name: 'Your orders' }).getByText(order.number).waitFor();
  });
});
