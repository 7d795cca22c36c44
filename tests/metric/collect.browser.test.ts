// /collect.js on a page of another origin, in a real browser: what it sends, when, and what becomes of it.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import type { Dimension } from '../../src/redis/metric/metric.ts';
import { openTestApp } from '../support/app.ts';
import { openWindow } from '../support/chromium.ts';

// A shop elsewhere: each of its pages is the script and nothing else, its attributes taken from the address.
// Or it has `trackPages` of the package in a bundle of its own.
const shop = createServer(({ url }, response) => {
  if (url === '/bundled.js') return response.setHeader('content-type', 'text/javascript').end(bundled);
  const attributes = new URL(url ?? '/', 'http://shop').searchParams.get('attributes') ?? '';
  response.setHeader('content-type', 'text/html');
  if (url?.startsWith('/missing')) response.statusCode = 404;
  response.end(
    `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script async ${attributes}></script>
    <a href="https://elsewhere.example/page?key=1">Away</a> <a href="/list.pdf">List</a> <a href="/here">Here</a>`,
  );
});
const entry = `import { trackPages } from './src/client/index.ts';
  const { url, site, dnt, routes, cookieless } = document.currentScript.dataset;
  const how = { routes, cookieless: cookieless !== undefined, respectDoNotTrack: dnt === 'respect' };
  globalThis.mortar = trackPages({ url, site, ...how });`;
const { outputFiles } = await build({
  stdin: { contents: entry, resolveDir: fileURLToPath(new URL('../..', import.meta.url)) },
  ...{ bundle: true, write: false, format: 'iife', platform: 'browser', logLevel: 'silent' },
});
const [{ text: bundled } = { text: '' }] = outputFiles;
await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
afterAll(() => shop.close());
const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;

const app = await openTestApp({ allowedOrigins: [origin] });
const window = await openWindow(
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
);
let sites = 0;

interface Mortar {
  readonly visitorId?: string;
  track(name: string, options?: object): void;
}

/** Opens a page that loads the script, and tells how its site's numbers are read. */
async function openShop(path: string, attributes = '', page?: Page, isBundled = false) {
  const site = `site-${++sites}`;
  await app.stores.sites.set(site);
  const tab = page ?? (await window.newPage());
  const source = isBundled ? `src="/bundled.js" data-url="${app.url}/collect"` : `src="${app.url}/collect.js"`;
  const script = `${source} data-site="${site}" ${attributes}`;
  await tab.goto(`${origin}${path}?utm_campaign=spring&attributes=${encodeURIComponent(script)}`);
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  return {
    page: tab,
    mortar: <T>(run: (mortar: Mortar) => T) =>
      tab.waitForFunction(() => 'mortar' in globalThis).then(() => tab.evaluate(`(${run})(mortar)`) as Promise<T>),
    pages: async () =>
      (await app.stores.metrics.top(site, 'PAGE', ...range))?.map(({ key, count }) => `${count} ${key}`),
    events: async () => (await app.stores.metrics.top(site, 'EVENT', ...range))?.map(({ key }) => key),
    top: async (dimension: Dimension) =>
      (await app.stores.metrics.top(site, dimension, ...range))?.map(({ key, count }) => `${count} ${key}`),
    totals: () => app.stores.metrics.totals(site, ...range),
    campaigns: async () => (await app.stores.metrics.top(site, 'CAMPAIGN', ...range))?.map(({ key }) => key),
  };
}

it('counts page views, those of the history API too, and what mortar.track is given, for one visitor', async () => {
  const { page, mortar, pages, events, campaigns, totals } = await openShop('/shoes');
  await expect.poll(pages).toEqual(['1 /shoes']);
  await page.evaluate(() => history.pushState(null, '', '/cart'));
  await mortar((own) => own.track('signup', { properties: { plan: 'pro' } }));
  await expect.poll(pages).toEqual(['1 /cart', '1 /shoes']);
  await page.goBack();
  await expect.poll(pages).toEqual(['2 /shoes', '1 /cart']);
  expect(await events()).toEqual(['signup']);
  expect(await campaigns()).toEqual(['spring']);
  expect(await totals()).toMatchObject({ visitors: 1, sessions: 1, bounceRate: 0 });
  expect(await mortar((own) => own.visitorId)).toMatch(/^\w{20,}$/);
});

it('trackPages of the package counts the same, for the same visitor', async () => {
  const visitor = await (await openShop('/')).mortar((own) => own.visitorId);
  const { page, mortar, pages, events, totals } = await openShop('/shoes', '', undefined, true);
  await expect.poll(pages).toEqual(['1 /shoes']);
  await page.evaluate(() => history.pushState(null, '', '/cart'));
  await expect.poll(pages).toEqual(['1 /cart', '1 /shoes']);
  expect(await mortar((own) => own.visitorId)).toBe(visitor);
  await mortar((own) => own.track('last words', { properties: { plan: 'pro' } }));
  await page.goto('about:blank');
  await expect.poll(events).toEqual(['last words']);
  expect(await totals()).toMatchObject({ visitors: 1, pageViews: 2 });
});

it('keeps its visitor over pages and tabs', async () => {
  const first = await openShop('/');
  const visitor = await first.mortar((own) => own.visitorId);
  const second = await openShop('/other');
  expect(await second.mortar((own) => own.visitorId)).toBe(visitor);
});

it('sends again what could not be sent, once', async () => {
  const page = await window.newPage();
  let refused = 0;
  await page.route(`${app.url}/collect`, (route) => {
    refused += 1;
    return refused === 1 ? route.abort() : route.continue();
  });
  const { pages, totals } = await openShop('/late', '', page);
  await expect.poll(pages).toEqual(['1 /late']);
  expect(refused).toBe(2);
  expect(await totals()).toMatchObject({ pageViews: 1 });
});

it('sends what is left when the page is left', async () => {
  const { page, mortar, events } = await openShop('/leaving');
  await mortar((own) => own.track('last words'));
  await page.goto('about:blank');
  await expect.poll(events).toEqual(['last words']);
});

it('keeps quiet where Do Not Track is set and to be respected, and only there', async () => {
  const asking = async () => {
    const page = await window.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, 'doNotTrack', { value: '1' }));
    return page;
  };
  const quiet = await openShop('/', 'data-dnt="respect"', await asking());
  await quiet.mortar((own) => own.track('unheard'));
  const bundled = await openShop('/', 'data-dnt="respect"', await asking(), true);
  await bundled.mortar((own) => own.track('unheard'));
  const heard = await openShop('/', '', await asking());
  await expect.poll(heard.pages).toEqual(['1 /']);
  for (const each of [quiet, bundled]) expect(await each.totals()).toMatchObject({ visitors: 0, pageViews: 0 });
});

for (const isBundled of [false, true])
  it(`counts links that lead away, files, pages that are missing and the time they were seen${isBundled ? ', bundled' : ''}`, async () => {
    const { page, mortar, top, totals } = await openShop('/missing', '', undefined, isBundled);
    await mortar(() => addEventListener('click', (event) => event.preventDefault()));
    for (const link of ['Away', 'List', 'Here']) await page.getByText(link, { exact: true }).click();
    await mortar(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 60_000;
      history.pushState(null, '', '/next');
    });
    await expect.poll(() => top('PAGE')).toEqual(['1 /missing', '1 /next']);
    expect(await top('OUTBOUND')).toEqual(['1 elsewhere.example/page']);
    expect(await top('DOWNLOAD')).toEqual([expect.stringMatching(/^1 127\.0\.0\.1:\d+\/list\.pdf$/)]);
    expect(await top('NOT_FOUND')).toEqual(['1 /missing']);
    expect(await top('EVENT')).toEqual(['1 DOWNLOAD', '1 OUTBOUND']);
    expect(await top('SOURCE')).toEqual(['1 Direct']);
    const [seen] = (await top('TIME_ON_PAGE')) ?? [];
    expect(seen).toMatch(/^\d+ \/missing$/);
    expect(Number.parseInt(seen ?? '', 10)).toBeGreaterThanOrEqual(60);
    expect((await totals()).secondsPerView).toBeGreaterThanOrEqual(30);
  });

for (const isBundled of [false, true])
  it(`follows routes behind the #, and stores nothing without cookies${isBundled ? ', bundled' : ''}`, async () => {
    const page = await window.newPage();
    await page.addInitScript(() => localStorage.clear());
    const shopPage = await openShop('/app', 'data-routes="hash" data-cookieless', page, isBundled);
    await expect.poll(shopPage.pages).toEqual(['1 /app']);
    await shopPage.mortar(() => {
      location.hash = '#/cart';
    });
    await expect.poll(shopPage.pages).toEqual(['1 /app', '1 /app/cart']);
    expect(await shopPage.totals()).toMatchObject({ visitors: 1, sessions: 1 });
    expect(await shopPage.mortar((own) => [own.visitorId ?? '', localStorage.length])).toEqual(['', 0]);
  });
