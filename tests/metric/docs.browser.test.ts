// The page of docs/metrics.md in a real browser: its tags as they stand, and the GraphQL client that names its visitor, bundled
// as a shop would.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';
import { afterAll, expect, it } from 'vitest';
import { openTestApp } from '../support/app.ts';
import { openWindow } from '../support/chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = await openTestApp();
const window = await openWindow(
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
);

const text = await readFile(join(root, 'docs', 'metrics.md'), 'utf8');
const example = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? '';

/** A script as a shop's bundler makes it, the packages that it imports included. */
async function bundle(script: string): Promise<string> {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'metric-docs-'));
  afterAll(() => rm(folder, { recursive: true }));
  const entry = join(folder, 'shop.js');
  await writeFile(entry, script);
  const [made] = (await build({
    ...{ root: folder, configFile: false, logLevel: 'error' },
    build: { write: false, lib: { entry, formats: ['es'] } },
  })) as Rollup.RollupOutput[];
  return made?.output[0].code ?? '';
}

it('counts the page and its sign-up, and the cart for the same visitor', async () => {
  const { catalogue, inventory, metrics, cartOutbox } = app.stores;
  const price = { minor: 1_400n, currency: 'EUR' };
  await catalogue.setMany([{ sku: 'mug', name: 'Mug', tags: [], description: null, price, active: true }]);
  await inventory.adjust([{ sku: 'mug', delta: 10 }]);
  const tags = example('html').replace('https://mortar.example', app.url).replace(' data-site="shop"', '');
  const shop = await bundle(`${example('js')}\nglobalThis.client = client;`);
  const page = await window.newPage();
  await page.route(`${app.url}/shoes`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><link rel="icon" href="data:,">${tags}<script type="module">${shop}</script>`,
    }),
  );
  await page.goto(`${app.url}/shoes`);
  const visitor = (await page
    .waitForFunction('globalThis.client && globalThis.mortar?.visitorId')
    .then((handle) => handle.jsonValue())) as string;
  const added = await page.evaluate(
    `client.request('mutation { cartLinesAdd(input: { lines: [{ sku: "mug", quantity: 1 }] }) { userErrors { message } } }')`,
  );
  expect(added).toEqual({ cartLinesAdd: { userErrors: [] } });
  await cartOutbox.relayAll();
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  await expect
    .poll(async () => (await metrics.top('default', 'EVENT', ...range))?.map(({ key }) => key))
    .toEqual(['CART', 'signup']);
  expect(await metrics.totals('default', ...range)).toMatchObject({ visitors: 1, sessions: 1, pageViews: 1 });
  expect(await metrics.journey('default', visitor, 10)).toMatchObject([{ path: '/shoes' }]);
});
