// What the limiter admits: against an exact model with a clock of the test's own, and over time.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateLimitKeys } from '../../src/redis/rate-limit/keys.ts';
import { admitsAtOnce, changePolicy, intervalMicros, type RateLimitPolicy } from '../../src/redis/rate-limit/policy.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { callerShards } from '../../src/redis/rate-limit/shard.ts';
import type { RateLimitCheck } from '../../src/redis/rate-limit/take.ts';
import { startOwnTime } from '../support/own-time.ts';
import { openTestRedis, patient } from '../support/redis.ts';
import { clockStart, openLimitClock } from './limit-clock.ts';

const redis = await openTestRedis();
const clock = openLimitClock(redis);

let serial = 0;
const freshKey = () => `key-${serial++}`;

const policyOf = (input: Partial<RateLimitPolicy>): RateLimitPolicy =>
  changePolicy(undefined, { name: `p-${serial++}`, ...input });

/** The rules in plain numbers, without Redis. */
class Model {
  #fullAt = 0;
  #taken: number[] = [];
  readonly policy: RateLimitPolicy;

  constructor(policy: RateLimitPolicy) {
    this.policy = policy;
  }

  left(now: number): number {
    const { policy } = this;
    if (policy.algorithm === 'SLIDING_WINDOW') {
      this.#taken = this.#taken.filter((at) => at > now - policy.windowSeconds * 1e6);
      return policy.limit - this.#taken.length;
    }
    const interval = intervalMicros(policy);
    return Math.floor((now + admitsAtOnce(policy) * interval - Math.max(this.#fullAt, now)) / interval);
  }

  take(now: number, cost: number): void {
    if (this.policy.algorithm === 'SLIDING_WINDOW') for (let unit = 0; unit < cost; unit++) this.#taken.push(now);
    else this.#fullAt = Math.max(this.#fullAt, now) + cost * intervalMicros(this.policy);
  }
}

const anyPolicy = fc
  .record({
    algorithm: fc.constantFrom('GCRA' as const, 'SLIDING_WINDOW' as const),
    limit: fc.integer({ min: 1, max: 7 }),
    // Long enough that no state runs out by Redis' own clock while the test is about its own.
    windowSeconds: fc.integer({ min: 60, max: 180 }),
    burst: fc.integer({ min: 0, max: 9 }),
    mode: fc.constantFrom('ENFORCE' as const, 'ENFORCE' as const, 'SHADOW' as const),
  })
  .map((input) => policyOf(input.algorithm === 'GCRA' ? input : { ...input, burst: 0 }));

describe('against an exact model', () => {
  test('operations under several policies are admitted as the policies say, all or nothing', async () => {
    const step = fc.record({
      waitMicros: fc.oneof(fc.integer({ min: 0, max: 54_000_000 }), fc.constantFrom(0, 1, 60_000_000)),
      operations: fc.array(
        fc.array(fc.record({ which: fc.nat(2), cost: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 3 }),
        { minLength: 1, maxLength: 6 },
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(anyPolicy, anyPolicy, anyPolicy),
        fc.array(step, { minLength: 1, maxLength: 12 }),
        async (policies, steps) => {
          const key = freshKey();
          const models = policies.map((policy) => new Model(policy));
          let now = clockStart + serial * 1e9;
          for (const { waitMicros, operations } of steps) {
            now += waitMicros;
            await clock.set(now);
            const distinct = operations.map((checks) => [
              ...new Map(checks.map((each) => [each.which, each])).values(),
            ]);
            const asked = distinct.map((checks): RateLimitCheck[] =>
              checks.map(({ which, cost }) => ({ policy: policies[which] as RateLimitPolicy, key, cost })),
            );
            const answers = await clock.take(asked);
            distinct.forEach((checks, index) => {
              const weighed = checks.map(({ which, cost }) => {
                const model = models[which] as Model;
                return { model, cost, left: model.left(now) - cost };
              });
              const refused = weighed.some(({ model, left }) => left < 0 && model.policy.mode === 'ENFORCE');
              expect(answers[index]?.map((answer) => Math.max(answer, -1))).toEqual(
                weighed.map(({ left }) => Math.max(left, -1)),
              );
              if (!refused) for (const { model, cost, left } of weighed) if (left >= 0) model.take(now, cost);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the wait that a refusal names is exact to the millisecond', async () => {
    await fc.assert(
      fc.asyncProperty(anyPolicy, fc.integer({ min: 0, max: 999_999 }), async (any, offset) => {
        const policy = { ...any, mode: 'ENFORCE' as const };
        const check: RateLimitCheck = { policy, key: freshKey(), cost: 1 };
        const now = clockStart + serial * 1e9 + offset;
        const ask = async (at: number): Promise<number> => {
          await clock.set(at);
          return (await clock.take([[check]]))[0]?.[0] as number;
        };
        let answer = 0;
        for (let taken = 0; answer >= 0; taken++) {
          expect(taken).toBeLessThanOrEqual(admitsAtOnce(policy));
          answer = await ask(now);
        }
        const waitMicros = -answer * 1000;
        expect(await ask(now + waitMicros - 1001)).toBeLessThan(0);
        expect(await ask(now + waitMicros)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });

  test.each(['GCRA', 'SLIDING_WINDOW'] as const)(
    'a state from a clock far ahead, as after a failover, ends after one allowance (%s)',
    async (algorithm) => {
      const policy = policyOf({ algorithm, limit: 4, windowSeconds: 120 });
      const check: RateLimitCheck = { policy, key: freshKey(), cost: 1 };
      const take = async (at: number, times: number): Promise<number> => {
        await clock.set(at);
        const answers = await clock.take(Array.from({ length: times }, () => [check]));
        return answers.filter(([answer]) => (answer as number) >= 0).length;
      };
      const ahead = clockStart + 30 * 24 * 3600 * 1e6;
      expect(await take(ahead, 10)).toBe(4);
      expect(await take(clockStart, 10)).toBe(0);
      expect(await take(clockStart + 120e6, 10)).toBe(4);
    },
  );
});

describe('in real time', () => {
  test('a change of a policy and an unblocking are in force in another process within a second', async () => {
    const here = new RateLimits(redis, patient);
    const there = new RateLimits(redis, patient);
    await here.set({ name: 'changing', limit: 1, windowSeconds: 3600 });
    expect((await there.take('changing', 'a')).allowed).toBe(true);
    const refused = await there.take('changing', 'a');
    expect(refused).toMatchObject({ allowed: false, remaining: 0 });
    expect(refused.retryAfterMs).toBeGreaterThan(3_590_000);
    expect(there.state.localBlocks).toBe(1);
    const allowed = async (): Promise<boolean> => (await there.take('changing', 'a')).allowed;
    for (const change of [() => here.unblock('changing', 'a'), () => here.set({ name: 'changing', mode: 'OFF' })]) {
      expect(await change()).toBeTruthy();
      const sinceMs = startOwnTime();
      await expect.poll(allowed).toBe(true);
      expect(sinceMs()).toBeLessThan(1_000);
    }
    expect(await here.unblock('changing', 'never-seen')).toBe(false);
  });

  test('a shadow policy counts and refuses nobody', async () => {
    const limits = new RateLimits(redis, patient);
    await limits.set({ name: 'shadow', limit: 1, windowSeconds: 3600, mode: 'SHADOW' });
    for (let turn = 0; turn < 3; turn++) expect((await limits.take('shadow', 'x')).allowed).toBe(true);
    await limits.flush();
    const [before, now] = await limits.reports.series('shadow', 2);
    expect((before?.allowed ?? 0) + (now?.allowed ?? 0)).toBe(1);
    expect((before?.denied ?? 0) + (now?.denied ?? 0)).toBe(2);
  });

  test('a key that a policy on trial would refuse is not listed as blocked', async () => {
    const limits = new RateLimits(await openTestRedis(), patient);
    await limits.set({ name: 'trial', limit: 1, windowSeconds: 300, mode: 'SHADOW' });
    for (let turn = 0; turn < 3; turn++) expect((await limits.take('trial', '10.0.0.7')).cost).toBe(1);
    await limits.flush();
    expect(await limits.reports.topKeys('trial', 10)).toMatchObject([{ denied: 2, retryAfterSeconds: null }]);
    expect(await limits.reports.blocked('trial', 10)).toEqual([]);
  });

  test('operators see the numbers by minute, the busiest keys and who is blocked', async () => {
    // Under keys of its own: what others counted is written a second later.
    const limits = new RateLimits(await openTestRedis(), patient);
    await limits.set({ name: 'watched', limit: 2, windowSeconds: 600 });
    const head = await limits.reports.activityHead();
    for (let turn = 0; turn < 5; turn++) await limits.take('watched', '10.0.0.1');
    await limits.take('watched', '10.0.0.2');
    await limits.flush();
    const series = await limits.reports.series('watched', 60);
    expect(series).toHaveLength(60);
    expect(series.reduce((sum, point) => sum + point.allowed, 0)).toBe(3);
    expect(series.reduce((sum, point) => sum + point.denied, 0)).toBe(3);
    const top = await limits.reports.topKeys('watched', 10);
    expect(top).toMatchObject([
      { key: '10.0.0.1', allowed: 2, denied: 3 },
      { key: '10.0.0.2', allowed: 1, denied: 0, retryAfterSeconds: null },
    ]);
    const blocked = await limits.reports.blocked('watched', 10);
    expect(blocked).toMatchObject([{ key: '10.0.0.1', allowed: 2, denied: 3 }]);
    expect(blocked[0]?.retryAfterSeconds).toBeGreaterThan(290);
    await limits.unblock('watched', '10.0.0.1');
    expect(await limits.reports.blocked('watched', 10)).toEqual([]);
    expect((await limits.take('watched', '10.0.0.1')).allowed).toBe(true);
    const { entries, position } = await limits.reports.activity(head, 100);
    expect(entries).toMatchObject([{ policy: 'watched', allowed: 3, denied: 3 }]);
    expect((await limits.reports.activity(position, 100)).entries).toEqual([]);
  });

  test('everything but the policies has a time to live', async () => {
    const own = await openTestRedis();
    const limits = new RateLimits(own, patient);
    await limits.seed();
    await limits.take('checkout', 'someone');
    await limits.set({ name: 'log-in', limit: 1 });
    await limits.take('log-in', 'someone');
    await limits.take('log-in', 'someone');
    await limits.flush();
    const { policies, version, counters, requested, refused, blocked, activity, state } = rateLimitKeys;
    const { prefix } = own;
    const hour = Math.floor(Date.now() / 3_600_000);
    const shard = callerShards(own).of('someone');
    const perishable = [
      ...['log-in', 'checkout'].flatMap((policy) => [counters(prefix, policy, hour), requested(prefix, policy, hour)]),
      ...[refused(prefix, 'log-in', hour), blocked(prefix, 'log-in'), activity(prefix)],
      ...[state(prefix, shard, 's', 'log-in', 'someone'), state(prefix, shard, 'g', 'checkout', 'someone')],
    ];
    for (const key of perishable) expect(await own.client.pttl(key), key).toBeGreaterThan(0);
    for (const key of [policies(prefix), version(prefix)]) expect(await own.client.ttl(key), key).toBe(-1);
  });
});

describe('policies', () => {
  test('the defaults are stored once; what was deleted stays deleted', async () => {
    const limits = new RateLimits(await openTestRedis(), patient);
    await limits.seed();
    const names = (await limits.policies.all()).map(({ name }) => name);
    expect(names).toEqual([
      'api-key',
      'checkout',
      'everything',
      'guest-session',
      'log-in',
      'mail',
      'query-cost',
      'sign-up',
      'track',
    ]);
    await limits.policies.delete('track');
    await limits.seed();
    expect(await limits.policies.get('track')).toBeNull();
    await expect(limits.policies.delete('track')).rejects.toThrow('no rate-limit policy named "track"');
  });

  test('a data set of the release before gets what this one added, and keeps what its operator changed', async () => {
    const redis = await openTestRedis();
    const limits = new RateLimits(redis, patient);
    const before = { targets: ['Mutation.sessionLogIn', 'Mutation.sessionReauthenticate'], limit: 7 };
    await limits.set({ name: 'log-in', ...before });
    await limits.set({ name: 'own', limit: 3 });
    await Promise.all([limits.seed(), new RateLimits(redis, patient).seed()]);
    const [logIn, mail] = [await limits.policies.get('log-in'), await limits.policies.get('mail')];
    expect(logIn).toMatchObject({ limit: 7, targets: expect.arrayContaining(['Mutation.passwordReset']) });
    expect(mail?.targets).toContain('Mutation.passwordResetRequest');
    expect((await limits.policies.all()).map(({ name }) => name)).toEqual(['api-key', 'log-in', 'mail', 'own']);
    await limits.policies.delete('mail');
    await limits.seed();
    expect(await limits.policies.get('mail')).toBeNull();
  });

  test('targets that an operator chose are left alone, and so is a policy of the same name', async () => {
    const limits = new RateLimits(await openTestRedis(), patient);
    await limits.set({ name: 'log-in', targets: ['Mutation.sessionLogIn'] });
    await limits.set({ name: 'mail', limit: 1 });
    await limits.seed();
    expect(await limits.policies.get('log-in')).toMatchObject({ targets: ['Mutation.sessionLogIn'] });
    expect(await limits.policies.get('mail')).toMatchObject({ limit: 1, targets: [] });
  });

  test('a change keeps what it does not name, and nothing is lost when two change at once', async () => {
    const limits = new RateLimits(await openTestRedis(), patient);
    await limits.set({ name: 'one', limit: 5, burst: 9, description: 'before' });
    await Promise.all([limits.set({ name: 'one', limit: 6 }), limits.set({ name: 'one', description: 'after' })]);
    expect(await limits.policies.get('one')).toMatchObject({ limit: 6, burst: 9, description: 'after' });
    const sliding = await limits.set({ name: 'one', algorithm: 'SLIDING_WINDOW' });
    expect(sliding).toMatchObject({ limit: 6, burst: 0 });
  });

  test.each([
    [{ name: 'Log In' }, 'name must be lower-case letters'],
    [{ name: 'a', limit: 0 }, 'limit must be a whole number from 1'],
    [{ name: 'a', windowSeconds: 0 }, 'windowSeconds must be'],
    [{ name: 'a', burst: -1 }, 'burst must be'],
    [{ name: 'a', limit: 1, windowSeconds: 86_400, burst: 400 }, 'burst must be at most 365'],
    [{ name: 'a', algorithm: 'SLIDING_WINDOW' as const, limit: 1_001 }, 'from 1 to 1000 (SLIDING_WINDOW)'],
    [{ name: 'a', algorithm: 'SLIDING_WINDOW' as const, limit: 10, burst: 1 }, 'burst must be 0 for SLIDING_WINDOW'],
    [{ name: 'a', targets: ['Mutation'] }, 'schema coordinates such as'],
    [{ name: 'a', targets: ['Product.name'] }, 'only of root fields'],
    [{ name: 'a', targets: ['@cost', 'Query.*'] }, 'or just @cost'],
  ])('%o is refused by name', async (input, message) => {
    await expect(new RateLimits(redis, patient).set(input)).rejects.toThrow(message);
  });

  test('an unknown policy is an error and not an open door', async () => {
    await expect(new RateLimits(redis, patient).take('missing', 'x')).rejects.toThrow(
      'no rate-limit policy named "missing"',
    );
  });
});
