// /collect as pages and servers use it, and the page script in a page of its own.

import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp({ allowedOrigins: ['https://shop.example'] });
const { metrics, sites } = app.stores;
for (const name of ['batch', 'agents', 'older', 'clock', 'origins', 'mixed', 'hosts', 'shop', 'daily'])
  await sites.set(name);
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${app.url}/collect`, { method: 'POST', body: text, headers: { 'user-agent': browser, ...headers } });
}

const view = (id: string, more: object = {}) => ({
  eventId: id,
  type: 'PAGE_VIEW',
  visitorId: 'v',
  path: '/',
  ...more,
});

test('a batch is counted once, with the device, the browser and the language of the page', async () => {
  const body = { site: 'batch', events: [view('a'), view('b', { path: '/b', language: 'pt-BR' })] };
  const counted = { accepted: 2, duplicates: 0, rejected: 0, reasons: {}, problems: [] };
  const languages = { 'accept-language': 'en;q=0.3, qq, de-AT;q=0.9, fr;q=0' };
  expect(await (await post(body, languages)).json()).toEqual(counted);
  expect(await (await post(body)).json()).toMatchObject({ accepted: 0, duplicates: 2 });
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  expect(await metrics.top('batch', 'BROWSER', ...range)).toEqual([{ key: 'Chrome', count: 2, error: 0 }]);
  expect(await metrics.top('batch', 'DEVICE', ...range)).toEqual([{ key: 'Desktop', count: 2, error: 0 }]);
  expect((await metrics.top('batch', 'LANGUAGE', ...range))?.map(({ key }) => key)).toEqual(['de', 'pt']);
});

test('bots are dropped, servers may speak for their visitors', async () => {
  const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const events = [view('a')];
  expect(await (await post({ site: 'agents', events }, { 'user-agent': googlebot })).json()).toMatchObject({
    rejected: 1,
  });
  const server = { 'user-agent': 'curl/8.5.0', 'accept-language': 'de' };
  expect(await (await post({ site: 'agents', events }, server)).json()).toMatchObject({ accepted: 1 });
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  expect(await metrics.top('agents', 'LANGUAGE', ...range)).toEqual([]);
  const bot = [view('b', { userAgent: googlebot })];
  expect(await (await post({ site: 'agents', events: bot }, { 'user-agent': 'node' })).json()).toMatchObject({
    rejected: 1,
  });
});

test('without cookies a visitor is known again by address and user agent, also one that a server speaks for', async () => {
  // Of one moment, so that midnight changes nothing.
  const { visitorId: _, ...anonymous } = view('a', { at: new Date() });
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  const send = async (eventId: string, agent: string, more: object = {}): Promise<unknown> => {
    const body = { site: 'daily', cookieless: true, events: [{ ...anonymous, eventId, ...more }] };
    return (await post(body, { 'user-agent': agent })).json();
  };
  expect(await send('a', browser)).toMatchObject({ accepted: 1 });
  expect(await send('a', browser)).toMatchObject({ duplicates: 1 });
  expect(await send('b', browser)).toMatchObject({ accepted: 1 });
  expect(await metrics.totals('daily', ...range)).toMatchObject({ visitors: 1, pageViews: 2 });
  const phone = `${browser} Mobile`;
  expect(await send('a', 'node', { userAgent: phone, ipAddress: '192.0.2.1' })).toMatchObject({ accepted: 1 });
  expect(await send('b', 'node', { userAgent: phone, ipAddress: '192.0.2.1' })).toMatchObject({ accepted: 1 });
  expect(await metrics.totals('daily', ...range)).toMatchObject({ visitors: 2, pageViews: 4 });
  const refused = { rejected: 1, problems: [{ message: expect.stringContaining('Give ipAddress and userAgent') }] };
  expect(await send('c', 'node')).toMatchObject(refused);
  expect(await (await post({ site: 'daily', events: [{ ...anonymous, eventId: 'd' }] })).json()).toMatchObject({
    problems: [{ field: ['events', '0', 'visitorId'] }],
  });
});

test('an event may give its name as `id`, the older name of `eventId`', async () => {
  const { eventId, ...older } = view('a');
  expect(await (await post({ site: 'older', events: [{ ...older, id: eventId }] })).json()).toMatchObject({
    accepted: 1,
  });
  expect(await (await post({ site: 'older', events: [view('a')] })).json()).toMatchObject({ duplicates: 1 });
  const both = { ...view('b'), id: 'a' };
  expect(await (await post({ site: 'older', events: [both] })).json()).toMatchObject({ accepted: 1, duplicates: 0 });
});

test("a page's wrong clock is put right", async () => {
  const ahead = Date.now() + 5 * 3_600_000;
  const events = [view('a', { at: new Date(ahead - 7_200_000) })];
  await post({ site: 'clock', sentAt: new Date(ahead), events });
  const hour = (offset: number) => new Date(Date.now() - offset * 3_600_000);
  expect(await metrics.totals('clock', hour(2.2), hour(1.8))).toMatchObject({ pageViews: 1 });
});

test.each([
  ['text that is no JSON', '{', 400],
  ['a body without events', { site: 'batch' }, 400],
  ['an unknown site', { site: 'made-up', events: [view('a')] }, 400],
  ['more than 500 events', { events: Array(501).fill(view('a')) }, 400],
  ['a body over a megabyte', 'x'.repeat(1_000_001), 413],
])('%s is refused', async (_what, body, status) => {
  const reply = await post(body);
  expect(reply.status).toBe(status);
  expect(((await reply.json()) as { error: string }).error).not.toBe('');
});

test('an event that cannot be read does not affect the others', async () => {
  const events = [
    view('good-1'),
    view('when', { at: 'yesterday' }),
    view('what', { type: 'CLICK' }),
    { type: 'PAGE_VIEW', visitorId: 'v', path: '/' },
    view('worth', { type: 'PURCHASE', value: { amount: {}, currency: 'EUR' } }),
    null,
    'text',
    [],
    7,
    view('good-2'),
  ];
  const answer = (await (await post({ site: 'mixed', sentAt: 'no time', events })).json()) as {
    problems: { message: string; field: string[] }[];
  };
  expect(answer).toMatchObject({ accepted: 2, duplicates: 0, rejected: 8, reasons: { invalid: 8 } });
  expect(answer.problems.slice(0, 4).map(({ field }) => field)).toEqual([
    ['events', '1', 'at'],
    ['events', '2', 'type'],
    ['events', '3', 'eventId'],
    ['events', '4', 'value', 'amount'],
  ]);
  expect(answer.problems[0]?.message).toBe('at: Not a moment such as 2026-05-17T10:05:03.000Z');
  const today = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)] as const;
  expect(await metrics.dropped('mixed', ...today)).toEqual([{ key: 'invalid', count: 8, error: 0 }]);
});

test('events of an unknown site are refused before they make a key, and counted', async () => {
  const before = await app.stores.redis.client.dbsize();
  const events = Array.from({ length: 20 }, (_, index) => view(`e-${index}`, { visitorId: `v-${index}` }));
  const reply = await post({ site: 'nobodys', events });
  expect(reply.status).toBe(400);
  expect(((await reply.json()) as { error: string }).error).toContain('siteSet');
  const today = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)] as const;
  const dropped = await metrics.dropped('default', ...today);
  expect(dropped?.find(({ key }) => key === 'unknown_site')?.count).toBeGreaterThanOrEqual(20);
  // The counter, and keys of the limits that guard the request.
  expect(await app.stores.redis.client.dbsize()).toBeLessThan(before + 10);
});

test('a site that names its hosts takes events of their pages, and of senders that are no page', async () => {
  await sites.set('hosts', ['shop.example', '*.shop.example']);
  const body = (id: string) => ({ site: 'hosts', events: [view(id)] });
  expect((await post(body('a'), { origin: 'https://shop.example' })).status).toBe(200);
  expect((await post(body('b'))).status).toBe(200);
  const other = await post(body('c'), { origin: app.url });
  expect(other.status).toBe(400);
  expect(((await other.json()) as { error: string }).error).toContain('does not allow pages of');
});

test('each event counts for the limit of events', async () => {
  await app.stores.rateLimits.set({
    name: 'few',
    targets: ['Mutation.track'],
    limit: 10,
    windowSeconds: 3_600,
    scope: 'IP',
  });
  try {
    await vi.waitFor(async () => expect((await app.stores.rateLimits.current()).has('few')).toBe(true));
    const events = Array.from({ length: 8 }, (_, index) => view(`l-${index}`));
    expect((await post({ site: 'batch', events })).status).toBe(200);
    expect((await post({ site: 'batch', events })).status).toBe(429);
  } finally {
    await app.stores.rateLimits.policies.delete('few');
  }
});

test('pages of other origins must be allowed', async () => {
  const body = { site: 'origins', events: [view('a')] };
  expect((await post(body, { origin: 'https://evil.example' })).status).toBe(403);
  const allowed = await post(body, { origin: 'https://shop.example' });
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(await allowed.json()).toMatchObject({ accepted: 1 });
  expect((await post(body, { origin: app.url })).status).toBe(200);
});

interface Sent {
  site: string;
  events: { eventId: string; type: string; name?: string; visitorId: string; path: string; referrer?: string }[];
}

/** A page just good enough to run the script in, with its time in the test's hands. */
async function openPage(settings: { dataset: Record<string, string>; doNotTrack?: string }) {
  const source = await (await fetch(`${app.url}/collect.js`)).text();
  const sent: Sent[] = [];
  const beacons: Sent[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const listeners = new Map<string, () => void>();
  const location = { host: 'shop.example', pathname: '/start', search: '', hash: '' };
  let online = true;
  const window: Record<string, unknown> = {
    URL,
    document: {
      currentScript: { src: `${app.url}/collect.js`, dataset: settings.dataset },
      referrer: 'https://search.example/',
      addEventListener: () => {},
    },
    navigator: {
      language: 'de-AT',
      doNotTrack: settings.doNotTrack,
      sendBeacon: (_url: string, body: string) => beacons.push(JSON.parse(body)) > 0,
    },
    localStorage: {},
    location,
    history: {
      pushState: (_state: unknown, _title: string, path: string) => {
        location.pathname = path;
      },
      replaceState: () => {},
    },
    addEventListener: (name: string, listener: () => void) => listeners.set(name, listener),
    setTimeout: (run: () => void, ms: number) => timers.push({ run, ms }),
    clearTimeout: () => timers.splice(0),
    fetch: async (_url: string, { body }: { body: string }) => {
      if (!online) throw new Error('offline');
      sent.push(JSON.parse(body));
      return { status: 200 };
    },
  };
  window.window = window;
  runInNewContext(source, window);
  return {
    source,
    sent,
    beacons,
    timers,
    mortar: window.mortar as { track(name: string, options?: object): void },
    history: window.history as { pushState(state: unknown, title: string, path: string): void },
    leave: () => listeners.get('pagehide')?.(),
    setOnline: (value: boolean) => {
      online = value;
    },
    async tick() {
      for (const { run } of timers.splice(0)) run();
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

test('the page script sends page views, pushed ones too, and what is tracked; under 3 kB', async () => {
  const page = await openPage({ dataset: { site: 'shop' } });
  expect(page.source.length).toBeLessThan(3_000);
  page.history.pushState(null, '', '/next');
  page.mortar.track('signup', { properties: { plan: 'a' } });
  await page.tick();
  expect(page.sent).toHaveLength(1);
  expect(page.sent[0]).toMatchObject({
    site: 'shop',
    events: [
      { type: 'PAGE_VIEW', path: '/start', referrer: 'https://search.example/', language: 'de-AT' },
      { type: 'PAGE_VIEW', path: '/next' },
      { type: 'CUSTOM', name: 'signup', properties: { plan: 'a' } },
    ],
  });
  const ids = page.sent[0]?.events.map((event) => event.eventId);
  expect(new Set(ids).size).toBe(3);
  expect(new Set(page.sent[0]?.events.map((event) => event.visitorId)).size).toBe(1);
  expect(await (await post(page.sent[0])).json()).toMatchObject({ accepted: 3, rejected: 0 });
});

test('what could not be sent is sent again with the same ids, and what is left goes with the page', async () => {
  const page = await openPage({ dataset: {} });
  page.setOnline(false);
  await page.tick();
  expect(page.sent).toEqual([]);
  expect(page.timers[0]?.ms).toBeGreaterThanOrEqual(1_000);
  page.setOnline(true);
  await page.tick();
  expect(page.sent[0]?.events).toMatchObject([{ path: '/start' }]);
  page.mortar.track('last');
  page.leave();
  expect(page.beacons[0]?.events).toMatchObject([{ name: 'last' }]);
  await page.tick();
  expect(page.sent).toHaveLength(1);
});

test('the page script keeps quiet where Do Not Track is to be respected', async () => {
  const page = await openPage({ dataset: { dnt: 'respect' }, doNotTrack: '1' });
  page.mortar.track('x');
  await page.tick();
  expect(page.sent).toEqual([]);
  const other = await openPage({ dataset: {}, doNotTrack: '1' });
  await other.tick();
  expect(other.sent).toHaveLength(1);
});
