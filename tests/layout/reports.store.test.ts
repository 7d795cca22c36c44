// The numbers of a former layout are as they were, and go on.

import { hash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ShardPlan } from '../../src/redis/base/shards.ts';
import type { Dimension } from '../../src/redis/metric/metric.ts';
import { createStores } from '../../src/redis/stores.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';
import { asJson } from './as-json.ts';
import { type Facts, loadLayout } from './load.ts';

const redis = await openTestRedis(uniquePrefix(), new ShardPlan());
const stores = createStores(redis);
const { metrics, experiments } = stores;
let facts: Facts;

beforeAll(async () => {
  facts = await loadLayout(redis, '1');
});

/** As that release gave them, which did not say what they are complete from, and measured no time on pages. */
async function totalsOf(site: string, from: Date, to: Date): Promise<unknown> {
  const { completeFrom, secondsPerView, ...totals } = await metrics.totals(site, from, to);
  expect(completeFrom).toEqual(from);
  expect(secondsPerView).toBeNull();
  return totals;
}

/** As that release gave them, whose counts had no error. */
async function topOf(site: string, dimension: Dimension, from: Date, to: Date, limit: number): Promise<unknown> {
  const entries = await metrics.top(site, dimension, from, to, limit);
  return entries?.map(({ key, count, error }) => {
    expect(error).toBe(0);
    return { key, count };
  });
}

async function answersOf(site: string): Promise<unknown> {
  const dayMs = 86_400_000;
  const { fromMs, toMs } = facts.metrics;
  const [from, to] = [new Date(fromMs), new Date(toMs)];
  return asJson({
    site,
    totals: await totalsOf(site, from, to),
    series: await metrics.series(site, 'VISITORS', 'DAY', from, to),
    pages: await topOf(site, 'PAGE', from, to, 10),
    countries: await topOf(site, 'COUNTRY', from, to, 10),
    transitions: await topOf(site, 'TRANSITION', from, to, 10),
    funnel: await metrics.funnel(site, ['/', '/products', 'PURCHASE'], from, to),
    retention: await metrics.retention(site, from, 5),
    imported: await totalsOf(site, new Date(toMs - 21 * dayMs), new Date(toMs - 19 * dayMs)),
  });
}

describe('metrics', () => {
  test('figures are as they were', async () => {
    for (const answers of facts.metrics.answers) expect(await answersOf(answers.site)).toEqual(answers);
  });

  test('an event that was counted is known, and a new one counts', async () => {
    const { fromMs, toMs, answers } = facts.metrics;
    const event = { type: 'PAGE_VIEW', path: '/', visitorId: 'v0' } as const;
    const at = new Date(toMs - 86_400_000);
    const twice = [
      { ...event, eventId: 'day1-0-0', at },
      { ...event, eventId: 'new', at },
    ];
    expect(await metrics.track('default', twice)).toMatchObject({ accepted: 1, duplicates: 1, rejected: 0 });
    const { pageViews, visitors } = await metrics.totals('default', new Date(fromMs), new Date(toMs));
    const before = answers[0].totals;
    expect({ pageViews, visitors }).toEqual({ pageViews: before.pageViews + 1, visitors: before.visitors });
  });

  test('its sites are registered', async () => {
    await stores.sites.adoptStored();
    expect((await stores.sites.list()).map(({ name }) => name)).toEqual(['blog.example', 'default', 'shop_eu']);
  });
});

describe('experiments', () => {
  test('counts are as they were', async () => {
    for (const { experiment, counts } of Object.values<Facts>(facts.experiments.counted)) {
      const found = await experiments.find(experiment.key);
      expect(asJson(found)).toEqual(experiment);
      expect(asJson(await experiments.counts(found as never))).toEqual(counts);
    }
  });

  test('visitors keep their variants, and a goal counts once', async () => {
    for (const [visitorId, variant] of Object.entries(facts.experiments.shown))
      expect((await experiments.assign({ key: 'button', visitorId })).variant).toBe(variant);
    expect((await experiments.assign({ key: 'button', visitorId: 'third-device' }, 'account-1')).variant).toBe(
      facts.experiments.shown['visitor-0'],
    );
    const purchase = { type: 'PURCHASE', value: { minor: 1_000, currency: 'EUR' }, at: new Date() } as const;
    await metrics.track('default', [
      { ...purchase, eventId: 'goal-0', visitorId: 'visitor-0' },
      { ...purchase, eventId: 'goal-new', visitorId: 'visitor-39' },
    ]);
    const found = await experiments.find('button');
    const converted = ({ arms }: Facts) => arms.reduce((all: number, arm: Facts) => all + arm.conversions, 0);
    const before = converted(facts.experiments.counted.button.counts);
    expect(converted(asJson(await experiments.counts(found as never)) as Facts)).toBe(before + 1);
  });
});

test('recommendations and what was looked at are as they were', async () => {
  const products = await stores.recommendations.forProduct('OAK-TABLE', 4);
  expect(products.map(({ sku }) => sku)).toEqual(facts.recommended);
  expect(await stores.recentViews.of(hash('sha1', 'viewer', 'base64url'))).toEqual(facts.viewed);
});
