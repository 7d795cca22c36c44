// The page of the traffic in a real browser: its charts under the pointer and as tables, its periods, and its sites.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { digestOf } from '../../src/redis/metric/site-share.ts';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(30_000);
await logIn(window, app);
const { metrics, sites } = app.stores;

const dayMs = 86_400_000;
const view = (visitorId: string, at: number) => ({
  ...{ eventId: `${visitorId} ${at}`, type: 'PAGE_VIEW' as const, path: '/', visitorId, at: new Date(at) },
});
const chart = page.locator('.chart');
/** Moves the pointer over the last point that has begun. */
async function point(): Promise<string> {
  const box = await chart.boundingBox();
  if (!box) throw new Error('there is no chart');
  await page.mouse.move(box.x + box.width - 40, box.y + box.height / 2);
  return page.locator('.chart-point').innerText();
}

it('says so where there is nothing to draw', async () => {
  await sites.set('kathmandu', null, 'Asia/Kathmandu');
  await page.goto(`${app.url}/dashboard/traffic`);
  await page.getByText('Nothing was counted in this period, nor in the one before.').waitFor();
  expect(await chart.count()).toBe(0);
});

it('offers the registered sites, and shows the days of the one that is chosen in its time zone', async () => {
  const now = Date.now();
  await metrics.track('kathmandu', [view('ann', now), view('bob', now), view('ann', now - 3 * dayMs)]);
  await page.getByLabel('Site').selectOption('kathmandu');
  await page.getByText('Days of Asia/Kathmandu').waitFor();
  await page.getByText('Page views; times in Asia/Kathmandu').waitFor();
  expect(new URL(page.url()).search).toBe('?site=kathmandu');
});

it('goes by presets and by a calendar, and keeps all that is chosen in the address', async () => {
  const search = () => Object.fromEntries(new URL(page.url()).searchParams);
  await page.getByText('30 days', { exact: true }).click();
  expect(search()).toEqual({ site: 'kathmandu', period: '30d' });
  await page.getByRole('group', { name: 'Measure' }).getByText('Visitors').click();
  await page.getByRole('group', { name: 'Group by' }).getByText('Referrer').click();
  expect(search()).toEqual({ site: 'kathmandu', period: '30d', measure: 'visitors', by: 'referrer' });
  await page.reload();
  await page.getByRole('heading', { level: 2, name: 'Visitors', exact: true }).waitFor();
  expect(await page.getByRole('radio', { name: '30 days' }).isChecked()).toBe(true);
  const from = await page.getByLabel('From', { exact: true }).inputValue();
  const earlier = new Date(Date.parse(from) - 3 * dayMs).toISOString().slice(0, 10);
  await page.getByLabel('From', { exact: true }).fill(earlier);
  await expect.poll(() => search().from).toBe(earlier);
  expect(await page.getByRole('radio', { name: 'Choose' }).isChecked()).toBe(true);
  await page.getByText('30 days', { exact: true }).click();
});

it('shows the value, the time and its zone under the pointer, and that today is not over', async () => {
  await chart.waitFor();
  await expect.poll(point).toMatch(/\w{3},? \d+ \w+ Asia\/Kathmandu\s+Visitors: 2 so far, before: 0/);
  await page.getByText('Not over yet').waitFor();
  await page.getByText('Period before', { exact: true }).waitFor();
});

it('has a table of each chart, with the period before', async () => {
  await page.getByText('Show as a table').click();
  const table = page.getByRole('region', { name: 'Visitors over time, 30 points, as a table' });
  await expect.poll(() => table.getByRole('row').count()).toBe(31);
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
    'Time (Asia/Kathmandu)',
    'Visitors',
    'Visitors, period before',
  ]);
  expect(await table.getByRole('row').last().getByRole('cell').allInnerTexts()).toEqual(['2', '0']);
});

it('names the currency of revenue', async () => {
  const value = { minor: 1_999n, currency: 'EUR' };
  await metrics.track('kathmandu', [{ eventId: 'bought', type: 'PURCHASE', visitorId: 'ann', value }]);
  await page.getByRole('group', { name: 'Measure' }).getByText('Revenue').click();
  await page.getByText('EUR; times in Asia/Kathmandu').waitFor();
  await expect.poll(point).toContain('Revenue in EUR: €19.99 so far');
});

it('saves the days that are shown, and the values of the dimension, as CSV', async () => {
  await page.goto(`${app.url}/dashboard/traffic?site=kathmandu&by=page`);
  const saved = async (button: string) => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    const download = await downloading;
    return {
      name: download.suggestedFilename(),
      lines: readFileSync(await download.path(), 'utf8')
        .trimEnd()
        .split('\r\n'),
    };
  };
  const days = await saved('Export days as CSV');
  expect(days.name).toMatch(/^kathmandu-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  expect(days.lines).toHaveLength(8);
  expect(days.lines[0]).toMatch(/^day,pageViews,/);
  const views = days.lines.slice(1).map((line) => Number(line.split(',')[1]));
  expect(views.reduce((sum, count) => sum + count, 0)).toBe(3);
  const pages = await saved('Export page by day as CSV');
  expect(pages.name).toMatch(/-page\.csv$/);
  expect(pages.lines[0]).toBe('day,value,count,error');
  expect(pages.lines.slice(1).map((line) => line.slice(11))).toEqual(['/,1,0', '/,2,0']);
});

it('adds a goal, shows what reached it, and deletes it', async () => {
  await page.getByRole('button', { name: 'Add a goal' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a goal' });
  await dialog.getByLabel('Name').fill('Saw a product');
  await dialog.getByLabel('Page or event').fill('/products/*');
  await dialog.getByLabel('Value').fill('2.505 EUR');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('decimal places').waitFor();
  await dialog.getByLabel('Value').fill('2.50 EUR');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const goals = page.getByRole('region', { name: 'Goals' });
  await goals.getByRole('cell', { name: '/products/*' }).waitFor();
  const seen = { ...view('cy', Date.now()), path: '/products/a' };
  await metrics.track('kathmandu', [seen, { ...seen, eventId: 'again' }]);
  await page.reload();
  await expect
    .poll(() => goals.getByRole('row').last().getByRole('cell').allInnerTexts())
    .toEqual(['Saw a product', '/products/*', '2', '1', expect.stringMatching(/^33/), '€5.00', 'Delete']);
  await goals.getByRole('button', { name: 'Saw a product' }).click();
  expect(address()).toEqual(['is,goal,Saw a product']);
  await expect.poll(() => figure('Visitors').locator('.figure-value').innerText()).toMatch(/^1\b/);
  await page.goBack();
  await goals.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No goals yet.').waitFor();
});

const figure = (label: string) => page.locator('.figure').filter({ has: page.getByText(label, { exact: true }) });
const address = () => new URL(page.url()).searchParams.getAll('f');

it('shows a day on which the clocks change in whole', async () => {
  const begin = Date.parse('2026-10-23T22:00:00Z');
  // One for each hour of the 24th, of 24 hours, and of the 25th, of 25.
  const views = Array.from({ length: 49 }, (_, hours) => view(`v${hours}`, begin + hours * 3_600_000));
  await sites.set('berlin', null, 'Europe/Berlin');
  await metrics.track('berlin', views, { imported: true });
  await page.goto(`${app.url}/dashboard/traffic?site=berlin&from=2026-10-18&to=2026-10-27`);
  await page.getByText('Show as a table').click();
  const row = (day: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader').getByText(day) });
  for (const [day, count] of [
    ['23 Oct', '0'],
    ['24 Oct', '24'],
    ['25 Oct', '25'],
    ['26 Oct', '0'],
  ] as const)
    expect(await row(day).getByRole('cell').first().innerText()).toBe(count);
});

it('shades what is no longer kept, and says so', async () => {
  const { client, prefix } = app.stores.redis;
  // As in data of a release that did not note which days it had counted.
  for (const key of await client.keys(`${prefix}:{an:kathmandu:*}:days`)) await client.del(key);
  await page.goto(`${app.url}/dashboard/traffic?site=kathmandu&from=2015-05-01&to=2015-05-20`);
  await page.getByText('Mortar no longer has all numbers of this period.').waitFor();
  await page.locator('.chart-legend').getByText('No longer kept').waitFor();
  await page.getByText('Mortar no longer has these numbers.').waitFor();
  await page.getByText('Mortar no longer has what visitors did in these days.').waitFor();
  await page.getByText('Mortar no longer knows who came in these days.').waitFor();
  await page.getByText('Show as a table').click();
  await expect.poll(() => page.getByRole('cell', { name: 'no longer kept' }).count()).toBe(40);
});

it.each([
  ['from=1990-01-01&to=2026-11-30', '2025-10-28', '2026-11-30'],
  ['from=2026-02-31&to=2026-03-02', null, null],
  ['from=2026-11-20&to=2026-11-01', null, null],
])('shows at most 399 days, and the last 7 where the address has none: %s', async (query, from, to) => {
  await page.goto(`${app.url}/dashboard/traffic?site=kathmandu&${query}`);
  await page.getByRole('region', { name: 'Page views', exact: true }).waitFor();
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
  expect(await page.getByRole('radio', { name: from ? 'Choose' : '7 days' }).isChecked()).toBe(true);
  if (!from) return;
  expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe(from);
  expect(await page.getByLabel('to', { exact: true }).inputValue()).toBe(to);
});

it('gives a person a role on a site, who then sees the traffic of that site and no page of an administrator', async () => {
  const reader = { email: 'rita@example.com', password: 'a long enough password' };
  await app.stores.accounts.create(reader);
  await page.goto(`${app.url}/dashboard/traffic?site=kathmandu`);
  await page.getByRole('button', { name: 'Add a person' }).click();
  await page.getByLabel('E-mail').fill(reader.email);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: reader.email }).waitFor();
  const hers = await openWindow();
  await logIn(hers, app, reader);
  const mine = await hers.newPage();
  await mine.goto(`${app.url}/dashboard/`);
  await mine.getByRole('heading', { level: 1, name: 'Traffic' }).waitFor();
  await mine.getByText('Days of Asia/Kathmandu').waitFor();
  expect(await mine.getByLabel('Site').getByRole('option').allInnerTexts()).toEqual(['kathmandu']);
  await mine.getByRole('heading', { level: 2, name: 'Goals' }).waitFor();
  expect(await mine.getByRole('button', { name: /Add a/ }).count()).toBe(0);
  const names = await mine.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts();
  expect([names[0], names.includes('Live'), names.includes('Queues')]).toEqual(['Traffic', false, false]);
});

it('creates a share link, shows it once to copy, and revokes it', async () => {
  await window.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${app.url}/dashboard/traffic?site=kathmandu`);
  const links = page.getByRole('region', { name: 'Share links', exact: true });
  await links.getByText('No share links.').waitFor();
  await links.getByRole('button', { name: 'Create a link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a link' });
  await dialog.getByLabel('What it is for').fill('Board');
  await dialog.getByLabel('Password').fill('short');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'password' }).waitFor();
  await dialog.getByLabel('Password').fill('süße Kirschen');
  await dialog.getByLabel('Last day').fill('2100-01-31');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const link = await links.locator('pre').innerText();
  expect(link).toMatch(/\/dashboard\/share#token=\S+\.kathmandu$/);
  await links.getByRole('button', { name: 'Copy the link' }).click();
  await links.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await expect
    .poll(() => links.getByRole('row').last().getByRole('cell').allInnerTexts())
    .toEqual(['Board', 'Yes', expect.stringContaining('2100'), expect.anything(), 'Revoke']);
  expect((await app.stores.siteShares.list('kathmandu'))[0]?.expiresAt).toEqual(new Date('2100-01-31T18:15:00Z'));
  const theirs = await (await openWindow()).newPage();
  await theirs.goto(link);
  await theirs.getByLabel('Password').waitFor();
  await page.reload();
  await links.getByRole('button', { name: 'Revoke' }).click();
  expect(await links.locator('pre').count()).toBe(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await links.getByText('No share links.').waitFor();
  await theirs.reload();
  await theirs.getByText('This link does not work.').waitFor();
});

it('shows the traffic of a site to whoever has its link and its password, without navigation, and is for no search engine', async () => {
  const { token } = await app.stores.siteShares.create({ site: 'kathmandu', name: 'Board', password: 'süße Kirschen' });
  const theirs = await (await openWindow()).newPage();
  await theirs.goto(`${app.url}/dashboard/share#token=${token}`);
  await theirs.getByLabel('Password').fill('saure Gurken');
  await theirs.getByRole('button', { name: 'Show the figures' }).click();
  await theirs.getByText('The password is wrong.').waitFor();
  await theirs.getByLabel('Password').fill('süße Kirschen');
  await theirs.getByRole('button', { name: 'Show the figures' }).click();
  await theirs.getByRole('heading', { level: 1, name: 'kathmandu' }).waitFor();
  await theirs.getByText('Days of Asia/Kathmandu').waitFor();
  await theirs.getByRole('heading', { level: 2, name: 'Goals' }).waitFor();
  expect(await theirs.getByRole('navigation').count()).toBe(0);
  expect(await theirs.getByRole('button', { name: /Add a|Export|CSV/ }).count()).toBe(0);
  expect(await theirs.locator('meta[name="robots"]').getAttribute('content')).toBe('noindex');
  await app.stores.siteShares.revoke('kathmandu', digestOf(token));
  await theirs.reload();
  await theirs.getByText('This link does not work.').waitFor();
});
