// Which sites are counted, how much they may grow, and what is counted while Redis is nearly full.

import { randomUUID } from 'node:crypto';
import { afterAll, expect, test, vi } from 'vitest';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { MemoryWatch } from '../../src/redis/base/memory.ts';
import { Overloaded } from '../../src/redis/base/problem.ts';
import { metricLimits } from '../../src/redis/metric/bucket.ts';
import { metricKeys } from '../../src/redis/metric/keys.ts';
import { type MetricEvent, Metrics } from '../../src/redis/metric/metric.ts';
import { siteShards } from '../../src/redis/metric/shard.ts';
import { Sites } from '../../src/redis/metric/site.ts';
import { SiteRoles, siteRoleLimits } from '../../src/redis/metric/site-role.ts';
import { SiteShares, siteShareLimits } from '../../src/redis/metric/site-share.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
afterAll(() => redis.close());

const own = (): RedisHandle => new RedisHandle(redis.client, uniquePrefix());
const view = (visitorId: string): MetricEvent => ({ eventId: randomUUID(), type: 'PAGE_VIEW', visitorId, path: '/' });

test('the default site is always there, others once they are registered', async () => {
  const handle = own();
  const [here, elsewhere] = [new Sites(handle), new Sites(handle)];
  expect((await here.list()).map(({ name }) => name)).toEqual(['default']);
  expect(await elsewhere.refusalOf('shop', null)).toBe('unknown_site');
  await here.set('shop', ['Shop.Example.com']);
  expect(await here.refusalOf('shop', null)).toBeNull();
  await vi.waitFor(async () => expect(await elsewhere.refusalOf('shop', null)).toBeNull(), { timeout: 5_000 });
  expect((await here.find('shop'))?.allowedHosts).toEqual(['shop.example.com']);
  await here.set('shop');
  expect((await here.find('shop'))?.allowedHosts).toEqual(['shop.example.com']);
});

test.each([
  ['https://shop.example', true],
  ['http://shop.example:8080', true],
  ['https://de.shop.example', true],
  ['https://a.b.shop.example', true],
  ['https://noshop.example', false],
  ['https://shop.example.evil', false],
  ['null', false],
])('a page of %s may send: %s', async (origin, may) => {
  const sites = new Sites(own());
  await sites.set('shop', ['shop.example', '*.shop.example']);
  expect(await sites.refusalOf('shop', origin)).toBe(may ? null : 'host_not_allowed');
});

test('a link from a host of the site is no source of a visit', async () => {
  const handle = own();
  const sites = new Sites(handle);
  const metrics = new Metrics(handle, { sites });
  await sites.set('shop', ['www.shop.example', '*.shop.test']);
  const inside = ['https://shop.example/a', 'https://WWW.shop.example:8443/', 'http://de.shop.test/', 'www.shop.test'];
  const outside = ['https://noshop.example/', 'https://www.google.com/', ''];
  const events = [...inside, ...outside].map((referrer) => ({ ...view(randomUUID()), referrer }));
  await metrics.track('shop', events);
  await metrics.track('other', [{ ...view('a'), referrer: 'https://shop.example/a' }]);
  const range = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  const keys = async (site: string, by: 'REFERRER' | 'SOURCE') =>
    (await metrics.top(site, by, ...range))?.map(({ key, count }) => `${count} ${key}`);
  expect(await keys('shop', 'REFERRER')).toEqual(['1 google.com', '1 noshop.example']);
  expect(await keys('shop', 'SOURCE')).toEqual(['1 Direct', '1 Other sites', '1 Search']);
  expect(await keys('other', 'SOURCE')).toEqual(['1 Other sites']);
});

test.each([
  'https://shop.example',
  'shop.example/path',
  'shop:80',
  '',
  '*',
  '*.',
  'a..b',
  'a b',
  `${'a'.repeat(64)}.example`,
])('the host %j is refused', async (host) => {
  await expect(new Sites(own()).set('shop', [host])).rejects.toThrow('is not a host');
});

test('a site has a time zone, which stays where it is left out', async () => {
  const sites = new Sites(own());
  expect(await sites.set('shop')).toMatchObject({ timezone: 'UTC' });
  await sites.set('shop', null, 'Asia/Kathmandu');
  await sites.set('shop', ['shop.example']);
  expect(await sites.find('shop')).toMatchObject({ timezone: 'Asia/Kathmandu', allowedHosts: ['shop.example'] });
  await expect(sites.set('shop', null, 'Kathmandu')).rejects.toMatchObject({ problems: [{ field: ['timezone'] }] });
});

test('there are so many sites and hosts at most', async () => {
  const sites = new Sites(own());
  await expect(sites.set('shop', Array(metricLimits.hostsPerSite + 1).fill('a.example'))).rejects.toThrow('at most');
  await expect(sites.set('no name')).rejects.toThrow('letters, digits');
});

test('the sites of a data set of before are registered once', async () => {
  const handle = own();
  const metrics = new Metrics(handle);
  await metrics.track('old-shop', [view('a')]);
  await metrics.track('old.blog', [view('a')], { imported: true });
  const sites = new Sites(handle);
  await sites.adoptStored();
  expect((await sites.list()).map(({ name }) => name)).toEqual(['default', 'old-shop', 'old.blog']);
  await metrics.track('newer', [view('a')]);
  await sites.adoptStored();
  expect((await sites.list()).map(({ name }) => name)).not.toContain('newer');
});

test('a site grows by so much on a day; then its events are refused and counted, and those of others are not', async () => {
  const handle = own();
  const metrics = new Metrics(handle, { siteBytesPerDay: 16 * 2_000 });
  const flood = async (site: string) =>
    metrics.track(
      site,
      Array.from({ length: 400 }, () => view(randomUUID())),
    );
  let refused = 0;
  for (let calls = 0; calls < 20 && refused === 0; calls++) refused = (await flood('flooded')).rejected;
  expect(refused).toBeGreaterThan(0);
  const result = await metrics.track(
    'flooded',
    Array.from({ length: 400 }, () => view(randomUUID())),
  );
  expect(result).toMatchObject({ accepted: 0, rejected: 400, problems: [{ code: 'LIMIT_EXCEEDED' }] });
  expect(result.reasons.get('site_limit')).toBe(400);
  expect(await flood('other')).toMatchObject({ accepted: 400 });
  // Imports are an operator's.
  expect(await metrics.track('flooded', [view('imported')], { imported: true })).toMatchObject({ accepted: 1 });
  const range = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)] as const;
  expect((await metrics.dropped('flooded', ...range))?.[0]?.key).toBe('site_limit');
});

test('what an event is known by stays known when the site may not grow', async () => {
  const metrics = new Metrics(own(), { siteBytesPerDay: 16 });
  const first = view('v');
  expect(await metrics.track('small', [first])).toMatchObject({ accepted: 1 });
  expect(await metrics.track('small', [first, { ...first, eventId: 'new' }])).toMatchObject({
    duplicates: 1,
    rejected: 1,
  });
});

test('keys are bounded however the times of events are chosen', async () => {
  const handle = own();
  const metrics = new Metrics(handle);
  const weekMs = 7 * 86_400_000;
  const events = Array.from({ length: 500 }, (_, index) => ({
    ...view(`v-${index}`),
    at: new Date(Date.now() - Math.floor((index / 500) * weekMs)),
  }));
  await metrics.track('spread', events);
  const shards = siteShards(handle, 'spread').numbers;
  const day = Math.floor(Date.now() / 86_400_000);
  const grown = await Promise.all(
    shards.map((shard) => redis.client.hgetall(metricKeys.bucket(handle.prefix, 'spread', shard, `grown:${day}`))),
  );
  expect(grown.reduce((sum, { k }) => sum + Number(k ?? 0), 0)).toBeGreaterThan(500);
});

test('no events are counted while Redis is nearly full, so that sessions and orders have the rest', async () => {
  const metrics = new Metrics(own());
  const share = vi.spyOn(MemoryWatch.prototype, 'share').mockResolvedValue(0.95);
  try {
    await expect(metrics.track('default', [view('v')])).rejects.toThrow(Overloaded);
    await expect(metrics.track('default', [view('v')])).rejects.toThrow('nearly full');
  } finally {
    share.mockRestore();
  }
  expect(await metrics.track('default', [view('v')])).toMatchObject({ accepted: 1 });
});

test('a site has at most 100 people, and an account at most 100 sites', async () => {
  const roles = new SiteRoles(own());
  const { perSite, perAccount } = siteRoleLimits;
  for (let at = 0; at < perSite; at++) await roles.set('full', `u${at}`, 'VIEWER');
  await expect(roles.set('full', 'another', 'VIEWER')).rejects.toThrow('at most 100 accounts');
  await roles.set('full', 'u0', 'EDITOR');
  expect((await roles.find('full', 'u0'))?.role).toBe('EDITOR');
  for (let at = 0; at < perAccount; at++) await roles.set(`s${at}`, 'busy', 'VIEWER');
  await expect(roles.set('another', 'busy', 'VIEWER')).rejects.toThrow('at most 100 sites');
  await roles.forget('busy');
  expect([await roles.ofAccount('busy'), await roles.count('s7')]).toEqual([[], 0]);
  expect(await roles.remove('s7', 'busy')).toBeNull();
});

test('a site has at most 20 share links, and those that have run out make room', async () => {
  const shares = new SiteShares(own());
  for (let at = 0; at < siteShareLimits.perSite; at++) await shares.create({ site: 'shop', name: 'n' });
  await expect(shares.create({ site: 'shop', name: 'n' })).rejects.toThrow('at most 20');
  const [first] = await shares.list('shop');
  expect(await shares.revoke('shop', first?.digest ?? '')).toBe(true);
  await shares.create({ site: 'shop', name: 'n', expiresAt: new Date(Date.now() + 500) });
  await expect
    .poll(() =>
      shares.create({ site: 'shop', name: 'n' }).then(
        () => 'made',
        () => 'full',
      ),
    )
    .toBe('made');
});
