// Never one more than a policy admits: in any window, whatever the clocks do, and with three processes at once.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admitsAtOnce, changePolicy, intervalMicros, type RateLimitPolicy } from '../../src/redis/rate-limit/policy.ts';
import { RateLimits } from '../../src/redis/rate-limit/rate-limit.ts';
import { openTestRedis, patient, testRedisUrl, uniquePrefix } from '../support/redis.ts';
import { clockStart, openLimitClock } from './limit-clock.ts';
import type { Pressing } from './take-many.ts';

const redis = await openTestRedis();
const clock = openLimitClock(redis);
let serial = 0;

// Long enough that no state runs out by Redis' own clock while the test is about its own.
const anyPolicy = fc
  .record({
    algorithm: fc.constantFrom('GCRA' as const, 'SLIDING_WINDOW' as const),
    limit: fc.integer({ min: 1, max: 20 }),
    windowSeconds: fc.integer({ min: 60, max: 120 }),
    burst: fc.integer({ min: 0, max: 30 }),
  })
  .map(({ burst, ...input }) =>
    changePolicy(undefined, { ...input, name: `p-${serial++}`, burst: input.algorithm === 'GCRA' ? burst : 0 }),
  );

/** Asks for so many units one by one, and tells how many were admitted. */
async function press(policy: RateLimitPolicy, key: string, times: number): Promise<number> {
  const answers = await clock.take(Array.from({ length: times }, () => [{ policy, key, cost: 1 }]));
  return answers.filter(([answer]) => (answer as number) >= 0).length;
}

describe('with a clock of the test', () => {
  test('no window of any length holds more than the policy says, and none is refused that it admits', async () => {
    const steps = fc.array(
      fc.record({ waitMicros: fc.integer({ min: 0, max: 40_000_000 }), times: fc.integer({ min: 1, max: 40 }) }),
      { minLength: 2, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(anyPolicy, steps, async (policy, pressed) => {
        const key = `key-${serial++}`;
        const admitted: number[] = [];
        let now = clockStart + serial * 1e9;
        for (const { waitMicros, times } of pressed) {
          now += waitMicros;
          await clock.set(now);
          const count = await press(policy, key, times);
          for (let unit = 0; unit < count; unit++) admitted.push(now);
          if (policy.algorithm === 'SLIDING_WINDOW' && count < times) {
            const window = admitted.filter((at) => at > now - policy.windowSeconds * 1e6);
            expect(window).toHaveLength(policy.limit);
          }
        }
        const most = (spanMicros: number): number =>
          policy.algorithm === 'GCRA'
            ? admitsAtOnce(policy) + Math.floor(spanMicros / intervalMicros(policy))
            : policy.limit * (1 + Math.floor(spanMicros / (policy.windowSeconds * 1e6)));
        admitted.forEach((from, first) => {
          for (let last = first; last < admitted.length; last++) {
            const span = (admitted[last] as number) - from;
            expect(last - first + 1).toBeLessThanOrEqual(most(span));
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  test("Redis' own clock, set back and forward, gives nothing away: only time that goes by brings units back", async () => {
    const steps = fc.array(
      fc.record({
        moveMicros: fc.integer({ min: -300_000_000, max: 60_000_000 }),
        times: fc.integer({ min: 1, max: 30 }),
      }),
      { minLength: 2, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(anyPolicy, steps, async (policy, pressed) => {
        const key = `key-${serial++}`;
        let now = clockStart + serial * 1e10;
        let forward = 0;
        let admitted = 0;
        for (const { moveMicros, times } of pressed) {
          now += moveMicros;
          forward += Math.max(0, moveMicros);
          await clock.set(now);
          admitted += await press(policy, key, times);
          const most =
            policy.algorithm === 'GCRA'
              ? admitsAtOnce(policy) + Math.floor(forward / intervalMicros(policy))
              : policy.limit * (1 + Math.floor(forward / (policy.windowSeconds * 1e6)));
          expect(admitted).toBeLessThanOrEqual(most);
        }
        // However far ahead a state was, it has run out after one allowance.
        await clock.set(now + admitsAtOnce(policy) * intervalMicros(policy) + policy.windowSeconds * 1e6);
        expect(await press(policy, key, 100)).toBe(admitsAtOnce(policy));
      }),
      { numRuns: 40 },
    );
  });
});

describe('three processes at once, their wall clocks set forward and back', () => {
  const children: ChildProcess[] = [];
  const say = async (child: ChildProcess): Promise<unknown> => (await once(child, 'message'))[0];

  beforeAll(async () => {
    const script = new URL('./take-many.ts', import.meta.url);
    const env = { ...process.env, MORTAR_TEST_REDIS_URL: testRedisUrl() };
    for (let each = 0; each < 3; each++) children.push(fork(script, { execArgv: ['--import', 'tsx'], env }));
    await Promise.all(children.map(say));
  }, 90_000);
  afterAll(() => {
    for (const child of children) child.kill();
  });

  /** Lets all go at the same moment, and adds up what they were admitted. */
  async function pressTogether(pressing: Pressing): Promise<{ admitted: number; seconds: number }> {
    const began = await redisSeconds();
    const counts = Promise.all(children.map(say));
    for (const child of children) child.send(pressing);
    const admitted = (await counts).reduce((sum: number, count) => sum + Number(count), 0);
    return { admitted, seconds: (await redisSeconds()) - began };
  }

  async function redisSeconds(): Promise<number> {
    const [seconds, micros] = await redis.client.time();
    return Number(seconds) + Number(micros) / 1e6;
  }

  test.each(['GCRA', 'SLIDING_WINDOW'] as const)('are admitted what one may take (%s)', async (algorithm) => {
    const prefix = uniquePrefix();
    const limits = new RateLimits(await openTestRedis(prefix), patient);
    await limits.set({ name: 'shared', algorithm, limit: 50, windowSeconds: 3600 });
    expect((await pressTogether({ prefix, forMs: 0 })).admitted).toBe(50);
  });

  test('are admitted what one may take, also of an allowance that is leased to them', async () => {
    const prefix = uniquePrefix();
    const limits = new RateLimits(await openTestRedis(prefix), patient);
    // Nothing comes back while they press.
    await limits.set({ name: 'shared', limit: 10_000, windowSeconds: 30 * 86_400 });
    const { admitted } = await pressTogether({ prefix, forMs: 0, cost: 5, rounds: 60 });
    expect(admitted * 5).toBeLessThanOrEqual(10_000);
    // What a process held for too long is lost, and only of the first half.
    expect(admitted * 5).toBeGreaterThan(5_000);
  });

  test('are admitted no more than comes back while they press', async () => {
    const prefix = uniquePrefix();
    const limits = new RateLimits(await openTestRedis(prefix), patient);
    await limits.set({ name: 'shared', limit: 100, windowSeconds: 1, burst: 7 });
    const { admitted, seconds } = await pressTogether({ prefix, forMs: 1_000 });
    expect(admitted).toBeGreaterThan(7);
    expect(admitted).toBeLessThanOrEqual(7 + Math.floor(100 * seconds));
  });
});
