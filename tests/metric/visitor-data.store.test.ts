// What is kept of a visitor is exported, and erased: shown by a look into every key of Redis.

import { expect, test } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { streamStart } from '../../src/redis/base/stream-cursor.ts';
import { numberOf } from '../../src/redis/metric/event.ts';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { VisitorData } from '../../src/redis/metric/visitor-data.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';
import { keysWith } from '../support/redis-contents.ts';

const connection = await openTestRedis();
const day = 86_400_000;
const site = 'shop';
const [zelda, other] = ['zelda-quuxington', 'somebody-else'];

function open() {
  const redis = new RedisHandle(connection.client, uniquePrefix());
  // One whose goals are owed for ever, as if each process had died before it counted them.
  const goals = {
    goalsAmong: async (events: readonly never[]) => new Set(events),
    convert: () => Promise.reject(new Error('gone')),
  };
  return {
    redis,
    metrics: new Metrics(redis),
    dying: new Metrics(redis, { goals: goals as never }),
    visitorData: new VisitorData(redis, new Metrics(redis).feed, []),
  };
}

const view = (visitorId: string, path: string, at: Date): MetricEvent => {
  return { eventId: `${visitorId} ${path} ${+at}`, type: 'PAGE_VIEW', visitorId, path, at };
};

async function visited() {
  const stores = open();
  const { metrics, dying } = stores;
  const now = Date.now();
  for (const visitorId of [zelda, other]) {
    await metrics.track(site, [view(visitorId, '/old', new Date(now - 500 * day))], { imported: true });
    await metrics.track(site, [
      view(visitorId, '/late', new Date(now - 3 * day)),
      view(visitorId, '/now', new Date(now)),
    ]);
    const bought = { eventId: `bought ${visitorId}`, visitorId, value: { minor: 500n, currency: 'EUR' } };
    await metrics.track(site, [{ ...bought, type: 'PURCHASE', at: new Date(now) }]);
    await dying.track(site, [{ ...bought, eventId: 'owed', type: 'PURCHASE', at: new Date(now) }]).catch(() => {});
  }
  return { ...stores, now };
}

async function exported(visitorData: VisitorData, visitorId: string) {
  const lines: { event?: { name: string }; day?: string; steps?: { name: string }[] }[] = [];
  for (let after: string | null | undefined = null; after !== undefined; ) {
    const { text, next } = await visitorData.page({ site, visitorId }, after);
    lines.push(
      ...text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    );
    after = next ?? undefined;
  }
  return lines;
}

test('the export has the steps of each day, and the newest events as they were sent', async () => {
  const { visitorData, now } = await visited();
  const lines = await exported(visitorData, zelda);
  expect(lines.flatMap(({ event }) => event?.name ?? []).sort()).toEqual(['/late', '/now', 'PURCHASE', 'PURCHASE']);
  const days = lines.filter(({ day: name }) => name !== undefined);
  expect(days.map(({ day: name }) => name)).toEqual(
    [now - 500 * day, now - 3 * day, now].map((at) => new Date(at).toISOString().slice(0, 10)),
  );
  expect(days.map(({ steps }) => steps?.map(({ name }) => name).sort())).toEqual([
    ['/old'],
    ['/late'],
    ['/now', 'PURCHASE', 'PURCHASE'],
  ]);
  expect(JSON.stringify(lines)).not.toContain(other);
  expect(await exported(visitorData, 'nobody')).toEqual([]);
});

test('the erasure leaves no key that names the visitor, by id or by number; counts and others stay', async () => {
  const { redis, metrics, visitorData, now } = await visited();
  const names = [zelda, numberOf(zelda)];
  expect((await keysWith(redis, names)).length).toBeGreaterThan(5);
  const of = [site, new Date(now - 4 * day), new Date(now + 60_000)] as const;
  const [totals, others] = [await metrics.totals(...of), await metrics.journey(site, other)];
  expect(totals.visitors).toBe(2);
  const seen = async () => (await metrics.totals(...of, { page: ['/*'] })).visitors;
  expect(await seen()).toBe(2);

  expect(await visitorData.erase({ site, visitorId: zelda })).toBe(true);
  expect(await keysWith(redis, names)).toEqual([]);
  expect(await exported(visitorData, zelda)).toEqual([]);
  expect(await metrics.totals(...of)).toEqual(totals);
  expect(await seen()).toBe(1);
  expect(others).toHaveLength(2);
  expect(await metrics.journey(site, other)).toEqual(others);
  expect((await keysWith(redis, [numberOf(other)])).length).toBeGreaterThan(4);
  expect(await visitorData.erase({ site, visitorId: zelda })).toBe(false);
});

test('the feed goes on with the events of others', async () => {
  const { metrics, visitorData } = await visited();
  const all = await metrics.feed.read(site, streamStart, 100);
  await visitorData.erase({ site, visitorId: zelda });
  const left = await metrics.feed.read(site, streamStart, 100);
  expect(left.length).toBeLessThan(all.length);
  expect(left.every(({ event }) => event.visitorId === other)).toBe(true);
});

test('refuses a cursor, a site and a visitor that are none', async () => {
  const { visitorData } = open();
  await expect(visitorData.page({ site, visitorId: zelda }, 'x')).rejects.toThrow('not a cursor');
  await expect(visitorData.page({ site: '/', visitorId: zelda })).rejects.toThrow('The name of a site');
  await expect(visitorData.erase({ site, visitorId: '' })).rejects.toThrow('visitorId');
});
