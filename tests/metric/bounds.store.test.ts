// Nothing that visitors do stays for good.

import { Cluster, type Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Overloaded } from '../../src/redis/base/problem.ts';
import { metricKeys, part } from '../../src/redis/metric/keys.ts';
import { Metrics } from '../../src/redis/metric/metric.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();

test('every key has an end, but the one secret', async () => {
  const metrics = new Metrics(redis);
  const at = new Date('2015-05-17T10:00:00Z');
  const events = Array.from({ length: 100 }, (_, index) => ({
    eventId: `${index}`,
    type: index % 2 === 0 ? ('PAGE_VIEW' as const) : ('PURCHASE' as const),
    visitorId: `v${index % 10}`,
    path: `/${index}`,
    value: { minor: 5, currency: 'EUR' },
  }));
  await metrics.importSalt();
  await metrics.track('live', events);
  await metrics.track(
    'old',
    events.map((event) => ({ ...event, at })),
    { imported: true },
  );
  const nodes: Redis[] = redis.client instanceof Cluster ? redis.client.nodes('master') : [redis.client];
  const keys = (await Promise.all(nodes.map((node) => node.keys(`${redis.prefix}:*`)))).flat();
  const ttls = await Promise.all(keys.map(async (key) => [key, await redis.client.ttl(key)] as const));
  expect(ttls.length).toBeGreaterThan(100);
  expect(ttls.filter(([, ttl]) => ttl < 0).map(([key]) => key)).toEqual([metricKeys.salt(redis.prefix)]);
  // The steps of an import are known for exactly as long as the numbers of their day, those of others for a month.
  const day = Math.floor(at.getTime() / 86_400_000);
  const numbers = new Map(ttls);
  const journals = ttls.filter(([key]) => key.endsWith(`:j:${day}`));
  expect(journals.length).toBeGreaterThan(1);
  for (const [key, ttl] of journals) {
    const own = numbers.get(key.replace(`:j:${day}`, `:d:${day}`)) ?? Number.NaN;
    expect(Math.abs(ttl - own)).toBeLessThanOrEqual(1);
  }
  const month = 31 * 86_400;
  const live = ttls.filter(([key]) => key.includes('{an:live:') && key.includes(':j:'));
  expect(live.length).toBeGreaterThan(1);
  for (const [, ttl] of live) expect(Math.abs(ttl - month)).toBeLessThan(60);
});

test('what is owed to experiments goes when they have it, else after a month', async () => {
  let broken = true;
  const metrics = new Metrics(redis, {
    goals: {
      goalsAmong: async (events) => new Set(events),
      convert: async () => {
        if (broken) throw new Error('The connection broke');
      },
    },
  });
  const event = { eventId: 'e', type: 'PURCHASE' as const, visitorId: 'v' };
  const owed = metricKeys.bucket(redis.prefix, 'goals', siteShards(redis, 'goals').of('v'), part.owed);
  await expect(metrics.track('goals', [event])).rejects.toThrow('The connection broke');
  expect(await redis.client.zcard(owed)).toBe(1);
  expect(Math.abs((await redis.client.ttl(owed)) - 31 * 86_400)).toBeLessThan(60);
  broken = false;
  await metrics.track('goals', [event]);
  expect(await redis.client.exists(owed)).toBe(0);
});

test('a visitor with more than 5,000 events on a day is cut off there', async () => {
  const metrics = new Metrics(redis);
  let accepted = 0;
  let rejected = 0;
  for (let start = 0; start < 5_500; start += 500) {
    const events = Array.from({ length: 500 }, (_, index) => ({
      eventId: `${start + index}`,
      type: 'CUSTOM' as const,
      name: 'tick',
      visitorId: 'machine',
    }));
    const result = await metrics.track('machine', events);
    accepted += result.accepted;
    rejected += result.rejected;
    if (result.rejected > 0) expect([...result.reasons.keys()]).toEqual(['visitor_limit']);
  }
  expect([accepted, rejected]).toEqual([5_000, 500]);
});

test('thousands of steps of one visitor, in any order and at once, are counted by scripts that end in time', async () => {
  const metrics = new Metrics(redis);
  const now = Date.now();
  const from = new Date(now - 60 * 60_000);
  const events = Array.from({ length: 2_000 }, (_, index) => ({
    eventId: `${index}`,
    type: 'PAGE_VIEW' as const,
    visitorId: 'restless',
    path: `/${index % 7}`,
    // Every moment of 2,000 once, none near the one before.
    at: new Date(now - ((index * 787) % 2_000) * 1_000),
  }));
  const parts = [0, 500, 1_000, 1_500].map((first) => events.slice(first, first + 500));
  const scripts = vi.spyOn(redis, 'run');
  onTestFinished(() => scripts.mockRestore());
  const results = await Promise.all(parts.map((part) => metrics.track('restless', part)));
  expect(results.map(({ accepted }) => accepted)).toEqual([500, 500, 500, 500]);
  expect(scripts.mock.calls.filter(([script]) => script.name === 'metric/ingest').length).toBeGreaterThan(10);
  expect(await metrics.totals('restless', from, new Date(now + 60_000))).toMatchObject({
    pageViews: 2_000,
    visitors: 1,
    sessions: 1,
    bounceRate: 0,
  });
});

test('of a flood of events a few scripts are in Redis at once, and what a process cannot hold is refused', async () => {
  const metrics = new Metrics(redis);
  let release: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Redis is slow here, and takes every event.
  const scripts = vi.spyOn(redis, 'run').mockImplementation(async (_script, keys, args) => {
    await gate;
    const lists = args.slice(-keys.length).map((text) => JSON.parse(String(text)) as unknown[]);
    // Five values an event that has no details.
    return lists.flatMap((list) => Array.from({ length: list.length / 5 }, () => 'y')).join(',');
  });
  onTestFinished(() => scripts.mockRestore());
  const event = { type: 'CUSTOM' as const, visitorId: 'one', name: 'click' };
  const some = (call: number) => Array.from({ length: 500 }, (_, index) => ({ ...event, eventId: `${call} ${index}` }));
  const held = Array.from({ length: 100 }, (_, call) => metrics.track('flood', some(call), { imported: true }));
  await expect(metrics.track('flood', some(100), { imported: true })).rejects.toThrow(Overloaded);
  await expect.poll(() => scripts.mock.calls.length).toBe(2);
  release();
  const results = await Promise.all(held);
  expect(results.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(50_000);
  expect(scripts).toHaveBeenCalledTimes(100);
  expect(await metrics.track('flood', some(100), { imported: true })).toMatchObject({ accepted: 500 });
});
