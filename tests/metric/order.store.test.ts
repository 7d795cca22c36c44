import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { openTestRedis } from '../support/redis.ts';
import { expectedNumbers } from './metric-model.ts';

const redis = await openTestRedis();
const minute = 60_000;
const hour = 60 * minute;
let sites = 0;

// Around midnight, so that sessions cross days, hours and quarters.
const base = Math.floor(Date.now() / (24 * hour)) * 24 * hour - 280 * 24 * hour - 2 * hour;

const event = fc.record({
  visitor: fc.integer({ min: 0, max: 3 }),
  at: fc.integer({ min: 0, max: 4 * 60 }).map((offset) => base + offset * minute),
  path: fc.constantFrom('/', '/a', '/b?x=1', '/b'),
  type: fc.constantFrom('PAGE_VIEW' as const, 'PAGE_VIEW' as const, 'CUSTOM' as const, 'PURCHASE' as const),
  price: fc.integer({ min: 1, max: 100_000 }),
});

const set = fc.array(event, { minLength: 1, maxLength: 40 }).map((list) =>
  // No two events of a visitor at the same moment: which of them comes first would be the model's choice.
  [...new Map(list.map((entry) => [`${entry.visitor} ${entry.at}`, entry])).values()].map(
    ({ visitor, at, path, type, price }, index): MetricEvent => ({
      eventId: `e${index}`,
      visitorId: `visitor ${visitor}`,
      type,
      path,
      name: type === 'CUSTOM' ? 'click' : null,
      value: type === 'PURCHASE' ? { minor: price, currency: 'EUR' } : null,
      at: new Date(at),
    }),
  ),
);

const arrivals = set.chain((events) =>
  fc.record({
    events: fc.constant(events),
    // Every event at least once, some again, in any order, cut into calls of which some run at the same time.
    order: fc
      .array(fc.nat({ max: events.length - 1 }), { maxLength: 30 })
      .map((again) => [...events.keys(), ...again])
      .chain((order) => fc.shuffledSubarray(order, { minLength: order.length })),
    size: fc.integer({ min: 1, max: 12 }),
    atOnce: fc.integer({ min: 1, max: 3 }),
  }),
);

const ranges = [
  [base - hour, base + 6 * hour],
  [base, base + 2 * hour],
  [base + 2 * hour, base + 3 * hour + 15 * minute],
  [base - 22 * hour, base + 2 * hour],
] as const;

test('any order and any duplication of a set of events gives the numbers of the set', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ({ events, order, size, atOnce }) => {
      const site = `site-${++sites}`;
      const stores = [new Metrics(redis), new Metrics(redis)] as const;
      const calls: MetricEvent[][] = [];
      for (let start = 0; start < order.length; start += size)
        calls.push(order.slice(start, start + size).map((index) => events[index] as MetricEvent));
      for (let start = 0; start < calls.length; start += atOnce) {
        const wave = calls.slice(start, start + atOnce);
        await Promise.all(wave.map((call, index) => stores[index % 2]?.track(site, call, { imported: true })));
      }
      for (const [fromMs, toMs] of ranges) await compare(stores[0], site, events, fromMs, toMs);
    }),
    { numRuns: 40 },
  );
});

test('events that come late, again on another day of theirs, and from two stores at once count once', async () => {
  const day = 24 * hour;
  const now = Date.now();
  const late = fc.record({
    visitor: fc.integer({ min: 0, max: 2 }),
    // Up to five days late, often near a midnight of UTC.
    at: fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -40, max: 40 }))
      .map(([days, minutes]) => Math.min(Math.floor(now / day) * day - days * day + minutes * minute, now - minute)),
    // How much later, by its sender's clock, it happened the second time.
    again: fc.constantFrom(0, 1, minute, hour, day, 2 * day),
  });
  const list = fc.uniqueArray(late, { selector: ({ visitor, at }) => `${visitor} ${at}`, minLength: 1, maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(list, async (entries) => {
      const site = `site-${++sites}`;
      const stores = [new Metrics(redis), new Metrics(redis)] as const;
      const events = entries.map(
        ({ visitor, at }, index): MetricEvent => ({
          eventId: `e${index}`,
          visitorId: `visitor ${visitor}`,
          type: 'PAGE_VIEW',
          path: '/a',
          at: new Date(at),
        }),
      );
      const other = events.map((event, index) => ({
        ...event,
        path: '/other',
        at: new Date(+(event.at as Date) + (entries[index]?.again ?? 0)),
      }));
      const [one, two] = await Promise.all([stores[0].track(site, events), stores[1].track(site, events)]);
      expect(one.accepted + two.accepted).toBe(events.length);
      for (const store of stores) expect(await store.track(site, other)).toMatchObject({ accepted: 0 });
      await compare(stores[0], site, events, Math.floor(now / day) * day - 6 * day, Math.floor(now / day) * day + day);
    }),
    { numRuns: 20 },
  );
});

async function compare(metrics: Metrics, site: string, events: MetricEvent[], fromMs: number, toMs: number) {
  const model = expectedNumbers(events, fromMs, toMs);
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  const totals = await metrics.totals(site, from, to);
  expect(totals).toMatchObject({
    pageViews: model.pageViews,
    visitors: model.visitors,
    sessions: model.sessions,
    bounceRate: model.sessions === 0 ? 0 : model.bounces / model.sessions,
    conversions: model.conversions,
  });
  expect(totals.revenue?.get('EUR') ?? 0n).toBe(BigInt(model.revenueMinor));
  for (const [dimension, counts] of [
    ['PAGE', model.pages],
    ['TRANSITION', model.transitions],
  ] as const) {
    const top = await metrics.top(site, dimension, from, to, 100);
    expect(new Map(top?.map(({ key, count }) => [key, count]))).toEqual(counts);
  }
}
