// The catalogue in a real browser: an administrator makes a product, finds it, changes it, and watches its stock.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow, savedBy } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const window = await openWindow();
await logIn(window, app);
const page = await window.newPage();
page.setDefaultTimeout(10_000);
const { catalogue, inventory, carts, checkouts } = app.stores;

const row = (text: string) => page.getByRole('region', { name: 'Products' }).locator('tbody tr', { hasText: text });
const numbers = async (text: string) => (await row(text).locator('.number').allInnerTexts()).slice(1);
const figures = () => page.locator('.figure-value').allInnerTexts();
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

it('makes a product, with what is wrong beside its field', async () => {
  await page.goto(`${app.url}/dashboard/catalogue`);
  await page.getByText('No products yet.').waitFor();
  await press('New product');
  const form = page.getByRole('dialog', { name: 'New product' });
  await form.getByLabel('SKU').fill('mug');
  await form.getByLabel('Name').fill('Slate mug');
  await form.getByLabel('Price').fill('14.001');
  await form.getByLabel('Tags').fill('Kitchen, gift');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByRole('alert').getByText('EUR has at most 2 decimal places').waitFor();
  expect(await form.getByLabel('Price').getAttribute('aria-invalid')).toBe('true');
  await form.getByLabel('Price').fill('14.00');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Slate mug' }).waitFor();
  const price = { minor: 1400n, currency: 'EUR' };
  expect(await catalogue.get('mug')).toMatchObject({
    name: 'Slate mug',
    tags: ['kitchen', 'gift'],
    price,
    active: true,
  });
});

it('never overwrites a product with a new one of the same SKU', async () => {
  await page.goto(`${app.url}/dashboard/catalogue`);
  await press('New product');
  const form = page.getByRole('dialog', { name: 'New product' });
  await form.getByLabel('SKU').fill('mug');
  await form.getByLabel('Name').fill('Another mug');
  await form.getByLabel('Price').fill('1.00');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('There is a product with the SKU mug already.').waitFor();
  expect(await form.getByLabel('SKU').getAttribute('aria-invalid')).toBe('true');
  expect(await catalogue.get('mug')).toMatchObject({ name: 'Slate mug' });
  await form.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Slate mug' }).click();
  await page.getByRole('heading', { name: 'Slate mug' }).waitFor();
});

it('adjusts the stock, never below what is reserved', async () => {
  await page.getByLabel('Change').fill('10');
  await page.getByLabel('Reason').fill('delivery');
  await press('Adjust');
  await expect.poll(figures).toEqual(['10', '0', '10']);
  await carts.add('shopper', [{ sku: 'mug', quantity: 4 }]);
  await checkouts.start('shopper');
  await expect.poll(figures).toEqual(['10', '4', '6']);
  await page.getByLabel('Change').fill('-7');
  await press('Adjust');
  await page.getByRole('alert').getByText('Of mug only 6 are there and not reserved.').waitFor();
});

it('adjusts once however often the form is sent, and again when it is filled in again', async () => {
  const form = page.locator('form', { hasText: 'Change' });
  const sendThrice = () =>
    form.evaluate((element) => {
      for (let time = 0; time < 3; time += 1) (element as HTMLFormElement).requestSubmit();
    });
  for (const onHand of ['13', '16']) {
    await page.getByLabel('Change').fill('3');
    await sendThrice();
    await expect.poll(figures).toEqual([onHand, '4', String(Number(onHand) - 4)]);
    await expect.poll(() => page.getByLabel('Change').inputValue()).toBe('');
  }
  await inventory.adjust([{ sku: 'mug', delta: -6 }]);
  await expect.poll(figures).toEqual(['10', '4', '6']);
});

it('finds by words and tags, and shows the stock of what it shows as it moves', async () => {
  const pen = { sku: 'pen', name: 'Brass pen', tags: ['desk'], description: null, active: true };
  await catalogue.set({ ...pen, price: { minor: 2600n, currency: 'EUR' } });
  await page.getByRole('link', { name: 'All products' }).click();
  await row('Brass pen').waitFor();
  expect(await numbers('Slate mug')).toEqual(['10', '4', '6']);
  await inventory.adjust([{ sku: 'mug', delta: 5 }]);
  await expect.poll(() => numbers('Slate mug')).toEqual(['15', '4', '11']);
  await page.getByLabel('Words or SKU').fill('sla');
  await press('Find');
  await row('Brass pen').waitFor({ state: 'detached' });
  await row('Slate mug').waitFor();
  await page.getByLabel('Words or SKU').fill('');
  await page.getByLabel('Tags').fill('desk');
  await press('Find');
  await row('Slate mug').waitFor({ state: 'detached' });
  await row('Brass pen').waitFor();
});

it('takes a product off sale, and finds it again by its SKU', async () => {
  await page.getByRole('link', { name: 'Brass pen' }).click();
  await press('Edit');
  await page.getByLabel('For sale').uncheck();
  await press('Save');
  await page.getByText('Not for sale', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'All products' }).click();
  await row('Slate mug').waitFor();
  expect(await row('Brass pen').count()).toBe(0);
  await page.getByLabel('Words or SKU').fill('pen');
  await press('Find');
  await row('Brass pen').getByText('Not for sale').waitFor();
  await page.getByLabel('Words or SKU').fill('nothing of this');
  await press('Find');
  await page.getByText('No product for sale matches.').waitFor();
});

it('saves all products as a CSV, whatever is found', async () => {
  const csv = await savedBy(page, () => press('Export all as CSV'));
  expect(csv).toMatch(/^sku,name,description,/);
  expect(csv).toMatch(/^mug,Slate mug,.*,true,/m);
  expect(csv).toMatch(/^pen,Brass pen,.*,false,/m);
});
