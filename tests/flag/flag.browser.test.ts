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

it('edits rules by a form, and says beside a field what is wrong with it', async () => {
  await button('Edit rules').click();
  const dialog = page.getByRole('dialog', { name: 'Rules of banner' });
  expect(await dialog.getByLabel('Values').inputValue()).toBe('ADMIN');
  await dialog.getByRole('button', { name: 'Add a rule' }).click();
  const second = dialog.getByRole('group', { name: 'Rule 2' });
  await second.getByLabel('Name of the attribute').fill('age');
  await second.getByLabel('Comparison').selectOption('is at least');
  await second.getByLabel('Values').fill('grown up');
  await second.getByLabel('Share in percent').fill('12.5');
  await second.getByLabel('Their value').fill('{ "dark"');
  await second.getByText('Enter JSON other than null, or nothing.').waitFor();
  await second.getByLabel('Their value').fill('{ "dark": true }');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await second.getByRole('alert').filter({ hasText: 'must be a number for AT_LEAST' }).waitFor();
  expect(await second.getByLabel('Values').getAttribute('aria-invalid')).toBe('true');
  await second.getByLabel('Values').fill('18');
  await dialog.getByRole('button', { name: 'Move rule 2 up' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('age is at least 18').waitFor();
  const admins = {
    conditions: [{ subject: 'ROLE', attribute: null, operator: 'IN', values: ['ADMIN'] }],
    percent: 100,
  };
  const grown = { subject: 'ATTRIBUTE', attribute: 'age', operator: 'AT_LEAST', values: ['18'] };
  expect((await flags.find('banner'))?.rules).toEqual([
    { conditions: [grown], percent: 12.5, value: { dark: true } },
    admins,
  ]);
  await button('Edit rules').click();
  await dialog.getByRole('button', { name: 'Remove rule 1' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await flags.find('banner'))?.rules).toEqual([admins]);
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
