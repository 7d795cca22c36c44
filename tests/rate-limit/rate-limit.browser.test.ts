// The rate limits in a real browser: what an administrator sees of a policy, changes in it, and does for a blocked caller.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
const { rateLimits } = app.stores;
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(10_000);
await logIn(window, app);

const table = (label: string) => page.getByRole('region', { name: label }).locator('tbody');

it('makes a policy, and says beside each field what is wrong with it', async () => {
  await page.goto(`${app.url}/dashboard/rate-limits`);
  await page.getByRole('button', { name: 'New policy' }).click();
  const dialog = page.getByRole('dialog', { name: 'New policy' });
  await dialog.getByLabel('Name').fill('Search Page');
  await dialog.getByLabel('Limit').fill('0');
  await dialog.getByLabel('Guards').fill('Query.produkts');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Query.produkts is none').waitFor();
  await dialog.getByText('name must be lower-case letters').waitFor();
  await dialog.getByText('limit must be a whole number from 1').waitFor();
  expect(await dialog.getByLabel('Limit').getAttribute('aria-invalid')).toBe('true');
  expect(await dialog.getByLabel('Window').getAttribute('aria-invalid')).toBe('false');
  await dialog.getByLabel('Guards').fill('Query.products');
  await dialog.getByLabel('Name').fill('search-page');
  await dialog.getByLabel('Limit').fill('2');
  await dialog.getByLabel('Window').fill('600');
  await dialog.getByLabel('Description').fill('Searching the shop.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'search-page' }).waitFor();
  await page.getByText('2 in 10 min, for each address').waitFor();
  expect(await rateLimits.policies.get('search-page')).toMatchObject({ limit: 2, targets: ['Query.products'] });
});

it('says so where nothing has happened yet', async () => {
  await page.getByText('Nobody is blocked.').waitFor();
  await page.getByText('No requests in the current or previous hour.').waitFor();
  await page.getByText('No requests since you opened this page.').waitFor();
});

it('shows who is blocked, counts down, and lets a caller in again', async () => {
  for (let turn = 0; turn < 5; turn++) await rateLimits.take('search-page', '203.0.113.9');
  await rateLimits.flush();
  const blocked = table('Blocked callers');
  await blocked.getByText('203.0.113.9').waitFor();
  const left = () => blocked.locator('td').nth(2).innerText();
  const before = await left();
  expect(before).toMatch(/^(5 min|4 min \d+ s)$/);
  await expect.poll(left).not.toBe(before);
  await expect.poll(() => table('Top callers').innerText()).toMatch(/203\.0\.113\.9\s+2\s+3/);
  await expect.poll(() => table('Activity').innerText()).toMatch(/search-page\s+2\s+3/);
  await blocked.getByRole('button', { name: 'Unblock' }).click();
  await page.getByText('Nobody is blocked.').waitFor();
  expect((await rateLimits.take('search-page', '203.0.113.9')).allowed).toBe(true);
});

it('changes the mode only when it is saved, asks before protection ends, and takes it back', async () => {
  const mode = async () => (await rateLimits.policies.get('search-page'))?.mode;
  const dialog = page.getByRole('dialog', { name: 'Stop enforcing search-page?' });
  await page.getByRole('radio', { name: 'Enforce' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.getByText('Calls are neither counted nor refused.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  expect(await page.getByRole('radio', { name: 'Enforce' }).isChecked()).toBe(true);
  await page.getByText('Shadow', { exact: true }).click();
  await page.getByRole('button', { name: 'Save: shadow' }).click();
  await dialog.getByRole('button', { name: 'Keep' }).click();
  expect(await mode()).toBe('ENFORCE');
  await page.getByRole('button', { name: 'Save: shadow' }).click();
  await dialog.getByRole('button', { name: 'Save: shadow' }).click();
  await page.getByText('This policy protects nothing.').waitFor();
  expect(await mode()).toBe('SHADOW');
  await page.getByRole('button', { name: 'Undo' }).and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Changed from shadow to enforce.').waitFor();
  expect(await mode()).toBe('ENFORCE');
});

it('changes the limit of a policy, and deletes it', async () => {
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit search-page' });
  await dialog.getByLabel('Limit').fill('30');
  await dialog.getByLabel('Algorithm').selectOption('SLIDING_WINDOW');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('30 in 10 min, for each address; exact in every window').waitFor();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Rate limits' }).waitFor();
  expect(await rateLimits.policies.get('search-page')).toBeNull();
});

it('says that this server had to decide without Redis', async () => {
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const body = await response.json();
    if (body.data?.rateLimitState) {
      body.data.rateLimitState = { ...body.data.rateLimitState, redisAway: true, localDecisions: 7 };
    }
    await route.fulfill({ response, json: body });
  });
  await page.goto(`${app.url}/dashboard/rate-limits`);
  await page.getByText('Redis does not answer in time.').waitFor();
  await page.unroute('**/graphql');
});
