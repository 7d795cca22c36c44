// The metrics through the API: `track` as anyone over HTTP, the numbers as an administrator.

import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';
import { shiftedSoFar } from '../../src/redis/metric/shift.ts';
import type { Context } from '../../src/resolvers/base/context.ts';
import { watchLive } from '../../src/resolvers/metric/metric.ts';
import { schema } from '../../src/schema/index.ts';
import { openTestApp } from '../support/app.ts';

const app = await openTestApp();
for (const name of ['shop']) await app.stores.sites.set(name);

const administrator = {
  stores: app.stores,
  live: app.live,
  session: { userId: 'admin', roles: ['ADMIN'] },
  client: {},
} as unknown as Context;

const trackMutation = /* GraphQL */ `
  mutation Track($input: TrackInput!) {
    track(input: $input) { accepted duplicates rejected userErrors { code message field } }
  }
`;

async function read(source: string): Promise<Record<string, unknown>> {
  const { data, errors } = await graphql({ schema, source, contextValue: administrator });
  expect(errors).toBeUndefined();
  return data?.metrics as Record<string, unknown>;
}

test('what anyone tracks, an administrator reads', async () => {
  const events = [
    {
      eventId: '1',
      type: 'PAGE_VIEW',
      visitorId: 'ann',
      path: '/shoes?utm_campaign=spring',
      referrer: 'https://www.search.example/x',
    },
    { eventId: '2', type: 'PURCHASE', visitorId: 'ann', value: { amount: '19.99', currency: 'EUR' } },
    { eventId: '2', type: 'PURCHASE', visitorId: 'ann', value: { amount: '19.99', currency: 'EUR' } },
    { eventId: '3', type: 'PURCHASE', visitorId: 'bob', value: { amount: '1.999', currency: 'EUR' } },
  ];
  const answer = await app.client().request<{ track: unknown }>(trackMutation, { input: { site: 'shop', events } });
  expect(answer.track).toMatchObject({
    accepted: 2,
    duplicates: 1,
    rejected: 1,
    userErrors: [{ field: ['events', '3', 'value'] }],
  });
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const to = new Date(Date.now() + 60_000).toISOString();
  const range = `from: "${from}", to: "${to}"`;
  const metrics = await read(`{ metrics(site: "shop") {
    site
    live { windowSeconds activeVisitors pageViews conversions conversionRate revenue { amount currency } topPages { key count } }
    totals(${range}) { pageViews visitors sessions bounceRate conversions conversionRate revenue { amount currency } }
    revenueSeries(interval: DAY, ${range}) { revenue { amount currency } }
    campaigns: top(dimension: CAMPAIGN, ${range}) { key count }
    referrers: top(dimension: REFERRER, ${range}) { key count }
    transitions: top(dimension: TRANSITION, ${range}, limit: 1) { key count }
  } }`);
  const revenue = [{ amount: '19.99', currency: 'EUR' }];
  expect(metrics).toMatchObject({
    site: 'shop',
    live: {
      windowSeconds: 300,
      activeVisitors: 1,
      pageViews: 1,
      conversions: 1,
      conversionRate: 1,
      revenue,
      topPages: [{ key: '/shoes', count: 1 }],
    },
    totals: { pageViews: 1, visitors: 1, sessions: 1, bounceRate: 0, conversions: 1, conversionRate: 1, revenue },
    campaigns: [{ key: 'spring', count: 1 }],
    referrers: [{ key: 'search.example', count: 1 }],
    transitions: [{ key: '/shoes → PURCHASE', count: 1 }],
  });
  const series = metrics.revenueSeries as { revenue: unknown[] }[];
  expect(series.flatMap((point) => point.revenue)).toEqual(revenue);
});

test('the numbers are for administrators alone', async () => {
  const reply = await app
    .client()
    .rawRequest('{ metrics { site } }')
    .catch((error) => error.response);
  expect(reply.errors[0].extensions.code).toBe('UNAUTHENTICATED');
});

test('a range that makes no sense is refused with the argument named', async () => {
  const source = '{ metrics { totals(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { visitors } } }';
  const { errors } = await graphql({ schema, source, contextValue: administrator });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: ['from'] });
});

test('a series has the days of a time zone', async () => {
  const series = async (timezone: string) => {
    const range = 'from: "2026-03-28T23:00:00Z", to: "2026-03-30T22:00:00Z"';
    const field = `series(metric: EVENTS, interval: DAY, ${range}, timezone: "${timezone}") { at }`;
    return graphql({
      schema,
      source: `{ metrics { ${field} revenue: ${field.replace('series(metric: EVENTS, ', 'revenueSeries(')} } }`,
      contextValue: administrator,
    });
  };
  const days = [{ at: new Date('2026-03-28T23:00:00Z') }, { at: new Date('2026-03-29T22:00:00Z') }];
  expect(JSON.parse(JSON.stringify((await series('Europe/Berlin')).data))).toEqual(
    JSON.parse(JSON.stringify({ metrics: { series: days, revenue: days } })),
  );
  const { errors } = await series('Berlin');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: ['timezone'] });
});

test('a period is compared with as many days before it, and with a year before, by the days of a time zone', async () => {
  const { metrics, sites } = app.stores;
  await sites.set('before', null, 'Europe/Berlin');
  // The clocks were put forward on the 29th of March 2026 and the 30th of March 2025.
  const at = ['2026-03-28T22:59:00Z', '2026-03-28T23:00:00Z', '2025-03-29T23:00:00Z', '2025-03-29T22:59:00Z'];
  const view = (moment: string) => ({ eventId: moment, type: 'PAGE_VIEW' as const, path: '/', visitorId: moment });
  await metrics.track(
    'before',
    at.map((moment) => ({ ...view(moment), at: new Date(moment) })),
    { imported: true },
  );
  const range = 'from: "2026-03-29T22:00:00Z", to: "2026-03-30T22:00:00Z", timezone: "Europe/Berlin"';
  const cut = `interval: DAY, ${range}`;
  const numbers = await read(`{ metrics(site: "before") {
    own: totals(${range}) { pageViews }
    before: totals(${range}, shift: PERIOD) { pageViews completeFrom }
    year: totals(${range}, shift: YEAR) { pageViews completeFrom }
    series(metric: PAGE_VIEWS, ${cut}, shift: PERIOD) { at value }
    revenueSeries(${cut}, shift: YEAR) { at }
  } }`);
  expect(JSON.parse(JSON.stringify(numbers))).toEqual({
    own: { pageViews: 0 },
    before: { pageViews: 1, completeFrom: '2026-03-28T23:00:00.000Z' },
    year: { pageViews: 1, completeFrom: '2025-03-29T23:00:00.000Z' },
    series: [{ at: '2026-03-28T23:00:00.000Z', value: 1 }],
    revenueSeries: [{ at: '2025-03-29T23:00:00.000Z' }],
  });
  // The hours of the day before are those that it had.
  const hoursBefore = async (from: string, to: string) => {
    const hours = `interval: HOUR, from: "${from}", to: "${to}", timezone: "Europe/Berlin", shift: PERIOD`;
    const { series, revenueSeries } = (await read(`{ metrics(site: "before") {
      series(metric: EVENTS, ${hours}) { at } revenueSeries(${hours}) { at }
    } }`)) as Record<string, { at: Date }[]>;
    expect(revenueSeries).toEqual(series);
    const times = series?.map(({ at }) => +new Date(at)) as number[];
    const first = times[0] as number;
    expect(times).toEqual(times.map((_, index) => first + index * 3_600_000));
    return [new Date(first).toISOString(), times.length];
  };
  expect(await hoursBefore('2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z')).toEqual(['2026-03-28T23:00:00.000Z', 23]);
  expect(await hoursBefore('2026-10-25T23:00:00Z', '2026-10-26T23:00:00Z')).toEqual(['2026-10-24T22:00:00.000Z', 25]);
  // Of a day that is not over, as much of the day before.
  const noon = Date.parse('2030-05-05T12:00:00Z');
  const today = { from: new Date('2030-05-05T00:00:00Z'), to: new Date('2030-05-06T00:00:00Z') };
  const soFar = (kept: string) => shiftedSoFar('PERIOD', today, 'UTC', noon, new Date(kept)).to.toISOString();
  expect(soFar('2030-02-04T00:00:00Z')).toBe('2030-05-04T12:00:00.000Z');
  expect(soFar('2030-05-04T13:00:00Z')).toBe('2030-05-05T00:00:00.000Z');
});

test.each([
  // At noon of a day of 23 hours and of the day behind it, and close to the end of one of 25.
  ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', '2026-03-29T10:00:00Z', '2026-03-28T11:00:00.000Z'],
  ['2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z', '2026-03-30T10:00:00Z', '2026-03-29T10:00:00.000Z'],
  ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', '2026-10-25T22:30:00Z', '2026-10-24T21:30:00.000Z'],
  // The day before had no half past two.
  ['2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z', '2026-03-30T00:30:00Z', '2026-03-29T01:30:00.000Z'],
])('a day is compared up to the same time of day, also where the clocks change: %s to %s', (from, to, now, end) => {
  const range = { from: new Date(from), to: new Date(to) };
  expect(shiftedSoFar('PERIOD', range, 'Europe/Berlin', Date.parse(now), new Date(0)).to.toISOString()).toBe(end);
});

async function watch(field: string): Promise<AsyncGenerator<ExecutionResult>> {
  const stream = await subscribe({ schema, document: parse(`subscription { ${field} }`), contextValue: administrator });
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
  return stream as AsyncGenerator<ExecutionResult>;
}

test('liveMetrics costs Redis the same for one subscriber and for 10,000', async () => {
  const run = vi.spyOn(app.stores.redis, 'run');
  /** How many reads the first picture costs, and how many each further one. */
  const cost = async (site: string, subscribers: number): Promise<number[]> => {
    const counts: number[] = [];
    const streams = Array.from({ length: subscribers }, () => watchLive({ site }, administrator));
    for (let picture = 0; picture < 3; picture++) {
      if (picture > 0) await app.stores.metrics.track(site, [view(`${picture}`)]);
      run.mockClear();
      const values = await Promise.all(streams.map((stream) => stream.next()));
      expect(new Set(values.map(({ value }) => value.pageViews))).toEqual(new Set([picture]));
      counts.push(run.mock.calls.filter(([script]) => script.name === 'metric/live').length);
    }
    for (const stream of streams) await stream.return?.();
    return counts;
  };
  const view = (id: string): MetricEvent => ({ eventId: id, type: 'PAGE_VIEW', visitorId: 'v', path: '/' });
  expect(await cost('watched-by-one', 1)).toEqual([1, 1, 1]);
  expect(await cost('watched-by-many', 10_000)).toEqual([1, 1, 1]);
  run.mockRestore();
});

test('analyticsEvents goes on behind the last delivery and tells types apart', async () => {
  const { metrics } = app.stores;
  const selection = '{ cursor missed event { eventId type name visitorId path properties } }';
  const first = await watch(`analyticsEvents(site: "feed", types: [CART]) ${selection}`);
  const deliveryOf = async (next: ReturnType<typeof first.next>) =>
    (await next).value?.data?.analyticsEvents as { cursor: string; event: { eventId: string } };
  const cart = (id: string): MetricEvent => ({ eventId: id, type: 'CART', visitorId: 'v', properties: { sku: id } });
  let begun = false;
  const next = first.next().finally(() => {
    begun = true;
  });
  // Until the stream is there.
  for (let probe = 0; !begun; probe++) await metrics.track('feed', [cart(`probe-${probe}`)]);
  await metrics.track('feed', [{ eventId: 'a', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }, cart('b')]);
  let delivery = await deliveryOf(next);
  while (delivery.event.eventId.startsWith('probe-')) delivery = await deliveryOf(first.next());
  expect(delivery).toMatchObject({
    missed: 0,
    event: { eventId: 'b', type: 'CART', name: 'CART', visitorId: 'v', path: null, properties: { sku: 'b' } },
  });
  await first.return(undefined);
  await metrics.track('feed', [cart('c'), cart('d')]);
  const again = await watch(`analyticsEvents(site: "feed", types: [CART], after: "${delivery.cursor}") ${selection}`);
  const ids = [await again.next(), await again.next()].map(({ value }) => value?.data?.analyticsEvents.event.eventId);
  expect(ids.sort()).toEqual(['c', 'd']);
  await again.return(undefined);
  const wrong = watch(`analyticsEvents(site: "feed", after: "12") ${selection}`);
  await expect(wrong).rejects.toThrow('after must be the cursor of an earlier delivery');
});

test('funnel, retention and journey', async () => {
  const event = (id: string, path: string): MetricEvent => ({ eventId: id, type: 'PAGE_VIEW', visitorId: 'ann', path });
  await app.stores.metrics.track('visits', [event('1', '/')]);
  await app.stores.metrics.track('visits', [event('2', '/cart')]);
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const to = new Date(Date.now() + 60_000).toISOString();
  const metrics = await read(`{ metrics(site: "visits") {
    funnel(steps: ["/", "/cart", "PURCHASE"], from: "${from}", to: "${to}") { step visitors rateFromPrevious rateFromFirst }
    retention(from: "${new Date().toISOString()}", days: 1) { size returned }
    journey(visitorId: "ann") { path }
  } }`);
  expect(metrics).toMatchObject({
    funnel: [
      { step: '/', visitors: 1, rateFromPrevious: 1 },
      { step: '/cart', visitors: 1, rateFromPrevious: 1, rateFromFirst: 1 },
      { step: 'PURCHASE', visitors: 0, rateFromPrevious: 0, rateFromFirst: 0 },
    ],
    retention: [{ size: 1, returned: [] }],
    journey: [{ path: '/' }, { path: '/cart' }],
  });
});

describe('liveMetrics', () => {
  const picture = (): Promise<AsyncGenerator<ExecutionResult>> =>
    watch('liveMetrics(site: "watched", everyMs: 100) { pageViews sequence }');
  const pageViews = (result: IteratorResult<ExecutionResult>): unknown =>
    (result.value.data?.liveMetrics as { pageViews: unknown } | undefined)?.pageViews;

  test('gives the picture at once and again when it has changed, read once for all who watch', async () => {
    let reads = 0;
    const { live } = app.stores.metrics;
    app.stores.metrics.live = (site) => {
      reads++;
      return live.call(app.stores.metrics, site);
    };
    const streams = await Promise.all(Array.from({ length: 50 }, picture));
    expect((await Promise.all(streams.map((stream) => stream.next()))).map(pageViews)).toEqual(Array(50).fill(0));
    const next = streams.map((stream) => stream.next());
    await app.stores.metrics.track('watched', [{ eventId: '1', type: 'PAGE_VIEW', visitorId: 'v', path: '/' }]);
    expect((await Promise.all(next)).map(pageViews)).toEqual(Array(50).fill(1));
    expect(reads).toBeLessThanOrEqual(4);
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  });
});
