// Which goal events convert: after an exposure and in its time, once, whatever breaks off.

import { expect, test } from 'vitest';
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

test('a conversion counts within 72 hours of the exposure and not later', async () => {
  const key = await running();
  const hour = 3_600_000;
  for (const visitorId of ['in', 'out']) await experiments.assign({ key, visitorId });
  const at = (visitorId: string, hours: number) => ({ event: buy(key, visitorId), atMs: Date.now() + hours * hour });
  await experiments.convert([at('in', 71.9), at('out', 72.1)]);
  const { arms } = await armsOf(key);
  expect(arms.reduce((sum, arm) => sum + arm.conversions, 0)).toBe(1);
});
