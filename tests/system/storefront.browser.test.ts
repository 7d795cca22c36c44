// The example of a storefront, built out of the package, in a real browser before a Mortar with sample data.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { build, preview } from 'vite';
import { afterAll, expect, it } from 'vitest';
import { seedDemo } from '../../src/demo/seed.ts';
import { openTestApp } from '../support/app.ts';
import { openWindow } from '../support/chromium.ts';
import { dataFolder, processesOf } from '../support/mortar-process.ts';
import { openPackageProject } from '../support/package-project.ts';

const app = await openTestApp({ workQueues: ['default'] });
await seedDemo(app.stores);
const { folder } = openPackageProject();
const root = join(folder, 'storefront');
cpSync(fileURLToPath(new URL('../../examples/storefront', import.meta.url)), root, { recursive: true });
const proxy = { '/graphql': { target: app.url, ws: true }, '/collect': { target: app.url } };
await build({ root, logLevel: 'silent' });
const shop = await preview({ root, logLevel: 'silent', preview: { port: 0, host: '127.0.0.1', proxy } });
afterAll(() => shop.close());

// Named, so that its page views count.
const window = await openWindow(
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
);
const page = await window.newPage();
page.setDefaultTimeout(15_000);
await page.addInitScript(axe.source);

const open = (path: string) => page.goto(new URL(path, shop.resolvedUrls?.local[0]).href);

async function violations(): Promise<string[]> {
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

it('shows products by search, category, option, price and order, with stock that is live', async () => {
  await open('/');
  await page
    .getByRole('heading', { name: 'Slate mug' })
    .or(page.getByRole('button', { name: 'Show more' }))
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => page.getByRole('listitem').count()).toBe(24);
  expect(await violations()).toEqual([]);

  /** What a choice says that it leaves is what is listed. */
  const leaves = async (label: string): Promise<void> => {
    const [, count = ''] = /\((\d+)\)$/.exec(label) ?? [];
    await page
      .getByRole('status')
      .getByText(new RegExp(`^${count} products?$`))
      .waitFor();
  };
  const category = page.getByRole('combobox', { name: /^Category/ });
  const optionOf = (of: typeof category, name: RegExp): Promise<string> =>
    of.locator('option').filter({ hasText: name }).first().innerText();
  for (const name of [/^Kitchen \(/, /^Tea \(/]) {
    await category.locator('option').filter({ hasText: name }).waitFor({ state: 'attached' });
    const label = await optionOf(category, name);
    await category.selectOption(label);
    await leaves(label);
  }
  await category.selectOption('All');
  await page.getByLabel('Order').selectOption('Lowest price');
  const small = page.getByRole('checkbox', { name: /^S \(/ });
  const label = await page.locator('label').filter({ has: small }).innerText();
  await small.check();
  await leaves(label);
  expect(await violations()).toEqual([]);
  await small.uncheck();
  const price = page.getByRole('combobox', { name: /^Price/ });
  await price.selectOption(await optionOf(price, /^below 15/));
  await expect.poll(() => page.getByRole('listitem').getByRole('heading').first().innerText()).toBe('Herb seeds');
  await price.selectOption('Any');
  await page.getByLabel('Search').fill('slat mug');
  const mug = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Slate mug' }) });
  await mug.getByText('in stock').waitFor();
  await app.stores.inventory.adjust([{ sku: 'mug-slate', delta: -117 }]);
  await mug.getByText('only 3 left').waitFor();

  await page.getByLabel('Search').fill('work shirt');
  const shirt = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Work shirt' }) });
  const choice = shirt.getByLabel('Size and Colour of Work shirt');
  await choice.selectOption('XL, Natural');
  await shirt.getByText('sold out').waitFor();
  await choice.selectOption('M, Natural');
  await shirt.getByRole('img', { name: 'Drawing: Work shirt, M, Natural' }).waitFor();
  await shirt.getByText('in stock').or(shirt.getByText('left')).waitFor();
  expect(await violations()).toEqual([]);
  await page.getByLabel('Search').fill('slat mug');
  await mug.waitFor();
});

it('takes an order of somebody who signs up: a card is declined, another pays, and the order is live', async () => {
  await page.getByRole('button', { name: 'Add to cart: Slate mug' }).click();
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill('a long enough passphrase');
  await page.getByRole('button', { name: 'Make a new account' }).click();
  await page.getByRole('link', { name: 'ada@example.com' }).waitFor();

  await page.getByRole('link', { name: 'Cart (1)' }).click();
  await page.getByRole('button', { name: 'One Slate mug more' }).click();
  await page.getByRole('link', { name: 'Cart (2)' }).waitFor();
  await page.getByRole('button', { name: 'To the checkout' }).click();
  await page.getByRole('radio', { name: /Parcel/ }).click();
  await page.getByRole('status').getByText('€32.90').waitFor();
  expect(await violations()).toEqual([]);
  const buy = page.getByRole('button', { name: 'Buy now' });
  await page.getByLabel('A card that is declined').check();
  await buy.click();
  await page.getByRole('alert').getByText('The card was declined.').waitFor();
  await page.getByLabel('A card that pays').check();
  await buy.click();
  await page.getByRole('heading', { name: /^Order / }).waitFor();
  await page.getByRole('status').getByText('paid').waitFor();
  expect(await violations()).toEqual([]);

  const { pathname } = new URL(page.url());
  const id = atob(decodeURIComponent(pathname.replace('/orders/', ''))).replace('Order:', '');
  await app.stores.orderActions.act(id, 'fulfil');
  await page.getByRole('status').getByText('fulfilled').waitFor();
  await page.getByRole('link', { name: 'ada@example.com' }).click();
  await page.getByRole('listitem').filter({ hasText: 'fulfilled' }).waitFor();
});

it('is started by npm run storefront, which ends with Ctrl-C', async () => {
  const data = dataFolder();
  const npm = spawn('npm', ['run', 'storefront'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    detached: true,
    env: { ...process.env, NODE_ENV: 'development', PORT: '0', MORTAR_DATA_DIR: data, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    let said = '';
    npm.stdout.on('data', (text) => {
      said += text;
    });
    await expect.poll(() => said, { timeout: 60_000 }).toMatch(/Storefront +http/);
    const [, url = ''] = /Storefront +(http\S+)/.exec(said) ?? [];
    const visit = await window.newPage();
    await visit.goto(url);
    await visit.getByRole('listitem').getByRole('heading').first().waitFor({ timeout: 30_000 });
    await visit.close();
    const ended = once(npm, 'exit');
    process.kill(-(npm.pid as number), 'SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(processesOf(data)).toEqual([]);
  } finally {
    if (npm.exitCode === null) process.kill(-(npm.pid as number), 'SIGKILL');
  }
});

it('counts the visit, and has the visitor take part in the experiment', async () => {
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  await expect
    .poll(async () => (await app.stores.metrics.top('default', 'PAGE', ...range))?.map(({ key }) => key))
    .toEqual(expect.arrayContaining(['/', '/cart', '/account']));
  const visitor = await page.evaluate(() => localStorage.getItem('mortar-visitor'));
  const assigned = await app.stores.experiments.assign({ key: 'checkout-button', visitorId: visitor ?? '' });
  expect(['grey', 'green']).toContain(assigned.variant);
});
