// The most frequent values, against exact counts, in whatever order they come and whatever floods the lists.

import { describe, expect, test } from 'vitest';
import { metricLimits } from '../../src/redis/metric/bucket.ts';
import { metricKeys, part } from '../../src/redis/metric/keys.ts';
import { type MetricEvent, Metrics, type TopEntry } from '../../src/redis/metric/metric.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { openTestRedis } from '../support/redis.ts';
import { expectedNumbers } from './metric-model.ts';

const redis = await openTestRedis();
const metrics = new Metrics(redis);
const hour = 3_600_000;
const day = 24 * hour;
const start = Math.floor(Date.now() / day) * day - 20 * day;
const range = [new Date(start), new Date(start + day)] as const;
let sites = 0;

/** Numbers from 0 to 1, the same ones for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Visitors of the first two shards, so that their lists are full with few events. */
function visitorsOf(site: string, count: number): string[] {
  const shards = siteShards(redis, site);
  const found: string[] = [];
  for (let number = 0; found.length < count; number++)
    if (shards.numbers.indexOf(shards.of(`v${number}`)) < 2) found.push(`v${number}`);
  return found;
}

/** Views of products of which a few are seen often, and of as many paths that nobody sees twice, at different times of the day. */
function viewsOf(site: string): { readonly liked: MetricEvent[]; readonly flood: MetricEvent[] } {
  const random = randomOf(7);
  const visitors = visitorsOf(site, 120);
  const moments = shuffled(
    Array.from({ length: 7_000 }, (_, moment) => moment),
    5,
  );
  const view = (path: string, index: number): MetricEvent => ({
    ...{ eventId: `${index}`, type: 'PAGE_VIEW', path },
    visitorId: visitors[Math.floor(random() * visitors.length)] as string,
    // No two at the same moment, within an hour.
    at: new Date(start + (moments[index] as number) * 500),
  });
  return {
    liked: Array.from({ length: 2_000 }, (_, index) => view(`/p${Math.floor(1.25 ** (random() * 28))}`, index)),
    flood: Array.from({ length: 5_000 }, (_, index) => view(`/x${index}`, 2_000 + index)),
  };
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const random = randomOf(seed);
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function trackAll(site: string, events: readonly MetricEvent[]): Promise<void> {
  for (let first = 0; first < events.length; first += 500)
    await metrics.track(site, events.slice(first, first + 500), { imported: true });
}

function expectRight(top: readonly TopEntry[] | null, exact: ReadonlyMap<string, number>): void {
  const total = [...exact.values()].reduce((sum, count) => sum + count, 0);
  const listed = new Map(top?.map((entry) => [entry.key, entry]));
  for (const [key, count] of exact)
    if (count >= 0.002 * total && listed.get(key) === undefined) throw new Error(`${key} is not listed, of ${count}`);
  for (const { key, count, error } of listed.values()) {
    expect(error).toBeLessThanOrEqual(0.001 * total);
    if (key === '(other)') continue;
    const right = exact.get(key) ?? 0;
    expect([key, right >= count && right <= count + error, count, right, error]).toEqual([
      key,
      true,
      count,
      right,
      error,
    ]);
  }
}

describe('values of at least 0.2% are listed, with a count that is right to within its error,', () => {
  test.each<[string, (liked: MetricEvent[], flood: MetricEvent[]) => MetricEvent[]]>([
    ['when a flood of other values comes first', (liked, flood) => [...flood, ...liked]],
    ['when it comes last', (liked, flood) => [...liked, ...flood]],
    ['in any order', (liked, flood) => shuffled([...flood, ...liked], 3)],
  ])('%s', { timeout: 60_000 }, async (_when, arrange) => {
    const site = `top-${++sites}`;
    const { liked, flood } = viewsOf(site);
    const events = arrange(liked, flood);
    await trackAll(site, events);
    const { pages, transitions } = expectedNumbers(events, start, start + day);
    const hundred = await metrics.top(site, 'PAGE', ...range, 100);
    expectRight(hundred, pages);
    expect(hundred?.some(({ error }) => error > 0)).toBe(true);
    expectRight(await metrics.top(site, 'TRANSITION', ...range, 100), transitions);
    // Put together from quarter-hours, whose lists are others.
    const later = new Date(start + day + hour);
    const quarters = await metrics.top(site, 'PAGE', new Date(start + 15 * 60_000), later, 100);
    expectRight(quarters, expectedNumbers(events, start + 15 * 60_000, +later).pages);
    expect(await metrics.totals(site, ...range)).toMatchObject({ pageViews: events.length });
    for (const shard of siteShards(redis, site).numbers.slice(0, 2)) {
      const fields = await redis.client.hkeys(metricKeys.bucket(redis.prefix, site, shard, part.dayTop(start)));
      const own = fields.filter((field) => field.startsWith('P/')).length;
      expect(own).toBeGreaterThanOrEqual(metricLimits.valuesPerDimension);
      expect(own).toBeLessThanOrEqual(2 * metricLimits.valuesPerDimension);
    }
  });
});

test('a list of the release before is read, and goes on: what it counted as (other) may have been any value', async () => {
  const site = `top-${++sites}`;
  const [visitorId] = visitorsOf(site, 1) as [string];
  const shard = siteShards(redis, site).of(visitorId);
  const event = { type: 'PAGE_VIEW' as const, visitorId, at: new Date(start + hour) };
  await metrics.track(site, [{ ...event, eventId: '1', path: '/a' }], { imported: true });
  const key = metricKeys.bucket(redis.prefix, site, shard, part.dayTop(start));
  await redis.client.hset(key, { '#P': 1_000, 'P(other)': 7, 'P/a': 5, 'P/b': 3 });
  await metrics.track(site, [{ ...event, eventId: '2', path: '/a' }], { imported: true });
  expect(await metrics.top(site, 'PAGE', ...range)).toEqual([
    { key: '(other)', count: 7, error: 0 },
    { key: '/a', count: 6, error: 0 },
    { key: '/b', count: 3, error: 0 },
  ]);
});
