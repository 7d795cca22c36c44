// The cache in a real browser: its figures, and what an administrator ends.

import { expect, it } from 'vitest';
import { Cache } from '../../src/redis/cache/cache.ts';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
const service = new Cache(app.stores.redis, { memorySeconds: 0 });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(10_000);
await logIn(window, app);

const figures = () => page.getByRole('region', { name: 'The cache in numbers' }).innerText();

it('says so where nobody has asked yet', async () => {
  await page.goto(`${app.url}/dashboard/cache`);
  await page.getByText('No reads in this period.').waitFor();
  expect(await page.getByRole('button', { name: 'Invalidate' }).isDisabled()).toBe(true);
});

it('shows what services get from it', async () => {
  for (const name of ['a', 'b']) {
    await service.get(name, () => 1, { ttlSeconds: 60, tags: ['letters'] });
    for (let turn = 0; turn < 3; turn++) await service.get(name);
  }
  await service.report();
  await expect.poll(figures).toMatch(/Hit rate\s+75%/i);
  expect(await figures()).toMatch(/Entries\s+2/i);
  await page.getByRole('img', { name: 'Hits and misses by minute' }).waitFor();
});

it('ends values by tag once it has asked, and tells what is wrong beside the field', async () => {
  await page.getByLabel('Keys').fill('x'.repeat(501));
  const invalidate = async () => {
    await page.getByRole('button', { name: 'Invalidate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Invalidate' }).click();
  };
  await invalidate();
  await page.getByText('keys.0 must be 1 to 500 characters').waitFor();
  await page.getByLabel('Keys').fill('');
  await page.getByLabel('Tags').fill('letters\nnone');
  await page.getByRole('button', { name: 'Invalidate' }).click();
  await page.getByRole('dialog').getByText('2 tags: every process drops these values').waitFor();
  expect(await service.get('a')).toBe(1);
  await page.getByRole('dialog').getByRole('button', { name: 'Invalidate' }).click();
  await page.getByText('Done: one of them had something cached.').waitFor();
  expect(await service.get('a')).toBeUndefined();
  await expect.poll(figures).toMatch(/Invalidations\s+2/i);
});
