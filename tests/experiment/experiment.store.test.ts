// Experiments on the Redis floor: who is shown what, and what is counted.

import { describe, expect, test } from 'vitest';
import { bucketOf, bucketRanges, chooseVariation } from '../../src/redis/experiment/bucket.ts';
import { experimentShards } from '../../src/redis/experiment/count.ts';
import { Experiments } from '../../src/redis/experiment/experiment.ts';
import { experimentKeys, experimentParts, metricPart, visitorParts } from '../../src/redis/experiment/keys.ts';
import { createStores } from '../../src/redis/stores.ts';
import { evaluate } from '../../src/resolvers/experiment/result.ts';
import { buy, eur, experimentsBy } from '../support/experiment.ts';
import { openTestRedis } from '../support/redis.ts';
import { choices, hashes, ranges, sticky } from './growthbook-vectors.ts';

const redis = await openTestRedis();
const { experiments, metrics } = createStores(redis);
const { running, armsOf } = experimentsBy(experiments);

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.problems?.[0]?.code ?? error,
  );

describe("GrowthBook's vectors", () => {
  test.each(hashes)('the bucket of %j and %j', (seed, value, bucket) => {
    expect(bucketOf(seed, value)).toBe(bucket);
  });
  test.each(ranges)('ranges: %s', (_name, [count, coverage, weights], expected) => {
    const rounded = bucketRanges(count, coverage, weights).map((range) => range.map((end) => Number(end.toFixed(6))));
    expect(rounded).toEqual(expected);
  });
  test.each(choices)('choice: %s', (_name, bucket, given, place) => {
    expect(chooseVariation(bucket, given)).toBe(place);
  });
});

test("GrowthBook's sticky buckets: the remembered variant goes before the hash, in its own version alone", async () => {
  const { key, variants, shown } = sticky;
  await experiments.set({ key, goal: 'order', variants });
  await experiments.start(key);
  const variantOf = async (visitorId: string, account: string | null = null) =>
    (await experiments.assign({ key, visitorId }, account)).variant;
  // Without a sticky bucket, and with one that belongs to somebody else.
  expect(await variantOf('d123', 'dora')).toBe(shown.d123);
  expect(await variantOf('i123')).toBe(shown.i123);
  // Of what is remembered by account and by device, the account's goes first.
  expect(await variantOf('i123', 'dora')).toBe(shown.d123);
  expect(await variantOf('i123')).toBe(shown.d123);
  // A new version remembers nobody: all who were red before are dealt again.
  await experiments.stop(key);
  await experiments.set({ key, goal: 'order', variants: [variants[0], variants[2]] });
  await experiments.start(key);
  expect(['control', 'blue']).toContain(await variantOf('d123', 'dora'));
});

test('a visitor is shown one variant and counted once, however often and from wherever they ask', async () => {
  const key = await running();
  const asked = await Promise.all(
    Array.from({ length: 300 }, (_, index) => experiments.assign({ key, visitorId: `v${index % 100}` })),
  );
  const again = new Experiments(redis);
  for (const [index, { variant }] of asked.entries())
    expect((await again.assign({ key, visitorId: `v${index % 100}` })).variant).toBe(variant);
  const { arms } = await armsOf(key);
  const shown = asked.slice(0, 100).map(({ variant }) => variant);
  expect(arms.map((arm) => arm.exposures)).toEqual(
    ['old', 'new'].map((name) => shown.filter((variant) => variant === name).length),
  );
});

test('less coverage leaves new visitors out and changes nobody who was in', async () => {
  const key = await running();
  const before = await experiments.assign({ key, visitorId: 'early' });
  await experiments.set({ key, goal: key, variants: [{ key: 'old' }, { key: 'new' }], coverage: 0 });
  expect((await experiments.assign({ key, visitorId: 'early' })).variant).toBe(before.variant);
  expect((await experiments.assign({ key, visitorId: 'late' })).variant).toBeNull();
  const { arms } = await armsOf(key);
  expect(arms.reduce((sum, arm) => sum + arm.exposures, 0)).toBe(1);
});

test('a program is shown a variant and counted neither as an exposure nor as a conversion', async () => {
  const key = await running();
  const bot = { key, visitorId: 'crawler', userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' };
  expect(['old', 'new']).toContain((await experiments.assign(bot)).variant);
  const { arms } = await armsOf(key);
  expect(arms.reduce((sum, arm) => sum + arm.exposures, 0)).toBe(0);
  // As a person, the same visitor is shown the same.
  const { variant } = await experiments.assign(bot);
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  expect((await experiments.assign({ key, visitorId: 'crawler', userAgent })).variant).toBe(variant);
  expect((await armsOf(key)).arms.reduce((sum, arm) => sum + arm.exposures, 0)).toBe(1);
});

test('weights are frozen while it runs; changed after, visitors are dealt and counted anew', async () => {
  const key = await running();
  const changed = {
    key,
    goal: key,
    variants: [
      { key: 'old', weight: 1 },
      { key: 'new', weight: 3 },
    ],
  };
  await experiments.assign({ key, visitorId: 'a' });
  expect(await codeOf(experiments.set(changed))).toBe('ILLEGAL_STATE');
  expect(await codeOf(experiments.start(key))).toBe('ILLEGAL_STATE');
  await experiments.stop(key);
  expect((await experiments.assign({ key, visitorId: 'a' })).variant).toBeNull();
  expect(await experiments.set(changed)).toMatchObject({ state: 'DRAFT', version: 2, startedAtMs: null });
  await experiments.start(key);
  const { arms } = await armsOf(key);
  expect(arms.map((arm) => arm.exposures)).toEqual([0, 0]);
});

test.each([
  [{ variants: [{ key: 'a' }] }, ['variants']],
  [{ variants: [{ key: 'a' }, { key: 'a' }] }, ['variants', '1', 'key']],
  [{ variants: [{ key: 'a', weight: 1 }, { key: 'b' }] }, ['variants']],
  [
    {
      variants: [
        { key: 'a', weight: 1 },
        { key: 'b', weight: 0 },
      ],
    },
    ['variants', '1', 'weight'],
  ],
  [{ coverage: 1.5 }, ['coverage']],
  [{ goal: '' }, ['goal']],
  [{ key: '{x}' }, ['key']],
  [{ windowSeconds: 0 }, ['windowSeconds']],
  [{ plannedVisitors: 1.5 }, ['plannedVisitors']],
  [{ revenueCaps: [{ currency: 'EUR', minor: 0 }] }, ['revenueCaps', '0', 'amount']],
  [{ revenueCaps: [{ currency: 'euro', minor: 5 }] }, ['revenueCaps', '0', 'currency']],
])('%o is refused', async (wrong, field) => {
  const input = { key: 'k', goal: 'g', variants: [{ key: 'a' }, { key: 'b' }], ...wrong };
  const problems = await Promise.resolve()
    .then(() => experiments.set(input))
    .catch((error) => error.problems);
  expect(problems).toMatchObject([{ code: 'INVALID', field }]);
});

test('an account keeps its variant on another device, where it is counted as the same visitor', async () => {
  const key = await running();
  const variantOf = async (visitorId: string, account: string | null = null) =>
    (await experiments.assign({ key, visitorId }, account)).variant;
  const phone = await variantOf('phone');
  expect(await variantOf('phone', 'user-1')).toBe(phone);
  for (let laptop = 0; laptop < 20; laptop += 1) expect(await variantOf(`laptop${laptop}`, 'user-1')).toBe(phone);
  expect(await variantOf('laptop7')).toBe(phone);
  await metrics.track('shop', [buy(key, 'laptop3', eur(100)), buy(key, 'phone', eur(100))]);
  const { arms, multipleExposures } = await armsOf(key);
  const arm = arms.find((one) => one.variant === phone);
  expect(arm).toMatchObject({ exposures: 1, conversions: 1 });
  expect(arm?.revenue.get('EUR')).toEqual({ sum: 200n, squares: 40_000 });
  expect(multipleExposures).toBe(0);
});

test('who saw another variant before logging in is a multiple exposure, once', async () => {
  const key = await running();
  const first = await experiments.assign({ key, visitorId: 'home' }, 'user-2');
  let other = 0;
  while ((await experiments.assign({ key, visitorId: `guest${other}` })).variant === first.variant) other += 1;
  for (let time = 0; time < 3; time += 1) await experiments.assign({ key, visitorId: `guest${other}` }, 'user-2');
  expect((await armsOf(key)).multipleExposures).toBe(1);
});

test('a replayed data set gives the rates and the p-value of a statistics package, and no winner too early', async () => {
  const key = await running();
  const people: Record<string, string[]> = { old: [], new: [] };
  // The first thousand visitors of each variant; 200 of the one and 250 of the other buy.
  for (let index = 0; (people.old?.length ?? 0) < 1_000 || (people.new?.length ?? 0) < 1_000; index += 1) {
    const side = bucketOf(key, `r${index}`) < 0.5 ? 'old' : 'new';
    if ((people[side]?.length ?? 0) < 1_000) people[side]?.push(`r${index}`);
  }
  const all = Object.values(people).flat();
  await Promise.all(all.map((visitorId) => experiments.assign({ key, visitorId })));
  const buyers = [...(people.old?.slice(0, 200) ?? []), ...(people.new?.slice(0, 250) ?? [])];
  await metrics.track(
    'shop',
    buyers.map((visitorId) => buy(key, visitorId)),
  );
  const experiment = await experiments.find(key);
  if (!experiment) throw new Error('It is gone');
  const results = evaluate(experiment, await experiments.counts(experiment), new Date());
  expect(results.arms.map((arm) => arm.rate)).toEqual([0.2, 0.25]);
  expect(results.arms[1]?.lift).toBeCloseTo(0.25, 10);
  expect(results.arms[1]?.pValue).toBeCloseTo(0.00742, 5);
  expect(results.arms[1]?.chanceToWin).toBeCloseTo(0.99628, 4);
  expect(results).toMatchObject({ sampleRatioMismatch: false, sampleRatioPValue: 1, multipleExposures: 0 });
  // The fixed test is sure; one who looked every day could not be yet.
  expect(results.winner).toBeNull();
});

test('every key of an experiment that holds visitors has a time to live', async () => {
  const key = await running({ metrics: [{ key: 'm', event: 'PURCHASE', kind: 'REVENUE', currency: 'EUR' }] });
  await experiments.assign({ key, visitorId: 'a', country: 'DE' }, 'user');
  await experiments.assign({ key, visitorId: 'b' }, 'user');
  await metrics.track('shop', [buy(key, 'a', eur(1)), { ...buy(key, 'a', eur(1)), name: null }]);
  const ofMetric = (['counts', 'converted', 'spent', 'paid'] as const).map((part) => metricPart('m', part));
  const parts = [...Object.values(experimentParts), ...ofMetric];
  let found = 0;
  for (const shard of experimentShards(redis, key).numbers)
    for (const part of parts) {
      const ttl = await redis.client.ttl(experimentKeys.part(redis.prefix, key, shard, `1:${part}`));
      if (ttl === -2) continue;
      found += 1;
      expect(ttl).toBeGreaterThan(0);
    }
  expect(found).toBeGreaterThanOrEqual(parts.length);
  // What erases a visitor looks there: no other key has fields that begin with one.
  const naming = new Set<string>([...visitorParts, metricPart('m', 'converted'), metricPart('m', 'spent')]);
  const visitors = await Promise.all(
    experimentShards(redis, key).numbers.map((shard) =>
      redis.client.hkeys(experimentKeys.part(redis.prefix, key, shard, `1:${experimentParts.seen}`)),
    ),
  );
  const named = new Set<string>();
  for (const shard of experimentShards(redis, key).numbers)
    for (const part of parts.filter((part) => !/(paid|shown)$/.test(part))) {
      const fields = await redis.client.hkeys(experimentKeys.part(redis.prefix, key, shard, `1:${part}`));
      if (visitors.flat().some((visitor) => fields.some((field) => field.startsWith(visitor)))) named.add(part);
    }
  expect([...named].filter((part) => !naming.has(part))).toEqual([]);
  expect(named.size).toBeGreaterThan(4);
});
