// The page that connects an application: its programs run as they stand, and its links lead to GraphiQL and the docs.

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { administrator, createAdministrator, logIn } from '../support/browse-as-administrator.ts';
import { buildDashboard } from '../support/build.ts';
import { openWindow } from '../support/chromium.ts';

// A shop elsewhere, whose page is the script that the dashboard gives.
let script = '';
const shopServer = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(`<!doctype html><title>Shop</title><link rel="icon" href="data:,">${script}`);
});
await new Promise<void>((resolve) => shopServer.listen(0, '127.0.0.1', resolve));
afterAll(() => shopServer.close());
const shopOrigin = `http://127.0.0.1:${(shopServer.address() as AddressInfo).port}`;
const app = await openTestApp({
  dashboardFolder: buildDashboard(),
  graphiql: true,
  allowedOrigins: [shopOrigin],
});
await createAdministrator(app);
const window = await openWindow(
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
);
const page = await window.newPage();
page.setDefaultTimeout(10_000);
await logIn(window, app);
await page.goto(`${app.url}/dashboard/connect`);

const run = promisify(execFile);
const code = (title: string) => page.getByRole('region', { name: title, exact: true }).locator('pre').innerText();
const program = async () =>
  (await code('From a program in Node.js'))
    .replace('EMAIL', administrator.email)
    .replace('PASSWORD', administrator.password);
const node = (text: string) => run(process.execPath, ['--input-type=module', '--eval', text]);

it('has a command for the terminal that asks this installation', async () => {
  const price = { minor: 1n, currency: 'EUR' };
  await app.stores.catalogue.set({ sku: 'mug', name: 'Mug', description: null, tags: [], price, active: true });
  const { stdout } = await run('sh', ['-c', await code('From a terminal')]);
  expect(JSON.parse(stdout)).toEqual({ data: { products: { nodes: [{ sku: 'mug', name: 'Mug' }] } } });
});

it('has a program that logs in, and one that enqueues a job', async () => {
  expect((await node(await program())).stdout).toContain(administrator.email);
  const { stdout } = await node(`${await program()}\n${await code('Enqueue a job from a program')}`);
  expect(stdout).toContain("state: 'WAITING'");
  expect((await app.stores.jobs.queue('default'))?.counts.waiting).toBe(1);
});

it('has a script that counts the visitors of a page', async () => {
  script = await code('Count the visitors of your pages');
  const shop = await window.newPage();
  await shop.goto(`${shopOrigin}/`);
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  await expect.poll(async () => (await app.stores.metrics.totals('default', ...range)).pageViews).toBe(1);
  await shop.close();
});

it('leads to GraphiQL and to the docs of this version, whose links lead on', async () => {
  expect(await page.getByRole('link', { name: 'Try queries in the browser' }).getAttribute('href')).toBe('/graphql');
  await page.getByRole('link', { name: 'Documentation' }).click();
  await page.getByRole('heading', { level: 1, name: 'Documentation' }).waitFor();
  await page.getByRole('link', { name: 'jobs.md' }).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(page.url()).toBe(`${app.url}/dashboard/docs/jobs.html`);
  await page.goto(`${app.url}/dashboard/docs/jobs.html#jobs-that-cannot-be-read`);
  expect(await page.locator(':target').innerText()).toBe('Jobs that cannot be read');
  await page.getByRole('link', { name: 'Dashboard' }).click();
  await page.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
});
