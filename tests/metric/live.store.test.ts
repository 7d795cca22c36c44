// The live picture: who is here now, against what other analytics are known to get wrong.

import { expect, test } from 'vitest';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const metrics = new Metrics(redis);
const minute = 60_000;
let sites = 0;
const newSite = (): string => `site-${++sites}`;
let events = 0;

function event(visitorId: string, minutesAgo: number, more: Partial<MetricEvent> = {}): MetricEvent {
  const at = new Date(Date.now() - minutesAgo * minute);
  return { eventId: String(++events), type: 'PAGE_VIEW', path: '/', visitorId, at, ...more };
}

const purchase = { type: 'PURCHASE', path: null, value: { minor: 500, currency: 'EUR' } } as const;

test('who is active is a visitor, however many pages they look at and whatever is counted of them', async () => {
  const site = newSite();
  await metrics.track(site, [
    ...Array.from({ length: 40 }, (_, index) => event('ann', 0, { path: `/${index}` })),
    event('ann', 0, { type: 'CART', path: null }),
    event('bob', 0, { type: 'CUSTOM', name: 'click', path: null }),
  ]);
  expect(await metrics.live(site)).toMatchObject({ activeVisitors: 2, pageViews: 40 });
});

test('every number is of the same window: who left before it is in none of them', async () => {
  const site = newSite();
  await metrics.track(site, [event('gone', 20), event('gone', 19, purchase), event('here', 0), event('also', 0)]);
  const live = await metrics.live(site);
  expect(live).toMatchObject({ activeVisitors: 2, pageViews: 2, conversions: 0, conversionRate: 0 });
  expect([...live.revenue]).toEqual([]);
  expect(live.perMinute.reduce((sum, { value }) => sum + value, 0)).toBe(3);
});

test('a rate is of visitors, so that buying twice or buying without a page view in the window is never over 1', async () => {
  const site = newSite();
  await metrics.track(site, [event('ann', 20), event('ann', 0, purchase), event('ann', 0, purchase)]);
  expect(await metrics.live(site)).toMatchObject({ activeVisitors: 1, conversions: 2, conversionRate: 1 });
  const totals = await metrics.totals(site, new Date(Date.now() - 60 * minute), new Date(Date.now() + minute));
  expect(totals).toMatchObject({ visitors: 1, conversions: 2, conversionRate: 1 });
});

test('repetitions neither count nor stop the picture, and each new event moves it on', async () => {
  const site = newSite();
  const first = event('ann', 0);
  await metrics.track(site, [first]);
  const before = await metrics.live(site);
  await metrics.track(site, [first, first]);
  const repeated = await metrics.live(site);
  expect({ ...repeated, at: before.at }).toEqual(before);
  await metrics.track(site, [first, event('bob', 0)]);
  const after = await metrics.live(site);
  expect(after.sequence).toBe(before.sequence + 1);
  expect(after.activeVisitors).toBe(2);
});

test('programs are in no number but that of the refused', async () => {
  const site = newSite();
  await metrics.track(site, [
    event('ann', 0, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }),
    event('crawler', 0, { userAgent: 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)' }),
    event('robot', 0, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0.0.0' }),
  ]);
  expect(await metrics.live(site)).toMatchObject({ activeVisitors: 1, pageViews: 1, sequence: 1 });
  const dropped = await metrics.dropped(site, new Date(Date.now() - minute), new Date(Date.now() + minute));
  expect(dropped).toEqual([
    { key: 'bot:bot', count: 1, error: 0 },
    { key: 'bot:headless', count: 1, error: 0 },
  ]);
});

test('a day by hours has no hour in which every visit is a bounce because it went on in the next', async () => {
  const site = newSite();
  const hour = Date.parse('2026-04-02T10:00:00Z');
  const visits = Array.from({ length: 20 }, (_, index) => `v${index}`);
  const at = (ms: number) => ({ at: new Date(ms) });
  await metrics.track(
    site,
    visits.flatMap((visitor) => [
      event(visitor, 0, at(hour + 55 * minute)),
      event(visitor, 0, { path: '/next', ...at(hour + 65 * minute) }),
    ]),
    { imported: true },
  );
  const hours = [hour, hour + 60 * minute].map((from) =>
    metrics.totals(site, new Date(from), new Date(from + 60 * minute)),
  );
  expect((await Promise.all(hours)).map(({ sessions, bounceRate }) => ({ sessions, bounceRate }))).toEqual([
    { sessions: 20, bounceRate: 0 },
    { sessions: 0, bounceRate: 0 },
  ]);
});
