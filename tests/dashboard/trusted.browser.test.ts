// The dashboard in a real browser while Mortar runs nothing but trusted documents.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { administrator, createAdministrator } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const dashboardFolder = buildDashboard();
const app = await openTestApp({ dashboardFolder, trustedDocuments: { only: true } });
await createAdministrator(app);

it('logs in, shows every page', async () => {
  const window = await openWindow();
  const page = await window.newPage();
  page.setDefaultTimeout(10_000);
  const refusals: string[] = [];
  page.on('response', async (response) => {
    // Whether there is GraphiQL is asked by GET, of which only the head is read.
    if (response.url() !== app.endpoint || response.request().method() !== 'POST') return;
    // Of a page that was left meanwhile the browser keeps no answers.
    const answer = await response.text().catch(() => '');
    if (answer.includes('NOT_TRUSTED')) refusals.push(response.request().postData() ?? '');
  });
  await page.goto(`${app.url}/dashboard`);
  await page.getByLabel('E-mail').fill(administrator.email);
  await page.getByLabel('Password').fill(administrator.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Live' }).waitFor();
  const links = await page.getByRole('navigation').getByRole('link').all();
  expect(links.length).toBeGreaterThan(5);
  for (const link of links) {
    await link.click();
    await page.waitForLoadState('networkidle');
  }
  expect(refusals).toEqual([]);
  expect(await page.getByText('DOCUMENT_NOT_TRUSTED').count()).toBe(0);
  const file = await fetch(`${app.url}/dashboard/persisted-documents.json`);
  expect(await file.text()).not.toContain('query');
});
