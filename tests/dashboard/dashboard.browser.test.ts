// The dashboard in a real browser, against a real server: what an administrator sees and does.

import { expect, it } from 'vitest';
import { offered } from '../../src/redis/experiment/count.ts';
import { openTestApp } from '../support/app.ts';
import { administrator, createAdministrator, logIn, visit } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(10_000);

/** The number that stands under a name, such as `Page views`. */
const figure = (name: string) => page.locator('.figure', { hasText: name }).locator('.figure-value').innerText();

it('refuses a wrong password in words, and lets the right one in', async () => {
  await page.goto(`${app.url}/dashboard`);
  await page.getByLabel('E-mail').fill(administrator.email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(administrator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Live' }).waitFor();
  await page.locator('h1:focus').waitFor();
});

it('shows a visit in the moment it happens', async () => {
  await page.goto(`${app.url}/dashboard/live`);
  await page.getByText('No visitors yet').waitFor();
  await visit(app, 'visitor-1', '/products/oak-table');
  await expect.poll(() => figure('Page views')).toBe('1');
  expect(await figure('Active visitors')).toBe('1');
  await page.getByText('/products/oak-table').waitFor();
  await visit(app, 'visitor-2', '/');
  await expect.poll(() => figure('Page views')).toBe('2');
});

it('says when the server is not ready, and goes on by itself when it is', async () => {
  await page.route('**/health/ready', (route) => route.fulfill({ status: 503, json: { redis: false } }));
  await page.getByText('Redis is unavailable').waitFor();
  await page.unroute('**/health/ready');
  await page.getByText('Redis is unavailable').waitFor({ state: 'detached' });
  await visit(app, 'visitor-3', '/');
  await expect.poll(() => figure('Page views')).toBe('3');
});

it('opens each page of the navigation without a problem', async () => {
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  for (const name of await navigation.getByRole('link').allInnerTexts()) {
    await navigation.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('alert').allInnerTexts(), name).toEqual([]);
  }
});

it('says of an experiment why there is no winner yet, and counts along', async () => {
  const { experiments } = app.stores;
  await experiments.set({ key: 'button', goal: 'PURCHASE', variants: [{ key: 'grey' }, { key: 'green' }] });
  await experiments.start('button');
  await page.goto(`${app.url}/dashboard/experiments/button`);
  await page.getByText('No winner is named before each variant was seen by 100 visitors.').waitFor();
  const { variant } = await experiments.assign({ key: 'button', visitorId: 'ann' });
  const seenBy = page
    .getByRole('row', { name: variant as string })
    .getByRole('cell')
    .nth(1);
  await expect.poll(() => seenBy.innerText()).toBe('1');
});

it('stops an experiment, after asking, and goes on with it', async () => {
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped', { exact: true }).waitFor();
  expect(await app.stores.experiments.find('button')).toMatchObject({ state: 'STOPPED' });
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Running', { exact: true }).waitFor();
});

it('warns of an experiment whose visitors did not split as the weights say', async () => {
  const { experiments } = app.stores;
  const metrics = [{ key: 'refunds', event: 'REFUND', mayRiseBy: 0.1 }];
  await experiments.set({ key: 'form', goal: 'PURCHASE', variants: [{ key: 'long' }, { key: 'short' }], metrics });
  const form = await experiments.start('form');
  const visitors = Array.from({ length: 400 }, (_, index) => `v${index}`);
  const lopsided = visitors.filter((visitor, index) => offered(form, visitor) === 'long' || index % 2 === 0);
  for (const visitorId of lopsided) await experiments.assign({ key: 'form', visitorId });
  await page.goto(`${app.url}/dashboard/experiments/form`);
  await page.getByText('Do not trust these numbers.').waitFor();
  const table = (name: string) => page.getByRole('region', { name });
  await table('Metrics by variant').getByText('Not enough data').waitFor();
  expect(await table('Results of each day, by variant').getByRole('row').count()).toBeGreaterThan(2);
});

it('shows everybody the variant that is rolled out, after asking', async () => {
  await page.getByLabel('Variant for everybody').selectOption('short');
  await page.getByRole('button', { name: 'Roll out' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Roll out' }).click();
  await page.getByText('Everybody is shown short.').waitFor();
  const assign = 'mutation { experimentAssign(input: { key: "form", visitorId: "new" }) { assignment { variant } } }';
  expect(await app.client().request(assign)).toEqual({ experimentAssign: { assignment: { variant: 'short' } } });
});

it('draws its charts in a browser whose language is none', async () => {
  const other = await window.newPage();
  await other.addInitScript(() =>
    Object.defineProperty(navigator, 'language', { value: 'en-US@posix', configurable: true }),
  );
  await other.goto(`${app.url}/dashboard/live`);
  await other.locator('.chart canvas').waitFor();
  await other.close();
});

it('shows the way from cart to purchase, and what was refused', async () => {
  const cart = { type: 'CART' as const, visitorId: 'cora' };
  const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  await app.stores.metrics.track('default', [
    { ...cart, eventId: 'cart' },
    { ...cart, eventId: 'bought', type: 'PURCHASE', value: { minor: 12_345_600, currency: 'EUR' } },
    { ...cart, eventId: 'crawled', type: 'PAGE_VIEW', path: '/', userAgent: googlebot },
  ]);
  await page.goto(`${app.url}/dashboard/traffic`);
  await page.getByRole('region', { name: 'From cart to purchase' }).getByText('Cart', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'Not counted' }).getByText('Crawlers and other bots').waitFor();
  expect(await figure('Revenue')).toMatch(/^€123,456\b/);
  await page.setViewportSize({ width: 390, height: 800 });
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  await expect.poll(width).toBe(390);
  await page.setViewportSize({ width: 1200, height: 800 });
});

it('shows which share of the new visitors came back', async () => {
  const day = 86_400_000;
  const today = Math.floor(Date.now() / day) * day;
  const view = (visitorId: string, daysAgo: number) => ({
    eventId: `${visitorId} ${daysAgo}`,
    type: 'PAGE_VIEW' as const,
    path: '/',
    visitorId,
    at: new Date(today - daysAgo * day),
  });
  await app.stores.metrics.track('returning', [view('ann', 3), view('bob', 3), view('ann', 2), view('ann', 1)]);
  await page.goto(`${app.url}/dashboard/traffic?site=returning`);
  const cohorts = page.getByRole('region', { name: 'Cohorts by day' });
  await cohorts.getByRole('row', { name: '2 50% 50% 0%' }).waitFor();
});

const { metrics, sites } = app.stores;
const dayMs = 86_400_000;
const seen = (visitorId: string, at: number) => ({
  ...{ eventId: `${visitorId} ${at}`, type: 'PAGE_VIEW' as const, path: '/', visitorId, at: new Date(at) },
});
const chips = () => page.getByRole('region', { name: 'Filters' }).getByRole('listitem');
const named = page.locator('.figure').filter({ has: page.getByText('Visitors', { exact: true }) });
const visitors = () => named.locator('.figure-value').innerText();
const address = () => new URL(page.url()).searchParams.getAll('f');

it('filters all figures by what is chosen in a list, in steps that the back button undoes', async () => {
  await sites.set('filtered');
  const now = Date.now();
  const of = (visitorId: string, path: string, country: string) => ({ ...seen(visitorId, now), path, country });
  await metrics.track('filtered', [of('ann', '/a', 'DE'), of('bob', '/a', 'AT'), of('cy', '/b', 'AT')]);
  await page.goto(`${app.url}/dashboard/traffic?site=filtered&by=country`);
  await page.getByRole('button', { name: 'AT, show only these visits' }).click();
  expect(address()).toEqual(['is,country,AT']);
  await expect.poll(() => visitors()).toMatch(/^2\b/);
  await page.getByRole('region', { name: 'Page views', exact: true }).getByText('Show as a table').click();
  const table = page.getByRole('region', { name: /^Page views over time/ });
  await expect.poll(() => table.getByRole('cell', { name: '2', exact: true }).count()).toBe(1);
  await page.getByRole('region', { name: 'Goals' }).getByText('Goals cannot be filtered.').waitFor();
  await page.getByText('Files hold all visits').waitFor();
  await page.getByRole('group', { name: 'Group by' }).getByText('Page', { exact: true }).click();
  await page.getByRole('button', { name: '/a, show only these visits' }).click();
  await expect.poll(() => visitors()).toMatch(/^1\b/);
  await page.getByRole('button', { name: 'Country is AT, show visits without it' }).click();
  expect(address()).toEqual(['not,country,AT', 'is,page,/a']);
  await page.getByRole('list', { name: 'Top by Page' }).getByText('/a').waitFor();
  await page.goBack();
  expect(address()).toEqual(['is,country,AT', 'is,page,/a']);
  await page.getByRole('button', { name: 'Page is /a, remove' }).click();
  expect(address()).toEqual(['is,country,AT']);
  await page.getByRole('group', { name: 'Group by' }).getByText('Transition').click();
  await page.getByText('This list cannot be filtered.').waitFor();
});

it('adds and changes a filter by a form, which suggests what was counted', async () => {
  await page.goto(`${app.url}/dashboard/traffic?site=filtered&f=nonsense&f=is,page`);
  await page.getByRole('button', { name: 'Add filter' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add filter' });
  await dialog.getByLabel('Show visits by').selectOption('Country');
  await expect
    .poll(() => dialog.locator('datalist option').evaluateAll((all) => all.map((each) => each.getAttribute('value'))))
    .toEqual(['AT', 'DE']);
  await dialog.getByLabel('Value', { exact: true }).fill('DE');
  await dialog.getByRole('button', { name: 'Add another value' }).click();
  await dialog.getByLabel('Or value 2').fill('A,T');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => chips().count()).toBe(1);
  expect(address()).toEqual(['is,country,DE,A%2CT']);
  await page.reload();
  await expect.poll(() => visitors()).toMatch(/^1\b/);
  await page.getByRole('button', { name: 'Country is DE or A,T, change' }).click();
  const change = page.getByRole('dialog', { name: 'Change the filter' });
  await change.getByLabel('Or value 2').fill('');
  await change.getByLabel('Value', { exact: true }).fill('NP');
  await change.getByRole('button', { name: 'Save' }).click();
  await page.getByText('No visit meets all filters.').waitFor();
  expect(address()).toEqual(['is,country,NP']);
});

it('shows by how much figures changed, and compares with a year before or with nothing', async () => {
  const now = Date.now();
  const before = [8, 9].flatMap((days) => [seen('dan', now - days * dayMs), seen('eve', now - days * dayMs - 1)]);
  await metrics.track('filtered', before, { imported: true });
  await page.goto(`${app.url}/dashboard/traffic?site=filtered`);
  const changes = () => page.locator('.change').evaluateAll((all) => all.map((each) => each.textContent));
  await expect
    .poll(changes)
    .toEqual(expect.arrayContaining(['-25%, 4 in the period before', '+50%, 2 in the period before']));
  await page.getByRole('group', { name: 'Compare' }).getByText('With a year before').click();
  await expect.poll(changes).toContain('–, 0 in the same days a year before');
  expect(new URL(page.url()).searchParams.get('compare')).toBe('year');
  await page.getByRole('group', { name: 'Compare' }).getByText('No comparison').click();
  await expect.poll(() => page.locator('.change').count()).toBe(0);
  await page.locator('.chart-legend').getByText('Period before').waitFor({ state: 'detached' });
});

it('logs out, and keeps the theme that was chosen', async () => {
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'Log out' }).first().click();
  await page.locator('input:focus').waitFor();
  expect(await page.locator('input:focus').getAttribute('autocomplete')).toBe('username');
  const widthOfPage = () => page.evaluate(() => document.documentElement.clientWidth);
  for (const screen of [320, 390, 1200]) {
    await page.setViewportSize({ width: screen, height: 800 });
    // In the middle of the page, and not wider.
    const { x = 0, width = 0 } = (await page.locator('.log-in form').boundingBox()) ?? {};
    expect(Math.abs(x + width / 2 - (await widthOfPage()) / 2), `at ${screen}`).toBeLessThan(2);
    expect(x).toBeGreaterThan(0);
  }
  await logIn(window, app);
  await page.reload();
  await page.getByRole('button', { name: 'Log out' }).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});
