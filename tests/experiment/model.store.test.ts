// The counts of an experiment beside those of a plain model.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { experimentKeys } from '../../src/redis/experiment/keys.ts';
import type { MetricEvent } from '../../src/redis/metric/metric.ts';
import { createStores } from '../../src/redis/stores.ts';
import { BreakingHandle } from '../support/breaking-handle.ts';
import { buy, eur, experimentsBy } from '../support/experiment.ts';
import { openTestRedis } from '../support/redis.ts';

const redis = await openTestRedis();
const { experiments, metrics } = createStores(redis);
const { running, armsOf } = experimentsBy(experiments);

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

const visitors = ['a', 'b', 'c'];
const goals = Array.from({ length: 8 }, (_, index) => ({
  visitor: visitors[index % 3] as string,
  minor: 3 ** index,
}));
const some = fc.array(fc.nat({ max: goals.length - 1 }), { minLength: 1, maxLength: 4 });
// What the sender says of the time: nothing, a moment before all exposures, one that is yet to come.
const hours = fc.constantFrom(null, null, -1, 1);
const sendingStep = fc.oneof(
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

test('of goal events that come again, at other times, from two processes and after crashes, each converts by its first arrival', {
  timeout: 60_000,
}, async () => {
  const other = createStores(redis).metrics;
  await fc.assert(
    fc.asyncProperty(fc.array(sendingStep, { maxLength: 15 }), async (steps) => {
      // There can be a hundred experiments, and a counterexample takes many to be made small.
      await redis.client.del(experimentKeys.all(redis.prefix));
      const key = await running();
      const person = (visitor: string) => `${key} ${visitor}`;
      const event = (index: number, offset: number | null): MetricEvent => {
        const { visitor, minor } = goals[index] as (typeof goals)[number];
        const at = offset === null ? null : new Date(Date.now() + offset * 3_600_000);
        return { eventId: `e${index}`, type: 'PURCHASE', name: key, visitorId: person(visitor), ...eur(minor), at };
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
