// Experiments on the Redis floor: who is shown what, and what is counted.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RedisClient } from '../../src/redis/base/connect.ts';
import { RedisHandle } from '../../src/redis/base/handle.ts';
import { bucketOf, bucketRanges, chooseVariation } from '../../src/redis/experiment/bucket.ts';
import { Experiments } from '../../src/redis/experiment/experiment.ts';
import { experimentKeys } from '../../src/redis/experiment/keys.ts';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';
import { createStores } from '../../src/redis/stores.ts';
import { evaluate } from '../../src/resolvers/experiment/result.ts';
import { choices, hashes, ranges, sticky } from '../support/growthbook-vectors.ts';
import { openTestRedis, uniquePrefix } from '../support/redis.ts';

const redis = await openTestRedis();
const { experiments, metrics } = createStores(redis);

async function running(overrides: Partial<Parameters<Experiments['set']>[0]> = {}): Promise<string> {
  const key = uniquePrefix();
  await experiments.set({ key, goal: key, variants: [{ key: 'old' }, { key: 'new' }], ...overrides });
  await experiments.start(key);
  return key;
}

async function armsOf(key: string) {
  const experiment = await experiments.find(key);
  if (!experiment) throw new Error(`There is no ${key}`);
  return experiments.counts(experiment);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error.problems?.[0]?.code ?? error,
  );

const buy = (name: string, visitorId: string, more: Partial<MetricEvent> = {}): MetricEvent => ({
  id: uniquePrefix(),
  type: 'PURCHASE',
  name,
  visitorId,
  ...more,
});
const eur = (minor: number) => ({ value: { minor, currency: 'EUR' } });

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
])('%o is refused', async (wrong, field) => {
  const input = { key: 'k', goal: 'g', variants: [{ key: 'a' }, { key: 'b' }], ...wrong };
  const problems = await Promise.resolve()
    .then(() => experiments.set(input))
    .catch((error) => error.problems);
  expect(problems).toMatchObject([{ code: 'INVALID', field }]);
});

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

/** A connection that breaks at each call of one script: before the call has arrived, or before its answer has. */
class BreakingHandle extends RedisHandle {
  readonly #script: string;
  readonly #arrives: boolean;

  constructor(client: RedisClient, prefix: string, script: string, arrives: boolean) {
    super(client, prefix);
    this.#script = script;
    this.#arrives = arrives;
  }

  override async run(...call: Parameters<RedisHandle['run']>): Promise<unknown> {
    if (call[0].name !== this.#script) return super.run(...call);
    if (this.#arrives) await super.run(...call);
    throw new Error('The connection broke');
  }
}

test('a conversion counts within 72 hours of the exposure and not later', async () => {
  const key = await running();
  const hour = 3_600_000;
  for (const visitorId of ['in', 'out']) await experiments.assign({ key, visitorId });
  const at = (visitorId: string, hours: number) => ({ event: buy(key, visitorId), atMs: Date.now() + hours * hour });
  await experiments.convert([at('in', 71.9), at('out', 72.1)]);
  const { arms } = await armsOf(key);
  expect(arms.reduce((sum, arm) => sum + arm.conversions, 0)).toBe(1);
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

test('whatever visitors do and in whatever order, the counts are those of a plain model', async () => {
  const visitor = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('see' as const), visitor }),
    fc.record({ kind: fc.constant('buy' as const), visitor, minor: fc.integer({ min: 1, max: 100_000 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const key = await running();
      const seen = new Map<string, string>();
      const spent = new Map<string, number>();
      for (const one of steps) {
        if (one.kind === 'see') {
          const { variant } = await experiments.assign({ key, visitorId: one.visitor });
          expect(seen.get(one.visitor) ?? variant).toBe(variant);
          seen.set(one.visitor, variant as string);
        } else {
          await metrics.track('shop', [buy(key, one.visitor, eur(one.minor))]);
          if (seen.has(one.visitor)) spent.set(one.visitor, (spent.get(one.visitor) ?? 0) + one.minor);
        }
      }
      for (const arm of (await armsOf(key)).arms) {
        const own = [...seen].filter(([, variant]) => variant === arm.variant).map(([name]) => name);
        const totals = own.flatMap((name) => spent.get(name) ?? []);
        expect(arm.exposures).toBe(own.length);
        expect(arm.conversions).toBe(totals.length);
        expect(arm.revenue.get('EUR')?.sum ?? 0n).toBe(BigInt(totals.reduce((sum, total) => sum + total, 0)));
        expect(arm.revenue.get('EUR')?.squares ?? 0).toBe(totals.reduce((sum, total) => sum + total ** 2, 0));
      }
    }),
    { numRuns: 15 },
  );
});

test('of goal events that come again, at other times, from two processes and after crashes, each converts by its first arrival', {
  timeout: 60_000,
}, async () => {
  const other = createStores(redis).metrics;
  const visitors = ['a', 'b', 'c'];
  const goals = Array.from({ length: 8 }, (_, index) => ({
    visitor: visitors[index % 3] as string,
    minor: 3 ** index,
  }));
  const some = fc.array(fc.nat({ max: goals.length - 1 }), { minLength: 1, maxLength: 4 });
  // What the sender says of the time: nothing, a moment before all exposures, one that is yet to come.
  const hours = fc.constantFrom(null, null, -1, 1);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('see' as const), visitor: fc.constantFrom(...visitors) }),
    fc.record({ kind: fc.constant('send' as const), one: some, two: some, hours }),
    fc.record({
      kind: fc.constant('break' as const),
      goal: fc.nat({ max: goals.length - 1 }),
      hours,
      script: fc.constantFrom('metric/ingest', 'experiment/convert'),
      arrives: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      // There can be a hundred experiments, and a counterexample takes many to be made small.
      await redis.client.del(experimentKeys.all(redis.prefix));
      const key = await running();
      const person = (visitor: string) => `${key} ${visitor}`;
      const event = (index: number, offset: number | null): MetricEvent => {
        const { visitor, minor } = goals[index] as (typeof goals)[number];
        const at = offset === null ? null : new Date(Date.now() + offset * 3_600_000);
        return { id: `e${index}`, type: 'PURCHASE', name: key, visitorId: person(visitor), ...eur(minor), at };
      };
      const seen = new Map<string, string | null>();
      const converts = new Map<number, boolean>();
      const stuck = new Set<string>();
      const arrived = (index: number, offset: number | null): void => {
        if (!converts.has(index)) converts.set(index, offset !== -1 && seen.has(goals[index]?.visitor as string));
      };
      for (const one of steps) {
        if (one.kind === 'see') {
          // Between an event that is stuck and an exposure a moment later their clocks would decide.
          if (stuck.has(one.visitor)) continue;
          const { variant } = await experiments.assign({ key, visitorId: person(one.visitor) });
          seen.set(one.visitor, variant);
        } else if (one.kind === 'send') {
          const batch = (list: number[]) => list.map((index) => event(index, one.hours));
          await Promise.all([metrics.track('shop', batch(one.one)), other.track('shop', batch(one.two))]);
          for (const index of [...one.one, ...one.two]) arrived(index, one.hours);
        } else {
          const broken = createStores(new BreakingHandle(redis.client, redis.prefix, one.script, one.arrives));
          const lost = one.script === 'metric/ingest' && !one.arrives;
          await broken.metrics.track('shop', [event(one.goal, one.hours)]).catch(() => {});
          if (!lost && !converts.has(one.goal)) stuck.add(goals[one.goal]?.visitor as string);
          if (!lost) arrived(one.goal, one.hours);
        }
      }
      // Senders try until they have an answer.
      for (const index of converts.keys()) await metrics.track('shop', [event(index, null)]);
      for (const arm of (await armsOf(key)).arms) {
        const totals = visitors
          .filter((visitor) => seen.get(visitor) === arm.variant)
          .map((visitor) =>
            goals
              .filter((goal, index) => goal.visitor === visitor && converts.get(index))
              .reduce((sum, { minor }) => sum + minor, 0),
          )
          .filter((total) => total > 0);
        expect(arm.conversions).toBe(totals.length);
        expect(arm.revenue.get('EUR')?.sum ?? 0n).toBe(BigInt(totals.reduce((sum, total) => sum + total, 0)));
        expect(arm.revenue.get('EUR')?.squares ?? 0).toBe(totals.reduce((sum, total) => sum + total ** 2, 0));
      }
    }),
    { numRuns: 40 },
  );
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
  const key = await running();
  await experiments.assign({ key, visitorId: 'a' }, 'user');
  await experiments.assign({ key, visitorId: 'b' }, 'user');
  await metrics.track('shop', [buy(key, 'a', eur(1))]);
  const parts = ['seen', 'alias', 'sticky', 'counts', 'converted', 'spent', 'paid'];
  let found = 0;
  for (let shard = 0; shard < 16; shard += 1)
    for (const part of parts) {
      const ttl = await redis.client.ttl(experimentKeys.part(redis.prefix, key, shard, `1:${part}`));
      if (ttl === -2) continue;
      found += 1;
      expect(ttl).toBeGreaterThan(0);
    }
  expect(found).toBeGreaterThanOrEqual(parts.length);
});
