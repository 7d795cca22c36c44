// Which goal events convert: after an exposure and in its time, once, whatever breaks off.

import { expect, test } from 'vitest';
import { scanKeys } from '../../src/redis/base/scan.ts';
import { createStores } from '../../src/redis/stores.ts';
import { BreakingHandle } from '../support/breaking-handle.ts';
import { buy, eur, experimentsBy } from '../support/experiment.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { experiments, metrics } = createStores(redis);

const { running, armsOf } = experimentsBy(experiments);

test('a conversion counts after an exposure, once a visitor, and its revenue each time', async () => {
  const key = await running({ goal: 'order' });
  await metrics.track('shop', [buy('order', 'ann', eur(500))]);
  const { variant } = await experiments.assign({ key, visitorId: 'ann' });
  const events = [
    buy('order', 'ann', eur(1_000)),
    buy('order', 'ann', eur(2_000)),
    buy('order', 'never-exposed', eur(9_000)),
    buy('other', 'ann', eur(7_000)),
    buy('order', 'ann', { ...eur(4_000), at: new Date(Date.now() - 60_000) }),
  ];
  await metrics.track('shop', events);
  await metrics.track('shop', events);
  const { arms } = await armsOf(key);
  const arm = arms.find((one) => one.variant === variant);
  expect(arm).toMatchObject({ exposures: 1, conversions: 1 });
  expect(arm?.revenue.get('EUR')).toEqual({ sum: 3_000n, squares: 9_000_000 });
});

test('a goal event that is sent again after the exposure does not convert: it happened before it', async () => {
  const first = await running({ goal: 'order' });
  const event = buy('order', 'bea', eur(500));
  await metrics.track('shop', [event]);
  // Another experiment begins after the event; and its sender may claim another time for it.
  const later = await running({ goal: 'order' });
  for (const key of [first, later]) await experiments.assign({ key, visitorId: 'bea' });
  for (const again of [event, { ...event, at: new Date(Date.now() + 1_000) }])
    expect(await metrics.track('shop', [again])).toMatchObject({ accepted: 0, duplicates: 1 });
  for (const key of [first, later])
    expect((await armsOf(key)).arms).toMatchObject([{ conversions: 0 }, { conversions: 0 }]);
});

test('a refund lowers what the visitor spent, once, down to nothing, and undoes no conversion', async () => {
  const key = await running({ goal: 'order', windowSeconds: 3_600 });
  const { variant } = await experiments.assign({ key, visitorId: 'rae' });
  await metrics.track('shop', [buy('order', 'rae', eur(1_000)), buy('order', 'rae', eur(500))]);
  const refund = { ...buy('order', 'rae', eur(400)), type: 'REFUND' as const };
  for (let time = 0; time < 2; time += 1) await metrics.track('shop', [refund]);
  const armOf = async () => (await armsOf(key)).arms.find((one) => one.variant === variant);
  expect(await armOf()).toMatchObject({ exposures: 1, conversions: 1 });
  expect((await armOf())?.revenue.get('EUR')).toEqual({ sum: 1_100n, squares: 1_100 ** 2 });
  // Long after the window, and of more than was spent in it.
  const late = { ...buy('order', 'rae', eur(9_000)), type: 'REFUND' as const };
  await experiments.convert([{ event: late, atMs: Date.now() + 48 * 3_600_000 }]);
  expect((await armOf())?.revenue.get('EUR')).toEqual({ sum: 0n, squares: 0 });
  // Who has bought nothing gets nothing back.
  await experiments.assign({ key, visitorId: 'sam' });
  await metrics.track('shop', [{ ...buy('order', 'sam', eur(400)), type: 'REFUND' }]);
  expect((await armsOf(key)).arms.reduce((sum, arm) => sum + arm.conversions, 0)).toBe(1);
});

test('a refund that comes before its purchase lowers the revenue once the purchase is there', async () => {
  const key = await running({ goal: 'order' });
  const { variant } = await experiments.assign({ key, visitorId: 'eve' });
  const from = Date.now();
  const events = [
    { event: buy('order', 'eve', eur(1_000)), atMs: from + 2_000 },
    { event: buy('order', 'eve', eur(500)), atMs: from + 3_000 },
    { event: { ...buy('order', 'eve', eur(400)), type: 'REFUND' as const }, atMs: from + 4_000 },
    // Of a purchase before the exposure.
    { event: { ...buy('order', 'eve', eur(700)), type: 'REFUND' as const }, atMs: from + 1_000 },
  ];
  const revenueOf = async () => (await armsOf(key)).arms.find((one) => one.variant === variant)?.revenue.get('EUR');
  await experiments.convert(events.slice(2));
  await experiments.convert(events.slice(3));
  expect(await revenueOf()).toBeUndefined();
  for (const event of [...events, ...events]) await experiments.convert([event]);
  expect(await revenueOf()).toEqual({ sum: 1_100n, squares: 1_100 ** 2 });
});

test('with a cap each visitor counts at most so much in the comparison, and the revenue stays what it is', async () => {
  const key = await running({ revenueCaps: [{ currency: 'EUR', minor: 1_000 }] });
  const { variant } = await experiments.assign({ key, visitorId: 'wes' });
  await metrics.track('shop', [buy(key, 'wes', eur(700)), buy(key, 'wes', eur(900))]);
  const revenueOf = async () => (await armsOf(key)).arms.find((one) => one.variant === variant)?.revenue.get('EUR');
  expect(await revenueOf()).toEqual({ sum: 1_600n, winsorised: 1_000n, squares: 1_000_000 });
  await metrics.track('shop', [{ ...buy(key, 'wes', eur(800)), type: 'REFUND' }]);
  expect(await revenueOf()).toEqual({ sum: 800n, winsorised: 800n, squares: 640_000 });
});

test.each([
  ['before it arrived', 'metric/ingest', false],
  ['after it was counted, before the answer came', 'metric/ingest', true],
  ['after it was counted, before the conversion was', 'experiment/convert', false],
  ['after the conversion was counted', 'experiment/convert', true],
])('a purchase whose counting broke off %s counts once when it is sent again', async (_when, script, arrives) => {
  const key = await running();
  await experiments.assign({ key, visitorId: 'ann' });
  const event = buy(key, 'ann', eur(700));
  const broken = createStores(new BreakingHandle(redis.client, redis.prefix, script, arrives));
  await expect(broken.metrics.track('shop', [event])).rejects.toThrow('The connection broke');
  await metrics.track('shop', [event]);
  await metrics.track('shop', [event]);
  const { arms } = await armsOf(key);
  expect(arms.reduce((sum, arm) => sum + arm.conversions, 0)).toBe(1);
  expect(arms.flatMap((arm) => [...arm.revenue.values()])).toEqual([{ sum: 700n, squares: 490_000 }]);
});

test('visitors and accounts are kept as hashes', async () => {
  const key = await running();
  await experiments.assign({ key, visitorId: 'ann@example.com' }, 'account-of-ann');
  await experiments.assign({ key, visitorId: 'other-device' }, 'account-of-ann');
  await metrics.track('shop', [buy(key, 'ann@example.com', eur(700))]);
  expect((await armsOf(key)).arms.reduce((sum, arm) => sum + arm.conversions, 0)).toBe(1);
  const stored: unknown[] = [];
  for await (const name of scanKeys(redis.client, `${redis.prefix}:{exp:${key}:`, ''))
    if ((await redis.client.type(name)) === 'hash') stored.push(name, await redis.client.hgetall(name));
  expect(stored.length).toBeGreaterThan(6);
  expect(JSON.stringify(stored)).not.toMatch(/ann|other-device/);
});

test.each([
  [undefined, 72],
  [5 * 3_600, 5],
])('a conversion counts within the window of the exposure and not later: %s', async (windowSeconds, hours) => {
  const key = await running({ windowSeconds: windowSeconds ?? null });
  const hour = 3_600_000;
  for (const visitorId of ['in', 'out']) await experiments.assign({ key, visitorId });
  const at = (visitorId: string, hours: number) => ({ event: buy(key, visitorId), atMs: Date.now() + hours * hour });
  await experiments.convert([at('in', hours - 0.1), at('out', hours + 0.1)]);
  const { arms } = await armsOf(key);
  expect(arms.reduce((sum, arm) => sum + arm.conversions, 0)).toBe(1);
});

test('each metric counts a visitor once and its own events, whatever the goal is', async () => {
  const counting = [
    { key: 'refunds', event: 'REFUND', mayRiseBy: 0.1 },
    { key: 'spent', event: 'order', kind: 'REVENUE' as const, currency: 'EUR', cap: 1_500 },
    { key: 'time', event: 'ENGAGEMENT', kind: 'SECONDS' as const },
    { key: 'errors', event: 'error' },
  ];
  const key = await running({ metrics: counting });
  const { variant } = await experiments.assign({ key, visitorId: 'ann' });
  const refund = { ...buy('order', 'ann', eur(300)), type: 'REFUND' as const };
  const seen = (seconds: number) => ({
    ...buy('seen', 'ann'),
    type: 'ENGAGEMENT' as const,
    name: null,
    path: '/',
    seconds,
  });
  const events = [
    ...[buy('order', 'ann', eur(1_000)), buy('order', 'ann', eur(900)), refund, seen(30), seen(12)],
    ...[buy('error', 'ann'), buy('error', 'ann'), buy('error', 'never-exposed'), buy(key, 'ann', eur(50))],
    buy('order', 'ann', { value: { minor: 7_000, currency: 'USD' } }),
  ];
  for (let time = 0; time < 2; time += 1) await metrics.track('shop', events);
  const counted = await armsOf(key);
  const of = (metric: string) => {
    const arm = counted.metrics?.get(metric)?.find((one) => one.variant === variant);
    return [arm?.exposures, arm?.conversions, ...(arm?.revenue.values() ?? [])];
  };
  expect(of('refunds')).toEqual([1, 1]);
  expect(of('spent')).toEqual([1, 1, { sum: 1_600n, winsorised: 1_500n, squares: 2_250_000 }]);
  expect(of('time')).toEqual([1, 1, { sum: 42n, squares: 42 ** 2 }]);
  expect(of('errors')).toEqual([1, 1]);
  const goal = counted.arms.find((one) => one.variant === variant);
  expect([goal?.conversions, goal?.revenue.get('EUR')?.sum]).toEqual([1, 50n]);
});

test('metrics that cannot be counted are refused with their place', async () => {
  const set = async (metric: object) => {
    const variants = [{ key: 'a' }, { key: 'b' }];
    try {
      await experiments.set({ key: 'wrong', goal: 'g', variants, metrics: [{ key: 'm', event: 'e', ...metric }] });
      return null;
    } catch (error) {
      return (error as { problems: { field: string[] }[] }).problems[0]?.field.join('.');
    }
  };
  expect(await Promise.all([{ kind: 'REVENUE' }, { currency: 'EUR' }, { cap: 5 }, { mayFallBy: 1 }].map(set))).toEqual([
    ...['metrics.0.currency', 'metrics.0.currency', 'metrics.0.cap', 'metrics.0.mayFallBy'],
  ]);
  expect(await set({ mayFallBy: 0, mayRiseBy: 0 })).toBe('metrics.0.mayRiseBy');
  expect(await set({ kind: 'SECONDS', cap: 600, mayFallBy: 0 })).toBeNull();
});

test('what is counted is told by day of the zone, and by what the exposure tells of the visitor', async () => {
  // Of zones at both ends of the clock, one has another day than UTC at any time.
  for (const timezone of ['Pacific/Kiritimati', 'Etc/GMT+12']) {
    const key = await running({ timezone });
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const facts = { userAgent: firefox, country: 'de', referrer: 'https://www.google.com/search', returning: false };
    const dayAt = (ms: number) => Math.floor((ms + (timezone === 'Etc/GMT+12' ? -12 : 14) * 3_600_000) / 86_400_000);
    const from = Date.now();
    const { variant } = await experiments.assign({ key, visitorId: 'ann', ...facts });
    await experiments.assign({ key, visitorId: 'ben', userAgent: firefox, country: 'UK' });
    const to = Date.now();
    await experiments.convert([{ event: buy(key, 'ann'), atMs: to + 48 * 3_600_000 }]);
    const experiment = await experiments.find(key);
    if (!experiment) throw new Error('There is none');
    const days = await experiments.days(experiment);
    expect([dayAt(from), dayAt(to)]).toContain(days[0]?.day);
    expect(days.flatMap(({ arms }) => arms).reduce((sum, arm) => sum + arm.exposures, 0)).toBe(2);
    expect(days.at(-1)?.day).toBe(dayAt(to + 48 * 3_600_000));
    expect(days.at(-1)?.arms.find((arm) => arm.variant === variant)?.conversions).toBe(1);
    const segments = await experiments.segments(experiment);
    const of = (dimension: string) =>
      segments
        .filter((segment) => segment.dimension === dimension)
        .map(({ value, arms }) => [
          value,
          ...['exposures', 'conversions'].map((kind) => arms.reduce((sum, arm) => sum + arm[kind as 'exposures'], 0)),
        ]);
    expect(of('DEVICE')).toEqual([['Desktop', 2, 1]]);
    expect(of('COUNTRY')).toEqual([['DE', 1, 1]]);
    expect(of('SOURCE')).toEqual([['Search', 1, 1]]);
    expect(of('VISITOR')).toEqual([['New', 1, 1]]);
  }
});
