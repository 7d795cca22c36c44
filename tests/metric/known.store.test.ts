// What has lapsed is null, never 0 and never a part of the truth; what is whole can be read, however old it is.

import { describe, expect, test } from 'vitest';
import { metricKeys, part } from '../../src/redis/metric/keys.ts';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const metrics = new Metrics(redis);
const minute = 60_000;
const quarter = 15 * minute;
const hour = 60 * minute;
const day = 24 * hour;
let sites = 0;

function view(visitorId: string, at: number, path = '/'): MetricEvent {
  return { eventId: `${visitorId} ${at}`, type: 'PAGE_VIEW', visitorId, path, at: new Date(at) };
}

/** The midnight so many days ago. */
function daysAgo(days: number): number {
  return Math.floor(Date.now() / day) * day - days * day;
}

/** A site with twenty visitors at three hours of each of some days. */
async function visited(...days: readonly number[]): Promise<string> {
  const site = `known-${++sites}`;
  const events = days.flatMap((at) =>
    Array.from({ length: 20 }, (_, index) => view(`v${index}`, at + (2 + 9 * (index % 3)) * hour)),
  );
  await metrics.track(site, events, { imported: true });
  return site;
}

/** As if it had lapsed, in all shards or in one that has it. */
async function lapse(site: string, name: string, where: 'everywhere' | 'in one shard' = 'everywhere'): Promise<void> {
  const keys = siteShards(redis, site).numbers.map((shard) => metricKeys.bucket(redis.prefix, site, shard, name));
  for (const key of keys) if ((await redis.client.del(key)) > 0 && where === 'in one shard') return;
}

const range = (from: number, to: number) => [new Date(from), new Date(to)] as const;
const values = (points: readonly { readonly value: number | null }[]) => points.map(({ value }) => value);

describe('hours', () => {
  test('of long ago are known while they are whole, also those in which nothing happened', async () => {
    const at = daysAgo(120);
    const site = await visited(at, at + day);
    const hours = await metrics.series(site, 'PAGE_VIEWS', 'HOUR', ...range(at + 2 * hour, at + 5 * hour));
    expect(values(hours)).toEqual([7, 0, 0]);
    const kathmandu = range(at + 18.25 * hour, at + day + 18.25 * hour);
    expect(await metrics.totals(site, ...kathmandu)).toMatchObject({ pageViews: 20, completeFrom: kathmandu[0] });
    expect(await metrics.top(site, 'PAGE', ...kathmandu)).toEqual([{ key: '/', count: 20, error: 0 }]);
  });

  test.each(['everywhere', 'in one shard'] as const)(
    'that have lapsed %s are null, and the day is not',
    async (where) => {
      const at = daysAgo(120);
      const site = await visited(at - day, at, at + day);
      for (const each of [2, 11, 20]) await lapse(site, part.hourCounts(at + each * hour), where);
      const hours = await metrics.series(site, 'VISITORS', 'HOUR', ...range(at, at + day + 3 * hour));
      expect(values(hours)).toEqual([...Array(24).fill(null), 0, 0, 7]);
      const days = await metrics.series(site, 'PAGE_VIEWS', 'DAY', ...range(at - day, at + 2 * day));
      expect(values(days)).toEqual([20, 20, 20]);
      const kathmandu = range(at - 5.75 * hour, at + 18.25 * hour);
      expect(values(await metrics.series(site, 'PAGE_VIEWS', 'DAY', ...kathmandu))).toEqual([null]);
      expect(await metrics.revenueSeries(site, 'DAY', ...kathmandu)).toMatchObject([{ revenue: null }]);
      expect(await metrics.top(site, 'PAGE', ...kathmandu)).toBeNull();
      const until = range(at + 18.25 * hour, at + 2 * day);
      expect(await metrics.totals(site, ...until)).toEqual({
        ...{ pageViews: null, visitors: null, sessions: null, bounceRate: null },
        ...{ secondsPerView: null, conversions: null, conversionRate: null, revenue: null },
        completeFrom: new Date(at + day),
      });
      expect(await metrics.totals(site, new Date(at + day), until[1])).toMatchObject({ pageViews: 20, visitors: 20 });
      expect(await metrics.totals(site, ...range(at, at + day))).toMatchObject({ pageViews: 20, visitors: 20 });
    },
  );
});

test('minutes that were never kept are null, and those of a quarter-hour without events 0', async () => {
  const at = daysAgo(5);
  const site = await visited(at);
  const series = await metrics.series(
    site,
    'EVENTS',
    'MINUTE',
    ...range(at + 2 * hour - quarter, at + 2 * hour + quarter),
  );
  expect(values(series)).toEqual([...Array(15).fill(0), ...Array(15).fill(null)]);
});

describe('days of more than 400 days ago', () => {
  const at = Date.parse('2015-05-17T00:00:00Z');
  const three = range(at - day, at + 2 * day);
  const daysOf = async (site: string) => values(await metrics.series(site, 'PAGE_VIEWS', 'DAY', ...three));

  test('are known if they are there, and those on which nothing ever happened are 0', async () => {
    const site = await visited(at);
    expect(await daysOf(site)).toEqual([0, 20, 0]);
    expect(await metrics.totals(site, ...three)).toMatchObject({ pageViews: 20, visitors: 20, completeFrom: three[0] });
    expect(await daysOf('never-seen')).toEqual([0, 0, 0]);
    expect(await metrics.dropped(site, ...three)).toBeNull();
  });

  test.each(['everywhere', 'in one shard'] as const)('are null once they have lapsed %s', async (where) => {
    const site = await visited(at - day, at);
    await lapse(site, part.dayCounts(at), where);
    expect(await daysOf(site)).toEqual([20, null, 0]);
    expect(await metrics.totals(site, ...three)).toMatchObject({ pageViews: null, completeFrom: new Date(at + day) });
  });

  test('are null where a part was imported again after they had lapsed', async () => {
    const site = await visited(at);
    await lapse(site, part.dayCounts(at));
    await metrics.track(site, [view('late', at + hour)], { imported: true });
    expect(await daysOf(site)).toEqual([0, null, 0]);
  });

  test('are null in data of a release that did not list its days, unless they are there', async () => {
    const site = await visited(at);
    await lapse(site, part.days);
    expect(await daysOf(site)).toEqual([null, 20, null]);
    await metrics.track(site, [view('later', at + day + hour)], { imported: true });
    expect(await daysOf(site)).toEqual([null, 20, 1]);
  });
});

describe('a funnel', () => {
  const visitorsOf = async (site: string, at: number) =>
    (await metrics.funnel(site, ['/'], ...range(at, at + 3 * day))).map((step) => step.visitors);

  test('of long ago is known while all that its visitors did is there', async () => {
    const at = daysAgo(60);
    const site = await visited(at, at + day);
    expect(await visitorsOf(site, at)).toEqual([20]);
    await lapse(site, part.journals(at + day), 'in one shard');
    expect(await metrics.funnel(site, ['/', '/cart'], ...range(at, at + 3 * day))).toEqual([
      { step: '/', visitors: null, rateFromPrevious: null, rateFromFirst: null },
      { step: '/cart', visitors: null, rateFromPrevious: null, rateFromFirst: null },
    ]);
  });

  test('is null where a part was imported again after all had lapsed', async () => {
    const at = daysAgo(60);
    const site = await visited(at);
    await lapse(site, part.journals(at));
    const late = Array.from({ length: 5 }, (_, index) => view(`late${index}`, at + 5 * hour));
    await metrics.track(site, late, { imported: true });
    expect(await visitorsOf(site, at)).toEqual([null]);
  });
});

test('retention is null for the days of which it is no longer known who came, and for those that it is asked about', async () => {
  const at = daysAgo(100);
  const site = await visited(at, at + day, at + 35 * day);
  const cohortsOf = async (from: number, days: number) =>
    (await metrics.retention(site, new Date(from), days)).map(({ size, returned }) => [size, returned]);
  expect(await cohortsOf(at, 3)).toEqual([
    [20, [20, 0]],
    [0, [0]],
    [0, []],
  ]);
  await lapse(site, part.seen(at + day));
  expect(await cohortsOf(at, 3)).toEqual([
    [20, [null, 0]],
    [null, [null]],
    [null, []],
  ]);
  expect(await cohortsOf(at + 31 * day, 2)).toEqual([
    [null, [null]],
    [0, []],
  ]);
});

test('periods are settings: what is counted is kept for as long, and tells from when on it is complete', async () => {
  const kept = { minutes: 3, hours: 40, days: 500, journals: 9, visitors: 50 };
  const own = new Metrics(redis, { kept });
  const site = `known-${++sites}`;
  const now = Date.now();
  await own.track(site, [view('v', now)]);
  const shard = siteShards(redis, site).of('v');
  const ttl = (name: string) => redis.client.pttl(metricKeys.bucket(redis.prefix, site, shard, name));
  for (const [name, days] of [
    [part.minuteCounts(now), 3],
    [part.hourCounts(now), 40],
    [part.dayCounts(now), 500],
    [part.journals(now), 9],
    [part.seen(now), 50],
  ] as const)
    expect(Math.abs((await ttl(name)) / day - days)).toBeLessThan(0.01);
  const since = await own.completeFrom();
  expect(Math.abs((now - +since.minutes) / day - 3)).toBeLessThan(0.06);
  expect(Math.abs((now - +since.quarterHours) / day - 40)).toBeLessThan(0.06);
  expect(since.days).toEqual(new Date(daysAgo(499)));
  expect(since.funnels).toEqual(new Date(daysAgo(8)));
  expect(since.retention).toEqual(new Date(daysAgo(49)));
});
