import { describe, expect, test } from 'vitest';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
let sites = 0;
const newSite = (): string => `site-${++sites}`;

function pageView(id: string, visitorId: string, at: Date | null = null, path = '/'): MetricEvent {
  return { eventId: id, type: 'PAGE_VIEW', visitorId, path, at };
}

test('an event given again counts once, also at the same moment from two stores', async () => {
  const site = newSite();
  const [one, two] = [new Metrics(redis), new Metrics(redis)];
  const events = [pageView('a', 'v1'), pageView('b', 'v1'), pageView('a', 'v2')];
  const results = await Promise.all([one.track(site, events), two.track(site, events), one.track(site, events)]);
  expect(results.reduce((sum, result) => sum + result.accepted, 0)).toBe(3);
  expect(results.reduce((sum, result) => sum + result.duplicates, 0)).toBe(6);
  expect((await one.live(site)).pageViews).toBe(3);
});

test('time on a page is no visit', async () => {
  const metrics = new Metrics(redis);
  const [from, to] = [new Date(Date.now() - hour), new Date(Date.now() + minute)];
  const seen = { type: 'ENGAGEMENT', path: '/long/?x=1', seconds: 30 } as const;
  await metrics.track('engaged', [
    { eventId: 'view', type: 'PAGE_VIEW', visitorId: 'ann', path: '/long' },
    { eventId: 'seen', visitorId: 'ann', ...seen },
    { eventId: 'seen', visitorId: 'ann', ...seen },
    { eventId: 'seen', visitorId: 'bob', ...seen, seconds: 15 },
  ]);
  expect(await metrics.totals('engaged', from, to)).toMatchObject({
    ...{ pageViews: 1, visitors: 1, sessions: 1, bounceRate: 1, secondsPerView: 45 },
  });
  expect(await metrics.top('engaged', 'TIME_ON_PAGE', from, to)).toEqual([{ key: '/long', count: 45, error: 0 }]);
  expect(await metrics.top('engaged', 'EVENT', from, to)).toEqual([]);
});

test('totals, revenue by currency, rates and the live picture', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  const buy = (id: string, visitorId: string, minor: number, currency: string): MetricEvent => ({
    eventId: id,
    type: 'PURCHASE',
    visitorId,
    value: { minor, currency },
  });
  await metrics.track(site, [
    pageView('1', 'ann'),
    pageView('2', 'ann', null, '/cart'),
    buy('3', 'ann', 1999, 'EUR'),
    buy('4', 'ann', 1, 'EUR'),
    pageView('5', 'bob'),
    { eventId: '6', type: 'CUSTOM', name: 'signup', visitorId: 'cy', value: { minor: 5, currency: 'EUR' } },
    buy('7', 'dan', 700, 'JPY'),
  ]);
  const from = Date.now() - hour;
  const totals = await metrics.totals(site, new Date(from), new Date(Date.now() + minute));
  expect(totals).toEqual({
    completeFrom: new Date(Math.floor(from / minute) * minute),
    pageViews: 3,
    secondsPerView: null,
    visitors: 4,
    sessions: 4,
    bounceRate: 3 / 4,
    conversions: 3,
    conversionRate: 2 / 4,
    revenue: new Map([
      ['EUR', 2000n],
      ['JPY', 700n],
    ]),
  });
  const live = await metrics.live(site);
  expect(live).toMatchObject({ activeVisitors: 4, pageViews: 3, conversions: 3, conversionRate: 0.5, sequence: 7 });
  expect(live.revenue).toEqual(totals.revenue);
  expect(live.perMinute).toHaveLength(30);
  expect(live.perMinute.reduce((sum, point) => sum + point.value, 0)).toBe(3);
  expect(live.topPages).toEqual([
    { key: '/', count: 2, error: 0 },
    { key: '/cart', count: 1, error: 0 },
  ]);
});

test('a second page view ends the bounce in the hour in which the session began', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  const range = [new Date('2026-03-01T10:00:00Z'), new Date('2026-03-01T12:00:00Z')] as const;
  const bounces = async (): Promise<(number | null)[]> =>
    (await metrics.series(site, 'BOUNCES', 'HOUR', ...range)).map((point) => point.value);
  await metrics.track(site, [pageView('a', 'v', new Date('2026-03-01T10:50:00Z'))], { imported: true });
  expect(await bounces()).toEqual([1, 0]);
  await metrics.track(site, [pageView('b', 'v', new Date('2026-03-01T11:10:00Z'))], { imported: true });
  expect(await bounces()).toEqual([0, 0]);
});

test('what is wrong with an event is told with its place, and the others count', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  const result = await metrics.track(site, [
    pageView('a', 'v'),
    { eventId: 'b', type: 'PAGE_VIEW', visitorId: 'v' },
    pageView('c', 'v', new Date(Date.now() - 8 * day)),
    { ...pageView('d', 'v'), userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    { ...pageView('e', 'v'), userAgent: 'curl/8.5.0' },
    { eventId: 'f', type: 'PURCHASE', visitorId: 'v', value: { minor: -1, currency: 'EUR' } },
  ]);
  expect(result).toMatchObject({ accepted: 1, duplicates: 0, rejected: 5 });
  expect(Object.fromEntries(result.reasons)).toEqual({ invalid: 2, too_late: 1, 'bot:bot': 1, 'bot:library': 1 });
  expect(await metrics.dropped(site, new Date(Date.now() - day), new Date(Date.now() + minute))).toEqual([
    { key: 'invalid', count: 2, error: 0 },
    { key: 'bot:bot', count: 1, error: 0 },
    { key: 'bot:library', count: 1, error: 0 },
    { key: 'too_late', count: 1, error: 0 },
  ]);
  const fields = result.problems.map((problem) => problem.field?.join('.'));
  expect(fields).toEqual(['events.1.path', 'events.2.at', 'events.5.value']);
});

test('the future is taken as now', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  await metrics.track(site, [pageView('a', 'v', new Date(Date.now() + 3 * day))]);
  expect(await metrics.live(site)).toMatchObject({ activeVisitors: 1, pageViews: 1 });
});

test('a day of any time zone is put together from what is kept', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  // Midnight in Kathmandu is 18:15 UTC.
  const midnight = Math.floor(Date.now() / day) * day - 280 * day + 18.25 * hour;
  const times = [midnight - 1, midnight, midnight + 5 * hour, midnight + day - 1, midnight + day];
  const events = times.map((at, index) => pageView(`${index}`, `v${index}`, new Date(at), `/${index}`));
  await metrics.track(site, events, { imported: true });
  const [from, to] = [new Date(midnight), new Date(midnight + day)];
  expect(await metrics.totals(site, from, to)).toMatchObject({ pageViews: 3, visitors: 3, sessions: 3 });
  expect((await metrics.top(site, 'PAGE', from, to))?.map((entry) => entry.key)).toEqual(['/1', '/2', '/3']);
  const days = await metrics.series(site, 'VISITORS', 'DAY', new Date(midnight - day), new Date(midnight + 2 * day));
  expect(days.map((point) => point.value)).toEqual([1, 3, 1]);
});

describe('the days of a time zone with a change of the clock', () => {
  const hoursFrom = (first: number, count: number): number[] =>
    Array.from({ length: count }, (_, hours) => first + hours * hour);
  test.each([
    ['Europe/Berlin', '2026-03-28T23:00:00Z', [24, 23, 24]],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', [24, 25, 24]],
    // The clock was put from midnight to one.
    ['America/Sao_Paulo', '2018-11-04T03:00:00Z', [24, 23, 24]],
    // It was put back at midnight, so that an hour of the day before came twice.
    ['America/Sao_Paulo', '2018-02-17T02:00:00Z', [24, 25, 24]],
    ['America/Sao_Paulo', '2026-10-25T03:00:00Z', [24, 24, 24]],
    ['Asia/Kolkata', '2026-03-28T18:30:00Z', [24, 24, 24]],
  ])('%s, %s', async (zone, begin, lengths) => {
    const site = newSite();
    const metrics = new Metrics(redis);
    const middle = Date.parse(begin);
    const all = hoursFrom(
      middle - 24 * hour,
      lengths.reduce((sum, length) => sum + length),
    );
    // One in each hour, and one in the last minute of the day before and the first of the day behind.
    const times = [...all, (all[0] as number) - minute, (all.at(-1) as number) + hour];
    const events = times.flatMap((at, index): MetricEvent[] => [
      pageView(`${index}`, `v${index}`, new Date(at)),
      {
        ...{ eventId: `b${index}`, type: 'PURCHASE', visitorId: `v${index}`, at: new Date(at) },
        value: { minor: 1, currency: 'EUR' },
      },
    ]);
    await metrics.track(site, events, { imported: true });

    // Any time of the first and of the last day will do.
    const [from, to] = [new Date((all[0] as number) + 90 * minute), new Date((all.at(-1) as number) - 90 * minute)];
    const days = await metrics.series(site, 'PAGE_VIEWS', 'DAY', from, to, zone);
    expect(days.map(({ value }) => value)).toEqual(lengths);
    const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
    for (const { at } of days) expect(dayOf.format(at)).not.toBe(dayOf.format(+at - 1));
    const hours = await metrics.series(site, 'VISITORS', 'HOUR', days[0]?.at as Date, to, zone);
    expect(hours.slice(0, 48).map(({ at }) => +at)).toEqual(all.slice(0, 48));
    expect(new Set(hours.map(({ value }) => value))).toEqual(new Set([1]));
    const paid = await metrics.revenueSeries(site, 'DAY', from, to, zone);
    expect(paid.map(({ revenue }) => revenue?.get('EUR'))).toEqual(lengths.map(BigInt));
    const hourly = await metrics.revenueSeries(site, 'HOUR', days[0]?.at as Date, to, zone);
    expect(hourly).toEqual(hours.map(({ at }) => ({ at, revenue: new Map([['EUR', 1n]]) })));
    const filtered = await metrics.series(site, 'PAGE_VIEWS', 'DAY', from, to, zone, { page: ['/'] });
    expect(filtered.map(({ value }) => value)).toEqual(lengths);
  });

  test('hours begin anew with each day where the clock is put by half an hour', async () => {
    const [from, to] = [new Date('2026-04-04T13:00:00Z'), new Date('2026-04-06T13:30:00Z')];
    const hours = await new Metrics(redis).series(newSite(), 'EVENTS', 'HOUR', from, to, 'Australia/Lord_Howe');
    const offset = (at: Date): number => (+at % hour) / minute;
    expect(hours).toHaveLength(25 + 24);
    expect(new Set(hours.slice(25).map(({ at }) => offset(at)))).toEqual(new Set([30]));
  });
});

describe('what makes no sense is refused with a reason', () => {
  const metrics = new Metrics(redis);
  const now = new Date();
  test.each([
    ['an empty range', () => metrics.totals('s', now, now), /from must lie before to/],
    ['a range of years', () => metrics.totals('s', new Date(0), now), /400 days/],
    [
      'a year of minutes',
      () => metrics.series('s', 'EVENTS', 'MINUTE', new Date(+now - 300 * day), now),
      /at most 3000 are given/,
    ],
    [
      'a time zone that is none',
      () => metrics.series('s', 'EVENTS', 'DAY', new Date(0), new Date(day), 'Mars/Base'),
      /Mars\/Base/,
    ],
    ['a site that is none', () => metrics.live('a b'), /site/],
    ['too many events', () => metrics.track('s', Array(501).fill(pageView('a', 'v'))), /500 events/],
    ['too many entries', () => metrics.top('s', 'PAGE', new Date(0), new Date(1), 101), /from 1 to 100/],
  ])('%s', async (_what, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

test('pages beyond Latin are shown as people read them, and cut by characters', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  const tea = encodeURIComponent('чай-и-кофе-'.repeat(30));
  const view = (path: string) => ({ eventId: `e${++sites}`, visitorId: 'v', type: 'PAGE_VIEW' as const, path });
  await metrics.track(site, [
    view(`/${tea.slice(0, 6 * 90)}a`),
    view(`/${tea.slice(0, 6 * 90)}b`),
    view('/%D1%87%D0%B0%D0%B9?x=1'),
    view('/чай'),
    view('/50%25/%2Fa/%FF'),
    view(`/${'x'.repeat(198)}😀`),
  ]);
  const pages = (await metrics.top(site, 'PAGE', new Date(Date.now() - 60_000), new Date(Date.now() + 60_000))) ?? [];
  const keys = pages.map(({ key }) => key);
  expect(pages[0]).toEqual({ key: '/чай', count: 2, error: 0 });
  expect(keys).toHaveLength(5);
  expect(keys).toContain('/50%25/%2Fa/%FF');
  expect(keys).toContain(`/${'x'.repeat(198)}`);
  for (const key of keys) expect(key.length).toBeLessThanOrEqual(200);
});

test('a refund lowers the revenue and is no visit', async () => {
  const site = newSite();
  const metrics = new Metrics(redis);
  const now = Date.now();
  const at = (hours: number) => new Date(now - hours * 3_600_000);
  const money = (minor: number) => ({ value: { minor, currency: 'EUR' } });
  const bought = { eventId: 'b', visitorId: 'ann', type: 'PURCHASE' as const, ...money(5_000), at: at(40) };
  const back = { eventId: 'r', visitorId: 'ann', type: 'REFUND' as const, ...money(2_000), at: at(10) };
  await metrics.track(site, [bought]);
  for (const times of [1, 2])
    await metrics.track(
      site,
      Array.from({ length: times }, () => back),
    );
  const totals = await metrics.totals(site, at(48), new Date(now + 60_000));
  expect(totals).toMatchObject({ visitors: 1, sessions: 1, conversions: 1, bounceRate: 1 });
  expect(totals.revenue?.get('EUR')).toBe(3_000n);
  const today = await metrics.totals(site, at(12), new Date(now + 60_000));
  expect(today).toMatchObject({ visitors: 0, sessions: 0, conversions: 0 });
  expect(today.revenue?.get('EUR')).toBe(-2_000n);
});
