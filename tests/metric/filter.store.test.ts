// Filters on visits, against a count that reads each visit by itself.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Refusal } from '../../src/redis/base/problem.ts';
import { ReportHandle } from '../../src/redis/base/report-handle.ts';
import { Experiments } from '../../src/redis/experiment/experiment.ts';
import { metricKeys, part } from '../../src/redis/metric/keys.ts';
import { type MetricEvent, Metrics, type VisitFilter } from '../../src/redis/metric/metric.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { SiteGoals } from '../../src/redis/metric/site-goal.ts';
import { VisitIndex } from '../../src/redis/metric/visit/visits.ts';
import { openTestRedis, testRedisUrl } from '../support/redis.ts';
import type { Asking, Counting } from './ask-process.ts';
import { base, events, filter, someEvents } from './visit-arbitrary.ts';
import { type Beside, type KnownEvent, selects, type Visit, visitNumbers, visitsOf } from './visit-model.ts';
import { funnelNumbers, valueNumbers } from './visit-model-top.ts';

const redis = await openTestRedis();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
let sites = 0;

const experiments = new Experiments(redis);
const siteGoals = new SiteGoals(redis);
const open = (): Metrics => new Metrics(redis, { siteGoals, variants: experiments });
const beside: Beside = {
  goals: {
    bought: ({ event }) => event === 'PURCHASE',
    read: ({ page }) => page?.startsWith('/blog/') ?? false,
  },
  variants: await shownVariants(),
};

/** Of those visitors who were shown one. */
async function shownVariants(): Promise<Map<string, string | null>> {
  await experiments.set({ key: 'layout', goal: 'order', variants: [{ key: 'old' }, { key: 'new' }] });
  await experiments.start('layout');
  const shown = new Map<string, string | null>();
  const assign = async (visitorId: string, account: string | null = null): Promise<void> => {
    const { variant } = await experiments.assign({ key: 'layout', visitorId }, account);
    shown.set(visitorId, variant);
  };
  // The last one is recognised as the first, and shown the same.
  for (const visitor of [0, 1, 2]) await assign(`visitor ${visitor}`, visitor === 0 ? 'dora' : null);
  await assign('visitor 3', 'dora');
  return shown;
}

async function newSite(): Promise<string> {
  const site = `site-${++sites}`;
  await siteGoals.set({ site, name: 'bought', event: 'PURCHASE' });
  await siteGoals.set({ site, name: 'read', page: '/blog/*' });
  return site;
}

const ranges = [
  [base - hour, base + 6 * hour],
  [base + hour, base + 2 * hour],
  [base + 2 * hour, base + 3 * hour + 15 * minute],
] as const;

test('the numbers of selected visits are those of a count by hand, shuffled, doubled and from two stores', {
  timeout: 90_000,
}, async () => {
  const arrivals = events.chain((list) =>
    fc.record({
      list: fc.constant(list),
      order: fc
        .array(fc.nat({ max: list.length - 1 }), { maxLength: 30 })
        .map((again) => [...list.keys(), ...again])
        .chain((order) => fc.shuffledSubarray(order, { minLength: order.length })),
      filters: fc.array(filter, { minLength: 3, maxLength: 3 }),
      size: fc.integer({ min: 1, max: 12 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ list, order, filters, size }) => {
      const site = await newSite();
      const stores = [open(), open()] as const;
      for (let start = 0; start < order.length; start += 2 * size) {
        const part = order.slice(start, start + 2 * size).map((index) => (list[index] as KnownEvent).event);
        await Promise.all(
          stores.map((store, index) =>
            store.track(site, part.slice(index * size, (index + 1) * size), { imported: true }),
          ),
        );
        // So that what is held is read again.
        await stores[0].totals(site, new Date(base), new Date(base + 6 * hour), { page: ['*'] });
      }
      const visits = visitsOf(list);
      for (const chosen of filters)
        for (const [fromMs, toMs] of ranges) {
          const { revenue, ...expected } = visitNumbers(
            visits.filter((visit) => selects(chosen, visit, beside)),
            fromMs,
            toMs,
          );
          for (const store of stores) {
            const totals = await store.totals(site, new Date(fromMs), new Date(toMs), chosen);
            expect(totals).toMatchObject({ ...expected, completeFrom: new Date(fromMs) });
            expect(totals.revenue?.get('EUR') ?? 0n).toBe(BigInt(revenue));
          }
          const series = await stores[0].series(
            site,
            'VISITORS',
            'HOUR',
            new Date(fromMs),
            new Date(toMs),
            undefined,
            chosen,
          );
          for (const { at, value } of series)
            expect(value).toBe(
              visitNumbers(
                visits.filter((visit) => selects(chosen, visit, beside)),
                at.getTime(),
                at.getTime() + hour,
              ).visitors,
            );
        }
    }),
    { numRuns: 30 },
  );
});

test('four processes count the same events at once, shuffled, and each is told the numbers of a count by hand', {
  timeout: 120_000,
}, async () => {
  const list = someEvents(1_500, 200, 7);
  // Those that need no goals and experiments.
  const filters = fc
    .sample(filter, { numRuns: 12, seed: 7 })
    .filter((chosen) => !/"(goal|variant)"/.test(JSON.stringify(chosen)));
  const asking: Asking = {
    filters: [...filters, { page: ['/cart'], not: { country: ['FR'] } }],
    from: new Date(base - hour).toISOString(),
    to: new Date(base + 6 * hour).toISOString(),
  };
  const site = `site-${++sites}`;
  const script = new URL('./ask-process.ts', import.meta.url);
  const env = { ...process.env, MORTAR_TEST_REDIS_URL: testRedisUrl() };
  const children = Array.from({ length: 4 }, () => fork(script, { execArgv: ['--import', 'tsx'], env }));
  const say = async (child: ChildProcess): Promise<unknown> => (await once(child, 'message'))[0];
  try {
    await Promise.all(children.map(say));
    const counted = Promise.all(children.map(say));
    for (const [seed, child] of children.entries()) {
      // Each event comes from two of them.
      const own = list.filter((_, index) => index % 4 === seed || (index + 1) % 4 === seed);
      const [shuffled = []] = fc.sample(fc.shuffledSubarray(own, { minLength: own.length }), { numRuns: 1, seed });
      const sent = shuffled.map(({ event }) => ({ ...event, at: (event.at as Date).toISOString() }));
      const batches = Array.from({ length: 20 }, (_, index) => sent.filter((_event, at) => at % 20 === index));
      const count: Counting = { prefix: redis.prefix, site, batches };
      child.send({ count, ask: asking });
    }
    await counted;
    const visits = visitsOf(list);
    const expected = asking.filters.map((chosen) =>
      visitNumbers(
        visits.filter((visit) => selects(chosen, visit, beside)),
        base - hour,
        base + 6 * hour,
      ),
    );
    const told = Promise.all(children.map(say));
    for (const child of children) child.send({ ask: asking });
    for (const totals of await told) expect(totals).toMatchObject(expected);
  } finally {
    for (const child of children) child.kill();
  }
});

const byKey = <Entry extends { key: string }>(entries: readonly Entry[]) =>
  entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** With the first and the last page of each visit at its first step. */
function edgesOf(visits: readonly Visit[]): Visit[] {
  return visits.map((visit) => {
    const pages = visit.steps.flatMap(({ values: { page } }) => page ?? []);
    const edges: Record<string, string> =
      pages.length === 0 ? {} : { entryPage: pages[0] as string, exitPage: pages.at(-1) as string };
    return {
      ...visit,
      steps: visit.steps.map((step, index) => ({ ...step, values: { ...step.values, ...(index === 0 && edges) } })),
    };
  });
}

test('top lists and funnels of selected visits are those of a count by hand', { timeout: 90_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.array(filter, { minLength: 2, maxLength: 2 }), async (list, filters) => {
      const site = await newSite();
      const metrics = open();
      await metrics.track(
        site,
        list.map(({ event }) => event),
      );
      for (const chosen of filters)
        for (const [fromMs, toMs] of ranges) {
          const range = [new Date(fromMs), new Date(toMs)] as const;
          const visits = edgesOf(visitsOf(list).filter((visit) => selects(chosen, visit, beside)));
          for (const [dimension, field] of [
            ['PAGE', 'page'],
            ['EVENT', 'event'],
            ['BROWSER', 'browser'],
            ['UTM_TERM', 'utmTerm'],
            ['ENTRY_PAGE', 'entryPage'],
            ['EXIT_PAGE', 'exitPage'],
          ] as const) {
            const top = await metrics.top(site, dimension, ...range, 100, { filter: chosen });
            const found = top?.map(({ key, count, ofVisits }) => ({
              ...{ key, count, visitors: ofVisits?.visitors, conversionRate: ofVisits?.conversionRate },
              revenue: Number(ofVisits?.revenue.get('EUR') ?? 0n),
            }));
            expect(byKey(found ?? [])).toEqual(byKey(valueNumbers(visits, field, fromMs, toMs)));
          }
          const steps = ['/', '/cart', 'PURCHASE'];
          const funnel = await metrics.funnel(site, steps, ...range, chosen);
          expect(funnel.map(({ visitors }) => visitors)).toEqual(funnelNumbers(visits, steps, fromMs, toMs));
        }
    }),
    { numRuns: 20 },
  );
});

test('a top list is ordered as asked, and retention counts those whose first day had such a visit', async () => {
  const metrics = new Metrics(redis);
  const site = `site-${++sites}`;
  let made = 0;
  const event = (visitorId: string, more: Partial<MetricEvent>, at = base): MetricEvent => ({
    ...{ eventId: `${++made}`, type: 'PAGE_VIEW', visitorId, path: '/', at: new Date(at + made) },
    ...more,
  });
  const buy = (visitorId: string, minor: number) =>
    event(visitorId, { type: 'PURCHASE', value: { minor, currency: 'EUR' } });
  await metrics.track(site, [
    ...['a', 'b', 'c'].map((visitor) => event(visitor, { country: 'DE' })),
    ...['d', 'd', 'd', 'd', 'e'].map((visitor) => event(visitor, { country: 'FR' })),
    event('f', { country: 'PT' }),
    ...[buy('a', 900), buy('d', 200), buy('e', 100), buy('f', 5)],
    event('a', {}, base + day),
    event('d', {}, base + day),
  ]);
  const range = [new Date(base), new Date(base + hour)] as const;
  const order = async (orderBy: 'VIEWS' | 'VISITORS' | 'REVENUE' | 'CONVERSION_RATE') =>
    (await metrics.top(site, 'COUNTRY', ...range, 10, { orderBy }))?.map(({ key }) => key);
  expect(await order('VIEWS')).toEqual(['FR', 'DE', 'PT']);
  expect(await order('VISITORS')).toEqual(['DE', 'FR', 'PT']);
  expect(await order('REVENUE')).toEqual(['DE', 'FR', 'PT']);
  expect(await order('CONVERSION_RATE')).toEqual(['FR', 'PT', 'DE']);
  await expect(metrics.top(site, 'TRANSITION', ...range, 10, { orderBy: 'VIEWS' })).rejects.toThrow(
    'not kept by visit',
  );
  const [cohort] = await metrics.retention(site, new Date(base), 2, { country: ['DE'] });
  expect(cohort).toMatchObject({ size: 3, returned: [1] });
});

test('a filter that selects all visits gives the numbers that are counted without one', async () => {
  await fc.assert(
    fc.asyncProperty(events, async (list) => {
      const site = `site-${++sites}`;
      const metrics = new Metrics(redis);
      await metrics.track(
        site,
        list.map(({ event }) => event),
      );
      for (const [fromMs, toMs] of ranges) {
        const range = [new Date(fromMs), new Date(toMs)] as const;
        const all = { not: { page: ['/nowhere'] } };
        expect(await metrics.totals(site, ...range, all)).toEqual(await metrics.totals(site, ...range));
        expect(await metrics.series(site, 'EVENTS', 'HOUR', ...range, undefined, all)).toEqual(
          await metrics.series(site, 'EVENTS', 'HOUR', ...range),
        );
      }
    }),
    { numRuns: 15 },
  );
});

test('what a release before has counted is not known', async () => {
  const metrics = new Metrics(redis);
  const site = `site-${++sites}`;
  const view: MetricEvent = { eventId: 'a', type: 'PAGE_VIEW', visitorId: 'ann', path: '/', at: new Date(base) };
  await metrics.track(site, [view]);
  const journals = metricKeys.bucket(redis.prefix, site, siteShards(redis, site).of('ann'), part.journals(base));
  const [[visitor, journal] = []] = Object.entries(await redis.client.hgetall(journals));
  await redis.client.hset(journals, visitor as string, (journal as string).split('\t')[0] as string);
  const midnight = new Date(base + 2 * hour);
  const totals = await metrics.totals(site, new Date(base - hour), new Date(base + 4 * hour), { page: ['/'] });
  expect(totals).toMatchObject({ pageViews: null, completeFrom: midnight });
  expect(await metrics.totals(site, midnight, new Date(base + 4 * hour), { page: ['/'] })).toMatchObject({
    pageViews: 0,
  });
});

test('a filter that is none is refused with the field', async () => {
  const metrics = open();
  const site = await newSite();
  const refused = async (wrong: VisitFilter) => {
    const error: unknown = await metrics.totals(site, new Date(base), new Date(base + hour), wrong).catch((e) => e);
    return (error as Refusal).problems[0];
  };
  let deep: VisitFilter = { page: ['/'] };
  for (let level = 0; level < 5; level++) deep = { not: deep };
  for (const [wrong, code, field] of [
    [{}, 'INVALID', 'filter'],
    [{ and: [] }, 'INVALID', 'filter.and'],
    [{ and: [{ page: ['/'] }, { country: [] }] }, 'INVALID', 'filter.and.1.country'],
    [{ not: { page: ['/', ''] } }, 'INVALID', 'filter.not.page.1'],
    [{ page: ['/'.repeat(201)] }, 'INVALID', 'filter.page.0'],
    [{ page: Array(51).fill('/') }, 'INVALID', 'filter.page'],
    [{ property: { name: 'a', values: [] } }, 'INVALID', 'filter.property.values'],
    [{ goal: ['bought', 'sold'] }, 'INVALID', 'filter.goal.1'],
    [{ variant: { experiment: 'none', variants: ['a'] } }, 'INVALID', 'filter.variant.experiment'],
    [{ variant: { experiment: 'layout', variants: ['odd'] } }, 'INVALID', 'filter.variant.variants'],
    [{ or: Array(50).fill({ page: ['/'] }) }, 'LIMIT_EXCEEDED', 'filter.or.49'],
    [deep, 'LIMIT_EXCEEDED', 'filter.not.not.not.not.not'],
  ] as const)
    expect(await refused(wrong)).toMatchObject({ code, field: field.split('.') });
});

test('the names of days that are no longer held go with them', async () => {
  const site = `site-${++sites}`;
  const midnight = base + 2 * hour;
  const views = Array.from({ length: 40 }, (_, index) => {
    const at = new Date(index % 2 ? midnight - hour : midnight + hour);
    return { eventId: `e${index}`, type: 'PAGE_VIEW', visitorId: `v${index}`, path: `/${index}`, at } as const;
  });
  await new Metrics(redis).track(site, views);
  const [first, second] = [[midnight - day], [midnight]];
  const alone = new VisitIndex(new ReportHandle(redis));
  await alone.read(site, second);
  const small = new VisitIndex(new ReportHandle(redis), alone.bytes);
  await small.read(site, first);
  await small.read(site, second);
  const { names, shards } = await small.read(site, second);
  expect(names.visitors.size).toBe(20);
  expect(shards.flat().reduce((sum, { visitors }) => sum + visitors.length, 0)).toBe(20);
  expect(small.bytes).toBe(alone.bytes);
});
