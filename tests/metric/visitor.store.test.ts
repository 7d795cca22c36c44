// Funnels against a model, retention, journeys and the feed.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { openTestRedis, untilNextMillisecond } from '../support/redis.ts';

const redis = await openTestRedis();
const metrics = new Metrics(redis);
const minute = 60_000;
const day = 24 * 60 * minute;
/** An hour before a midnight. */
const base = Math.floor(Date.now() / day) * day - 280 * day - 60 * minute;
let sites = 0;
const newSite = (): string => `site-${++sites}`;

function step(visitorId: string, label: string, atMs: number): MetricEvent {
  const page = label.startsWith('/');
  const what = page ? { type: 'PAGE_VIEW' as const, path: label } : { type: 'CUSTOM' as const, name: label };
  return { eventId: `${visitorId} ${label} ${atMs}`, visitorId, at: new Date(atMs), ...what };
}

test('a funnel counts who did the steps in their order, across midnight too', async () => {
  const visit = fc.uniqueArray(
    fc.record({ at: fc.integer({ min: 0, max: 180 }), label: fc.constantFrom('/', '/cart', 'pay', '/other') }),
    { selector: ({ at }) => at, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(visit, { minLength: 1, maxLength: 8 }), async (visits) => {
      const site = newSite();
      const events = visits.flatMap((own, index) =>
        own.map(({ at, label }) => step(`v${index}`, label, base + at * minute)),
      );
      await metrics.track(site, events, { imported: true });
      const steps = ['/', '/cart', 'pay'];
      const [from, to] = [base + 10 * minute, base + 170 * minute];
      const reached = visits.map((own) => {
        let next = 0;
        for (const { at, label } of own.toSorted((a, b) => a.at - b.at))
          if (at >= 10 && at < 170 && label === steps[next]) next++;
        return next;
      });
      const funnel = await metrics.funnel(site, steps, new Date(from), new Date(to));
      expect(funnel.map(({ visitors }) => visitors)).toEqual(
        steps.map((_, index) => reached.filter((count) => count > index).length),
      );
    }),
    { numRuns: 25 },
  );
});

test('the rates of a funnel', async () => {
  const site = newSite();
  const visitors = ['a', 'b', 'c', 'd'];
  const events = [
    ...visitors.map((visitor) => step(visitor, '/', base)),
    ...['a', 'b'].map((visitor) => step(visitor, '/cart', base + minute)),
    step('a', 'pay', base + 2 * minute),
    step('d', 'pay', base - minute),
  ];
  await metrics.track(site, events, { imported: true });
  const funnel = await metrics.funnel(site, ['/', '/cart', 'pay'], new Date(base - day), new Date(base + day));
  expect(funnel).toEqual([
    { step: '/', visitors: 4, rateFromPrevious: 1, rateFromFirst: 1 },
    { step: '/cart', visitors: 2, rateFromPrevious: 0.5, rateFromFirst: 0.5 },
    { step: 'pay', visitors: 1, rateFromPrevious: 0.5, rateFromFirst: 0.25 },
  ]);
});

test('retention: new visitors of a day, and the days on which they were back', async () => {
  const site = newSite();
  const on = (visitor: string, ...days: number[]): MetricEvent[] => days.map((n) => step(visitor, '/', base + n * day));
  const events = [
    ...on('ann', 0, 1, 3),
    ...on('bob', 0, 3),
    ...on('cy', 1),
    ...on('old', -29, 0, 1),
    ...on('again', -31, 0),
  ];
  await metrics.track(site, events, { imported: true });
  const cohorts = await metrics.retention(site, new Date(base), 4);
  expect(cohorts.map(({ size, returned }) => ({ size, returned }))).toEqual([
    { size: 3, returned: [1, 0, 2] },
    { size: 1, returned: [0, 0] },
    { size: 0, returned: [0] },
    { size: 0, returned: [] },
  ]);
  expect(cohorts[0]?.day).toEqual(new Date(base - 23 * 60 * minute));
});

test('a funnel and retention of many visitors, who come in pages', async () => {
  const site = newSite();
  const visitors = Array.from({ length: 6_000 }, (_, index) => `v${index}`);
  const some = (each: number): string[] => visitors.filter((_, index) => index % each === 0);
  const events = [
    ...visitors.map((visitor) => step(visitor, '/', base)),
    ...some(3).map((visitor) => step(visitor, '/', base + day)),
    ...some(2).map((visitor) => step(visitor, '/cart', base + day + minute)),
    ...some(100).map((visitor) => step(visitor, 'pay', base + 2 * day)),
  ];
  for (let start = 0; start < events.length; start += 500)
    await metrics.track(site, events.slice(start, start + 500), { imported: true });
  const funnel = await metrics.funnel(site, ['/', '/cart', 'pay'], new Date(base), new Date(base + 3 * day));
  expect(funnel.map((one) => one.visitors)).toEqual([6_000, 3_000, 60]);
  const secondDay = await metrics.funnel(site, ['/', '/cart'], new Date(base + day), new Date(base + 2 * day));
  expect(secondDay.map((one) => one.visitors)).toEqual([2_000, 1_000]);
  const [cohort] = await metrics.retention(site, new Date(base), 3);
  expect(cohort).toMatchObject({ size: 6_000, returned: [4_000, 60] });
});

test("a visitor's journey is their newest pages, oldest first", async () => {
  const site = newSite();
  const now = Date.now();
  const labels = ['/1', '/2', 'click', '/3'];
  const events = labels.map((label, index) => step('ann', label, now - (3 - index) * 20 * 60 * minute));
  await metrics.track(site, events.toReversed());
  expect((await metrics.journey(site, 'ann', 50)).map(({ path }) => path)).toEqual(['/1', '/2', '/3']);
  expect((await metrics.journey(site, 'ann', 2)).map(({ path }) => path)).toEqual(['/2', '/3']);
  expect(await metrics.journey(site, 'bob', 50)).toEqual([]);
});

test('the feed has each counted event once, in order, and tells how many a late reader missed', {
  timeout: 60_000,
}, async () => {
  const site = newSite();
  const start = await metrics.feed.head(site);
  const event = (index: number): MetricEvent => ({
    eventId: `${index}`,
    type: 'CUSTOM',
    name: `n${index}`,
    visitorId: `v${index}`,
  });
  await metrics.track(site, [event(1), event(2), event(1)]);
  const [first, second, ...none] = await metrics.feed.read(site, start, 100);
  expect(none).toEqual([]);
  expect([first?.event.name, second?.event.name].sort()).toEqual(['n1', 'n2']);
  for (let start = 0; start < 11_000; start += 500)
    await metrics.track(
      site,
      Array.from({ length: 500 }, (_, index) => event(100 + start + index)),
    );
  const [late] = await metrics.feed.read(site, second?.cursor ?? '', 1);
  expect(late?.cursor).toMatch(new RegExp(`_${2 + (late?.missed ?? 0) + 1}$`));
  expect(late?.missed).toBeGreaterThan(500);
  const head = await metrics.feed.head(site);
  expect(head).toMatch(/_11002$/);
  expect(await metrics.feed.read(site, head, 1)).toEqual([]);
  await expect(metrics.feed.read(site, '11002', 1)).rejects.toThrow('after must be the cursor of an earlier delivery');
});

test('a reader of the feed is told where Redis has lost it, and goes on with what came since', async () => {
  const site = newSite();
  const custom = (id: string): MetricEvent => ({ eventId: id, type: 'CUSTOM', name: id, visitorId: 'v' });
  const track = async (...ids: string[]) => {
    for (const id of ids) await metrics.track(site, [custom(id)]);
  };
  const told = async (after: string) =>
    (await metrics.feed.read(site, after, 100)).map(({ event, missed }) => [event.eventId, missed]);
  await track('a', 'b', 'c');
  const before = await metrics.feed.head(site);
  await redis.client.del(metricKeys.feed(redis.prefix, site), metricKeys.feedMeta(redis.prefix, site));
  expect(await told(before)).toEqual([]);
  await track('d', 'e');
  expect(await told(before)).toEqual([
    ['d', 1],
    ['e', 0],
  ]);
  // Also where the new one has come further than the cursor.
  await track('f', 'g', 'h');
  expect((await told(before)).map(([id]) => id)).toEqual(['d', 'e', 'f', 'g', 'h']);
  // And where another Redis has a feed that began before.
  await redis.client.hset(metricKeys.feedMeta(redis.prefix, site), 'born', Date.now() - 86_400_000);
  expect((await told(before))[0]).toEqual(['d', 1]);
  expect(await told(await metrics.feed.head(site))).toEqual([]);
});

test('a reader of the feed that had read what a failover lost is told so, and others go on', async () => {
  const site = newSite();
  const custom = (id: string): MetricEvent => ({ eventId: id, type: 'CUSTOM', name: id, visitorId: 'v' });
  const track = async (...ids: string[]) => {
    for (const id of ids) {
      await metrics.track(site, [custom(id)]);
      await untilNextMillisecond(redis);
    }
  };
  const told = async (after: string) =>
    (await metrics.feed.read(site, after, 100)).map(({ event, missed }) => [event.eventId, missed]);
  await track('a', 'b');
  const behind = await metrics.feed.head(site);
  const keys = [metricKeys.feed(redis.prefix, site), metricKeys.feedMeta(redis.prefix, site)] as const;
  const replica = await Promise.all(keys.map((key) => redis.client.dumpBuffer(key)));
  await track('c', 'd', 'e');
  const ahead = await metrics.feed.head(site);
  // The replica that is promoted has a and b.
  for (const [place, key] of keys.entries()) await redis.client.restore(key, 0, replica[place] as Buffer, 'REPLACE');
  expect(await told(ahead)).toEqual([]);
  await track('f', 'g');
  expect((await told(ahead)).map(([id]) => id)).toEqual(['f', 'g']);
  expect((await told(ahead))[0]?.[1]).toBeGreaterThan(0);
  // Also once the numbers have come to where it stands, and beyond.
  await track('h', 'i', 'j');
  const late = await told(ahead);
  expect(late.map(([id]) => id)).toEqual(['f', 'g', 'h', 'i', 'j']);
  expect(late[0]?.[1]).toBeGreaterThan(0);
  expect(late.slice(1).every(([, missed]) => missed === 0)).toBe(true);
  expect(await told(behind)).toEqual([
    ['f', 0],
    ['g', 0],
    ['h', 0],
    ['i', 0],
    ['j', 0],
  ]);
});
