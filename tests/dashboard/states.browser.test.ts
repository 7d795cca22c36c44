// What the dashboard shows where it has nothing to show: while it loads, where something is missing, forbidden or fails, and after an
// upgrade.

import { expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

const app = await openTestApp({ dashboardFolder: buildDashboard() });
await createAdministrator(app);
const window = await openWindow();
const page = await window.newPage();
page.setDefaultTimeout(10_000);
await logIn(window, app);

const open = (path: string) => page.goto(`${app.url}/dashboard/${path}`);
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });

it.each([
  ['live', 'No visitors yet.'],
  ['queues', 'There are no queues yet.'],
  ['topics', 'There are no topics yet.'],
  ['webhooks', 'There are no webhooks yet.'],
  ['cache', 'No reads in this period.'],
  ['experiments', 'There are no experiments.'],
  ['flags', 'There are no flags yet.'],
  ['catalogue', 'No products yet.'],
  ['all-orders', 'No orders yet.'],
])('has words and not just nothing at an empty /dashboard/%s', async (path, words) => {
  await open(path);
  await page.getByText(words).first().waitFor();
});

it('says what to do where the code of a page is no longer there, and keeps the navigation', async () => {
  await open('live');
  await heading('Live').waitFor();
  await page.route('**/assets/queues-page*', (route) => route.fulfill({ status: 404, body: 'built anew' }));
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByText('This page could not be loaded.').waitFor();
  await page.getByRole('link', { name: 'Live', exact: true }).click();
  await heading('Live').waitFor();
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.unroute('**/assets/queues-page*');
  await page.getByRole('button', { name: 'Reload' }).click();
  await heading('Queues').waitFor();
});

it('notices a new version when the server comes back with one, and offers it', async () => {
  await page.route('**/health/ready', (route) => route.fulfill({ status: 503, json: { redis: false } }));
  await page.getByText('Redis is unavailable').waitFor();
  await page.route(`${app.url}/dashboard/`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script type="module" src="/dashboard/assets/index-new.js"></script>',
    }),
  );
  await page.unroute('**/health/ready');
  await page.getByText('A new version of the dashboard is available.').waitFor();
  await page.unroute(`${app.url}/dashboard/`);
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('A new version of the dashboard is available.').waitFor({ state: 'detached' });
  await heading('Queues').waitFor();
});

it.each([
  ['queues/nope', 'There is no queue "nope".'],
  ['queues/%E0%A4%A', 'There is no queue "%E0%A4%A".'],
  ['topics/nope', 'There is no topic "nope".'],
  ['webhooks/nope', 'There is no such webhook.'],
  ['rate-limits/nope', 'There is no policy "nope".'],
  ['experiments/nope', 'There is no experiment "nope".'],
  ['flags/nope', 'There is no flag "nope".'],
  ['catalogue/nope', 'There is no product "nope".'],
  ['all-orders/nope', 'There is no order at this address.'],
  [`all-orders/${btoa('User:nope')}`, 'There is no order at this address.'],
  ['accounts/nope', 'There is no account at this address.'],
  [`accounts/${btoa('User:nope')}`, 'There is no account at this address.'],
  [`accounts/${btoa('Order:nope')}`, 'There is no account at this address.'],
  ['audit/nope', 'There is no account at this address.'],
  ['order/nope', 'This browser may not see the order.'],
  [`order/${btoa('User:nope')}`, 'This browser may not see the order.'],
  ['nope', 'The dashboard has no page at this address.'],
  ['live/nope', 'The dashboard has no page at this address.'],
  ['queues/mail/nope', 'The dashboard has no page at this address.'],
])('says that nothing is at /dashboard/%s, in words', async (path, words) => {
  await open(path);
  await page.getByRole('status').filter({ hasText: words }).waitFor();
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
});

it('says what the page of providers is for where it is opened without an answer of one', async () => {
  await open('provider');
  await page.getByText('This page needs the answer of a provider. Log in again.').waitFor();
});

it('shows a queue as soon as it has its first job', async () => {
  await open('queues/soon');
  await page.getByText('There is no queue "soon".').waitFor();
  await app.stores.jobs.enqueue({ queue: 'soon', name: 'first' });
  await page.getByRole('button', { name: 'first' }).waitFor();
});

it('says that it loads, that it failed, and tries again', async () => {
  let fail = () => {};
  const failing = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const failed = { message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('Services')) return route.continue();
    await failing;
    return route.fulfill({ json: { errors: [failed] } });
  });
  await open('services');
  await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor();
  fail();
  const failure = page.getByRole('alert').filter({ hasText: 'This could not be loaded.' });
  await failure.getByText('Unexpected error.').waitFor();
  await page.unroute('**/graphql');
  await failure.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'mortar-api', exact: true }).waitFor();
});

it('does not say that there were no visitors below the bars of those that left', async () => {
  const at = new Date(Date.now() - 15 * 60_000);
  await app.stores.metrics.track('default', [{ eventId: 'left', type: 'PAGE_VIEW', path: '/', visitorId: 'ann', at }]);
  await open('live');
  await page.getByText('No page views in the last 5 min.').waitFor();
});

it('tells a customer whose page it is', async () => {
  const bob = { email: 'bob@example.com', password: 'correct horse battery staple' };
  await app.stores.accounts.create({ ...bob, roles: ['CUSTOMER'] });
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('E-mail').fill(bob.email);
  await page.getByLabel('Password').fill(bob.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await heading('Live').waitFor();
  await page.getByText('This page is for administrators.').waitFor();
  await page.getByText('You are logged in as bob@example.com').waitFor();
});
