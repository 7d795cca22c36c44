// The page of flags in a real browser: one is made, switched on, given a share and deleted.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(15_000);
const { flags } = app.stores;
const button = (name: string) => page.getByRole('button', { name, exact: true });

it('makes a flag, which is off at first', async () => {
  await logIn(window, app);
  await page.goto(`${app.url}/dashboard/flags`);
  await page.getByText('There are no flags yet.').waitFor();
  await button('New flag').click();
  const dialog = page.getByRole('dialog', { name: 'New flag' });
  await dialog.getByLabel('Name').fill('banner');
  await dialog.getByLabel('Value', { exact: true }).fill('"green');
  await dialog.getByText('Enter JSON other than null.').waitFor();
  await dialog.getByLabel('Value', { exact: true }).fill('"green"');
  await dialog.getByLabel('Public: browsers').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'banner' }).click();
  await page.getByText('"green" for those who have the flag').waitFor();
  await page.getByText('There are no rules.').waitFor();
  expect(await flags.find('banner')).toMatchObject({ enabled: false, isPublic: true, value: 'green', offValue: false });
});

it('switches it on, changes its share, and shows rules that others set', async () => {
  await button('Switch on').click();
  await button('Switch off').waitFor();
  await page.getByLabel('Share of visitors in percent').fill('25');
  await button('Save the share').click();
  await expect.poll(async () => (await flags.find('banner'))?.percent).toBe(25);
  await flags.set({ key: 'banner', rules: [{ conditions: [{ subject: 'ROLE', operator: 'IN', values: ['ADMIN'] }] }] });
  await page.getByText('role is ADMIN').waitFor();
});

it('switches it off and deletes it, after asking', async () => {
  await button('Switch off').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await button('Switch on').waitFor();
  expect(await flags.find('banner')).toMatchObject({ enabled: false, percent: 25 });
  await button('Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There is no flag "banner".').waitFor();
  expect(await flags.find('banner')).toBeNull();
});
