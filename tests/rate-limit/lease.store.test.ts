// Units that a process holds of an allowance: charged before they are spent, few, and only for callers far from their limit.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Leases, leaseLimits, portionOf } from '../../src/redis/rate-limit/lease.ts';
import { admitsAtOnce, changePolicy, intervalMicros, type RateLimitPolicy } from '../../src/redis/rate-limit/policy.ts';
import { type RateLimitPolicyInput, RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { openTestRedis, patient, uniquePrefix } from '../support/redis.ts';
import { clockStart, openLimitClock } from './limit-clock.ts';

const redis = await openTestRedis();
const clock = openLimitClock(redis);
let serial = 0;
/** What was asked of Redis in the background since `settled`. */
const asked = new Set<Promise<unknown>>();

const policyOf = (input: Omit<RateLimitPolicyInput, 'name'>): RateLimitPolicy =>
  changePolicy(undefined, { name: `p-${serial++}`, ...input });

/** A process with a clock of the test, which asks Redis only if it holds too little. */
class Asker {
  leased = 0;
  readonly leases = new Leases(
    (operations) => {
      const answer = clock.take(operations);
      asked.add(answer);
      return answer;
    },
    () => true,
  );

  /** How many units were admitted. */
  async ask(policy: RateLimitPolicy, key: string, cost: number, nowMicros: number): Promise<number> {
    const check = { policy, key, cost };
    const spent = this.leases.spend([check], nowMicros / 1000);
    if (spent) this.leased++;
    const [left] = spent ?? ((await clock.take([[check]]))[0] as number[]);
    await settled();
    return (left as number) >= 0 ? cost : 0;
  }
}

/** Until what was asked of Redis in the background is answered: on a cluster, another node's answer says nothing of it. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(asked);
  asked.clear();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('which policies are leased', () => {
  test.each<[what: string, Omit<RateLimitPolicyInput, 'name'>, units: number]>([
    ['a sliding window', { algorithm: 'SLIDING_WINDOW', limit: 1_000 }, 0],
    ['a small limit', { limit: 9_999 }, 0],
    ['a small burst', { limit: 1_000_000, burst: 9_999 }, 0],
    ['a large limit', { limit: 10_000 }, 10],
    ['a large burst', { limit: 600_000, burst: 200_000 }, 200],
  ])('%s: at most a thousandth of what it admits at once', (_what, input, units) => {
    expect(portionOf(policyOf(input))).toBe(units);
  });

  test('an operation with one exact policy asks Redis about all of them', async () => {
    const [leased, exact] = [policyOf({ limit: 100_000 }), policyOf({ limit: 5 })];
    const { leases } = new Asker();
    for (let time = 0; time < 5; time++) {
      const checks = [leased, exact].map((policy) => ({ policy, key: 'a', cost: 1 }));
      expect(leases.spend(checks, time)).toBeUndefined();
      await settled();
    }
    expect(leases.size).toBe(0);
  });
});

test('no window holds more than the policy says and one portion per process; from a rested start none holds more', async () => {
  const steps = fc.array(
    fc.record({
      waitMicros: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000_000 })),
      process: fc.integer({ min: 0, max: 2 }),
      times: fc.integer({ min: 1, max: 12 }),
      cost: fc.constantFrom(1, 2, 5, 2_500),
    }),
    { minLength: 2, maxLength: 14 },
  );
  const limits = fc.record({
    limit: fc.integer({ min: 10_000, max: 30_000 }),
    windowSeconds: fc.integer({ min: 60, max: 600 }),
  });
  let leased = 0;
  await fc.assert(
    fc.asyncProperty(limits, steps, async (input, pressed) => {
      const [policy, key] = [policyOf(input), `key-${serial++}`];
      const askers = [new Asker(), new Asker(), new Asker()];
      const admitted: { readonly at: number; readonly units: number }[] = [];
      let now = clockStart + serial * 1e9;
      for (const { waitMicros, process, times, cost } of pressed) {
        now += waitMicros;
        await clock.set(now);
        for (let time = 0; time < times; time++)
          admitted.push({ at: now, units: await (askers[process] as Asker).ask(policy, key, cost, now) });
      }
      for (const asker of askers) leased += asker.leased;
      admitted.forEach(({ at: from }, first) => {
        let units = 0;
        for (const each of admitted.slice(first)) {
          units += each.units;
          const says = admitsAtOnce(policy) + Math.floor((each.at - from) / intervalMicros(policy));
          expect(units).toBeLessThanOrEqual(first === 0 ? says : says + askers.length * portionOf(policy));
        }
      });
    }),
    { numRuns: 15 },
  );
  expect(leased).toBeGreaterThan(0);
});

describe('a caller', () => {
  const now = clockStart;
  const policy = policyOf({ limit: 10_000, windowSeconds: 86_400 });

  test('that asks once holds nothing, and one that goes on costs few round trips', async () => {
    await clock.set(now);
    const asker = new Asker();
    await asker.ask(policy, 'steady', 1, now);
    expect((await clock.take([[{ policy, key: 'steady', cost: 1 }]]))[0]).toEqual([9_998]);
    for (let time = 0; time < 100; time++) await asker.ask(policy, 'steady', 1, now);
    expect(asker.leased).toBeGreaterThanOrEqual(98);
  });

  test('is shown what it has left, whether Redis or the process decides', async () => {
    await clock.set(now);
    const { leases } = new Asker();
    const shown: number[] = [];
    for (let time = 0; time < 30; time++) {
      const check = { policy, key: 'shown', cost: 1 };
      const [left] = leases.spend([check], now / 1000) ?? ((await clock.take([[check]]))[0] as number[]);
      shown.push(left as number);
      await settled();
    }
    expect(shown).toEqual(Array.from({ length: 30 }, (_, time) => 9_999 - time));
  });

  test('that has used half of it is decided by Redis again, unit by unit', async () => {
    await clock.set(now);
    const [one, other] = [new Asker(), new Asker()];
    await clock.take([[{ policy, key: 'close', cost: 4_950 }]]);
    let admitted = 4_950;
    for (let time = 0; time < 60; time++)
      for (const asker of [one, other]) admitted += await asker.ask(policy, 'close', 1, now);
    const before = [one.leased, other.leased];
    for (let time = 0; time < 20; time++)
      for (const asker of [one, other]) admitted += await asker.ask(policy, 'close', 1, now);
    expect([one.leased, other.leased]).toEqual(before);
    const rest = 10_000 - admitted;
    expect(await one.ask(policy, 'close', rest + 1, now)).toBe(0);
    expect(await other.ask(policy, 'close', rest, now)).toBe(rest);
    expect(await one.ask(policy, 'close', 1, now)).toBe(0);
  });

  test('loses at most a portion if its process ends', async () => {
    await clock.set(now);
    const ended = new Asker();
    let admitted = 0;
    for (let time = 0; time < 20; time++) admitted += await ended.ask(policy, 'ended', 1, now);
    const [[left]] = (await clock.take([[{ policy, key: 'ended', cost: 1 }]])) as [[number]];
    const lost = 10_000 - admitted - 1 - left;
    expect(lost).toBeGreaterThanOrEqual(0);
    expect(lost).toBeLessThanOrEqual(portionOf(policy));
  });

  test('loses what it does not spend within the life of a lease, and starts with less', async () => {
    await clock.set(now);
    const asker = new Asker();
    for (let time = 0; time < 20; time++) await asker.ask(policy, 'idle', 1, now);
    const leased = asker.leased;
    await asker.ask(policy, 'idle', 1, now + (leaseLimits.lifeMs + 1) * 1_000);
    expect(asker.leased).toBe(leased);
  });
});

test('a process holds leases of a bounded number of callers', () => {
  const leases = new Leases(
    () => Promise.reject(new Error('away')),
    () => false,
    100,
  );
  const policies = [policyOf({ limit: 10_000 }), policyOf({ limit: 10_000 })] as const;
  for (let each = 0; each < 1_000; each++)
    leases.spend([{ policy: policies[each % 2] as RateLimitPolicy, key: `key-${each}`, cost: 1 }], 1);
  expect(leases.size).toBe(100);
});

test('an unblocked caller and a changed policy count at once in the process', async () => {
  const own = await openTestRedis(uniquePrefix());
  const limits = new RateLimits(own, patient);
  await limits.set({ name: 'wide', limit: 50_000, windowSeconds: 86_400 });
  for (let time = 0; time < 10; time++) {
    await limits.take('wide', 'a');
    await settled();
    await own.client.ping();
  }
  await limits.unblock('wide', 'a');
  expect((await limits.take('wide', 'a')).remaining).toBe(49_999);
  await limits.set({ name: 'wide', limit: 3 });
  const allowed = [];
  for (let time = 0; time < 4; time++) allowed.push((await limits.take('wide', 'b')).allowed);
  expect(allowed).toEqual([true, true, true, false]);
});
